"""What X's refusals mean, as data: by the words of its problem's type, title, detail and messages, in order."""

from datetime import datetime

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.calls import count, rows
from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError, by_status, by_words, retry_after

NAME = "X"
NOT_OUT = "Nothing was posted on X."
RECONNECT = "Connect the X account again, then retry."
RIGHTS = "Connect the account again and grant tweet.read, tweet.write, users.read, media.write and offline.access."
MONTH = "See usage and billing in X's developer console, then retry."
PAUSE_SECONDS = 300.0  # when X does not say when to come back
DAY_SECONDS = 86_400.0


def _auth(happened: str) -> Case:
    return Case(ErrorClass.AUTH, happened, "The connection to the account has ended; nothing was posted.", RECONNECT)


def _denied(happened: str, todo: str = RIGHTS) -> Case:
    return Case(ErrorClass.PERMISSION, happened, NOT_OUT, todo)


def _banned(happened: str) -> Case:
    return Case(ErrorClass.POLICY, happened, NOT_OUT, "Sign in to X: it says there what it wants of the account.")


def _media(happened: str, todo: str = "Make a shorter video, then retry.") -> Case:
    return Case(ErrorClass.INVALID_MEDIA, happened, NOT_OUT, todo)


def _refused(happened: str, todo: str) -> Case:
    return Case(ErrorClass.INVALID_REQUEST, happened, NOT_OUT, todo)


WORDS: tuple[tuple[str, Case], ...] = (
    ("duplicate content", Case(
        ErrorClass.DUPLICATE,
        "X says that this account has just posted the same.",
        "X shows a post only once; this one was not posted again.",
        "Look at the account; if it is not there, change the text, then retry.",
    )),
    ("longer than", _media("X does not take a video of this length from this account.")),
    ("file size exceeds", _media("The file is too large for X.")),
    ("media type unrecognized", _media("X does not take this kind of file.", "Make the video again, then retry.")),
    ("media ids are invalid", _refused("X does not know the uploaded video any more.", "Retry: it is uploaded anew.")),
    ("media id is invalid", _refused("X does not know the uploaded video any more.", "Retry: it is uploaded anew.")),
    ("maximum of 4 items", _refused("X takes at most four pictures.", "Send fewer pictures, then retry.")),
    ("cashtag", _refused("X takes one cashtag ($NAME) in a post.", "Leave all but one out of the text, then retry.")),
    ("text is too long", _refused("The text is too long for X.", "Shorten it to 280 characters, then retry.")),
    ("needs to be a bit shorter", _refused("The text is too long for X.", "Shorten it, then retry.")),
    ("invalid url", _refused("X refused an address in the text.", "Correct the address, then retry.")),
    ("invalid_grant", _auth("X refused to renew the token (invalid_grant).")),
    ("value passed for the token was invalid", _auth("X refused to renew the token: it was used before or has ended.")),
    ("invalid_client", _auth("X does not know this client id or secret.")),
    ("unauthorized_client", _auth("X does not let this client renew tokens.")),
    ("usage-capped", Case(
        ErrorClass.DAILY_CAP, "The X project has used up what it may post or has paid for.", NOT_OUT, MONTH)),
    ("usagecapexceeded", Case(
        ErrorClass.DAILY_CAP, "The X project has used up what it may post or has paid for.", NOT_OUT, MONTH)),
    ("credits", Case(ErrorClass.DAILY_CAP, "The credits of the X project are used up.", NOT_OUT, MONTH)),
    ("user-suspended", _banned("X has suspended the account.")),
    ("account is suspended", _banned("X has suspended the account.")),
    ("temporarily locked", _banned("X has locked the account for now.")),
    ("account is not permitted", _banned("X does not permit this account to do that.")),
    ("looks like it might be automated", _banned("X takes the post for spam.")),
    ("client-forbidden", _denied("X does not let this app post.", "Set the app to read and write in X's console.")),
    ("oauth1-permissions", _denied("The app may only read.", "Set it to read and write in X's console, reconnect.")),
    ("oauth1 app permissions", _denied("The app may only read.", "Set it to read and write in X's console.")),
    ("unsupported-authentication", _denied("X wants a token of a person, not of an app.")),
    ("not-authorized-for-resource", _denied("The connection lacks a right that this needs.")),
    ("not permitted to perform", _denied("X does not permit this to the account or the app.")),
    ("resource-not-found", _refused("X does not know this post.", "It was probably deleted there; nothing to do.")),
    ("unauthorized", _auth("X does not accept the token any more.")),
    ("rate limit exceeded", Case(ErrorClass.RATE_LIMIT, "X was asked too often in a short time.", NOT_OUT)),
    ("too many requests", Case(ErrorClass.RATE_LIMIT, "X was asked too often in a short time.", NOT_OUT)),
    ("over capacity", Case(ErrorClass.SERVER, "X is over capacity.", NOT_OUT)),
    ("invalid-request", _refused("X did not understand the request.", "Change the text, then retry.")),
)  # fmt: skip
FULL_DAY = Case(
    ErrorClass.DAILY_CAP,
    "The account or the app has posted on X as often as it may in 24 hours.",
    NOT_OUT,
    "Nothing to do; it is tried again when there is room.",
)
STATUSES: dict[int, Case] = {
    401: _auth("X does not accept the token any more."),
    402: Case(ErrorClass.DAILY_CAP, "The credits of the X project are used up.", NOT_OUT, MONTH),
}
LOST_MEDIA = ("media ids are invalid", "media id is invalid")


def refusal(answer: Answer, *, now: datetime) -> PublishError:
    """Return what an answer that is no success means."""
    said = spoken(answer)
    case = by_words(WORDS, said) or STATUSES.get(answer.status) or by_status(answer, platform=NAME, said=said)
    if case.error_class is ErrorClass.RATE_LIMIT and _day_is_full(answer):
        case = FULL_DAY
    # Lost media lead nowhere: the next try uploads anew.
    lost = answer.status != 401 and any(words in said.lower() for words in LOST_MEDIA)
    return PublishError.of(case, raw=answer.shown, retry_after=_pause(answer, case, now), start_over=lost)


def unprocessed(reason: str) -> PublishError:
    """Return what failed processing of an upload means; the next try starts over."""
    case = by_words(WORDS, reason) or _media(f"X could not process the video ({reason}).", "Make the video again.")
    return PublishError.of(case, raw=reason, start_over=True)


def spoken(answer: Answer) -> str:
    """Return all that a refusal says, as one text."""
    body = answer.json()
    found = [str(body.get(name) or "") for name in ("type", "title", "detail", "message", "error", "error_description")]
    found += [str(row.get("message") or row.get("detail") or "") for row in rows(body, "errors")]
    return " | ".join(text.rpartition("/problems/")[2] for text in found if text and text != "about:blank")[:300]


def _day_is_full(answer: Answer) -> bool:
    return any(answer.headers.get(f"x-{who}-limit-24hour-remaining") == "0" for who in ("user", "app"))


def _pause(answer: Answer, case: Case, now: datetime) -> float | None:
    """Return the seconds until X will answer again: what its headers say, or a guess on the safe side; None: never."""
    if case.todo == MONTH:  # no time mends that, but a person
        return None
    if case.error_class is ErrorClass.DAILY_CAP:
        names = ("x-user-limit-24hour-reset", "x-app-limit-24hour-reset")
        ends = [count(answer.headers.get(name)) for name in names]
        waits = [end - now.timestamp() + 1 for end in ends if end]
        return min(max([1.0, *waits]), DAY_SECONDS) if waits else DAY_SECONDS
    if case.error_class is not ErrorClass.RATE_LIMIT:
        return None
    reset = count(answer.headers.get("x-rate-limit-reset"))
    if reset is not None:
        return min(max(1.0, reset - now.timestamp() + 1), DAY_SECONDS)
    return retry_after(answer) or PAUSE_SECONDS
