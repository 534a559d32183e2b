"""Small picture files for the tests, made on the spot."""

import io
import struct
import zlib

from PIL import Image

SVG = """<?xml version="1.0"?>
<!-- drawn -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80.4"><path d="M0 0"/></svg>"""


def picture(kind="PNG", size=(40, 30), colour=(200, 80, 40)):
    """Return the bytes of a picture of one colour, or of noise."""
    out = io.BytesIO()
    drawn = Image.new("RGB", size, colour) if colour else Image.effect_noise(size, 60).convert("RGB")
    drawn.save(out, kind)
    return out.getvalue()


def bomb(width=60_000, height=60_000):
    """Return a small PNG that says it has 3.6 thousand million pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
