"""What LinkedIn's refusals mean, as data: by code, by the words of the message, by status."""

import re
from datetime import datetime, timedelta

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError, by_status, by_words, retry_after

NAME = "LinkedIn"
VERSION = "202609"  # LinkedIn keeps a version for about a year: this one until September 2027
NOT_OUT = "LinkedIn posted nothing."
RECONNECT = "Connect the LinkedIn account again, then retry."
PAUSE_SECONDS = 60.0
EARLIER = re.compile(r"duplicate of (urn:li:(?:share|ugcPost):\d{1,20})", re.I)


def _auth(happened: str) -> Case:
    return Case(ErrorClass.AUTH, happened, "The connection to the account has ended; nothing was posted.", RECONNECT)


def _denied(happened: str, todo: str) -> Case:
    return Case(ErrorClass.PERMISSION, happened, NOT_OUT, todo)


def _refused(happened: str, todo: str = "Change the text, then retry.") -> Case:
    return Case(ErrorClass.INVALID_REQUEST, happened, NOT_OUT, todo)


def _media(happened: str, todo: str = "Make the video again, then retry.") -> Case:
    return Case(ErrorClass.INVALID_MEDIA, happened, NOT_OUT, todo)


def _ours(happened: str) -> Case:
    todo = "Install the newest release of Reelpress; if it is, report this."
    return Case(ErrorClass.INVALID_REQUEST, happened, f"{NOT_OUT} LinkedIn ends each version after a year.", todo)


CODES: dict[str, Case] = {
    "EXPIRED_ACCESS_TOKEN": _auth("The LinkedIn token has ended; it lives for 60 days."),
    "INVALID_ACCESS_TOKEN": _auth("LinkedIn does not accept the token."),
    "REVOKED_ACCESS_TOKEN": _auth("The account has withdrawn its permission."),
    "EMPTY_ACCESS_TOKEN": _auth("LinkedIn asks for a token."),
    "invalid_grant": _auth("LinkedIn refused to renew the token (invalid_grant)."),
    "invalid_request": _auth("LinkedIn refused to renew the token."),
    "invalid_client": _auth("LinkedIn does not know this client id or secret."),
    "unauthorized_client": _auth("LinkedIn does not let this app renew tokens."),
    "ACCESS_DENIED": _denied(
        "LinkedIn does not allow this account or app to do that.",
        "Connect the account again and grant every right; to post for a page, be its administrator.",
    ),
    "NONEXISTENT_VERSION": _ours(f"LinkedIn no longer knows version {VERSION} of its API."),
    "VERSION_MISSING": _ours("LinkedIn asks which version of its API is meant."),
    "FIELD_LENGTH_TOO_LONG": _refused(
        "The text is too long for LinkedIn.", "Shorten it to 3000 characters, then retry."
    ),
    "MISSING_FIELD": _refused("LinkedIn misses something in the request."),
    "INVALID_VALUE_FOR_FIELD": _refused("LinkedIn refused something in the request."),
    "UNPROCESSABLE_ENTITY": _refused("LinkedIn refused the post."),
    "MEDIA_ASSET_WAITING_UPLOAD": Case(ErrorClass.PROCESSING, "LinkedIn is not done with the upload yet.", NOT_OUT),
    "MEDIA_ASSET_PROCESSING_FAILED": _media("LinkedIn could not process the video."),
    "EXPIRED_UPLOAD_URL": Case(ErrorClass.SERVER, "The upload's address at LinkedIn has ended.", NOT_OUT),
    "CONFLICT": Case(ErrorClass.SERVER, "LinkedIn was busy with the same thing.", NOT_OUT),
    "TOO_MANY_REQUESTS": Case(
        ErrorClass.DAILY_CAP,
        "The account or the app has called LinkedIn as often as it may on one day.",
        NOT_OUT,
        "Nothing to do; it is tried again after midnight, UTC.",
    ),
}
WORDS: tuple[tuple[str, Case], ...] = (
    ("invalid_urn", _refused("LinkedIn does not know the account's id.", "Check the account's id, then retry.")),
    ("not active", CODES["NONEXISTENT_VERSION"]),
    ("expired upload url", CODES["EXPIRED_UPLOAD_URL"]),
)
STATUSES: dict[int, Case] = {
    401: _auth("LinkedIn does not accept the token any more."),
    409: CODES["CONFLICT"],
    413: _media("The file is too large for LinkedIn.", "Make a shorter video, then retry."),
    415: _media("LinkedIn does not take this kind of file."),
    426: CODES["NONEXISTENT_VERSION"],
}
ANEW = ("EXPIRED_UPLOAD_URL", "MEDIA_ASSET_PROCESSING_FAILED")  # the upload leads nowhere


def refusal(answer: Answer, *, now: datetime) -> PublishError:
    """Return what an answer that is no success means."""
    body = answer.json()
    code = str(body.get("code") or body.get("error") or "")
    said = str(body.get("message") or body.get("error_description") or code)[:300]
    live = earlier(answer)
    if live:
        case = Case(
            ErrorClass.DUPLICATE,
            f"LinkedIn says that the same was posted within the last ten minutes: {live}.",
            "It was not posted a second time.",
            f"Look at https://www.linkedin.com/feed/update/{live}/; change the text if another post is meant.",
        )
    else:
        known = CODES.get(code) or by_words(WORDS, f"{code} {said}") or STATUSES.get(answer.status)
        case = known or by_status(answer, platform=NAME, said=said)
    anew = case in [CODES[name] for name in ANEW]
    return PublishError.of(case, raw=answer.shown, retry_after=_pause(answer, case, now), start_over=anew)


def earlier(answer: Answer) -> str:
    """Return the id of the live post that this one is refused as a duplicate of; empty when it is no such refusal.

    Only the id of a post proves that one is there: LinkedIn may name other things.
    """
    found = EARLIER.search(str(answer.json().get("message") or "")) if answer.status in (400, 422) else None
    return found[1] if found else ""


def until_midnight(now: datetime) -> float:
    """Return the seconds until LinkedIn counts anew: midnight, UTC, and a minute."""
    following = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (following - now).total_seconds() + 60


def _pause(answer: Answer, case: Case, now: datetime) -> float | None:
    if case.error_class is ErrorClass.DAILY_CAP:
        return until_midnight(now)
    if case.error_class is ErrorClass.RATE_LIMIT:  # without LinkedIn's own code it is a passing guard before it
        return retry_after(answer) or PAUSE_SECONDS
    return None
