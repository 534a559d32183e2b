"""A post's own picture, opened with care: any file may be broken, huge, turned or not a picture at all."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageOps

from reelpress.video.visuals.shapes import Pixels

MOST_PIXELS = 45_000_000
MOST_JPEG_PIXELS = 130_000_000  # a JPEG is read at a fraction of its size, so it may have more
LEAST_SIDE = 120
PAPER_NOISE = 10  # of 255: by so much may empty paper differ
LEAST_DRAWN, EDGE = 0.3, 0.025  # shares of a side: what must be drawn on, and what stays around it
MOST_ENLARGED = 1.5
# What is narrower than this is shown from its top, what is flatter from its middle: whole it would be a stripe.
NARROWEST, FLATTEST = 0.42, 4.2


def open_picture(path: Path, *, width: int, height: int) -> Pixels | None:
    """Return the picture as RGBA, at most `width` x `height` and little enlarged; None when it cannot be shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(path, width, height)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError, Image.DecompressionBombError):
        return None


def _read(path: Path, width: int, height: int) -> Pixels | None:
    with Image.open(path) as opened:
        most = MOST_JPEG_PIXELS if opened.format == "JPEG" else MOST_PIXELS
        if opened.width * opened.height > most or min(opened.size) < 2:
            return None
        opened.draft("RGB", (width * 2, height * 2))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        # Shrunk before anything else: a large picture in several copies would not fit into memory.
        shrink = int(max(1.0, min(turned.width / (2 * width), turned.height / (2 * height))))
        picture = (turned if turned.mode != "P" else turned.convert("RGBA")).reduce(shrink).convert("RGBA")
    picture = _cropped(_trimmed(picture))
    scale = min(width / picture.width, height / picture.height, MOST_ENLARGED)
    if max(picture.size) * scale < LEAST_SIDE:
        return None
    size = (max(2, round(picture.width * scale)), max(2, round(picture.height * scale)))
    reducing = 3.0 if scale < 0.34 else None
    pixels = np.asarray(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=reducing)).copy()
    return _on_paper(pixels)


def _trimmed(picture: Image.Image) -> Image.Image:
    """Return a picture without the empty paper around it, but for a narrow edge: what is drawn there gets larger."""
    wide, tall = picture.size
    pixels = np.asarray(picture)
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]].astype(np.int16)
    if np.abs(corners - corners[0]).max() > PAPER_NOISE:
        return picture
    paper = tuple(int(value) for value in corners[0])
    apart = ImageChops.difference(picture, Image.new(picture.mode, picture.size, paper))
    boxes = [band.point(lambda value: 255 * (value > PAPER_NOISE)).getbbox() for band in apart.split()]
    drawn = [box for box in boxes if box]
    left, top = (min((box[at] for box in drawn), default=0) for at in (0, 1))
    right, bottom = (max((box[at] for box in drawn), default=0) for at in (2, 3))
    if right - left < wide * LEAST_DRAWN or bottom - top < tall * LEAST_DRAWN:
        return picture
    edge = round(max(wide, tall) * EDGE)
    return picture.crop((max(0, left - edge), max(0, top - edge), min(wide, right + edge), min(tall, bottom + edge)))


def _cropped(picture: Image.Image) -> Image.Image:
    """Return what of a stripe can be seen: the top of a tall one, the middle of a flat one."""
    wide, tall = picture.size
    if wide / tall < NARROWEST:
        return picture.crop((0, 0, wide, round(wide / NARROWEST)))
    if wide / tall > FLATTEST:
        kept = round(tall * FLATTEST)
        return picture.crop(((wide - kept) // 2, 0, (wide + kept) // 2, tall))
    return picture


def _on_paper(pixels: Pixels) -> Pixels:
    """Lay a picture with holes on white or ink, whichever shows it: diagrams are drawn for a page."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    if alpha.min() > 0.99:
        return pixels
    drawn = pixels[..., :3][pixels[..., 3] > 128]
    light = drawn.size > 0 and float(drawn.mean()) > 170
    paper = np.array((24, 27, 44) if light else (250, 250, 252), np.float32)
    pixels[..., :3] = (pixels[..., :3] * alpha + paper * (1 - alpha) + 0.5).astype(np.uint8)
    pixels[..., 3] = 255
    return pixels


def is_colourful(pixels: Pixels) -> bool:
    """Return whether the picture makes a good background of itself: a chart on white paper makes only grey."""
    sample = pixels[::8, ::8, :3].astype(np.int16)
    spread = sample.max(axis=2) - sample.min(axis=2)
    return bool(spread.mean() > 28 and sample.mean() < 215)
