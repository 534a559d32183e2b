"""YouTube as the demo network speaks it: token renewal, resumable uploads, lists, thumbnails, deletion."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from reelpress.demo import youtube_upload
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

CHANNEL = {"id": "UCdemo0000000000000000aa", "title": "Demo channel", "uploads": "UUdemo0000000000000000aa"}
THUMBNAIL_BYTES = 50 << 20
CAPTIONS = "/upload/youtube/v3/captions"
CAPTIONS_BYTES = 100_000_000
TOKEN_SECONDS = 3599
ANALYTICS = ("views", "likes", "comments", "shares", "estimatedMinutesWatched")


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to YouTube; None when it is none."""
    path = request.path.rstrip("/")
    if path == "/token" and request.method == "POST":
        return _token(network, request)
    route = ROUTES.get((request.method, path))
    if route is None:
        return None
    if network.refuses(request.token):
        return youtube_upload.error(401, "authError", "Request had invalid authentication credentials.")
    return route(network, request)


def _token(network: Network, request: Request) -> Reply:
    form = request.form()
    if network.knobs.refuse_refresh or form.get("grant_type") != "refresh_token" or not form.get("refresh_token"):
        return json_reply(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
    number = network.store.count("youtube tokens")
    network.store.save()
    answer: dict[str, Any] = {
        "access_token": f"demo-access-{number}-{network.store.new_id()}",
        "expires_in": TOKEN_SECONDS,
        "scope": "https://www.googleapis.com/auth/youtube.force-ssl",
        "token_type": "Bearer",
    }
    if network.knobs.rotate_refresh:
        answer["refresh_token"] = f"demo-refresh-{number}-{network.store.new_id()}"
    return json_reply(200, answer)


def _channels(network: Network, request: Request) -> Reply:
    channel = {
        "kind": "youtube#channel",
        "id": CHANNEL["id"],
        "snippet": {"title": CHANNEL["title"]},
        "contentDetails": {"relatedPlaylists": {"uploads": CHANNEL["uploads"]}},
    }
    return json_reply(200, {"kind": "youtube#channelListResponse", "items": [channel]})


def _playlist(network: Network, request: Request) -> Reply:
    rows = network.store.live("youtube")
    start = int(page) if (page := request.query.get("pageToken", "")).isdigit() else 0
    size = min(50, int(most)) if (most := request.query.get("maxResults", "")).isdigit() else 5
    items = [
        {
            "kind": "youtube#playlistItem",
            "snippet": {"title": row["title"], "publishedAt": row["posted_at"], "playlistId": CHANNEL["uploads"]},
            "contentDetails": {"videoId": row["id"], "videoPublishedAt": row["posted_at"]},
        }
        for row in rows[start : start + size]
    ]
    answer: dict[str, Any] = {"kind": "youtube#playlistItemListResponse", "items": items}
    if start + size < len(rows):
        answer["nextPageToken"] = str(start + size)
    return json_reply(200, answer)


def _videos(network: Network, request: Request) -> Reply:
    wanted = request.query.get("id", "").split(",")[:50]
    rows = [row for row in network.store.live("youtube") if row["id"] in wanted]
    return json_reply(200, {"kind": "youtube#videoListResponse", "items": [_video(network, row) for row in rows]})


def _video(network: Network, row: Row) -> dict[str, Any]:
    numbers = network.store.numbers(row)
    busy = network.store.age_seconds(row) < network.knobs.processing_seconds
    status: dict[str, Any] = {"uploadStatus": "uploaded" if busy else "processed", "privacyStatus": row["privacy"]}
    if not busy and network.knobs.rejection_reason:
        status |= {"uploadStatus": "rejected", "rejectionReason": network.knobs.rejection_reason}
    elif not busy and network.knobs.failure_reason:
        status |= {"uploadStatus": "failed", "failureReason": network.knobs.failure_reason}
    return {
        **youtube_upload.resource(row),
        "status": status,
        "processingDetails": {"processingStatus": "processing" if busy else "succeeded"},
        "statistics": {
            "viewCount": str(numbers["views"]),
            "likeCount": str(numbers["likes"]),
            "favoriteCount": "0",
            "commentCount": str(numbers["comments"]),
        },
    }


def _delete(network: Network, request: Request) -> Reply:
    with network.store.lock:
        row = _row(network, request.query.get("id", ""))
        if row is None:
            return youtube_upload.error(404, "videoNotFound", "The video that you are trying to delete is not there.")
        row["deleted"] = True
        network.store.save()
    return Reply(204)


def _thumbnail(network: Network, request: Request) -> Reply:
    kind = request.headers.get("Content-Type", "")
    row = _row(network, request.query.get("videoId", ""))
    if row is None:
        return youtube_upload.error(404, "videoNotFound", "The video is not there.")
    if kind not in ("image/jpeg", "image/png") or not 0 < request.length <= THUMBNAIL_BYTES:
        return youtube_upload.error(400, "invalidImage", "The provided image content is invalid.")
    suffix = ".png" if kind == "image/png" else ".jpg"
    part = network.store.part(f"thumbnail {network.store.new_id()}")
    network.store.write(request.pieces(), part)
    with network.store.lock:
        network.store.thumbnails[row["id"]] = f"{network.store.keep(part, suffix)}{suffix}"
        network.store.save()
    url = f"{request.origin}/demo/files/{network.store.thumbnails[row['id']]}"
    item = {"default": {"url": url, "width": 120, "height": 90}}
    return json_reply(200, {"kind": "youtube#thumbnailSetResponse", "items": [item]})


def _open_captions(network: Network, request: Request) -> Reply:
    snippet = request.json().get("snippet")
    snippet = snippet if isinstance(snippet, dict) else {}
    if _row(network, str(snippet.get("videoId", ""))) is None:
        return youtube_upload.error(404, "videoNotFound", "The video is not there.")
    if not snippet.get("language") or "name" not in snippet:
        return youtube_upload.error(400, "invalidMetadata", "The caption track lacks a language or a name.")
    session = network.store.new_id(24)
    with network.store.lock:
        network.store.sessions[session] = {"kind": "captions", **snippet}
        network.store.save()
    query = f"uploadType=resumable&part=snippet&upload_id={session}"
    return Reply(200, headers={"Location": f"{request.origin}{CAPTIONS}?{query}"})


def _put_captions(network: Network, request: Request) -> Reply:
    store, name = network.store, request.query.get("upload_id", "")
    session = store.sessions.get(name, {})
    if session.get("kind") != "captions" or not 0 < request.length <= CAPTIONS_BYTES:
        return youtube_upload.error(404, "notFound", "The upload session is not known.")
    part = store.part(f"captions {name}")
    store.write(request.pieces(), part)
    with store.lock:
        session["file"] = f"{store.keep(part, '.srt')}.srt"
        store.save()
    snippet = {key: session[key] for key in ("videoId", "language", "name")}
    return json_reply(200, {"kind": "youtube#caption", "id": store.new_id(), "snippet": snippet})


def _report(network: Network, request: Request) -> Reply:
    names = [name for name in request.query.get("metrics", "").split(",") if name in ANALYTICS]
    found = re.search(r"video==([\w-]+)", request.query.get("filters", ""))
    rows = [row for row in network.store.live("youtube") if not found or row["id"] == found[1]]
    sums = [sum(network.store.numbers(row).get(name, 0) for row in rows) for name in names]
    columns = [{"name": name, "columnType": "METRIC", "dataType": "INTEGER"} for name in names]
    return json_reply(200, {"kind": "youtubeAnalytics#resultTable", "columnHeaders": columns, "rows": [sums]})


def _row(network: Network, video_id: str) -> Row | None:
    return next((row for row in network.store.live("youtube") if row["id"] == video_id), None)


def quota_day(now: datetime) -> str:
    """Return the name of the day that quotas are counted by: eight hours behind UTC."""
    return now.astimezone(timezone(timedelta(hours=-8))).date().isoformat()


def _begin(network: Network, request: Request) -> Reply:
    return youtube_upload.begin(network, request, day=quota_day(network.store.now()))


ROUTES: dict[tuple[str, str], Callable[[Network, Request], Reply]] = {
    ("POST", "/upload/youtube/v3/videos"): _begin,
    ("PUT", "/upload/youtube/v3/videos"): youtube_upload.put,
    ("POST", "/upload/youtube/v3/thumbnails/set"): _thumbnail,
    ("POST", CAPTIONS): _open_captions,
    ("PUT", CAPTIONS): _put_captions,
    ("GET", "/youtube/v3/videos"): _videos,
    ("DELETE", "/youtube/v3/videos"): _delete,
    ("GET", "/youtube/v3/channels"): _channels,
    ("GET", "/youtube/v3/playlistItems"): _playlist,
    ("GET", "/v2/reports"): _report,
}
