"""TikTok as the demo network speaks it: tokens, the creator's options, direct posts, their fate, numbers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from reelpress.demo import renewal, tiktok_upload
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row
from reelpress.demo.tiktok_upload import CREATOR, failure, ok

TOKEN_SECONDS = 86_400
WINDOW = timedelta(seconds=60)
INITS, STATUSES, CREATORS = 6, 30, 20  # calls a minute
PAGE = 20


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to TikTok; None when it is none."""
    path = request.path.rstrip("/")
    if path == "/video" and request.method == "PUT":
        return tiktok_upload.put(network, request)
    if path == "/v2/oauth/token" and request.method == "POST":
        return _token(network, request)
    route, most = ROUTES.get(path, (None, 0))
    if route is None or request.method != "POST":
        return None
    if network.refuses(request.token):
        return failure(401, "access_token_invalid", "The access token is invalid or not found in the request.")
    if most and "tiktok" not in network.knobs.daily_posts and not _room(network, f"{request.token} {path}", most):
        request.body()
        return failure(429, "rate_limit_exceeded", "The API rate limit was exceeded.")
    return route(network, request)


def _token(network: Network, request: Request) -> Reply:
    tokens = renewal.renewed(network, request, "tiktok", seconds=TOKEN_SECONDS, rotates=False)
    if tokens is None:  # with a status that says yes
        said = {"error": "invalid_grant", "error_description": "Refresh token is invalid or expired.", "log_id": "1"}
        return json_reply(200, said)
    more = {"open_id": "demo-open-id", "scope": "user.info.basic,video.publish,video.list"}
    return json_reply(200, {"refresh_expires_in": 31_536_000, **tokens, **more})


def _room(network: Network, name: str, most: int) -> bool:
    """Return whether there is room for one more call in the last minute, and count it."""
    store = network.store
    with store.lock:
        now = store.now()
        window = store.sessions.setdefault(f"tiktok window {name}", {"calls": []})
        window["calls"] = [at for at in window["calls"] if now - datetime.fromisoformat(at) < WINDOW]
        if len(window["calls"]) >= most:
            return False
        window["calls"].append(now.isoformat())
    return True


def _creator(network: Network, request: Request) -> Reply:
    request.body()
    return ok(
        {
            "creator_username": CREATOR,
            "creator_nickname": "Demo creator",
            "privacy_level_options": list(tiktok_upload.privacies(network)),
            "comment_disabled": False,
            "duet_disabled": True,
            "stitch_disabled": False,
            "max_video_post_duration_sec": tiktok_upload.MOST_SECONDS,
        }
    )


def _status(network: Network, request: Request) -> Reply:
    publish_id = str(request.json().get("publish_id", ""))
    session = network.store.sessions.get(f"tiktok {publish_id}")
    if session is None:
        return failure(400, "invalid_publish_id", "The publish_id does not exist.")
    said: dict[str, Any] = {"status": "PROCESSING_UPLOAD", "uploaded_bytes": session["taken"]}
    if not session["post"] and tiktok_upload.too_old(network, session):
        said = {"status": "FAILED", "fail_reason": "internal"}
    elif session["post"]:
        said |= _fate(network, next(row for row in network.store.posts if row["id"] == session["post"]))
    return ok({"publicaly_available_post_id": [], **said})


def _fate(network: Network, row: Row) -> dict[str, Any]:
    """Return what became of a video that is all in; one that fails is taken off the network."""
    if network.store.age_seconds(row) < network.knobs.processing_seconds:
        return {}
    if network.knobs.failure_reason:
        with network.store.lock:
            row["deleted"] = True
            network.store.save()
        return {"status": "FAILED", "fail_reason": network.knobs.failure_reason}
    return {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": [int(row["id"])] if _is_public(row) else []}


def _query(network: Network, request: Request) -> Reply:
    filters = request.json().get("filters")
    wanted = filters.get("video_ids", []) if isinstance(filters, dict) else []
    rows = [row for row in network.store.live("tiktok") if row["id"] in [str(one) for one in wanted[:PAGE]]]
    return ok({"videos": [_video(network, row) for row in rows]})


def _list(network: Network, request: Request) -> Reply:
    most = request.json().get("max_count", 10)
    rows = [row for row in network.store.live("tiktok") if _is_public(row)]
    shown = rows[: most if isinstance(most, int) and 0 < most <= PAGE else PAGE]
    return ok({"videos": [_video(network, row) for row in shown], "cursor": 0, "has_more": len(rows) > len(shown)})


def _is_public(row: Row) -> bool:
    return str(row["id"]).isdigit()  # only public videos have an id of their own


def _video(network: Network, row: Row) -> dict[str, Any]:
    numbers = network.store.numbers(row)
    return {
        "id": row["id"],
        "video_description": row["text"],
        "create_time": int(datetime.fromisoformat(row["posted_at"]).timestamp()),
        "share_url": row["link"],
        "view_count": numbers["views"],
        "like_count": numbers["likes"],
        "comment_count": numbers["comments"],
        "share_count": numbers["shares"],
    }


ROUTES: dict[str, tuple[Callable[[Network, Request], Reply] | None, int]] = {
    "/v2/post/publish/creator_info/query": (_creator, CREATORS),
    "/v2/post/publish/video/init": (tiktok_upload.init, INITS),
    "/v2/post/publish/status/fetch": (_status, STATUSES),
    "/v2/video/query": (_query, 0),
    "/v2/video/list": (_list, 0),
}
