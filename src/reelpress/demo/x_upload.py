"""X's media uploads as the demo network speaks them: segments under numbers, processing, pictures in one call."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from reelpress.demo import multipart
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

CATEGORIES = {"tweet_video": ".mp4", "amplify_video": ".mp4", "tweet_image": ".jpg"}
SUFFIXES = {"image/png": ".png"}
MOST_BYTES = 17_179_869_184
MOST_SEGMENT_BYTES = 5 << 20
MOST_ALT = 1000
CHECK_SECONDS = 0  # nobody has to wait here
UPLOAD_SECONDS, READY_SECONDS = 1_295_999, 86_400


def invalid(message: str, **parameters: str) -> Reply:
    """Return the answer to a request that X does not understand."""
    detail = "One or more parameters to your request was invalid."
    said = [{"parameters": {name: [value] for name, value in parameters.items()}, "message": message}]
    kind = "https://api.x.com/2/problems/invalid-request"
    return json_reply(400, {"errors": said, "title": "Invalid Request", "detail": detail, "type": kind})


def usable(network: Network, media_id: str) -> Row | None:
    """Return the upload that can be posted now under this id."""
    session = network.store.sessions.get(f"twitter {media_id}")
    if session is None or not session["sha256"] or _age(network, session["ready_at"]) > READY_SECONDS:
        return None
    return session if _state(network, session) == "succeeded" else None


def initialize(network: Network, request: Request) -> Reply:
    """Begin an upload in segments."""
    asked = request.json()
    total = asked.get("total_bytes")
    if asked.get("media_category") not in CATEGORIES or not isinstance(total, int) or not 0 < total <= MOST_BYTES:
        return invalid("media_category or total_bytes is invalid.")
    media_id, session = _open(network, str(asked["media_category"]), str(asked.get("media_type", "")), total)
    return _said(media_id, session, expires_after_secs=UPLOAD_SECONDS)


def append(network: Network, request: Request, media_id: str) -> Reply:
    """Take one segment; the same number again replaces it."""
    session = network.store.sessions.get(f"twitter {media_id}")
    if session is None or session["sha256"]:
        return invalid("Your media id is invalid.", media_id=media_id)
    with network.store.turn(media_id):
        fields, file = _segment(network, request)
        index = fields.get("segment_index", "")
        if file is None or not index.isdigit() or not 0 <= int(index) < 1000:
            return invalid("segment_index or media is missing.", segment_index=index)
        if file.stat().st_size > MOST_SEGMENT_BYTES:
            return invalid("The segment is too large.", segment_index=index)
        with network.store.lock:
            session["segments"][index] = file.stat().st_size
            file.replace(_place(network, media_id, index))
            network.store.save()
    return json_reply(200, {"data": {"expires_at": int(network.store.now().timestamp()) + UPLOAD_SECONDS}})


def finalize(network: Network, request: Request, media_id: str) -> Reply:
    """Put the segments together; videos are processed then."""
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("application/json") and not request.length:
        return invalid("The body is empty.")
    request.body()
    store = network.store
    session = store.sessions.get(f"twitter {media_id}")
    if session is None:
        return invalid("Your media id is invalid.", media_id=media_id)
    with store.turn(media_id):
        numbers = [str(number) for number in range(len(session["segments"]))]
        whole = set(numbers) == set(session["segments"]) and sum(session["segments"].values()) == session["size"]
        if not session["sha256"] and not whole:
            return invalid("Segments do not add up to provided total file size.", media_id=media_id)
        if not session["sha256"]:
            _join(network, media_id, session, [_place(network, media_id, number) for number in numbers])
    busy = (
        {"processing_info": {"state": "pending", "check_after_secs": CHECK_SECONDS}}
        if network.knobs.processing_seconds
        else {}
    )
    return _said(media_id, session, size=session["size"], expires_after_secs=READY_SECONDS, **busy)


def status(network: Network, request: Request) -> Reply:
    """Say how far the processing is."""
    media_id = request.query.get("media_id", "")
    session = network.store.sessions.get(f"twitter {media_id}")
    if request.query.get("command") != "STATUS" or session is None or not session["sha256"]:
        return invalid("Your media id is invalid.", media_id=media_id)
    state = _state(network, session)
    info: dict[str, Any] = {"state": state, "check_after_secs": CHECK_SECONDS}
    if state == "failed":
        info["error"] = {"code": 1, "name": "InvalidMedia", "message": network.knobs.failure_reason}
    return _said(media_id, session, processing_info=info)


def picture(network: Network, request: Request) -> Reply:
    """Take a picture whole."""
    fields, file = _segment(network, request)
    if file is None or fields.get("media_category") != "tweet_image" or not file.stat().st_size:
        return invalid("media or media_category is missing.")
    kind = fields.get("media_type", "")
    media_id, session = _open(network, "tweet_image", kind, file.stat().st_size)
    _join(network, media_id, session, [file])
    return _said(media_id, session, size=session["size"], expires_after_secs=READY_SECONDS)


def describe(network: Network, request: Request) -> Reply:
    """Take the description of a picture."""
    asked = request.json()
    media_id, about = str(asked.get("id", "")), asked.get("metadata")
    session = network.store.sessions.get(f"twitter {media_id}")
    text = about.get("alt_text", {}).get("text", "") if isinstance(about, dict) else ""
    if session is None or not 0 < len(text) <= MOST_ALT:
        return invalid("id or alt_text is invalid.", id=media_id)
    with network.store.lock:
        session["alt"] = text
        network.store.save()
    return json_reply(200, {"data": {"id": media_id, "associated_metadata": {"alt_text": {"text": text}}}})


def _open(network: Network, category: str, kind: str, size: int) -> tuple[str, Row]:
    store = network.store
    with store.lock:
        media_id = store.new_number(19)
        session: Row = {
            "media_key": f"{13 if category != 'tweet_image' else 3}_{media_id}",
            "suffix": SUFFIXES.get(kind, CATEGORIES[category]),
            "size": size,
            "segments": {},
            "sha256": "",
            "ready_at": "",
        }
        store.sessions[f"twitter {media_id}"] = session
        store.save()
    return media_id, session


def _segment(network: Network, request: Request) -> tuple[dict[str, str], Path | None]:
    """Return fields and file of a body, be it multipart or the JSON that X's own library sends."""
    place: Callable[[str], Path] = lambda name: network.store.part(f"{name} {network.store.new_id()}")  # noqa: E731
    if request.headers.get("Content-Type", "").startswith("application/json"):
        data = request.json()
        target = place("media")
        try:
            target.write_bytes(base64.b64decode(str(data.pop("media", "")), validate=True))
        except binascii.Error:
            return {}, None
        return {name: str(value) for name, value in data.items()}, target
    try:
        parts = multipart.parse(request.headers.get("Content-Type", ""), request.pieces(), place)
    except multipart.Malformed:
        return {}, None
    return parts.fields, parts.files.get("media")


def _join(network: Network, media_id: str, session: Row, pieces: list[Path]) -> None:
    store = network.store
    whole = store.part(f"twitter whole {media_id}")
    with whole.open("wb") as target:
        for piece in pieces:
            with piece.open("rb") as source:
                while data := source.read(1 << 20):
                    target.write(data)
            piece.unlink()
    sha = store.keep(whole, session["suffix"])
    with store.lock:
        session.update(sha256=sha, ready_at=store.now().isoformat())
        store.save()


def _state(network: Network, session: Row) -> str:
    if _age(network, session["ready_at"]) < network.knobs.processing_seconds:
        return "in_progress"
    return "failed" if network.knobs.failure_reason else "succeeded"


def _age(network: Network, moment: str) -> float:
    return (network.store.now() - datetime.fromisoformat(moment)).total_seconds()


def _place(network: Network, media_id: str, index: str) -> Path:
    return network.store.part(f"twitter {media_id} {index}")


def _said(media_id: str, session: Row, **more: Any) -> Reply:
    return json_reply(200, {"data": {"id": media_id, "media_key": session["media_key"], **more}})
