"""Rounded rectangles, discs and soft shadows with clean edges, as numpy masks and RGBA pictures."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Array = NDArray[Any]


def rounded_mask(width: int, height: int, radius: float) -> Pixels:
    """Return a mask of a rounded rectangle, 255 inside, smooth at the corners."""
    mask = np.full((height, width), 255, np.uint8)
    r = int(min(radius, width / 2, height / 2))
    if r < 1:
        return mask
    axis = np.arange(r, dtype=np.float32) + 0.5
    distance = np.hypot(r - axis[:, None], r - axis[None, :])
    corner = (np.clip(r - distance + 0.5, 0, 1) * 255).astype(np.uint8)
    mask[:r, :r], mask[:r, -r:] = corner, corner[:, ::-1]
    mask[-r:, :r], mask[-r:, -r:] = corner[::-1], corner[::-1, ::-1]
    return mask


def blank(width: int, height: int) -> Pixels:
    """Return a transparent RGBA picture."""
    return np.zeros((max(1, height), max(1, width), 4), np.uint8)


def fill(mask: Pixels, colour: tuple[int, int, int], alpha: float = 1.0) -> Pixels:
    """Return `mask` as an RGBA picture in one colour."""
    picture = np.empty((*mask.shape, 4), np.uint8)
    picture[..., :3] = colour
    picture[..., 3] = mask if alpha >= 1 else (mask * alpha).astype(np.uint8)
    return picture


def over(below: Pixels, above: Pixels, x: int = 0, y: int = 0) -> None:
    """Lay `above` onto `below` at (x, y), in place; what reaches over the edge is cut off."""
    top, left = max(0, y), max(0, x)
    bottom, right = min(below.shape[0], y + above.shape[0]), min(below.shape[1], x + above.shape[1])
    if bottom <= top or right <= left:
        return
    target = below[top:bottom, left:right]
    source = above[top - y : bottom - y, left - x : right - x]
    # Only rows and columns where `above` shows anything are worth the arithmetic.
    rows, columns = np.flatnonzero(source[..., 3].any(axis=1)), np.flatnonzero(source[..., 3].any(axis=0))
    if not len(rows):
        return
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    _blend(target[part], source[part])


def _blend(target: Pixels, source: Pixels) -> None:
    shown = source[..., 3]
    below, above = (picture.view(np.uint32)[..., 0] for picture in (target, source))
    np.copyto(below, above, where=shown == 255)
    # Only what shines through is worth the arithmetic: of letters, their edges.
    part = (shown > 0) & (shown < 255)
    mixed, laid = (picture[part].view(np.uint8).reshape(-1, 4).astype(np.float32) for picture in (below, above))
    a = laid[:, 3:]
    alpha = a + mixed[:, 3:] * (255 - a) / 255
    mixed[:, :3] += (laid[:, :3] - mixed[:, :3]) * (a / np.maximum(alpha, 1e-6))
    mixed[:, 3:] = alpha
    below[part] = (mixed + 0.5).astype(np.uint8).view(np.uint32)[:, 0]


def blurred(mask: Pixels, sigma: float) -> Pixels:
    """Return `mask` blurred; made at a quarter of the size, which a soft shadow does not show."""
    if sigma < 3:
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(sigma, 0.1)), np.uint8)
    h, w = mask.shape
    small = cv2.resize(mask, (max(1, w // 4), max(1, h // 4)), interpolation=cv2.INTER_AREA)
    return np.asarray(
        cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / 4), (w, h), interpolation=cv2.INTER_LINEAR), np.uint8
    )


def with_shadow(picture: Pixels, *, sigma: float, alpha: float, drop: int = 0) -> tuple[Pixels, int]:
    """Return `picture` over its own soft shadow, and by how many pixels it grew on every side."""
    pad = int(sigma * 2.5) + abs(drop)
    height, width = picture.shape[:2]
    mask = np.zeros((height + 2 * pad, width + 2 * pad), np.uint8)
    mask[pad + drop : pad + drop + height, pad : pad + width] = picture[..., 3]
    result = fill(blurred(mask, sigma), (4, 5, 14), alpha)
    over(result, picture, pad, pad)
    return result, pad


def panel(
    width: int,
    height: int,
    radius: int,
    colour: tuple[int, int, int],
    alpha: float,
    *,
    edge: float = 0.16,
    light: tuple[int, int, int] = (255, 255, 255),
) -> Pixels:
    """Return a rounded panel with a hairline of `light` along its edge."""
    outer = rounded_mask(width, height, radius)
    picture = fill(outer, colour, alpha)
    if edge:
        line = max(1, min(width, height) // 220)
        rim = outer.copy()
        rim[line:-line, line:-line] -= rounded_mask(width - 2 * line, height - 2 * line, max(0, radius - line))
        over(picture, fill(rim, light, edge))
    return picture
