"""A soft background at full size: enlarged smoothly in 16 bits and dithered, so that no bands show. Knows no card.

A soft picture that moves slowly needs few drawings: it is enlarged at nine moments of a scene and mixed in between.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reelpress.video.renderer.planes import Frame, to_yuv
from reelpress.video.visuals.background import Background

DEPTH = 64  # 16-bit steps per 8-bit step
NOISE_SEED = 7
KEYS = 9
ROWS = 128  # mixed at a time: what lies between the two steps stays in the processor's cache
Plane16 = NDArray[np.int16]


@lru_cache(maxsize=2)
def _noise(width: int, height: int) -> Plane16:
    random = np.random.default_rng(NOISE_SEED)
    noise = random.random((height, width), np.float32) + random.random((height, width), np.float32) - 1
    return np.asarray((noise * DEPTH * 0.75).astype(np.int16))


class Ground:
    """Draws one background; the noise that hides the bands is the same in every frame, so it does not flicker."""

    def __init__(self, background: Background, width: int, height: int) -> None:
        self.background = background
        self.size = (width, height)
        self.keys: dict[int, list[Plane16]] = {}
        self.mixed = [np.empty((ROWS, width // shrink), np.int16) for shrink in (1, 2, 2)]

    def draw(self, moment: float, frame: Frame) -> None:
        """Fill `frame` with the background at `moment` (0..1)."""
        place = min(max(moment, 0.0), 1.0) * (KEYS - 1)
        first = min(int(place), KEYS - 2)
        share = place - first
        before, after = self._key(first), self._key(first + 1)
        self.keys = {first: before, first + 1: after}  # moments come in order: the former ones are not needed again
        for (plane, _), mixed, old, new in zip(frame.planes, self.mixed, before, after, strict=True):
            for top in range(0, len(plane), ROWS):
                part = np.s_[top : min(top + ROWS, len(plane))]
                some = mixed[: len(plane[part])]
                cv2.addWeighted(old[part], 1 - share, new[part], share, 0, dst=some)
                cv2.convertScaleAbs(some, dst=plane[part], alpha=1 / DEPTH)

    def _key(self, index: int) -> list[Plane16]:
        if index in self.keys:
            return self.keys[index]
        width, height = self.size
        noise = _noise(width, height)
        planes = []
        for soft, shrink in zip(to_yuv(self.background.at(index / (KEYS - 1))), (1, 2, 2), strict=True):
            twice = cv2.resize(soft * DEPTH, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(np.int16)
            size = (width // shrink, height // shrink)
            plane = cv2.resize(twice, size, interpolation=cv2.INTER_LINEAR)
            planes.append(np.asarray(cv2.add(plane, noise[: size[1], : size[0]], dst=plane), np.int16))
        return planes
