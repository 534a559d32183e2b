"""What Facebook's refusals mean, as data; what it shares with Instagram is in `graph_errors`."""

from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError
from reelpress.publishing.platforms.graph_errors import Table, banned, denied, refused, slow, trouble, unfit

NAME = "Facebook"
SUPPORT = "See the Page's Support Inbox for the reason and the way to appeal."
PICTURE = "Choose another picture, then retry."
SMALLER = "Make the video at least 540 pixels wide and 960 high, then retry."
WRONG_OFFSET = 1363037

PAIRS: dict[tuple[int, int], Case] = {
    (368, 1404078): denied("Facebook wants the Page to pass its publishing authorization.", "Pass it, then retry."),
    (368, 4854002): denied("Facebook wants the person's identity confirmed.", "Confirm it at Facebook, then retry."),
    (368, 1390008): slow("The Page is posting too fast."),
}
SUBCODES: dict[int, Case] = {
    1346003: banned("Facebook holds the post for abusive.", SUPPORT),
    1404102: banned("Facebook refused the post under its rules (1404102).", SUPPORT),
    1404112: banned("Facebook refused the post under its rules (1404112).", SUPPORT),
    1366051: Case(
        ErrorClass.DUPLICATE,
        "Facebook says that this picture was posted already.",
        "The Page has it; nothing was published by this call.",
        "Nothing, if that post is meant; else choose another picture, then retry.",
    ),
    1363127: unfit("The resolution is too low for a Reel.", SMALLER),
    2069019: unfit("Facebook cannot use this video file (2069019)."),
    1366046: unfit("Facebook cannot use this picture: its type or size.", PICTURE),
    1363047: trouble("Facebook's upload failed for a moment (1363047)."),
    1609010: trouble("Facebook could not make the post for a moment (1609010)."),
    1609005: refused("Facebook refused the link.", "Check the address in the text, then retry."),
    WRONG_OFFSET: trouble("Facebook has another part of the video than expected."),
}
CODES: dict[int, Case] = {
    351: unfit("Facebook cannot use this video file."),
    352: unfit("Facebook does not take the format of the video."),
    382: unfit("The video is too small for Facebook."),
    389: unfit("Facebook could not fetch the video.", "Check its address, then retry."),
    6000: trouble("Facebook's upload failed for a moment (6000)."),
    6001: trouble("Facebook could not process the upload for a moment (6001)."),
    **{subcode: case for subcode, case in SUBCODES.items() if subcode != WRONG_OFFSET},
}
WORDS: tuple[tuple[str, Case], ...] = (
    ("no permission to publish the video", denied("The connection may not publish videos on the Page.")),
)
TABLE = Table(NAME, pairs=PAIRS, subcodes=SUBCODES, codes=CODES, words=WORDS)


def unprocessed(said: str) -> PublishError:
    """Return what a failed processing means; such an upload is lost, so the next try starts over."""
    happened = f"Facebook could not process the video ({said.rstrip('.') or 'no reason given'})."
    return PublishError.of(unfit(happened), raw=said, start_over=True)
