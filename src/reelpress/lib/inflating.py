"""Compressed answers -> their bytes, a bounded piece at a time. Knows no connection.

A library that undoes whatever the other side says it did can be made to unpack gigabytes from one packet, the more
so when encodings are stacked; here one layer of gzip or deflate is undone, and never more than a piece at once.
"""

import zlib
from collections.abc import Iterable, Iterator

PIECE = 1 << 18
PLAIN = ("", "identity")


class Undecodable(ValueError):
    """A content encoding that was not asked for, or data that is not what it says."""


def inflated(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the bytes of a body whose Content-Encoding is `encoding`; raise `Undecodable`."""
    name = encoding.strip().lower()
    if name in PLAIN:
        yield from pieces
    elif name in ("gzip", "x-gzip", "deflate"):
        yield from _unpacked(pieces, 47 if name != "deflate" else 15)
    else:
        raise Undecodable("its encoding is unknown")


def _unpacked(pieces: Iterable[bytes], bits: int) -> Iterator[bytes]:
    packed = zlib.decompressobj(bits)
    started = False
    for piece in pieces:
        if not started and piece and bits == 15 and piece[0] & 0x0F != 8:
            packed = zlib.decompressobj(-15)  # deflate as some servers understand it, without its header
        started = started or bool(piece)
        while piece:
            try:
                yield packed.decompress(piece, PIECE)
            except zlib.error:
                raise Undecodable("it is damaged") from None
            piece = packed.unconsumed_tail
    while started and not packed.eof and (rest := packed.decompress(b"", PIECE)):
        yield rest  # what the last piece held beyond the bound
    if started and not packed.eof:
        raise Undecodable("it ends too early")
