"""TikTok, for the contract: a file this small goes in one chunk, and that one publishes."""

from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.platforms.cases import Case, Refusal

CREATOR = ("POST", "/creator_info/query")
INIT = ("POST", "/video/init")
PUT = ("PUT", "/video/")


def refusal(status, code, error_class, **rest):
    body = {"data": {}, "error": {"code": code, "message": f"It says {code}", "log_id": "1"}}
    return Refusal(status, body, error_class, **rest)


def use_up_the_day(press):
    press.knobs.daily_posts = {"tiktok": 0}


CASE = Case(
    first=CREATOR,
    commit=PUT,
    commit_skip=0,
    carries=PUT,
    cuts=((0, 0), (0, 100_000)),
    tells=True,
    dead=refusal(401, "access_token_invalid", ErrorClass.AUTH),
    pause=refusal(429, "rate_limit_exceeded", ErrorClass.RATE_LIMIT, retry_after=60),
    refusals=(
        refusal(401, "scope_not_authorized", ErrorClass.PERMISSION),
        refusal(400, "scope_permission_missed", ErrorClass.PERMISSION),
        refusal(403, "unaudited_client_can_only_post_to_private_accounts", ErrorClass.PERMISSION, at=INIT),
        refusal(403, "url_ownership_unverified", ErrorClass.PERMISSION, at=INIT),
        refusal(403, "privacy_level_option_mismatch", ErrorClass.INVALID_REQUEST, at=INIT),
        refusal(400, "invalid_params", ErrorClass.INVALID_REQUEST, at=INIT),
        refusal(200, "invalid_param", ErrorClass.INVALID_REQUEST, at=INIT),
        refusal(200, "something_new", ErrorClass.INVALID_REQUEST),
        refusal(403, "spam_risk_too_many_posts", ErrorClass.DAILY_CAP, at=INIT, retry_after=86_400),
        refusal(403, "reached_active_user_cap", ErrorClass.DAILY_CAP, retry_after=86_400),
        refusal(403, "spam_risk_too_many_pending_share", ErrorClass.DAILY_CAP, retry_after=86_400),
        refusal(403, "spam_risk_user_banned_from_posting", ErrorClass.POLICY),
        refusal(403, "spam_risk", ErrorClass.POLICY),
        refusal(500, "internal_error", ErrorClass.SERVER),
        Refusal(400, {}, ErrorClass.INVALID_REQUEST, at=PUT),
        Refusal(403, {}, ErrorClass.SERVER, at=PUT),
        Refusal(404, {}, ErrorClass.SERVER, at=PUT),
    ),
    renewal=("POST", "/v2/oauth/token"),
    use_up_the_day=use_up_the_day,
    deletes=False,
)
