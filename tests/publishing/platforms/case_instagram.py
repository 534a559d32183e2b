"""Instagram, for the contract: the bytes go into a container, and `media_publish` makes it a post."""

import json

from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.conftest import VIDEO_BYTES
from tests.publishing.platforms.cases import Case, Refusal

PUBLISH = ("POST", "/media_publish")
CREATE = ("POST", "/media")


def refusal(code, error_class, subcode=0, *, at=None, status=400, **rest):
    error = {"message": f"code {code}", "type": "OAuthException", "code": code, "error_subcode": subcode}
    return Refusal(status, {"error": error}, error_class, at=at, **rest)


def use_up_the_day(press):
    """Publish what fills the day; the first of it was 23 hours ago."""
    press.knobs.daily_posts = {"instagram": 2}
    press.network.store.skew_seconds = -23 * 3600
    press.release(press.publication("instagram"))
    press.network.store.skew_seconds = 0
    press.release(press.publication("instagram"))


def usage(minutes):
    counts = {"type": "instagram", "call_count": 100, "total_cputime": 1, "total_time": 1}
    return {
        "X-Business-Use-Case-Usage": json.dumps({"1": [{**counts, "estimated_time_to_regain_access": minutes}]}),
        "X-App-Usage": json.dumps({"call_count": 100, "total_cputime": 1, "total_time": 1}),
    }


CASE = Case(
    first=("GET", "/content_publishing_limit"),
    commit=PUBLISH,
    commit_skip=0,
    carries=("POST", "/ig-api-upload/"),
    cuts=((0, 0), (0, 1), (0, 300_000), (0, VIDEO_BYTES - 1)),
    tells=True,
    dead=refusal(190, ErrorClass.AUTH, 463),
    pause=refusal(80002, ErrorClass.RATE_LIMIT, headers=usage(7), retry_after=420),
    refusals=(
        refusal(190, ErrorClass.AUTH, 460),
        refusal(102, ErrorClass.AUTH, status=401),
        refusal(10, ErrorClass.PERMISSION, status=403),
        refusal(200, ErrorClass.PERMISSION),
        refusal(100, ErrorClass.PERMISSION, 33),
        refusal(4, ErrorClass.RATE_LIMIT, retry_after=3600),
        refusal(4, ErrorClass.POLICY, 2207051, at=PUBLISH),
        refusal(25, ErrorClass.POLICY, 2207050, at=CREATE),
        refusal(368, ErrorClass.POLICY),
        refusal(506, ErrorClass.DUPLICATE, at=PUBLISH),
        refusal(352, ErrorClass.INVALID_MEDIA, 2207026, at=CREATE),
        refusal(36004, ErrorClass.INVALID_REQUEST, 2207010, at=CREATE),
        refusal(9, ErrorClass.DAILY_CAP, 2207042, at=PUBLISH),
        refusal(9007, ErrorClass.PROCESSING, 2207027, at=PUBLISH, retry_after=60),
        refusal(2, ErrorClass.SERVER, status=500),
    ),
    use_up_the_day=use_up_the_day,
    describes=True,
)
