"""A real server on loopback that speaks the Pexels API and serves its photos."""

import io
import json
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from PIL import Image

from tests.loopback import Handler, serving


def jpeg(colour: str = "teal", size: tuple[int, int] = (120, 120)) -> bytes:
    """Return a small photo."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def picture_header(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that claims to be as large as this."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    first = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + first + struct.pack(">I", 8192) + b"IDAT"


@dataclass
class PexelsServer:
    """What was searched and fetched, and what is answered."""

    url: str = ""
    status: int = 200
    body: bytes | None = None  # instead of the search result
    photo: bytes = field(default_factory=jpeg)
    photos: dict[int, bytes] = field(default_factory=dict)  # by number, instead of `photo`
    photo_status: int = 200
    fields: dict[str, Any] = field(default_factory=dict)  # of each row, instead of the usual
    searches: list[tuple[dict[str, str], str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def found(self) -> bytes:
        if self.body is not None:
            return self.body
        rows = [self._row(number) for number in range(101, 105)]
        return json.dumps({"page": 1, "per_page": 10, "total_results": 4, "photos": rows}).encode()

    def _row(self, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "width": 4000,
            "height": 4000,
            "url": f"https://www.pexels.com/photo/a-harbour-{number}/",
            "photographer": f"Ann Example {number}",
            "photographer_url": "https://www.pexels.com/@ann",
            "photographer_id": 7,
            "avg_color": "#336677",
            "src": {"original": "unused", "large2x": f"{self.url}/photos/{number}.jpeg?auto=compress&dpr=2"},
            "alt": "A harbour at dawn",
            **self.fields,
        }


@contextmanager
def stocked() -> Any:
    """A Pexels server for the time of a test."""
    stock = PexelsServer()

    class Stocking(Handler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/v1/search":
                stock.searches.append((dict(parse_qsl(parts.query)), self.headers.get("Authorization", "")))
                self.send(stock.status, {}, stock.found())
                return
            stock.fetched.append(parts.path)
            assert "Authorization" not in self.headers
            number = int(parts.path.rpartition("/")[2].partition(".")[0])
            self.send(stock.photo_status, {}, stock.photos.get(number, stock.photo))

    with serving(Stocking) as stock.url:
        yield stock
