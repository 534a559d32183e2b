"""Facebook's videos as the demo network speaks them: Reels and long videos in phases, status, thumbnail, captions.

What a file holds is not looked at: whether it is too long or too small for a Reel is said by a knob only.
"""

from pathlib import Path
from typing import Any

from reelpress.demo import graph, multipart, rupload
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.graph import Refused
from reelpress.demo.network import Network
from reelpress.demo.store import Row

KINDS = ("reel", "video")
DAILY_REELS = 30
WRONG_OFFSET = 1363037
THUMBNAIL_BYTES = 10_000_000


def reels(network: Network, request: Request, page: str) -> Reply:
    """Open an upload of a Reel, or publish what was uploaded."""
    form = request.form()
    if form.get("upload_phase") == "start":
        name = _open(network, "reel", page, 0)
        return json_reply(200, {"video_id": name, "upload_url": f"{request.origin}/video-upload/v26.0/{name}"})
    if form.get("upload_phase") != "finish" or form.get("video_state") != "PUBLISHED":
        raise Refused(100, "(#100) upload_phase and video_state are not understood here")
    return _finish(network, form.get("video_id", ""), "reel", form)


def videos(network: Network, request: Request, page: str) -> Reply:
    """Open an upload of a long video, take its next window, or publish it."""
    if request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        with graph.parts(network, request) as parts:
            return _phase(network, page, parts)
    return _phase(network, page, multipart.Parts(request.form()))


def _phase(network: Network, page: str, parts: multipart.Parts) -> Reply:
    phase = parts.fields.get("upload_phase", "")
    if phase == "start":
        return _begin(network, page, parts.fields)
    if phase == "transfer":
        return _transfer(network, parts)
    if phase == "finish":
        return _finish(network, parts.fields.get("upload_session_id", ""), "video", parts.fields)
    raise Refused(100, "(#100) upload_phase is not understood here")


def _open(network: Network, kind: str, page: str, size: int) -> str:
    with network.store.lock:
        name = graph.new_id(network)
        network.store.sessions[name] = {
            "kind": kind,
            "page": graph.PAGE["id"] if page == "me" else page,
            "size": size,
            "bytes": 0,
            "sha256": "",
            "finished": False,
        }
        network.store.save()
    return name


def _session(network: Network, name: str, kind: str) -> Row:
    session = network.store.sessions.get(name, {})
    if session.get("kind") != kind:
        raise graph.not_there(name)
    return session


def _begin(network: Network, page: str, form: dict[str, str]) -> Reply:
    size = form.get("file_size", "")
    if not size.isdigit() or not int(size):
        raise Refused(382, "(#382) The video file you tried to upload is too small")
    name = _open(network, "video", page, int(size))
    return json_reply(200, {"video_id": name, "upload_session_id": name, **_window(network, 0, int(size))})


def _window(network: Network, start: int, size: int) -> dict[str, str]:
    """Return which bytes are wanted next."""
    return {"start_offset": str(start), "end_offset": str(min(size, start + network.knobs.window_bytes))}


def _transfer(network: Network, parts: multipart.Parts) -> Reply:
    name = parts.fields.get("upload_session_id", "")
    session = _session(network, name, "video")
    chunk = parts.files.get("video_file_chunk")
    store = network.store
    with store.turn(f"rupload {name}"):
        stored, size = rupload.arrived(network, name, session), int(session["size"])
        wanted = _window(network, stored, size)
        fits = chunk is not None and stored + chunk.stat().st_size == int(wanted["end_offset"])
        if parts.fields.get("start_offset") != str(stored) or not fits or session["sha256"]:
            raise Refused(
                6000, "There was a problem uploading your video file", subcode=WRONG_OFFSET, error_data=wanted
            )
        part = store.part(f"rupload {name}")
        stored += _append(chunk, part)
        if stored == size:
            with store.lock:
                session |= {"bytes": size, "sha256": store.keep(part, ".mp4"), "complete_at": store.now().isoformat()}
                store.save()
    return json_reply(200, _window(network, stored, size))


def _append(chunk: Path | None, part: Path) -> int:
    size = 0
    if chunk is not None:
        with chunk.open("rb") as source, part.open("ab") as target:
            while piece := source.read(1 << 20):
                size += target.write(piece)
    return size


def _finish(network: Network, name: str, kind: str, form: dict[str, str]) -> Reply:
    store = network.store
    with store.lock:
        session = _session(network, name, kind)
        if session["finished"]:
            return json_reply(200, {"success": True})  # and nothing new is published
        if not session["sha256"]:
            raise Refused(100, "(#100) The upload is not complete")
        most = network.knobs.daily_posts.get("facebook", DAILY_REELS)
        if kind == "reel" and store.sent_within("facebook", graph.DAY_SECONDS, kind) >= most:
            raise Refused(4, "(#4) Application request limit reached")
        session |= {"finished": True, "post_id": f"{session['page']}_{graph.new_id(network)}"}
        if not network.knobs.failure_reason:
            _show(network, name, session, form.get("description", ""))
        store.save()
    return json_reply(200, {"success": True}, commits=True)


def _show(network: Network, name: str, session: Row, text: str) -> None:
    link = f"/reel/{name}/" if session["kind"] == "reel" else f"/{session['page']}/videos/{name}/"
    network.store.add(
        platform="facebook",
        kind=session["kind"],
        id=name,
        post_id=session["post_id"],
        link=link,
        title="",
        text=text,
        tags=[],
        place=graph.PAGE["name"],
        privacy="",
        bytes=session["bytes"],
        sha256=session["sha256"],
        file=f"{session['sha256']}.mp4",
    )


def _status(network: Network, request: Request, node: str) -> Reply:
    """Return how far a video is; what is not asked for is left out."""
    session = network.store.sessions[node]
    row = graph.post(network, "facebook", node)
    if session["finished"] and row is None and not network.knobs.failure_reason:
        raise graph.not_there(node)  # it was deleted
    facts: dict[str, Any] = {
        "status": _phases(network, node, session),
        "permalink_url": row["link"] if row else "",
        "post_id": session.get("post_id", ""),
        "likes": {"summary": {"total_count": network.store.numbers(row)["likes"] if row else 0}},
        "comments": {"summary": {"total_count": network.store.numbers(row)["comments"] if row else 0}},
    }
    wanted = {field.partition(".")[0] for field in request.query.get("fields", "").split(",")}
    return json_reply(200, {"id": node, **{name: value for name, value in facts.items() if name in wanted and value}})


def _phases(network: Network, node: str, session: Row) -> dict[str, Any]:
    knobs = network.knobs
    stored, complete = rupload.arrived(network, node, session), bool(session["sha256"])
    busy = complete and network.store.since(session["complete_at"]) < knobs.processing_seconds
    failed = complete and not busy and bool(knobs.failure_reason)
    processing = "not_started" if not complete else "in_progress" if busy else "error" if failed else "complete"
    publishing = processing if session["finished"] else "not_started"
    status = {"not_started": "uploading", "in_progress": "processing", "error": "error"}.get(processing, "ready")
    upload = "complete" if complete else "in_progress" if stored else "not_started"
    return {
        "video_status": status,
        "uploading_phase": {"status": upload, "bytes_transfered": stored},  # their spelling
        "processing_phase": {"status": processing, **({"error": {"message": knobs.failure_reason}} if failed else {})},
        "publishing_phase": {
            "status": publishing,
            **({"publish_status": "published"} if publishing == "complete" else {}),
        },
    }


def _thumbnail(network: Network, request: Request, node: str) -> Reply:
    return _attached(network, request, node, "source", ".jpg")


def _captions(network: Network, request: Request, node: str) -> Reply:
    return _attached(network, request, node, "captions_file", ".srt")


def _attached(network: Network, request: Request, node: str, field: str, suffix: str) -> Reply:
    """Take a thumbnail or a file of captions."""
    store = network.store
    with graph.parts(network, request) as parts:
        file = parts.files.get(field)
        if file is None or not 0 < file.stat().st_size <= THUMBNAIL_BYTES:
            raise Refused(100, f"(#100) {field} is missing or too large")
        name = f"{store.keep(file, suffix)}{suffix}"
    with store.lock:
        if suffix == ".srt":
            store.sessions[node]["captions"] = name
        else:
            store.thumbnails[node] = name
        store.save()
    return json_reply(200, {"success": True})


NODE: dict[tuple[str, str], graph.Route] = {
    ("GET", ""): _status,
    ("POST", "thumbnails"): _thumbnail,
    ("POST", "captions"): _captions,
}
