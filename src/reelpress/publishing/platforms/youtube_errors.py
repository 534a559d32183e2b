"""What YouTube's refusals mean, as data: by reason, by failed processing, by rejection."""

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError, by_status, retry_after

NAME = "YouTube"
NOT_OUT = "YouTube took nothing, so nothing was published."
RECONNECT = "Connect the YouTube account again, then retry."
RIGHTS = "Check the rights of the account in YouTube Studio, then retry."
CHANNEL_CAP_SECONDS = 86_400.0
QUOTA_DAY = "America/Los_Angeles"
CLOSED = "YouTube accepts nothing from this channel any more."


def _auth(happened: str, means: str = "The connection to the channel has ended; nothing was published.") -> Case:
    return Case(ErrorClass.AUTH, happened, means, RECONNECT)


def _denied(happened: str, means: str = NOT_OUT, todo: str = RIGHTS) -> Case:
    return Case(ErrorClass.PERMISSION, happened, means, todo)


def _banned(happened: str, means: str = CLOSED) -> Case:
    return Case(ErrorClass.POLICY, happened, means, "See YouTube Studio for the reason and the way to appeal.")


def _refused(happened: str, todo: str) -> Case:
    return Case(ErrorClass.INVALID_REQUEST, happened, NOT_OUT, todo)


def _broken(happened: str) -> Case:
    means = "The upload arrived, but YouTube does not show it."
    return Case(ErrorClass.INVALID_MEDIA, happened, means, "Make the video again, then retry.")


REASONS: dict[str, Case] = {
    "authError": _auth("YouTube does not accept the token any more."),
    "authorizationRequired": _auth("YouTube asks for a sign-in."),
    "invalid_grant": _auth(
        "YouTube refused to renew the token (invalid_grant).",
        "Access was withdrawn, or the token was not used for too long; nothing was published.",
    ),
    "invalid_client": _auth("Google does not know this client id or secret.", "The token could not be renewed."),
    "unauthorized_client": _auth("Google does not let this client renew tokens.", "The token could not be renewed."),
    "youtubeSignupRequired": _denied(
        "This Google account has no YouTube channel.", todo="Create a channel, connect the account again, then retry."
    ),
    "quotaExceeded": Case(
        ErrorClass.DAILY_CAP,
        "The daily quota of the YouTube project is used up.",
        "Nothing was published; the quota starts anew at midnight, Pacific time.",
        "Nothing to do; it is tried again after midnight, Pacific time.",
    ),
    "dailyLimitExceeded": Case(
        ErrorClass.DAILY_CAP,
        "The daily limit of the YouTube project is used up.",
        "Nothing was published; the quota starts anew at midnight, Pacific time.",
        "Nothing to do; it is tried again after midnight, Pacific time.",
    ),
    "uploadLimitExceeded": Case(
        ErrorClass.DAILY_CAP,
        "The channel has reached YouTube's limit of uploads for a day.",
        NOT_OUT,
        "Nothing to do; it is tried again in 24 hours.",
    ),
    "rateLimitExceeded": Case(ErrorClass.RATE_LIMIT, "YouTube was asked too often in a short time.", NOT_OUT),
    "userRateLimitExceeded": Case(ErrorClass.RATE_LIMIT, "This account asked YouTube too often.", NOT_OUT),
    "uploadRateLimitExceeded": Case(ErrorClass.RATE_LIMIT, "Too many thumbnails were sent to YouTube.", NOT_OUT),
    "forbidden": _denied("YouTube does not allow this account to do that."),
    "insufficientPermissions": _denied(
        "The connection lacks the right to upload.", todo="Connect the account again and grant every right asked for."
    ),
    "forbiddenPrivacySetting": _denied(
        "YouTube does not allow this account the chosen privacy.",
        todo="Set REELPRESS_YOUTUBE_PRIVACY to another value.",
    ),
    "forbiddenLicenseSetting": _denied("YouTube does not allow this account the chosen licence."),
    "channelSuspended": _banned("YouTube has suspended the channel."),
    "channelClosed": _banned("The channel has been closed."),
    "authenticatedUserAccountSuspended": _banned("YouTube has suspended the account."),
    "authenticatedUserAccountClosed": _banned("The account has been closed."),
    "invalidTitle": _refused("YouTube refused the title.", "Give 1 to 100 characters without < and >, then retry."),
    "invalidDescription": _refused(
        "YouTube refused the description.", "Give at most 5000 bytes without < and >, then retry."
    ),
    "invalidTags": _refused("YouTube refused the tags.", "Use fewer or shorter tags, then retry."),
    "invalidCategoryId": _refused("YouTube does not know the category.", "Choose another category, then retry."),
    "invalidPublishAt": _refused("YouTube refused the time of publication.", "Choose a time to come, then retry."),
    "invalidVideoMetadata": _refused("YouTube found the details incomplete.", "Check title and text, then retry."),
    "invalidFilename": _refused("YouTube refused the file's name.", "Make the video again, then retry."),
    "defaultLanguageNotSet": _refused("YouTube misses the language.", "Set the post's language, then retry."),
    "mediaBodyRequired": _refused("YouTube got no video with the request.", "Make the video again, then retry."),
    "invalidImage": _refused("YouTube refused the thumbnail.", "Set a thumbnail in YouTube Studio."),
    "videoNotFound": _refused("YouTube does not know this video.", "It was probably deleted there; nothing to do."),
    "backendError": Case(ErrorClass.SERVER, "YouTube has a problem of its own (backendError).", "It will pass."),
    "internalError": Case(ErrorClass.SERVER, "YouTube has a problem of its own (internalError).", "It will pass."),
}

FAILURES: dict[str, Case] = {
    "conversion": _broken("YouTube could not convert the video."),
    "invalidFile": _broken("YouTube does not take the file for a video."),
    "emptyFile": _broken("YouTube got an empty file."),
    "tooSmall": _broken("YouTube finds the file too small."),
    "codec": _broken("YouTube cannot read the video's codec."),
    "uploadAborted": _broken("YouTube says that the upload was aborted."),
    "uploadFailed": _broken("YouTube says that the upload failed."),
    "transcodeFailed": _broken("YouTube could not transcode the video."),
    "streamingFailed": _broken("YouTube could not prepare the video for streaming."),
}

_REJECTED = "The upload arrived and was rejected; nobody can see it."
REJECTIONS: dict[str, Case] = {
    "duplicate": Case(
        ErrorClass.DUPLICATE,
        "YouTube rejected the video as a duplicate.",
        "The channel already has this video.",
        "Nothing, if that one is meant; else change the video, then retry.",
    ),
    "copyright": _banned("YouTube rejected the video: copyright.", _REJECTED),
    "inappropriate": _banned("YouTube rejected the video as inappropriate.", _REJECTED),
    "termsOfUse": _banned("YouTube rejected the video: terms of use.", _REJECTED),
    "uploaderAccountSuspended": _banned("YouTube rejected the video: the account is suspended.", _REJECTED),
    "uploaderAccountClosed": _banned("YouTube rejected the video: the account is closed.", _REJECTED),
    "length": Case(
        ErrorClass.INVALID_MEDIA,
        "YouTube rejected the video for its length.",
        "Channels that are not verified may upload 15 minutes at most.",
        "Make a shorter video or verify the channel, then retry.",
    ),
    "claim": _banned("YouTube rejected the video: someone claims its content.", _REJECTED),
    "trademark": _banned("YouTube rejected the video: trademark.", _REJECTED),
    "legal": _banned("YouTube rejected the video for legal reasons.", _REJECTED),
}


def refusal(answer: Answer, *, now: datetime) -> PublishError:
    """Return what an answer that is no success means."""
    error = answer.json().get("error")
    reason, said = _reason(error, answer.json())
    case = REASONS.get(reason) or by_status(answer, platform=NAME, said=said)
    wait = retry_after(answer)
    if case.error_class is ErrorClass.DAILY_CAP and wait is None:
        wait = CHANNEL_CAP_SECONDS if reason == "uploadLimitExceeded" else until_quota_day(now)
    return PublishError.of(case, raw=answer.shown, retry_after=wait)


def unprocessed(kind: str, reason: str) -> PublishError:
    """Return what failed processing or a rejection means; such an upload is lost, so the next try starts over."""
    table = REJECTIONS if kind == "rejected" else FAILURES
    case = table.get(reason)
    if case is None:
        case = _banned(f"YouTube rejected the video ({reason or 'no reason given'}).", _REJECTED)
        if kind != "rejected":
            case = _broken(f"YouTube could not process the video ({reason or 'no reason given'}).")
    return PublishError.of(case, raw=f"{kind}: {reason}", start_over=True)


def until_quota_day(now: datetime) -> float:
    """Return the seconds until quotas start anew: midnight in Los Angeles."""
    try:
        zone: tzinfo = ZoneInfo(QUOTA_DAY)
    except ZoneInfoNotFoundError:  # a system without time zone data
        zone = timezone(timedelta(hours=-8))
    there = now.astimezone(zone)
    midnight = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight.astimezone(now.tzinfo) - now).total_seconds() + 60


def _reason(error: object, whole: dict[str, object]) -> tuple[str, str]:
    if isinstance(error, str):  # the token endpoint's way
        return error, str(whole.get("error_description") or error)
    if not isinstance(error, dict):
        return "", ""
    details = error.get("errors")
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    return str(first.get("reason", "")), str(error.get("message", ""))[:300]
