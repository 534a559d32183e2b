"""One request and its reply, as the platforms of the demo network see them. Knows no platform."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

PIECE = 1 << 16
MAX_TEXT_BYTES = 4 << 20


class Dropped(Exception):
    """The connection ends here, without a reply."""


@dataclass
class Request:
    """What came in. The body is a stream of `length` bytes; `received` counts what was read of it."""

    method: str
    path: str
    query: dict[str, str]
    headers: Message
    host: str
    length: int
    read: Callable[[int], bytes]
    drop_after: int | None = None
    received: int = 0
    fields: dict[str, str] | None = None

    @property
    def origin(self) -> str:
        """The address of this server as the caller knows it."""
        return f"http://{self.host}"

    @property
    def token(self) -> str:
        """The bearer token."""
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    def pieces(self) -> Iterator[bytes]:
        """Yield the body; raise `Dropped` where a knob cuts it or the caller stops sending."""
        while self.received < self.length:
            wanted = min(PIECE, self.length - self.received)
            if self.drop_after is not None:
                wanted = min(wanted, self.drop_after - self.received)
            piece = self.read(wanted) if wanted > 0 else b""
            if not piece:
                raise Dropped
            self.received += len(piece)
            yield piece

    def body(self) -> bytes:
        """Return the whole body; it must be small."""
        if self.length > MAX_TEXT_BYTES:
            raise Dropped
        return b"".join(self.pieces())

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; empty when it is none."""
        try:
            found = json.loads(self.body() or b"{}")
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def form(self) -> dict[str, str]:
        """Return the body's form fields, the query's beneath them; the body is read once, whoever asks."""
        if self.fields is None:
            self.fields = self._fields()
        return self.fields

    def _fields(self) -> dict[str, str]:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind == "application/json":
            return {**self.query, **{name: str(value) for name, value in self.json().items()}}
        return {**self.query, **dict(parse_qsl(self.body().decode("utf-8", "replace"), keep_blank_values=True))}


@dataclass(frozen=True)
class Reply:
    """What goes out: bytes, or a file. `commits`: this reply says that a post was just made."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None
    commits: bool = False


def json_reply(status: int, data: Any, *, commits: bool = False, **headers: str) -> Reply:
    """Return `data` as JSON; underscores in the names of `headers` become hyphens."""
    head = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(data, ensure_ascii=False).encode()
    return Reply(status, body, {"Content-Type": "application/json; charset=UTF-8", **head}, commits=commits)


def html_reply(text: str, status: int = 200) -> Reply:
    """Return a page that may load nothing but this server's own media."""
    policy = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    return Reply(status, text.encode(), headers)
