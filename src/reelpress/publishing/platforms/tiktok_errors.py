"""What TikTok's refusals mean, as data: by the code of its answer, by the reason of a failed post."""

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.calls import part
from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError, by_status

NAME = "TikTok"
NOT_OUT = "TikTok posted nothing."
RECONNECT = "Connect the TikTok account again, then retry."
PRIVACY = (
    "Set REELPRESS_TIKTOK_PRIVACY to a value that the account and the app may use (SELF_ONLY always is), then retry."
)
PAUSE_SECONDS = 60.0  # TikTok counts calls by the minute and names no time
DAY_SECONDS = 86_400.0
NO_DELETING = Case(
    ErrorClass.PERMISSION,
    "TikTok has no call to delete a video.",
    "The video stays where it is.",
    "Delete it in the TikTok app.",
)


def _auth(happened: str) -> Case:
    return Case(ErrorClass.AUTH, happened, "The connection to the account has ended; nothing was posted.", RECONNECT)


def _denied(happened: str, todo: str) -> Case:
    return Case(ErrorClass.PERMISSION, happened, NOT_OUT, todo)


def _banned(happened: str) -> Case:
    return Case(ErrorClass.POLICY, happened, NOT_OUT, "See the account's notices in the TikTok app.")


def _refused(happened: str, todo: str) -> Case:
    return Case(ErrorClass.INVALID_REQUEST, happened, NOT_OUT, todo)


def _full(happened: str) -> Case:
    return Case(ErrorClass.DAILY_CAP, happened, NOT_OUT, "Nothing to do; it is tried again in 24 hours.")


def _broken(happened: str, todo: str = "Make the video again, then retry.") -> Case:
    means = "The upload arrived, but TikTok does not post it."
    return Case(ErrorClass.INVALID_MEDIA, happened, means, todo)


def _passing(happened: str) -> Case:
    return Case(ErrorClass.SERVER, happened, NOT_OUT)


CODES: dict[str, Case] = {
    "access_token_invalid": _auth("TikTok does not accept the token any more."),
    "invalid_grant": _auth("TikTok refused to renew the token (invalid_grant)."),
    "invalid_client": _auth("TikTok does not know this client key or secret."),
    "unauthorized_client": _auth("TikTok does not let this app renew tokens."),
    "scope_not_authorized": _denied(
        "The connection lacks the right video.publish.", "Connect the account again and grant every right asked for."
    ),
    "scope_permission_missed": _denied(
        "The connection lacks a right that this needs.", "Connect the account again and grant every right asked for."
    ),
    "unaudited_client_can_only_post_to_private_accounts": _denied(
        "TikTok has not audited this app, so it may only post for the account itself, which must be private.",
        "Make the account private or have TikTok audit the app, then retry.",
    ),
    "url_ownership_unverified": _denied(
        "TikTok does not know that the address of the video is ours.", "Verify the domain in TikTok's developer portal."
    ),
    "privacy_level_option_mismatch": _refused("The account or the app may not post with this privacy.", PRIVACY),
    "invalid_param": _refused("TikTok did not understand the request.", "Change the text, then retry."),
    "invalid_params": _refused("TikTok did not understand the request.", "Change the text, then retry."),
    "invalid_request": _refused("TikTok did not understand the request.", "Change the text, then retry."),
    "invalid_publish_id": _refused("TikTok does not know this upload any more.", "Retry: it is uploaded anew."),
    "token_not_authorized_for_specified_publish_id": _refused(
        "The upload belongs to another account.", "Retry: it is uploaded anew."
    ),
    "spam_risk_too_many_posts": _full("The account has posted as much as TikTok takes from apps in 24 hours."),
    "reached_active_user_cap": _full("The app has posted for as many people as TikTok lets it in 24 hours."),
    "spam_risk_too_many_pending_share": _full("Too many drafts wait in the TikTok app for the account's decision."),
    "spam_risk_user_banned_from_posting": _banned("TikTok has banned the account from posting."),
    "spam_risk": _banned("TikTok takes the post for spam."),
    "spam_risk_text": _banned("TikTok takes the text for spam."),
    "rate_limit_exceeded": Case(ErrorClass.RATE_LIMIT, "TikTok was asked too often within a minute.", NOT_OUT),
    "internal_error": _passing("TikTok has a problem of its own (internal_error)."),
}

FAILURES: dict[str, Case] = {
    "file_format_check_failed": _broken("TikTok does not take this kind of file."),
    "duration_check_failed": _broken("The video is too short or too long for this account.", "Make a shorter video."),
    "frame_rate_check_failed": _broken("TikTok does not take the video's frame rate."),
    "picture_size_check_failed": _broken("TikTok does not take the size of the video's picture."),
    "internal": _passing("TikTok lost the upload."),
    "video_pull_failed": _passing("TikTok could not fetch the video."),
    "photo_pull_failed": _passing("TikTok could not fetch the picture."),
    "auth_removed": _auth("The account has taken its permission back while TikTok was at work."),
    "publish_cancelled": _refused("The post was cancelled at TikTok.", "Retry, if it is still wanted."),
}
LOST = ("invalid_publish_id", "token_not_authorized_for_specified_publish_id")

UPLOADS: dict[int, Case] = {
    400: _refused("TikTok refused a part of the upload.", "Retry: it is uploaded anew."),
    403: _passing("The upload's address at TikTok has ended."),
    404: _passing("TikTok does not know the upload any more."),
    416: _passing("TikTok stands elsewhere in the upload than we do."),
}


def code_of(answer: Answer) -> str:
    """Return the code of an answer: "ok", a refusal's, or nothing. The token endpoint says it in another place."""
    error = answer.json().get("error")
    return error if isinstance(error, str) else str(part(answer.json(), "error").get("code") or "")


def succeeded(answer: Answer) -> bool:
    """Return whether TikTok says yes: the status alone does not tell."""
    return answer.status == 200 and code_of(answer) == "ok"


def refusal(answer: Answer) -> PublishError:
    """Return what an answer that is no success means."""
    code = code_of(answer)
    said = str(part(answer.json(), "error").get("message") or answer.json().get("error_description") or code)[:300]
    case = CODES.get(code)
    if case is None and code and code != "ok" and answer.status == 200:
        case = _refused(f"TikTok answered “{code}”: {said}.", "Correct what the answer names, then retry.")
    return refused(case or by_status(answer, platform=NAME, said=said), answer, start_over=code in LOST)


def refused(case: Case, answer: Answer, *, start_over: bool = False) -> PublishError:
    """Return the error of a case, with the pause that its class asks for."""
    waits = {ErrorClass.RATE_LIMIT: PAUSE_SECONDS, ErrorClass.DAILY_CAP: DAY_SECONDS}
    return PublishError.of(case, raw=answer.shown, retry_after=waits.get(case.error_class), start_over=start_over)


def failed(reason: str) -> PublishError:
    """Return what a failed post means: nothing is out, so the next try starts over."""
    case = FAILURES.get(reason) or _broken(f"TikTok could not post the video ({reason or 'no reason given'}).")
    return PublishError.of(case, raw=f"FAILED: {reason}", start_over=True)
