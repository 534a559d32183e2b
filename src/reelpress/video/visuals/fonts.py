"""Which font draws which character: the shipped families, weights, and fallback by what a file really holds.

Knows no card and no caption. A character that no font holds is left out, never drawn as a box.
"""

import importlib.util
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

SANS, MONO = "sans", "mono"
PACKAGES = {SANS: "fontpkg_inter", MONO: "fontpkg_jetbrains_mono"}
SPARE = "fontpkg_noto_sans"
# More scripts when somebody installed them; the order is the order of preference.
SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
SYSTEM_NAMES = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    "DejaVuSans-Bold.ttf",
)
AXES = {"opsz": 32.0, "wdth": 100.0}
PLAIN = str.maketrans({"\u00a0": " ", "\u2028": " ", "\u2029": " ", "\t": "    ", "\u2011": "-", "\u00ad": None})
# Joiners that shape the letters around them; they need no glyph of their own.
JOINERS = "\u200c\u200d"
Font = ImageFont.FreeTypeFont


def _package_files(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = [path for folder in folders for path in sorted(Path(folder).rglob("*.ttf"))]
    return [path for path in found if "Italic" not in path.name]


@lru_cache
def faces(family: str) -> tuple[Path, ...]:
    """Return the font files to try for `family`, best first."""
    names = [PACKAGES[family], SPARE]
    names += [f"{SPARE}_{script}" for script in ("arabic", "hebrew", "thai", "sc", "jp", "kr")]
    files = [path for name in names for path in _package_files(name)]
    for name in SYSTEM_NAMES:
        files += [path for folder in SYSTEM_FOLDERS if folder.is_dir() for path in sorted(folder.rglob(name))][:1]
    if not files:
        raise RuntimeError("No fonts were found; install fontpkg-inter, fontpkg-jetbrains-mono, fontpkg-noto-sans.")
    return tuple(files)


@lru_cache(maxsize=512)
def font(path: Path, weight: int, size: int) -> Font:
    """Return `path` at `size` pixels; `weight` is used where the file is variable."""
    loaded = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    try:
        axes = loaded.get_variation_axes()
    except OSError:
        return loaded
    loaded.set_variation_by_axes([_axis_value(axis, weight) for axis in axes])
    return loaded


def _axis_value(axis: Any, weight: int) -> float:
    name = axis["name"].decode() if isinstance(axis["name"], bytes) else str(axis["name"])
    low, high = float(axis["minimum"]), float(axis["maximum"])
    if name.lower().startswith("weight"):
        return min(max(float(weight), low), high)
    if name.lower().startswith("optical"):
        return min(max(AXES["opsz"], low), high)
    return float(axis["default"])


@lru_cache
def coverage(path: Path) -> frozenset[int]:
    """Return the code points that the file at `path` has a glyph for."""
    data = path.read_bytes()
    start = struct.unpack(">I", data[12:16])[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for at in range(start + 12, start + 12 + 16 * count, 16):
        if data[at : at + 4] == b"cmap":
            return _read_cmap(data, struct.unpack_from(">I", data, at + 8)[0])
    return frozenset()


def _read_cmap(data: bytes, table: int) -> frozenset[int]:
    count = struct.unpack_from(">H", data, table + 2)[0]
    offsets = [struct.unpack_from(">HHI", data, table + 4 + 8 * i)[2] + table for i in range(count)]
    formats = {struct.unpack_from(">H", data, at)[0]: at for at in offsets}
    if 12 in formats:
        return _read_format_12(data, formats[12])
    return _read_format_4(data, formats[4]) if 4 in formats else frozenset()


def _read_format_12(data: bytes, at: int) -> frozenset[int]:
    groups = struct.unpack_from(">I", data, at + 12)[0]
    found: set[int] = set()
    for first, last, glyph in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups]):
        found.update(range(first + (glyph == 0), last + 1))
    return frozenset(found)


def _read_format_4(data: bytes, at: int) -> frozenset[int]:
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    parts = [struct.unpack_from(f">{segments}H", data, at + 14 + skip) for skip in _skips(segments)]
    found: set[int] = set()
    for i, (last, first, delta, offset) in enumerate(zip(*parts, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset:
                where = at + 14 + _skips(segments)[3] + 2 * i + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, where)[0] if where + 2 <= len(data) else 0
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                found.add(code)
    return frozenset(found)


def _skips(segments: int) -> tuple[int, int, int, int]:
    return 0, 2 * segments + 2, 4 * segments + 2, 6 * segments + 2


@lru_cache(maxsize=8192)
def face_of(character: str, family: str) -> Path | None:
    """Return the first file of `family` that can draw `character`; None when none can."""
    return next((path for path in faces(family) if ord(character) in coverage(path)), None)


def missing(text: str, family: str = SANS) -> str:
    """Return the characters of `text` that no font can draw, each once."""
    return "".join(dict.fromkeys(c for c in text if not _keeps(c, family) and unicodedata.category(c)[0] != "C"))


def _keeps(character: str, family: str) -> bool:
    return character == "\n" or character in JOINERS or face_of(character, family) is not None


def drawable(text: str, family: str = SANS) -> str:
    """Return `text` without what cannot be drawn; look-alikes stand in where Unicode names one."""
    kept: list[str] = []
    for character in text.translate(PLAIN):
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn") and character not in "\n" + JOINERS:
            continue
        if _keeps(character, family):
            kept.append(character)
            continue
        kept += [c for c in unicodedata.normalize("NFKD", character) if _keeps(c, family)]
    return "".join(kept)


def is_leftward(text: str) -> bool:
    """Return whether `text` holds letters that are written from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


@lru_cache(maxsize=4096)
def runs(text: str, family: str) -> tuple[tuple[str, Path], ...]:
    """Split `text` (already `drawable`) into pieces that one file each can draw."""
    if is_leftward(text):
        return _one_run(text, family)
    pieces: list[tuple[str, Path]] = []
    for character in text:
        joined = character in JOINERS or unicodedata.combining(character) or character.isspace()
        path = pieces[-1][1] if joined and pieces else face_of(character, family) or faces(family)[0]
        if joined and pieces and character not in JOINERS and ord(character) not in coverage(path):
            path = face_of(character, family) or path
        if pieces and pieces[-1][1] == path:
            pieces[-1] = (pieces[-1][0] + character, path)
        else:
            pieces.append((character, path))
    return tuple(pieces)


def _one_run(text: str, family: str) -> tuple[tuple[str, Path], ...]:
    """Right-to-left text is shaped as a whole, so one file draws all of it and the rest is left out."""
    best = max(faces(family), key=lambda path: sum(ord(c) in coverage(path) for c in text))
    kept = "".join(c for c in text if ord(c) in coverage(best) or c in JOINERS)
    return ((kept, best),) if kept else ()
