"""Reads multipart/form-data from a stream: fields into memory, files to disk. Knows no platform."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
NAME = re.compile(r'\bname="([^"]*)"')
FILENAME = re.compile(r'filename="([^"]*)"')
MAX_HEAD = 1 << 16


class Malformed(Exception):
    """The body is no multipart/form-data."""


@dataclass
class Parts:
    """What a body held."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


def parse(content_type: str, pieces: Iterator[bytes], place: Callable[[str], Path]) -> Parts:
    """Return the parts; each file is written to `place(field name)`."""
    found = BOUNDARY.search(content_type)
    if not found:
        raise Malformed
    reader = _Reader(pieces)
    delimiter = b"\r\n--" + found[1].encode()
    reader.buffer = bytearray(b"\r\n")  # so that the first boundary looks like the others
    for _ in reader.until(delimiter):
        pass
    parts = Parts()
    while reader.take(2) == b"\r\n":
        head = b"".join(reader.until(b"\r\n\r\n")).decode("utf-8", "replace")
        name = NAME.search(head)
        if not name or len(head) > MAX_HEAD:
            raise Malformed
        if FILENAME.search(head):
            target = place(name[1])
            parts.files[name[1]] = target
            with target.open("wb") as file:
                for piece in reader.until(delimiter):
                    file.write(piece)
        else:
            parts.fields[name[1]] = b"".join(reader.until(delimiter)).decode("utf-8", "replace")
    for _ in pieces:
        pass
    return parts


class _Reader:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.buffer = bytearray()

    def take(self, size: int) -> bytes:
        """Return exactly `size` bytes, fewer only at the end."""
        while len(self.buffer) < size and (piece := next(self.pieces, b"")):
            self.buffer += piece
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def until(self, mark: bytes) -> Iterator[bytes]:
        """Yield what stands before `mark`, and step over it."""
        while (at := self.buffer.find(mark)) < 0:
            safe = max(0, len(self.buffer) - len(mark) + 1)
            if safe:
                yield bytes(self.buffer[:safe])
                del self.buffer[:safe]
            piece = next(self.pieces, b"")
            if not piece:
                raise Malformed
            self.buffer += piece
        yield bytes(self.buffer[:at])
        del self.buffer[: at + len(mark)]
