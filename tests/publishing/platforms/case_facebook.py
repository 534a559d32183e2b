"""Facebook Pages, for the contract: a Reel is begun, its bytes sent, and `finish` makes it visible."""

import json
from datetime import timedelta

from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.conftest import VIDEO_BYTES
from tests.publishing.platforms.cases import Case, Refusal

REELS = ("POST", "/video_reels")


def refusal(code, error_class, subcode=0, *, status=400, message="", **rest):
    error = {"message": message or f"code {code}", "type": "OAuthException", "code": code, "error_subcode": subcode}
    return Refusal(status, {"error": error}, error_class, **rest)


def use_up_the_day(press):
    """Thirty Reels, the first of them 23 hours ago."""
    store = press.network.store
    facts = {"platform": "facebook", "kind": "reel", "title": "", "text": "", "tags": [], "place": "", "privacy": ""}
    for number in range(30):
        at = store.now() - timedelta(hours=23) + timedelta(minutes=number)
        names = {"id": f"9{number}", "post_id": f"1_{number}", "link": f"/reel/9{number}/"}
        store.add(**facts, **names, bytes=0, sha256="", file="", posted_at=at.isoformat())


def usage(minutes):
    said = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": minutes}
    return {"X-Business-Use-Case-Usage": json.dumps({"1": [said]})}


CASE = Case(
    first=REELS,
    commit=REELS,
    commit_skip=1,
    carries=("POST", "/video-upload/"),
    cuts=((0, 0), (0, 1), (0, 300_000), (0, VIDEO_BYTES - 1)),
    tells=True,
    dead=refusal(190, ErrorClass.AUTH, 463),
    pause=refusal(80001, ErrorClass.RATE_LIMIT, headers=usage(5), retry_after=300),
    refusals=(
        refusal(190, ErrorClass.AUTH, 492),
        refusal(10, ErrorClass.PERMISSION, status=403),
        refusal(283, ErrorClass.PERMISSION),
        refusal(100, ErrorClass.PERMISSION, message="No permission to publish the video"),
        refusal(368, ErrorClass.PERMISSION, 1404078),
        refusal(368, ErrorClass.RATE_LIMIT, 1390008, retry_after=3600),
        refusal(4, ErrorClass.RATE_LIMIT, retry_after=3600),
        refusal(368, ErrorClass.POLICY),
        refusal(100, ErrorClass.POLICY, 1346003),
        refusal(506, ErrorClass.DUPLICATE),
        refusal(352, ErrorClass.INVALID_MEDIA),
        refusal(100, ErrorClass.INVALID_MEDIA, 1363127),
        refusal(100, ErrorClass.INVALID_REQUEST),
        refusal(6000, ErrorClass.SERVER),
        refusal(2, ErrorClass.SERVER, status=503),
    ),
    use_up_the_day=use_up_the_day,
    describes=True,
)
