"""The demo network's one server, on loopback only: platforms first, then its own pages and knobs."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit

from reelpress.demo import facebook, instagram, linkedin, page, rupload, sign_in, telegram, tiktok, x, youtube
from reelpress.demo.exchange import PIECE, Dropped, Reply, Request, html_reply, json_reply
from reelpress.demo.network import Network, Service
from reelpress.demo.store import Store

HOST = "127.0.0.1"
SERVICES: tuple[Service, ...] = (
    linkedin.handle,
    sign_in.handle,
    youtube.handle,
    telegram.handle,
    x.handle,
    tiktok.handle,
    instagram.handle,
    rupload.handle,
    facebook.handle,  # after Instagram: it also answers for the nodes of the Graph API that nobody else knows
)
FILE = re.compile(r"[0-9a-f]{64}\.(mp4|jpg|png)")
MIMES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png"}
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
OURS = ("127.0.0.1", "localhost", "::1")
IDLE_SECONDS = 60


def answer(network: Network, request: Request) -> Reply:
    """Return the reply to one request, or what a knob puts in its place."""
    if request.path == "/demo/knobs":
        return _knobs(network, request)
    staged = network.knobs.answer_for(request)
    if staged is not None:
        for _ in request.pieces():
            pass
        return staged
    request.drop_after = network.knobs.cut_for(request)
    for service in SERVICES:
        reply = service(network, request)
        if reply is not None:
            return reply
    return _own(network, request)


def _knobs(network: Network, request: Request) -> Reply:
    if request.method == "POST":
        unknown = network.knobs.turn(request.json())
        network.store.skew_seconds = network.knobs.clock_seconds
        if unknown:
            return json_reply(400, {"error": f"There is no knob {', '.join(unknown)}."})
    return json_reply(200, vars(network.knobs))


def _own(network: Network, request: Request) -> Reply:
    store = network.store
    if request.method not in ("GET", "HEAD"):
        return json_reply(404, {"error": "There is nothing at this address."})
    if request.path == "/":
        return html_reply(page.index(store))
    if request.path == "/demo/posts":
        rows = [{**row, **store.numbers(row), "url": request.origin + page.link(row)} for row in store.live()]
        return json_reply(200, rows)
    name = request.path.removeprefix("/demo/files/")
    if FILE.fullmatch(name) and (store.files / name).is_file():
        return Reply(200, headers={"Content-Type": MIMES[f".{name.rpartition('.')[2]}"]}, file=store.files / name)
    wanted = f"/watch?v={request.query.get('v', '')}" if request.path == "/watch" else request.path
    row = next((row for row in store.live() if page.link(row) == wanted), None)
    return html_reply(page.single(store, row)) if row else html_reply(page.missing(), 404)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ReelpressDemo"
    sys_version = ""
    timeout = IDLE_SECONDS
    network: Network

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        host = self.headers.get("Host", "")
        if (urlsplit(f"//{host}").hostname or "") not in OURS:  # a page elsewhere must not reach us by a made-up name
            self._send(json_reply(403, {"error": "The demo network answers on loopback only."}))
            return
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self._send(json_reply(411, {"error": "Say the Content-Length."}))
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(self.command, parts.path, query, self.headers, host, int(length), self.rfile.read)
        try:
            reply = answer(self.network, request)
        except (Dropped, OSError):
            self.close_connection = True
            return
        if reply.commits and self.network.knobs.drop_commit():
            self.close_connection = True
            return
        if request.received < request.length:
            self.close_connection = True  # the rest of the body must not be taken for the next request
        self._send(reply)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve

    def _send(self, reply: Reply) -> None:
        status, headers, start, size = _span(reply, self.headers.get("Range", ""))
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(size))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            if self.command == "HEAD" or status == 204:
                return
            if reply.file is None:
                self.wfile.write(reply.body)
                return
            with reply.file.open("rb") as file:
                _copy(file, self.wfile, start, size)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold tokens."""


def _span(reply: Reply, wanted: str) -> tuple[int, dict[str, str], int, int]:
    """Return status, headers, first byte and length: the part of a file that was asked for."""
    headers = dict(reply.headers)
    if reply.file is None:
        return reply.status, headers, 0, len(reply.body)
    whole = reply.file.stat().st_size
    headers["Accept-Ranges"] = "bytes"
    found = RANGE.fullmatch(wanted.strip())
    if not found or not (found[1] or found[2]):
        return reply.status, headers, 0, whole
    first = int(found[1]) if found[1] else max(0, whole - int(found[2]))
    last = min(int(found[2]), whole - 1) if found[1] and found[2] else whole - 1
    if first > last:
        return 416, {**headers, "Content-Range": f"bytes */{whole}"}, 0, 0
    return 206, {**headers, "Content-Range": f"bytes {first}-{last}/{whole}"}, first, last - first + 1


def _copy(source: BinaryIO, target: Any, start: int, size: int) -> None:
    source.seek(start)
    while size and (piece := source.read(min(PIECE, size))):
        target.write(piece)
        size -= len(piece)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of callers that went away."""


def make_server(network: Network, port: int = 0) -> ThreadingHTTPServer:
    """Return a server on loopback; port 0 takes any free one."""
    handler = type("Handler", (_Handler,), {"network": network})
    return _Server((HOST, port), handler)


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[tuple[str, Network]]:
    """Serve the demo network from threads of this process; yield its address and the network."""
    network = Network(Store(folder))
    server = make_server(network, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}", network
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
