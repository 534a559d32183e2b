"""The host that takes the bytes of Meta's uploads, as the demo network speaks it. Knows no post."""

import re

from reelpress.demo import graph
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

KINDS = ("container", "reel", "video")
PATH = re.compile(r"/(?:ig-api-upload|video-upload)(?:/v\d{1,2}\.\d)?/(\d{1,20})")


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to the upload host; None when it is none."""
    found = PATH.fullmatch(request.path)
    if found is None or request.method != "POST":
        return None
    return graph.answered(network, request, lambda: _take(network, request, found[1]))


def arrived(network: Network, name: str, session: Row) -> int:
    """Return how many bytes of an upload are here."""
    part = network.store.part(f"rupload {name}")
    return int(session["bytes"]) if session["sha256"] else part.stat().st_size if part.exists() else 0


def _take(network: Network, request: Request, name: str) -> Reply:
    session = network.store.sessions.get(name)
    if session is None or session.get("kind") not in KINDS:
        raise graph.not_there(name)
    offset, total = request.headers.get("offset", ""), request.headers.get("file_size", "")
    if not offset.isdigit() or not total.isdigit():
        return _error(400, "ProcessingFailedError", "The headers offset and file_size are needed", retriable=False)
    with network.store.turn(f"rupload {name}"):
        return _write(network, request, name, session, int(offset), int(total))


def _write(network: Network, request: Request, name: str, session: Row, offset: int, total: int) -> Reply:
    store = network.store
    if offset != arrived(network, name, session) or session["sha256"]:
        return _error(412, "OffsetInvalidError", "Request starting offset is invalid")
    part = store.part(f"rupload {name}")
    store.write(request.pieces(), part)  # what came before a break stays
    size = part.stat().st_size
    if size < total:
        return _error(400, "PartialRequestError", f"Partial request: {size} of {total} bytes")
    with store.lock:
        session |= {"bytes": size, "sha256": store.keep(part, ".mp4"), "complete_at": store.now().isoformat()}
        store.save()
    return json_reply(200, {"success": True, "message": "Upload successful."})


def _error(status: int, kind: str, message: str, *, retriable: bool = True) -> Reply:
    return json_reply(status, {"debug_info": {"retriable": retriable, "type": kind, "message": message}})
