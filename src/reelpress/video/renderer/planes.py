"""Pictures as I420 planes of BT.709 in limited range, and how one is laid on another. Knows no scene.

The encoder wants planes, so everything is composed in them: nothing is converted per frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelpress.video.visuals.shapes import Array, Pixels

KR, KB = 0.2126, 0.0722
KG = 1 - KR - KB
_Y = np.array([KR, KG, KB]) * 219 / 255
_U = np.array([-KR, -KG, 1 - KB]) / (2 * (1 - KB)) * 224 / 255
_V = np.array([1 - KR, -KG, -KB]) / (2 * (1 - KR)) * 224 / 255
# Rows give Y, U, V of (R, G, B, 1), all 0..255.
MATRIX = np.column_stack([np.stack([_Y, _U, _V]), [16.0, 128.0, 128.0]]).astype(np.float32)
# The same for RGBA, whose transparency is not part of the colour.
FOUR = np.column_stack([MATRIX[:, :3], np.zeros(3), MATRIX[:, 3]]).astype(np.float32)


@dataclass(frozen=True)
class Frame:
    """One picture: `data` holds all three planes as the encoder wants them; y, u, v are views of it."""

    data: Pixels
    y: Pixels
    u: Pixels
    v: Pixels

    @classmethod
    def blank(cls, width: int, height: int) -> "Frame":
        """Return a frame of undefined content; both sides must be even."""
        data = np.empty((height * 3 // 2, width), np.uint8)
        flat = data.reshape(-1)
        size, half = width * height, width * height // 4
        u = flat[size : size + half].reshape(height // 2, width // 2)
        v = flat[size + half :].reshape(height // 2, width // 2)
        return cls(data, data[:height], u, v)

    @property
    def planes(self) -> tuple[tuple[Pixels, int], ...]:
        """The planes, each with how many times smaller it is than the picture."""
        return (self.y, 1), (self.u, 2), (self.v, 2)


def to_yuv(rgb: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Return the Y, U and V of an RGB picture (0..255), all at its own size."""
    return tuple(np.asarray(plane, np.float32) for plane in cv2.split(cv2.transform(rgb, MATRIX)))


def to_rgb(frame: Frame) -> Pixels:
    """Return `frame` as an RGB picture."""
    size = (frame.y.shape[1], frame.y.shape[0])
    u, v = (cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (frame.u, frame.v))
    back = np.linalg.inv(MATRIX[:, :3].astype(np.float64))
    back = np.column_stack([back, -back @ MATRIX[:, 3]]).astype(np.float32)
    rgb = cv2.transform(cv2.merge([frame.y, u, v]).astype(np.float32), back)
    return np.asarray(np.clip(rgb + 0.5, 0, 255).astype(np.uint8))


class Sprite:
    """A picture with transparency, ready to be laid on frames: pre-multiplied per plane, cut to the frame."""

    def __init__(self, pixels: Pixels, x: int, y: int, width: int, height: int) -> None:
        left, top = max(0, x), max(0, y)
        right, bottom = min(width, x + pixels.shape[1]), min(height, y + pixels.shape[0])
        self.empty = right <= left or bottom <= top
        if self.empty:
            return
        # Chroma has half the resolution: begin and end on even pixels, filled up with transparency.
        self.x, self.y = left - left % 2, top - top % 2
        wide, tall = right + right % 2 - self.x, bottom + bottom % 2 - self.y
        whole = np.zeros((tall, wide, 4), np.uint8)
        inside = pixels[top - y : bottom - y, left - x : right - x]
        whole[top - self.y : bottom - self.y, left - self.x : right - self.x] = inside
        alpha = cv2.extractChannel(whole, 3)
        planes = cv2.split(cv2.transform(whole, FOUR))
        half = (wide // 2, tall // 2)
        held = [cv2.multiply(plane, alpha, scale=1 / 255) for plane in planes]
        self.colour: list[Array] = [
            held[0],
            *(cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in held[1:]),
        ]
        self.clear: list[Array] = [
            cv2.bitwise_not(alpha),
            cv2.bitwise_not(cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)),
        ]

    @property
    def area(self) -> int:
        """How many pixels it covers."""
        return 0 if self.empty else int(self.colour[0].size)

    @classmethod
    def merge(cls, sprites: Sequence["Sprite"]) -> "Sprite":
        """Return one sprite that looks like `sprites` laid one after the other."""
        seen = [sprite for sprite in sprites if not sprite.empty]
        result = cls(np.zeros((2, 2, 4), np.uint8), 0, 0, 2, 2)
        if not seen:
            return result
        result.x, result.y = min(sprite.x for sprite in seen), min(sprite.y for sprite in seen)
        wide = max(sprite.x + sprite.colour[0].shape[1] for sprite in seen) - result.x
        tall = max(sprite.y + sprite.colour[0].shape[0] for sprite in seen) - result.y
        result.colour = [np.zeros((tall // shrink, wide // shrink), np.uint8) for shrink in (1, 2, 2)]
        result.clear = [np.full((tall // shrink, wide // shrink), 255, np.uint8) for shrink in (1, 2)]
        for sprite in seen:
            for index, shrink in enumerate((1, 2, 2)):
                top, left = (sprite.y - result.y) // shrink, (sprite.x - result.x) // shrink
                rows, columns = sprite.colour[index].shape
                place = np.s_[top : top + rows, left : left + columns]
                clear = sprite.clear[index > 0]
                _mix(result.colour[index][place], sprite.colour[index], clear)
                if index < 2:
                    cv2.multiply(result.clear[index][place], clear, dst=result.clear[index][place], scale=1 / 255)
        return result

    def lay(
        self, frame: Frame, *, alpha: float = 1.0, down: int = 0, width: int | None = None, backward: bool = False
    ) -> None:
        """Lay the sprite on it: fainter, `down` pixels lower, or only its first (`backward`: last) `width` columns."""
        if self.empty or alpha <= 0:
            return
        for index, (plane, shrink) in enumerate(frame.planes):
            colour, clear = self.colour[index], self.clear[index > 0]
            top, left = (self.y + down) // shrink, self.x // shrink
            first = max(0, -top)
            rows = min(colour.shape[0], plane.shape[0] - top) - first
            columns = colour.shape[1] if width is None else min(colour.shape[1], max(0, width // shrink))
            if rows <= 0 or columns <= 0:
                continue
            skipped = colour.shape[1] - columns if backward else 0
            part = np.s_[first : first + rows, skipped : skipped + columns]
            target = plane[top + first : top + first + rows, left + skipped : left + skipped + columns]
            if alpha >= 1:
                _mix(target, colour[part], clear[part])
            else:
                fainter = cv2.convertScaleAbs(np.ascontiguousarray(clear[part]), alpha=alpha, beta=255 * (1 - alpha))
                _mix(target, cv2.convertScaleAbs(np.ascontiguousarray(colour[part]), alpha=alpha), fainter)


def _mix(target: Array, colour: Array, clear: Array) -> None:
    cv2.multiply(target, clear, dst=target, scale=1 / 255)
    cv2.add(target, colour, dst=target)
