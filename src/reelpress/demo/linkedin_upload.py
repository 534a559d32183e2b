"""LinkedIn's uploads as the demo network speaks them: addresses for parts, ETags, putting together, pictures."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

PART_BYTES = 4 << 20
ADDRESS_SECONDS = 30 * 86_400
LEAST_BYTES, MOST_BYTES = 1, 500_000_000


def refused(status: int, code: str, message: str) -> Reply:
    """Return an error as LinkedIn words it."""
    return json_reply(status, {"message": message, "status": status, "serviceErrorCode": 100, "code": code})


def act(network: Network, request: Request, name: str) -> Reply:
    """Begin an upload or put its parts together."""
    asked, action = request.json(), request.query.get("action", "")
    wanted = asked.get(f"{action}Request")
    if not isinstance(wanted, dict):
        return refused(400, "MISSING_FIELD", f"{action}Request is required.")
    if action == "finalizeUpload":
        return _finalize(network, wanted)
    if action != "initializeUpload" or not str(wanted.get("owner", "")).startswith("urn:li:"):
        return refused(400, "MISSING_FIELD", "owner is required.")
    kind = "image" if "/images" in request.path else "video"
    size = wanted.get("fileSizeBytes", 0)
    if kind == "video" and (not isinstance(size, int) or not LEAST_BYTES <= size <= MOST_BYTES):
        return refused(400, "INVALID_VALUE_FOR_FIELD", "fileSizeBytes is out of range.")
    return _begin(network, request.origin, kind, str(wanted["owner"]), size)


def put(network: Network, request: Request, name: str) -> Reply:
    """Take a part, or a picture whole; the same part again replaces it."""
    store = network.store
    key, _, number = name.rpartition("/")
    session = store.sessions.get(f"linkedin {store.sessions.get(f'linkedin key {key}', {}).get('urn', '')}")
    if session is None or _too_old(network, session):
        return refused(400, "EXPIRED_UPLOAD_URL", "The upload URL is expired.")
    picture = session["suffix"] != ".mp4"
    if picture and network.refuses(request.token):
        return refused(401, "INVALID_ACCESS_TOKEN", "Invalid access token")
    if not picture and request.headers.get("Authorization"):
        return Reply(403)  # the host behind a signed address refuses a second signature
    with store.turn(key):
        fresh, place = store.part(f"{key} fresh {number}"), store.part(f"{key} {number}")
        fresh.unlink(missing_ok=True)
        store.write(request.pieces(), fresh)
        etag = f'"{hashlib.sha256(fresh.read_bytes()).hexdigest()[:32]}"'
        fresh.replace(place)
        session["etags"][number] = etag
        if picture:
            _keep(network, session, [place])
    return Reply(201) if picture else Reply(200, headers={"ETag": etag})


def status(network: Network, request: Request, name: str) -> Reply:
    """Say how far the processing is; of a picture, members are not told."""
    session = network.store.sessions.get(f"linkedin {name}")
    if session is None:
        return refused(404, "NOT_FOUND", "There is no such asset.")
    if session["suffix"] != ".mp4" and session["owner"].startswith("urn:li:person:"):
        return refused(403, "ACCESS_DENIED", "Not enough permissions to access: images.GET")
    return json_reply(200, {"id": name, "owner": session["owner"], "status": _state(network, session)})


def usable(network: Network, content: dict[str, Any]) -> Row | Reply | None:
    """Return the upload that a post shows, None for a text alone, or why it cannot be posted."""
    media = content.get("media")
    if not content:
        return None
    session = network.store.sessions.get(f"linkedin {media.get('id', '') if isinstance(media, dict) else ''}")
    if session is None:
        return refused(400, "INVALID_URN_ID", "content/media/id is no asset of the author.")
    state = _state(network, session)
    if state == "PROCESSING_FAILED":
        return refused(400, "MEDIA_ASSET_PROCESSING_FAILED", "The media asset failed to process.")
    if state != "AVAILABLE":
        return refused(400, "MEDIA_ASSET_WAITING_UPLOAD", "The media asset is waiting for upload.")
    return session


def _begin(network: Network, origin: str, kind: str, owner: str, size: int) -> Reply:
    store = network.store
    with store.lock:
        urn, key = f"urn:li:{kind}:D4E10{store.new_id(8)}", store.new_id(18)
        count = -(-size // PART_BYTES) if kind == "video" else 1
        token = store.new_id(6) if count > 1 else ""
        store.sessions[f"linkedin {urn}"] = {
            "owner": owner,
            "size": size,
            "count": count,
            "key": key,
            "token": token,
            "suffix": ".mp4" if kind == "video" else ".jpg",
            "etags": {},
            "sha256": "",
            "opened_at": store.now().isoformat(),
            "ready_at": "",
        }
        store.sessions[f"linkedin key {key}"] = {"urn": urn}
        store.count(f"linkedin {kind}s")
        store.save()
    ends = int((store.now().timestamp() + ADDRESS_SECONDS) * 1000)
    places = [f"{origin}/dms-uploads/{key}/{number}" for number in range(count)]
    if kind == "image":
        return json_reply(200, {"value": {"uploadUrlExpiresAt": ends, "uploadUrl": places[0], "image": urn}})
    instructions = [
        {"uploadUrl": place, "firstByte": number * PART_BYTES, "lastByte": (number + 1) * PART_BYTES - 1}
        for number, place in enumerate(places)
    ]
    said = {"uploadUrlsExpireAt": ends, "video": urn, "uploadInstructions": instructions, "uploadToken": token}
    return json_reply(200, {"value": said})


def _finalize(network: Network, wanted: dict[str, Any]) -> Reply:
    """Put the parts together in the order of the ETags that came, be it the right one or not."""
    store = network.store
    session = store.sessions.get(f"linkedin {wanted.get('video', '')}")
    if session is None or session["sha256"]:
        return refused(400, "INVALID_VALUE_FOR_FIELD", "The video is not waiting for an upload.")
    etags = wanted.get("uploadedPartIds")
    numbers = {etag: number for number, etag in session["etags"].items()}
    if wanted.get("uploadToken") != session["token"] or not isinstance(etags, list):
        return refused(400, "INVALID_VALUE_FOR_FIELD", "uploadToken or uploadedPartIds is invalid.")
    if len(etags) != session["count"] or not set(etags) <= set(numbers):
        return refused(400, "INVALID_VALUE_FOR_FIELD", "uploadedPartIds does not name every part.")
    with store.turn(session["key"]):
        _keep(network, session, [store.part(f"{session['key']} {numbers[etag]}") for etag in etags])
    return Reply(200)


def _keep(network: Network, session: Row, pieces: list[Path]) -> None:
    store = network.store
    whole = store.part(f"linkedin whole {session['key']}")
    whole.write_bytes(b"")
    for piece in pieces:
        with piece.open("rb") as source, whole.open("ab") as target:
            while data := source.read(1 << 20):
                target.write(data)
    size = whole.stat().st_size
    sha = store.keep(whole, session["suffix"])
    with store.lock:
        session.update(sha256=sha, size=size, ready_at=store.now().isoformat())
        store.save()


def _state(network: Network, session: Row) -> str:
    if not session["sha256"]:
        return "WAITING_UPLOAD"
    age = (network.store.now() - datetime.fromisoformat(session["ready_at"])).total_seconds()
    if age < network.knobs.processing_seconds:
        return "PROCESSING"
    return "PROCESSING_FAILED" if network.knobs.failure_reason else "AVAILABLE"


def _too_old(network: Network, session: Row) -> bool:
    opened = datetime.fromisoformat(session["opened_at"])
    return (network.store.now() - opened).total_seconds() > min(ADDRESS_SECONDS, network.knobs.session_seconds)
