"""YouTube, for the contract: four chunks, the last one publishes."""

from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.conftest import UNIT
from tests.publishing.platforms.cases import Case, Refusal

UPLOAD = "/upload/youtube/v3/videos"


def refusal(status, reason, error_class, **rest):
    body = {"error": {"code": status, "message": reason, "errors": [{"reason": reason, "message": reason}]}}
    return Refusal(status, body, error_class, **rest)


def use_up_the_day(press):
    press.knobs.daily_posts = {"youtube": 0}


CASE = Case(
    first=("POST", UPLOAD),
    commit=("PUT", UPLOAD),
    commit_skip=3,
    carries=("PUT", UPLOAD),
    cuts=((0, 0), (0, 100_000), (1, UNIT - 1), (2, 5), (3, 600)),
    tells=True,
    dead=refusal(401, "authError", ErrorClass.AUTH),
    pause=refusal(429, "rateLimitExceeded", ErrorClass.RATE_LIMIT, headers={"Retry-After": "17"}, retry_after=17),
    refusals=(
        refusal(401, "youtubeSignupRequired", ErrorClass.PERMISSION),
        refusal(403, "forbidden", ErrorClass.PERMISSION),
        refusal(403, "channelSuspended", ErrorClass.POLICY),
        refusal(400, "invalidTitle", ErrorClass.INVALID_REQUEST),
        refusal(403, "userRateLimitExceeded", ErrorClass.RATE_LIMIT),
        refusal(403, "quotaExceeded", ErrorClass.DAILY_CAP),
        refusal(400, "uploadLimitExceeded", ErrorClass.DAILY_CAP, retry_after=86_400),
        refusal(503, "backendError", ErrorClass.SERVER),
    ),
    renewal=("POST", "/token"),
    use_up_the_day=use_up_the_day,
)
