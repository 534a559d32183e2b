"""X, for the contract: segments, then one call that publishes."""

from reelpress.lib import clock
from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.conftest import UNIT
from tests.publishing.platforms.cases import Case, Refusal

POSTS = ("POST", "/2/tweets")
PROBLEMS = "https://api.x.com/2/problems"


def problem(status, slug, detail, error_class, **rest):
    kind = f"{PROBLEMS}/{slug}" if slug else "about:blank"
    return Refusal(status, {"title": "No", "detail": detail, "type": kind, "status": status}, error_class, **rest)


def invalid(message, error_class):
    body = {
        "errors": [{"parameters": {}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"{PROBLEMS}/invalid-request",
    }
    return Refusal(400, body, error_class, at=POSTS)


def reset(name, seconds):
    return {name: str(int(clock.now().timestamp()) + seconds)}


def use_up_the_day(press):
    press.knobs.daily_posts = {"twitter": 0}


CASE = Case(
    first=("POST", "/2/media/upload/initialize"),
    commit=POSTS,
    commit_skip=0,
    carries=("POST", "/append"),
    cuts=((0, 0), (0, 100_000), (1, UNIT - 1), (2, 5), (3, 600)),
    tells=True,
    dead=Refusal(401, {"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank"}, ErrorClass.AUTH),
    pause=problem(429, "", "Too Many Requests", ErrorClass.RATE_LIMIT, headers=reset("x-rate-limit-reset", 600)),
    refusals=(
        problem(403, "client-forbidden", "This client may not.", ErrorClass.PERMISSION),
        problem(403, "oauth1-permissions", "Your client app is not configured.", ErrorClass.PERMISSION),
        problem(403, "not-authorized-for-resource", "Sorry, you are not authorized.", ErrorClass.PERMISSION),
        problem(403, "user-suspended", "User is suspended.", ErrorClass.POLICY),
        problem(403, "", "Your account is not permitted to access this feature.", ErrorClass.POLICY),
        problem(
            403, "", "You are not allowed to create a Tweet with duplicate content.", ErrorClass.DUPLICATE, at=POSTS
        ),
        problem(403, "", "This user is not allowed to post a video longer than 2 minutes.", ErrorClass.INVALID_MEDIA),
        invalid("Your media IDs are invalid.", ErrorClass.INVALID_REQUEST),
        invalid("Your post may have a maximum of 4 items.", ErrorClass.INVALID_REQUEST),
        Refusal(
            429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, ErrorClass.RATE_LIMIT, retry_after=300
        ),
        problem(
            429,
            "",
            "Too Many Requests",
            ErrorClass.DAILY_CAP,
            headers={"x-user-limit-24hour-remaining": "0", **reset("x-user-limit-24hour-reset", 7200)},
        ),
        problem(403, "usage-capped", "Usage cap exceeded: Monthly product cap", ErrorClass.DAILY_CAP),
        problem(402, "", "Your enrolled account does not have any credits.", ErrorClass.DAILY_CAP),
        problem(503, "", "Over capacity", ErrorClass.SERVER),
    ),
    renewal=("POST", "/2/oauth2/token"),
    use_up_the_day=use_up_the_day,
    describes=True,
)
