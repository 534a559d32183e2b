"""Which font file holds which character, read from the files' own tables when asked. Imports no library that draws.

Only the table of characters is read, never a whole file: the ideographs' file has 33 MB.
"""

import importlib.util
import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

SANS, SERIF, GROTESK, ROUND, MONO = "inter", "serif", "grotesk", "round", "mono"
PACKAGES = {
    SANS: "fontpkg_inter",
    SERIF: "fontpkg_source_serif_4",
    GROTESK: "fontpkg_bricolage_grotesque",
    ROUND: "fontpkg_nunito",
    MONO: "fontpkg_jetbrains_mono",
}
# What a family lacks, the next one has; the order is the order of preference.
SPARES, IDEOGRAPHS = "manimgx_fonts", "manimgx_fonts_cjk"
LEFT_OUT = ("Italic", "NotoEmoji")
EMOJI = Path(__file__).parent / "emoji" / "TwemojiBoxes.ttf"


def _package_files(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = [path for folder in folders for path in sorted(Path(folder).rglob("*.tt[fc]"))]
    return [path for path in found if not any(word in path.name for word in LEFT_OUT)]


@lru_cache
def faces(family: str) -> tuple[Path, ...]:
    """Return the font files to try for `family`, best first."""
    names = [PACKAGES.get(family, PACKAGES[SANS]), PACKAGES[SANS], IDEOGRAPHS, SPARES, PACKAGES[MONO]]
    files = [path for name in dict.fromkeys(names) for path in _package_files(name)]
    # Noto Sans before the scripts: what several files hold comes from the one that was drawn for Latin.
    files.sort(key=lambda path: 2 if "Symbols" in path.name else 0)
    if not files:
        raise RuntimeError("No fonts were found; install the dependencies of Reelpress again.")
    return tuple(files)


class Coverage:
    """The characters that one file holds, as ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        ranges.sort()
        self.firsts = [first for first, _ in ranges]
        self.lasts = [last for _, last in ranges]

    def __contains__(self, code: int) -> bool:
        at = bisect_right(self.firsts, code) - 1
        return at >= 0 and code <= self.lasts[at]


@lru_cache
def coverage(path: Path) -> Coverage:
    """Return the code points that the file at `path` has a glyph for."""
    try:
        with path.open("rb") as file:
            return Coverage(list(_ranges(file)))
    except (OSError, struct.error):
        return Coverage([])


def _ranges(file: BinaryIO) -> Iterator[tuple[int, int]]:
    start = struct.unpack(">12xI", _at(file, 0, 16))[0] if _at(file, 0, 4) == b"ttcf" else 0
    count = struct.unpack(">H", _at(file, start + 4, 2))[0]
    for at in range(start + 12, start + 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack(">4s3I", _at(file, at, 16))
        if tag == b"cmap":
            yield from _read_cmap(_at(file, offset, length))


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _read_cmap(data: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", data, 2)[0]
    offsets = [struct.unpack_from(">HHI", data, 4 + 8 * index)[2] for index in range(count)]
    formats = {struct.unpack_from(">H", data, at)[0]: at for at in offsets}
    if 12 in formats:
        return _read_format_12(data, formats[12])
    return _read_format_4(data, formats[4]) if 4 in formats else iter(())


def _read_format_12(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    groups = struct.unpack_from(">I", data, at + 12)[0]
    for first, last, glyph in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups]):
        if first + (glyph == 0) <= last:
            yield first + (glyph == 0), last


def _read_format_4(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    skips = 0, 2 * segments + 2, 4 * segments + 2, 6 * segments + 2
    parts = [struct.unpack_from(f">{segments}H", data, at + 14 + skip) for skip in skips]
    for index, (last, first, delta, offset) in enumerate(zip(*parts, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = (code + delta) & 0xFFFF
            if offset:
                where = at + 14 + skips[3] + 2 * index + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, where)[0] if where + 2 <= len(data) else 0
            if glyph:
                yield code, code


@lru_cache(maxsize=16384)
def face_of(character: str, family: str) -> Path | None:
    """Return the first file of `family` that can draw `character`; None when none can."""
    return next((path for path in faces(family) if ord(character) in coverage(path)), None)
