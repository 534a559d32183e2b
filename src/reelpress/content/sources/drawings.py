"""An SVG drawing -> PNG. Nothing in it is run and nothing outside of it is read. Runs in a program of its own."""

import re
import zlib
from collections.abc import Iterator
from importlib.resources import files as package_files
from pathlib import Path

import resvg_py
from lxml import etree

MOST_BYTES = 5 << 20
WIDE = 1600  # pixels that the longer side of a drawing gets
MOST_PIXELS = 8_000_000
MOST_FRAMES_DRAWN = 8  # nested drawings side by side; more of them, moved by a style, are a film
_GONE = ("script", "foreignObject", "iframe", "audio", "video", "handler", "listener", "set", "animate")
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp)[;,])", re.I)
_FONTS = ("fontpkg_inter", "fontpkg_jetbrains_mono", "manimgx_fonts")


class NoDrawing(ValueError):
    """What is named like a drawing and is none; the text says why."""


def is_drawing(start: bytes, name: str) -> bool:
    """Return whether a file that begins with `start` is, or says that it is, an SVG drawing."""
    return b"<svg" in start.lower() or name.lower().endswith((".svg", ".svgz"))


def drawn(data: bytes) -> bytes:
    """Return the drawing as a PNG; raise `NoDrawing`."""
    root = _root(_unpacked(data))
    for element in list(root.iter()):
        _disarm(element)
    _settle_film(root)
    wide, high = _size(root)
    scale = min(max(WIDE / max(wide, high), 1.0), (MOST_PIXELS / (wide * high)) ** 0.5)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=etree.tostring(root, encoding="unicode"),
                width=max(1, round(wide * scale)),
                height=max(1, round(high * scale)),
                skip_system_fonts=True,
                font_files=_font_files(),
                font_family="Inter",
                sans_serif_family="Inter",
                serif_family="Inter",
                monospace_family="JetBrains Mono",
            )
        )
    except ValueError:
        raise NoDrawing("is damaged") from None


def _unpacked(data: bytes) -> bytes:
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(47).decompress(data, MOST_BYTES + 1)
        except zlib.error:
            raise NoDrawing("is damaged") from None
    if len(data) > MOST_BYTES:
        raise NoDrawing(f"is larger than {MOST_BYTES >> 20} MB")
    return data


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities="internal", no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        raise NoDrawing("is named like a drawing (SVG) and is none") from None
    if _local(root) != "svg":
        raise NoDrawing("is named like a drawing (SVG) and is none")
    return root


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _disarm(element: etree._Element) -> None:
    """Take out what a browser would run, and every address that leads out of the drawing."""
    parent = element.getparent()
    if parent is not None and _local(element) in ("", *_GONE):
        element.tail, tail = None, element.tail
        if tail and (before := element.getprevious()) is not None:
            before.tail = (before.tail or "") + tail
        elif tail:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
        return
    for name in list(element.attrib):
        local = etree.QName(name).localname
        value = element.attrib[name]
        outside = local in ("href", "src") and not _INSIDE.match(value)
        if outside or local.startswith("on") or re.search(r"url\(\s*[\"']?(?![\"']?\s*#)", value):
            del element.attrib[name]
    if _local(element) == "style" and element.text:
        element.text = re.sub(r"@import[^;]*;?|url\(\s*[\"']?(?![\"']?\s*#)[^)]*\)", "", element.text)


def _settle_film(root: etree._Element) -> None:
    """Keep the fullest frame of a recorded terminal: its frames lie side by side and are pushed through a window."""
    styles = [element.text or "" for element in root.iter("{*}style")]
    if not any("@keyframes" in style and "translateX" in style for style in styles):
        return
    for strip in list(root.iter("{*}g", "{*}svg")):
        frames = [child for child in strip if _local(child) == "svg" and child.get("x")]
        if len(frames) < MOST_FRAMES_DRAWN:
            continue
        fullest = max(frames, key=len)
        for frame in frames:
            if frame is not fullest:
                strip.remove(frame)
        fullest.set("x", "0")


def _size(root: etree._Element) -> tuple[float, float]:
    """Return width and height in pixels: as they are said, else those of the view, else those of a page without."""
    said = [_pixels(root.get(name) or "") for name in ("width", "height")]
    box = [_number(part) for part in re.split(r"[\s,]+", (root.get("viewBox") or "").strip())]
    view = box[2:] if len(box) == 4 and min(box[2:]) > 0 else []
    if said[0] and said[1]:
        wide, high = said
    elif view:
        wide, high = view
        if said[0] or said[1]:
            scale = said[0] / wide if said[0] else said[1] / high
            wide, high = wide * scale, high * scale
    else:
        raise NoDrawing("is a drawing without a size")
    if not 1 / 50 <= wide / high <= 50:
        raise NoDrawing("is a drawing too narrow to be seen")
    return wide, high


def _pixels(value: str) -> float:
    match = re.fullmatch(r"\s*([\d.]{1,12})\s*(px|pt|pc|mm|cm|in|em|)\s*", value)
    units = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16}
    return _number(match[1]) * units[match[2]] if match else 0.0


def _number(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1e6)
    except ValueError:
        return 0.0


def _font_files() -> list[str]:
    return [str(path) for package in _FONTS for path in _fonts_of(package)]


def _fonts_of(package: str) -> Iterator[Path]:
    try:
        root = Path(str(package_files(package)))
    except ModuleNotFoundError:
        return
    yield from sorted(path for path in root.rglob("*") if path.suffix.lower() in (".ttf", ".otf"))
