"""TikTok's file uploads as the demo network speaks them: the chunk rule, chunks in order, the post at the last byte."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

CREATOR = "demo.creator"
PRIVACIES = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY")
MOST_SECONDS = 600
DAY = 86_400.0
DAILY_POSTS = 15
LEAST_CHUNK, MOST_CHUNK, MOST_LAST_CHUNK = 5 << 20, 64_000_000, 128_000_000
MOST_CHUNKS = 1000
MOST_BYTES = 4 << 30
MOST_TEXT = 2200
ADDRESS_SECONDS = 3600.0
RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
KINDS = ("video/mp4", "video/quicktime", "video/webm")


def ok(data: dict[str, Any]) -> Reply:
    """Return what TikTok says when all is well."""
    return json_reply(200, {"data": data, "error": {"code": "ok", "message": "", "log_id": "demo"}})


def failure(status: int, code: str, message: str) -> Reply:
    """Return an error as TikTok words it."""
    return json_reply(status, {"data": {}, "error": {"code": code, "message": message, "log_id": "demo"}})


def privacies(network: Network) -> tuple[str, ...]:
    """Return how the account may post."""
    return ("SELF_ONLY",) if network.knobs.unaudited else PRIVACIES


def init(network: Network, request: Request) -> Reply:
    """Open an upload; refuse a privacy, a chunk rule or a day that does not allow it."""
    asked = request.json()
    post, source = asked.get("post_info"), asked.get("source_info")
    if not isinstance(post, dict) or not isinstance(source, dict) or source.get("source") != "FILE_UPLOAD":
        return failure(400, "invalid_params", "post_info or source_info is missing.")
    privacy, text = str(post.get("privacy_level", "")), str(post.get("title", ""))
    if network.knobs.unaudited and privacy in PRIVACIES[:-1]:
        code = "unaudited_client_can_only_post_to_private_accounts"
        return failure(403, code, "Unaudited clients can only post to private accounts.")
    if privacy not in privacies(network):
        return failure(403, "privacy_level_option_mismatch", "The privacy level is none of the creator's options.")
    if len(text.encode("utf-16-le")) // 2 > MOST_TEXT or not _chunks_fit(source):
        return failure(400, "invalid_params", "The title or the chunks are not as they must be.")
    store = network.store
    with store.lock:
        if store.sent_within("tiktok", DAY) >= network.knobs.daily_posts.get("tiktok", DAILY_POSTS):
            return failure(403, "spam_risk_too_many_posts", "Too many posts were made via the API in 24 hours.")
        store.count("tiktok uploads")
        publish_id = f"v_pub_file~v2-1.{store.new_number(19)}"
        session = {
            "upload_id": store.new_id(12),
            "upload_token": store.new_id(24),
            "size": source["video_size"],
            "chunk": source["chunk_size"],
            "count": source["total_chunk_count"],
            "text": text,
            "privacy": privacy,
            "taken": 0,
            "opened_at": store.now().isoformat(),
            "post": "",
        }
        store.sessions[f"tiktok {publish_id}"] = session
        store.sessions[f"tiktok upload {session['upload_id']}"] = {"publish_id": publish_id}
        store.save()
    query = f"upload_id={session['upload_id']}&upload_token={session['upload_token']}"
    return ok({"publish_id": publish_id, "upload_url": f"{request.origin}/video/?{query}"})


def put(network: Network, request: Request) -> Reply:
    """Take the next chunk; a broken connection keeps nothing of it."""
    store = network.store
    publish_id = store.sessions.get(f"tiktok upload {request.query.get('upload_id', '')}", {}).get("publish_id", "")
    session = store.sessions.get(f"tiktok {publish_id}")
    if session is None or request.query.get("upload_token") != session["upload_token"]:
        return Reply(404)
    if too_old(network, session):
        return Reply(403)
    with store.turn(publish_id):
        return _take(network, request, publish_id, session)


def too_old(network: Network, session: Row) -> bool:
    """Return whether the address of an upload has ended."""
    opened = datetime.fromisoformat(session["opened_at"])
    return (network.store.now() - opened).total_seconds() > min(ADDRESS_SECONDS, network.knobs.session_seconds)


def _take(network: Network, request: Request, publish_id: str, session: Row) -> Reply:
    found = RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if found is None or int(found[3]) != session["size"] or request.headers.get("Content-Type") not in KINDS:
        return Reply(400)
    first, last = int(found[1]), int(found[2])
    if first != session["taken"]:
        return Reply(416)
    is_last = first // session["chunk"] >= session["count"] - 1
    end = session["size"] if is_last else first + session["chunk"]
    if last + 1 != end or request.length != end - first:
        return Reply(400)
    store = network.store
    chunk, whole = store.part(f"tiktok chunk {publish_id}"), store.part(f"tiktok {publish_id}")
    chunk.unlink(missing_ok=True)
    store.write(request.pieces(), chunk)
    store.write(_pieces(chunk), whole)
    chunk.unlink()
    session["taken"] = end
    headers = {"Content-Range": f"bytes 0-{end - 1}/{session['size']}"}
    if end < session["size"]:
        return Reply(206, headers=headers)
    _post(network, publish_id, session, whole)
    return Reply(201, headers=headers, commits=True)


def _post(network: Network, publish_id: str, session: Row, whole: Path) -> None:
    store = network.store
    with store.lock:
        public = session["privacy"] == "PUBLIC_TO_EVERYONE"
        session["post"] = store.new_number(19) if public else publish_id
        sha = store.keep(whole, ".mp4")
        store.add(
            platform="tiktok",
            id=session["post"],
            title="",
            text=session["text"],
            tags=[],
            place=f"@{CREATOR}",
            link=f"/@{CREATOR}/video/{session['post']}" if public else f"/@{CREATOR}",
            privacy=session["privacy"].replace("_", " ").lower(),
            bytes=session["size"],
            sha256=sha,
            file=f"{sha}.mp4",
        )


def _pieces(file: Path) -> Any:
    with file.open("rb") as source:
        while data := source.read(1 << 20):
            yield data


def _chunks_fit(source: dict[str, Any]) -> bool:
    numbers = [source.get(name) for name in ("video_size", "chunk_size", "total_chunk_count")]
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        return False
    size, chunk, chunks = (int(str(number)) for number in numbers)
    if size > MOST_BYTES or chunks > MOST_CHUNKS:
        return False
    if chunks == 1:
        return chunk == size <= MOST_CHUNK
    last = size - (chunks - 1) * chunk
    return LEAST_CHUNK <= chunk <= MOST_CHUNK and chunks == size // chunk and last <= MOST_LAST_CHUNK
