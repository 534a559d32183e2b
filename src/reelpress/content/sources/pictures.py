"""The pictures that a post refers to, found on disk and checked. Never reads a file outside the given root.

Knows no post and no database.  A picture that cannot be used is a note, never an error.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError

MOST_BYTES = 20 << 20
MOST_SVG_BYTES = 5 << 20
MOST_PIXELS = 50_000_000  # a 50-megapixel photograph; decoding it takes 150 MB
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")  # the only decoders that are ever tried
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif", "BMP": ".bmp"}
SUFFIXES["MPO"] = ".jpg"  # what telephones write: a JPEG with a second one behind it
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.I)
_SITE_FOLDERS = ("static", "public", "assets", "content", "source", "_site")
_SVG_ROOT = re.compile(
    r"\s*(?:<\?xml[^<>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*|<!DOCTYPE\s+svg[^<>\[]*>\s*)*<svg[\s>]", re.I
)
_SVG_ACTIVE = re.compile(
    r"<\s*(?:\w+:)?(?:script|foreignObject|iframe|embed|object)\b|\bon[a-z]{3,30}\s*=\s*[\"']|javascript:|<!ENTITY",
    re.I,
)
_SVG_SIZE = re.compile(r"<svg\b[^<>]{0,4000}>", re.I)


class Unusable(Exception):
    """A picture that is left out; the text says why, as the second half of a sentence."""


@dataclass(frozen=True)
class Picture:
    """A checked picture file."""

    path: Path
    width: int
    height: int
    suffix: str


def is_local(ref: str) -> bool:
    """Return whether `ref` names a file that could lie beside the post."""
    return bool(ref) and not _REMOTE.match(ref) and not ref.startswith("#")


def find(ref: str, *, folder: Path, root: Path) -> Picture:
    """Return the picture that a post in `folder` calls `ref`; raise `Unusable`.

    `root` is the resolved folder that was given for import: nothing outside it is opened.
    """
    outside = False
    for candidate in _candidates(ref, folder, root):
        try:
            path = candidate.resolve()
            if not path.is_relative_to(root):
                outside = True
            elif path.is_file():
                return check(path)
        except (OSError, ValueError, RuntimeError):  # too long a name, a NUL in it, a loop of links
            continue
    if outside:
        raise Unusable("lies outside the imported folder")
    raise Unusable("was not found")


def _candidates(ref: str, folder: Path, root: Path) -> Iterator[Path]:
    """Yield where `ref` may lie: as written, then a site's address against the post's folder, ever shorter."""
    plain = re.sub(r"[?#].*$", "", ref)
    for name in dict.fromkeys((ref, plain, unquote(plain))):
        if not name.startswith("/"):
            yield folder / name
            yield from (root / base / name for base in ("", *_SITE_FOLDERS))
            continue
        parts = [part for part in PurePosixPath(name).parts[1:] if part not in ("..", ".")][-12:]
        yield from (root.joinpath(base, *parts) for base in ("", *_SITE_FOLDERS) if parts)
        yield from (folder.joinpath(*parts[skip:]) for skip in range(len(parts)))


def check(path: Path) -> Picture:
    """Return what `path` is, decoded once to its end; raise `Unusable` for anything but a whole picture."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unusable(f"is larger than {MOST_BYTES >> 20} MB")
    with path.open("rb") as file:
        start = file.read(4096)
    if b"<svg" in start.lower() or path.suffix.lower() == ".svg":
        return _svg(path, size)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata; the size is judged below
            with Image.open(path, formats=FORMATS) as picture:
                return _decoded(path, picture)
    except Image.DecompressionBombError:
        raise Unusable(f"has more than {MOST_PIXELS // 1_000_000} million pixels") from None
    except UnidentifiedImageError:
        raise Unusable("is not a picture of a known kind (PNG, JPEG, GIF, WebP, AVIF, SVG)") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError, MemoryError):
        raise Unusable("is damaged") from None


def _decoded(path: Path, picture: Image.Image) -> Picture:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unusable(f"has more than {MOST_PIXELS // 1_000_000} million pixels")
    if width < 1 or height < 1 or picture.format not in SUFFIXES:
        raise Unusable("is not a picture of a known kind (PNG, JPEG, GIF, WebP, AVIF, SVG)")
    suffix = SUFFIXES[picture.format]
    picture.load()
    return Picture(path, width, height, suffix)


def _svg(path: Path, size: int) -> Picture:
    """Drawings are not decoded; they must look like one, and hold nothing that a browser would run."""
    if size > MOST_SVG_BYTES:
        raise Unusable(f"is larger than {MOST_SVG_BYTES >> 20} MB")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable("is damaged") from None
    if not _SVG_ROOT.match(text):
        raise Unusable("is named like a drawing (SVG) and is none")
    if _SVG_ACTIVE.search(text):
        raise Unusable("holds scripts")
    root = _SVG_SIZE.search(text)
    width, height = _svg_size(root[0] if root else "")
    return Picture(path, width, height, ".svg")


def _svg_size(tag: str) -> tuple[int, int]:
    found = [re.search(rf"\s{name}\s*=\s*[\"']\s*([\d.]{{1,10}})(?:px)?\s*[\"']", tag) for name in ("width", "height")]
    box = re.search(r"\sviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]{1,10})[\s,]+([\d.]{1,10})", tag)
    sizes = [match[1] for match in found if match] if all(found) else list(box.groups()) if box else ["0", "0"]
    try:
        return round(float(sizes[0])), round(float(sizes[1]))
    except (ValueError, IndexError):
        return 0, 0
