"""LinkedIn, for the contract: parts, then one call that publishes; here for a member, whose posts cannot be listed."""

from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.platforms.cases import Case, Refusal

VIDEOS = ("POST", "/rest/videos")
POSTS = ("POST", "/rest/posts")


def refusal(status, code, error_class, *, message="", **rest):
    body = {"message": message or f"It says {code}", "status": status, "serviceErrorCode": 100, "code": code}
    return Refusal(status, body, error_class, **rest)


def use_up_the_day(press):
    press.knobs.daily_posts = {"linkedin": 0}


CASE = Case(
    first=VIDEOS,
    commit=POSTS,
    commit_skip=0,
    carries=("PUT", "/dms-uploads/"),
    cuts=((0, 0), (0, 100_000)),
    tells=True,
    dead=refusal(401, "EXPIRED_ACCESS_TOKEN", ErrorClass.AUTH),
    pause=Refusal(429, {"message": "Slow down"}, ErrorClass.RATE_LIMIT, retry_after=60),
    refusals=(
        refusal(401, "REVOKED_ACCESS_TOKEN", ErrorClass.AUTH),
        refusal(401, "EMPTY_ACCESS_TOKEN", ErrorClass.AUTH),
        refusal(403, "ACCESS_DENIED", ErrorClass.PERMISSION),
        refusal(426, "NONEXISTENT_VERSION", ErrorClass.INVALID_REQUEST),
        refusal(400, "VERSION_MISSING", ErrorClass.INVALID_REQUEST),
        refusal(429, "TOO_MANY_REQUESTS", ErrorClass.DAILY_CAP),
        refusal(400, "FIELD_LENGTH_TOO_LONG", ErrorClass.INVALID_REQUEST, at=POSTS),
        refusal(400, "INVALID_URN_TYPE", ErrorClass.INVALID_REQUEST, at=POSTS),
        refusal(400, "MISSING_FIELD", ErrorClass.INVALID_REQUEST, at=POSTS),
        refusal(400, "INVALID_VALUE_FOR_FIELD", ErrorClass.INVALID_REQUEST, at=POSTS),
        refusal(422, "UNPROCESSABLE_ENTITY", ErrorClass.INVALID_REQUEST, at=POSTS),
        refusal(400, "MEDIA_ASSET_WAITING_UPLOAD", ErrorClass.PROCESSING, at=POSTS),
        refusal(400, "MEDIA_ASSET_PROCESSING_FAILED", ErrorClass.INVALID_MEDIA, at=POSTS),
        refusal(413, "", ErrorClass.INVALID_MEDIA),
        refusal(415, "", ErrorClass.INVALID_MEDIA),
        refusal(409, "CONFLICT", ErrorClass.SERVER, at=POSTS),
        refusal(400, "EXPIRED_UPLOAD_URL", ErrorClass.SERVER, at=("PUT", "/dms-uploads/")),
        refusal(
            422,
            "UNPROCESSABLE_ENTITY",
            ErrorClass.DUPLICATE,
            message="Content is a duplicate of urn:li:share:7000000000000000000",
            at=POSTS,
        ),
        refusal(503, "", ErrorClass.SERVER),
    ),
    renewal=("POST", "/oauth/v2/accessToken"),
    use_up_the_day=use_up_the_day,
    describes=True,
)
