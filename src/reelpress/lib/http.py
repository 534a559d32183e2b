"""The one door to the web: streamed uploads, honest failures, no secret in any message.

A request comes to an `Answer` (any HTTP status is a value), `Unsendable` (it could not be built), `Unreachable`
(nothing was sent) or `LostAnswer` (sent, perhaps in part: it may have taken effect). Knows no platform.
"""

import json as jsonlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, quote_plus, urlencode, urlsplit, urlunsplit
from uuid import uuid4

import httpx

from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.text import clip

PIECE = 1 << 18
MAX_ANSWER_BYTES = 4 << 20
CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
SHOWN_CHARACTERS = 2000
HIDDEN = "***"
MALFORMED = "A request could not be built: a token or an address in it is malformed."
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
Listen = Callable[[int, int], None]  # bytes sent, bytes in all
_NAMES = r"(?:access_token|refresh_token|id_token|client_secret|token|password|api_key|upload_id|code_verifier)"
_PATTERNS = (
    (re.compile(r"(/bot)\d+(?::|%3A)[\w%-]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Bearer|OAuth|Basic)\s+[\w.~+/=:-]{4,}", re.I), rf"\1 {HIDDEN}"),
    (re.compile(rf'("{_NAMES}"\s*:\s*")[^"]*', re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"(\b{_NAMES}=)[^&\s\"']+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"([?&]code=)[^&\s\"']+", re.I), rf"\1{HIDDEN}"),
)


class HttpFailure(Failure):
    """A request that brought no answer."""


class Unreachable(HttpFailure):
    """Nothing was sent; repeating the request cannot do anything twice."""


class LostAnswer(HttpFailure):
    """The request was sent, the answer never came. `complete` is False when the last bytes surely never left."""

    def __init__(self, happened: str, *, complete: bool) -> None:
        self.complete = complete
        super().__init__(happened, means="Whether the other side acted on it is not known from here.")


class Unsendable(BadInput):
    """An impossible address or header; nothing was sent."""


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """Return `text` without any of `secrets` (as they are, quoted or escaped) and without what looks like one."""
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _forms(secret: str) -> tuple[str, ...]:
    escaped = jsonlib.dumps(secret)[1:-1]
    return (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), escaped, escaped.replace("/", "\\/"))


@dataclass(frozen=True)
class Answer:
    """What the other side said. The body is cut at a cap; `shown` is fit for a person's eyes."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def shown(self) -> str:
        """Status and body as text, redacted and clipped."""
        body = redact(self.body[: 4 * SHOWN_CHARACTERS].decode("utf-8", "replace"), self.secrets)
        return f"HTTP {self.status} {clip(body, SHOWN_CHARACTERS)}".strip()

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; empty when it is none."""
        try:
            found = jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Body(Protocol):
    """What can be sent: its size is known beforehand, its bytes come in pieces."""

    @property
    def size(self) -> int: ...

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in order."""


@dataclass(frozen=True)
class FileRange:
    """`size` bytes of a file from `start`, read piece by piece."""

    path: Path
    start: int
    size: int

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes; a file that cannot be read to their end breaks the exchange off."""
        left = self.size
        try:
            with self.path.open("rb") as source:
                source.seek(self.start)
                while left and (piece := source.read(min(PIECE, left))):
                    left -= len(piece)
                    yield piece
        except OSError as error:
            raise LostAnswer(f"{self.path.name} could not be read ({error.strerror}).", complete=False) from None
        if left:
            raise LostAnswer(f"{self.path.name} became shorter while it was being sent.", complete=False)


@dataclass(frozen=True)
class Bytes:
    """A body that fits in memory."""

    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.data)

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes."""
        yield self.data


@dataclass(frozen=True)
class Multipart:
    """multipart/form-data with fields and one streamed file."""

    fields: Mapping[str, str]
    name: str
    filename: str
    file: FileRange
    mime: str = "application/octet-stream"
    boundary: str = field(default_factory=lambda: uuid4().hex)

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def size(self) -> int:
        return len(self._head()) + self.file.size + len(self._tail())

    def pieces(self) -> Iterator[bytes]:
        """Yield the fields, then the file, then the end."""
        yield self._head()
        yield from self.file.pieces()
        yield self._tail()

    def _head(self) -> bytes:
        parts = [
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{quote(name)}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        ]
        parts.append(
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{quote(self.name)}"; '
            f'filename="{quote(self.filename)}"\r\nContent-Type: {self.mime}\r\n\r\n'
        )
        return "".join(parts).encode()

    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()


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


@lru_cache
def _session() -> httpx.Client:
    # No connection is kept: one that the other side closed meanwhile would make a request's fate unclear.
    limits = httpx.Limits(max_keepalive_connections=0)
    direct: dict[str, httpx.BaseTransport | None] = {f"all://{host}": httpx.HTTPTransport() for host in LOOPBACK}
    return httpx.Client(limits=limits, mounts=direct, follow_redirects=False)


class Client:
    """Sends requests to one platform, or to wherever `base_url` says that the platform is."""

    def __init__(self, base_url: str = "", *, read_seconds: float = READ_SECONDS) -> None:
        parts = urlsplit(base_url)
        if base_url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise BadInput("A base URL is not an http(s) address.", todo="Correct the REELPRESS_..._URL setting.")
        self.base_url = base_url.rstrip("/")
        self.read_seconds = read_seconds

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
        host = request.url.host
        try:
            return self._read(_session().send(request, stream=True), secrets)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            reason = redact(str(error) or type(error).__name__, secrets)
            raise Unreachable(f"{host} could not be reached ({reason}).", means="Nothing was sent.") from None
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError):
            raise Unsendable(MALFORMED) from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            reason = redact(str(error) or type(error).__name__, secrets)
            raise LostAnswer(f"The connection to {host} broke off ({reason}).", complete=sending.complete) from None

    def _read(self, response: httpx.Response, secrets: tuple[str, ...]) -> Answer:
        body = bytearray()
        deadline = clock.monotonic() + 2 * self.read_seconds
        try:
            for piece in response.iter_bytes():
                body += piece
                if len(body) >= MAX_ANSWER_BYTES or clock.monotonic() > deadline:
                    break  # the status is known; a body without end must not hold us
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(body[:MAX_ANSWER_BYTES]), secrets)
