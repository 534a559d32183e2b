"""YouTube's resumable uploads as the demo network speaks them: sessions, chunks, probes."""

import re
from datetime import datetime
from typing import Any

from reelpress.demo.exchange import Dropped, Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

UNIT = 256 << 10
RANGE = re.compile(r"bytes (?:(\d{1,15})-(\d{1,15})|\*)/(\d{1,15})")
PRIVACY = ("public", "unlisted", "private")
DAILY_UPLOADS = 100


def error(code: int, reason: str, message: str) -> Reply:
    """Return an error as YouTube words it."""
    details = [{"message": message, "domain": "youtube.video", "reason": reason}]
    return json_reply(code, {"error": {"code": code, "message": message, "errors": details}})


def resource(row: Row) -> dict[str, Any]:
    """Return a video as YouTube shows it."""
    snippet = {
        "title": row["title"],
        "description": row["text"],
        "tags": row["tags"],
        "publishedAt": row["posted_at"],
        "channelTitle": "Demo channel",
    }
    status = {"uploadStatus": "uploaded", "privacyStatus": row["privacy"]}
    return {"kind": "youtube#video", "id": row["id"], "snippet": snippet, "status": status}


def begin(network: Network, request: Request, *, day: str) -> Reply:
    """Open a session; refuse bad details and too many uploads a day."""
    data = request.json()
    snippet, status = data.get("snippet"), data.get("status")
    total = request.headers.get("X-Upload-Content-Length", "")
    if request.query.get("uploadType") != "resumable" or not isinstance(snippet, dict) or not total.isdigit():
        return error(400, "invalidVideoMetadata", "The request metadata is invalid.")
    refused = _refused(snippet)
    if refused:
        return error(400, *refused)
    store = network.store
    with store.lock:
        if store.counters.get(f"uploads {day}", 0) >= network.knobs.daily_posts.get("youtube", DAILY_UPLOADS):
            return error(403, "quotaExceeded", "The request cannot be completed: you have exceeded your quota.")
        store.count(f"uploads {day}")
        session = store.new_id(24)
        store.sessions[session] = {
            "size": int(total),
            "snippet": snippet,
            "privacy": _privacy(network, status if isinstance(status, dict) else {}),
            "opened_at": store.now().isoformat(),
            "video": "",
        }
        store.save()
    query = f"uploadType=resumable&part=snippet,status&upload_id={session}"
    return Reply(200, headers={"Location": f"{request.origin}/upload/youtube/v3/videos?{query}"})


def put(network: Network, request: Request) -> Reply:
    """Take a chunk or answer a probe."""
    store = network.store
    session = store.sessions.get(request.query.get("upload_id", ""))
    if session is None or _too_old(network, session):
        return error(404, "notFound", "The upload session is not known.")
    with store.turn(request.query["upload_id"]):
        return _answer(network, request, session)


def _answer(network: Network, request: Request, session: Row) -> Reply:
    store = network.store
    if session["video"]:
        request.body()
        row = next(row for row in store.posts if row["id"] == session["video"])
        return json_reply(200, resource(row))
    found = RANGE.fullmatch(request.headers.get("Content-Range", f"bytes 0-{request.length - 1}/{request.length}"))
    if found is None or int(found[3]) != session["size"]:
        return error(400, "badRequest", "Invalid request. The Content-Range header is malformed or of another size.")
    part = store.part(request.query["upload_id"])
    stored = part.stat().st_size if part.exists() else 0
    if found[1] is None:
        return _incomplete(stored)
    first, last = int(found[1]), int(found[2])
    if first != stored or last - first + 1 != request.length or last >= session["size"]:
        return _incomplete(stored)
    if last + 1 < session["size"] and request.length % UNIT:
        return error(400, "badRequest", "Invalid request. The number of bytes uploaded must be a multiple of 262144.")
    return _take(network, request, session, stored)


def _take(network: Network, request: Request, session: Row, stored: int) -> Reply:
    store, part = network.store, network.store.part(request.query["upload_id"])
    try:
        store.write(request.pieces(), part)
    except Dropped:
        _cut(part.stat().st_size // UNIT * UNIT, part)  # only whole units were safe
        raise
    size = part.stat().st_size
    if size < session["size"]:
        keep = network.knobs.keep_bytes
        if keep is not None:
            size = stored + min(keep, size - stored)
            _cut(size, part)
        return _incomplete(size)
    return _commit(network, session, part)


def _commit(network: Network, session: Row, part: Any) -> Reply:
    store = network.store
    with store.lock:
        size = part.stat().st_size
        sha = store.keep(part, ".mp4")
        snippet = session["snippet"]
        session["video"] = store.new_id()
        row = store.add(
            platform="youtube",
            id=session["video"],
            link=f"/watch?v={session['video']}",
            title=str(snippet.get("title", "")),
            text=str(snippet.get("description", "")),
            tags=[str(tag) for tag in snippet.get("tags", [])],
            place="Demo channel",
            privacy=session["privacy"],
            bytes=size,
            sha256=sha,
            file=f"{sha}.mp4",
        )
    return json_reply(201, resource(row), commits=True)


def _cut(size: int, part: Any) -> None:
    with part.open("r+b") as file:
        file.truncate(size)


def _incomplete(stored: int) -> Reply:
    return Reply(308, headers={"Range": f"bytes=0-{stored - 1}"} if stored else {})


def _too_old(network: Network, session: Row) -> bool:
    opened = datetime.fromisoformat(session["opened_at"])
    return (network.store.now() - opened).total_seconds() > network.knobs.session_seconds


def _privacy(network: Network, status: dict[str, Any]) -> str:
    said = status.get("privacyStatus", "public")
    return "private" if network.knobs.unaudited or said not in PRIVACY else str(said)


def _refused(snippet: dict[str, Any]) -> tuple[str, str] | None:
    title, text = str(snippet.get("title", "")), str(snippet.get("description", ""))
    tags = [str(tag) for tag in snippet.get("tags", [])] if isinstance(snippet.get("tags", []), list) else []
    if not title.strip() or len(title) > 100 or set("<>") & set(title):
        return "invalidTitle", "The request metadata specifies an invalid or empty video title."
    if len(text.encode()) > 5000 or set("<>") & set(text):
        return "invalidDescription", "The request metadata specifies an invalid video description."
    if sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1) > 500:
        return "invalidTags", "The request metadata specifies invalid video keywords."
    return None
