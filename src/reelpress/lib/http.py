"""The one door to the web: streamed uploads, honest failures, no secret in any message.

A request comes to an `Answer` (any HTTP status is a value), `Unsendable` (it could not be built), `Unreachable`
(nothing was sent) or `LostAnswer` (sent, perhaps in part: it may have taken effect). Knows no platform.
"""

import json as jsonlib
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from threading import Timer
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx

from reelpress.lib.errors import BadInput
from reelpress.lib.exchange import Answer as Answer
from reelpress.lib.exchange import Body as Body
from reelpress.lib.exchange import Bytes as Bytes
from reelpress.lib.exchange import FileRange as FileRange
from reelpress.lib.exchange import HttpFailure as HttpFailure
from reelpress.lib.exchange import LateAnswer as LateAnswer
from reelpress.lib.exchange import LostAnswer as LostAnswer
from reelpress.lib.exchange import Multipart as Multipart
from reelpress.lib.exchange import Unreachable as Unreachable
from reelpress.lib.exchange import Unsendable as Unsendable
from reelpress.lib.inflating import Undecodable, inflated
from reelpress.lib.redaction import redact as redact

MAX_ANSWER_BYTES = 4 << 20
CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
MALFORMED = "A request could not be built: a token or an address in it is malformed."
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
Listen = Callable[[int, int], None]  # bytes sent, bytes in all
Resolve = Callable[[str, int], Sequence[str]]  # host and port to addresses; raises what forbids them, or OSError
MOST_ADDRESSES = 4  # of one host that are tried


class _Sending:
    """Hands a body to the socket and remembers how far it came."""

    def __init__(self, body: Body, listen: Listen | None) -> None:
        self.body = body
        self.listen = listen
        self.complete = body.size == 0

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        for piece in self.body.pieces():
            sent += len(piece)
            # Set before the last piece goes: from here on nobody can rule out that all of it arrived.
            self.complete = sent >= self.body.size
            yield piece
            if self.listen:
                self.listen(sent, self.body.size)


class _Deadline:
    """Cuts the connection of a request whose answer is not whole in time, however busy the other side looks.

    The library's own limit begins anew with each byte: headers that drip, or hints (1xx) without end, could hold us
    for days.  It tells this object (its "trace") what happens to the connection; waiting begins when all was sent.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer: Timer | None = None

    def __call__(self, event: str, facts: Mapping[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = facts["return_value"].get_extra_info("socket")
        elif event.endswith("receive_response_headers.started"):
            self.close()
            self._timer = Timer(self.seconds, self._pass)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):  # closed already
                # Past TLS, whose own shutdown would wait for the other side.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@lru_cache
def _session() -> httpx.Client:
    # No connection is kept: one that the other side closed meanwhile would make a request's fate unclear.
    limits = httpx.Limits(max_keepalive_connections=0)
    direct: dict[str, httpx.BaseTransport | None] = {f"all://{host}": httpx.HTTPTransport() for host in LOOPBACK}
    return httpx.Client(limits=limits, mounts=direct, follow_redirects=False)


@lru_cache
def _direct_session() -> httpx.Client:
    # Past every proxy: what was resolved and checked here is what is connected to.
    transport = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
    return httpx.Client(transport=transport, follow_redirects=False)


class Client:
    """Sends requests to one platform, or to wherever `base_url` says that the platform is.

    With `resolve`, the addresses that it returns for a host are connected to, and no other.  Of a body no more
    than `most_bytes` are read.  The other side may be silent for `read_seconds`; its answer must be whole in twice
    that time, else it is lost.
    """

    def __init__(
        self,
        base_url: str = "",
        *,
        read_seconds: float = READ_SECONDS,
        resolve: Resolve | None = None,
        most_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        parts = urlsplit(base_url)
        if base_url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise BadInput("A base URL is not an http(s) address.", todo="Correct the REELPRESS_..._URL setting.")
        self.base_url = base_url.rstrip("/")
        self.read_seconds = read_seconds
        self.resolve = resolve
        self.most_bytes = most_bytes

    def at(self, url: str) -> str:
        """Return `url` with scheme and host of the base URL, below its path; a URL that is there stays as it is."""
        if not self.base_url:
            return url
        base, parts = urlsplit(self.base_url), urlsplit(url)
        below = parts.path == base.path or parts.path.startswith(f"{base.path}/")
        path = parts.path if below else base.path + parts.path
        return urlunsplit((base.scheme, base.netloc, path, parts.query, parts.fragment))

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        body: Body | None = None,
        secrets: Sequence[str] = (),
        listen: Listen | None = None,
    ) -> Answer:
        """Send one request and return its answer; raise `Unsendable`, `Unreachable` or `LostAnswer`."""
        head = {"Accept-Encoding": "identity", **(headers or {})}
        if json is not None:
            body = Bytes(jsonlib.dumps(json, ensure_ascii=False).encode())
            head.setdefault("Content-Type", "application/json; charset=UTF-8")
        elif form is not None:
            body = Bytes(urlencode(form).encode())
            head["Content-Type"] = "application/x-www-form-urlencoded"
        elif isinstance(body, Multipart):
            head["Content-Type"] = body.content_type
        if body is not None:
            head["Content-Length"] = str(body.size)
        if params:
            url += ("&" if "?" in url else "?") + urlencode(params)
        sending = _Sending(body or Bytes(b""), listen)
        return self._exchange(method, url, head, sending, tuple(secret for secret in secrets if secret))

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], sending: _Sending, secrets: tuple[str, ...]
    ) -> Answer:
        wait = httpx.Timeout(self.read_seconds, connect=CONNECT_SECONDS)
        content = sending if sending.body.size else None
        # Every chain is cut ("from None"): the library's own messages may quote the address or a header.
        try:
            request = _session().build_request(
                method, self.at(url), headers=dict(headers), content=content, timeout=wait
            )
        except (ValueError, TypeError, httpx.InvalidURL):
            raise Unsendable(MALFORMED) from None
        if self.resolve is None:
            return self._send(_session(), request, request.url.host, sending, secrets)
        *first, last = _pinned(request, self.resolve)
        for attempt in first:
            try:
                return self._send(_direct_session(), attempt, request.url.host, sending, secrets)
            except Unreachable:
                continue  # nothing was sent
        return self._send(_direct_session(), last, request.url.host, sending, secrets)

    def _send(
        self, session: httpx.Client, request: httpx.Request, host: str, sending: _Sending, secrets: tuple[str, ...]
    ) -> Answer:
        deadline = _Deadline(2 * self.read_seconds)
        request.extensions["trace"] = deadline
        try:
            answer = self._read(session.send(request, stream=True), secrets)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            reason = redact(str(error) or type(error).__name__, secrets)
            raise Unreachable(host, reason) from None
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError):
            raise Unsendable(MALFORMED) from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            if deadline.passed:
                raise _late(host, deadline, sending) from None
            reason = redact(str(error) or type(error).__name__, secrets)
            kind = LateAnswer if isinstance(error, httpx.TimeoutException) else LostAnswer
            raise kind(f"The connection to {host} broke off ({reason}).", complete=sending.complete) from None
        finally:
            deadline.close()
        # Cut by us, a body whose end is the end of the connection looks whole.
        if deadline.passed and len(answer.body) < self.most_bytes:
            raise _late(host, deadline, sending)
        return answer

    def _read(self, response: httpx.Response, secrets: tuple[str, ...]) -> Answer:
        body = bytearray()
        try:
            for piece in inflated(response.iter_raw(), response.headers.get("content-encoding", "")):
                body += piece
                if len(body) >= self.most_bytes:
                    break  # the status is known; a body without end must not hold us
        except Undecodable as error:
            raise httpx.DecodingError(f"the answer cannot be unpacked: {error}") from None
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(body[: self.most_bytes]), secrets)


def _late(host: str, deadline: _Deadline, sending: _Sending) -> LateAnswer:
    happened = f"The answer of {host} timed out: it was not whole {deadline.seconds:g} seconds after the request."
    return LateAnswer(happened, complete=sending.complete)


def _pinned(request: httpx.Request, resolve: Resolve) -> list[httpx.Request]:
    """Return the request once for each address of its host: said to the name, sent to the address."""
    url = request.url
    name = url.raw_host.decode("ascii")
    try:
        addresses = resolve(name, url.port or (443 if url.scheme == "https" else 80))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unreachable(url.host, reason) from None
    said = {**request.extensions, "sni_hostname": name}
    return [
        httpx.Request(
            request.method, url.copy_with(host=address), headers=request.headers, stream=request.stream, extensions=said
        )
        for address in addresses[:MOST_ADDRESSES]
    ]
