"""What Instagram's refusals mean, as data; what it shares with Facebook is in `graph_errors`."""

from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError
from reelpress.publishing.platforms.graph_errors import (
    Table,
    banned,
    denied,
    refused,
    trouble,
    unfit,
)

NAME = "Instagram"
PICTURE = "Choose another picture, then retry."
SUPPORT = "Open the Instagram app and see what it says of the account."

SUBCODES: dict[int, Case] = {
    # The account.
    2207042: Case(
        ErrorClass.DAILY_CAP,
        "The account has reached Instagram's limit of posts for 24 hours.",
        "Nothing was published; room comes back post by post.",
    ),
    2207051: banned("Instagram takes the account's posts for spam and has blocked them.", "Wait 24 hours, then retry."),
    2207050: banned("Instagram has restricted the account.", SUPPORT),
    # The file.
    2207026: unfit("Instagram cannot read the format of the video."),
    2207004: unfit("The picture is too large for Instagram (8 MB).", PICTURE),
    2207005: unfit("Instagram does not take this type of file.", "Send MP4 video or JPEG pictures."),
    2207009: unfit("Instagram does not take the shape of the picture (4:5 to 1.91:1).", PICTURE),
    2207052: unfit(
        "Instagram could not fetch the file from its public address.",
        "Check that REELPRESS_PUBLIC_MEDIA_URL can be read by anyone without a redirect, then retry.",
    ),
    2207057: unfit("Instagram refused the moment of the cover.", "Choose a moment within the video, then retry."),
    2207081: unfit("The account cannot publish trial Reels.", "Publish it as an ordinary Reel."),
    # The call.
    2207023: refused("Instagram does not know this type of post.", "Update Reelpress, then retry."),
    2207028: refused("Instagram takes 2 to 10 pictures in a carousel.", "Use 2 to 10 pictures, then retry."),
    2207040: refused("Instagram refused the people tagged: too many.", "Tag at most 20 people, then retry."),
    2207010: refused("Instagram refused the caption.", "Give at most 2200 characters and 30 hashtags, then retry."),
    # What passes.
    2207001: trouble("Instagram has a problem of its own (2207001)."),
    2207032: trouble("Instagram could not make the post (2207032)."),
    2207053: trouble("Instagram's upload failed (2207053)."),
    2207003: trouble("Instagram took too long to fetch the file (2207003)."),
    2207082: trouble("Instagram could not take the upload (2207082)."),
    2207020: trouble("The upload at Instagram has expired."),
    2207006: trouble("Instagram does not find the upload any more."),
    2207008: trouble("Instagram does not find the upload for now."),
    2207027: Case(ErrorClass.PROCESSING, "Instagram is still processing the upload.", "Nothing is published yet."),
    2207085: denied("Instagram did not delete the post.", "Delete it in the Instagram app."),
}
CODES: dict[int, Case] = {
    9: SUBCODES[2207042],
    25: SUBCODES[2207050],
    352: SUBCODES[2207026],
    36000: SUBCODES[2207004],
    36001: SUBCODES[2207005],
    36003: SUBCODES[2207009],
    36004: SUBCODES[2207010],
    9004: SUBCODES[2207052],
    9007: SUBCODES[2207027],
    24: SUBCODES[2207006],
    -1: SUBCODES[2207001],
    -2: SUBCODES[2207003],
}
ANEW = frozenset({2207001, 2207032, 2207053, 2207003, 2207082, 2207020, 2207006, 2207008, 2207026, 2207052})
TABLE = Table(
    NAME,
    subcodes=SUBCODES,
    codes=CODES,
    anew=ANEW,
    waits={2207008: 60.0, 2207027: 60.0},
)


def refused_picture(happened: str) -> Case:
    """Return the case of a picture that Instagram would not take."""
    return unfit(happened, PICTURE)


def unprocessed(subcode: int, said: str) -> PublishError:
    """Return what a failed container means; nothing can be made of it, so the next try starts over."""
    case = TABLE.known(subcode)
    if case is None:
        case = unfit(f"Instagram could not process the upload ({said.rstrip('.') or 'no reason given'}).")
    return PublishError.of(case, raw=said, start_over=True, retry_after=TABLE.waits.get(subcode))
