"""What goes into a request and what can come of it: bodies, answers, failures. Opens no connection."""

import json as jsonlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from uuid import uuid4

from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.redaction import redact
from reelpress.lib.text import clip

PIECE = 1 << 18
SHOWN_CHARACTERS = 2000


class HttpFailure(Failure):
    """A request that brought no answer."""


class Unreachable(HttpFailure):
    """Nothing was sent; repeating the request cannot do anything twice. `reason` is what the network said."""

    def __init__(self, host: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{host} could not be reached ({reason}).", means="Nothing was sent.")


class LostAnswer(HttpFailure):
    """The request was sent, the answer never came. `complete` is False when the last bytes surely never left."""

    def __init__(self, happened: str, *, complete: bool) -> None:
        self.complete = complete
        super().__init__(happened, means="Whether the other side acted on it is not known from here.")


class LateAnswer(LostAnswer):
    """The answer was not whole in time."""


class Unsendable(BadInput):
    """An impossible address or header; nothing was sent."""


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
