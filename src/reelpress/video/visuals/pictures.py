"""A post's own picture, opened with care: any file may be broken, huge, turned or not a picture at all."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from reelpress.video.visuals.shapes import Pixels

MOST_PIXELS = 40_000_000
LEAST_SIDE = 120


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
        if opened.width * opened.height > MOST_PIXELS or min(opened.size) < 2:
            return None
        opened.draft("RGB", (width * 2, height * 2))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        picture = turned.convert("RGBA")
    scale = min(width / picture.width, height / picture.height, 1.6)
    if max(picture.size) * scale < LEAST_SIDE:
        return None
    size = (max(2, round(picture.width * scale)), max(2, round(picture.height * scale)))
    reducing = 3.0 if scale < 0.34 else None
    pixels = np.asarray(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=reducing)).copy()
    return _on_paper(pixels)


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
