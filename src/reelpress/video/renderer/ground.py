"""A soft background at full size: enlarged smoothly in 16 bits and dithered, so that no bands show. Knows no card."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reelpress.video.renderer.planes import Frame, to_yuv
from reelpress.video.visuals.background import Background

DEPTH = 64  # 16-bit steps per 8-bit step
NOISE_SEED = 7


@lru_cache(maxsize=2)
def _noise(width: int, height: int) -> NDArray[np.int16]:
    random = np.random.default_rng(NOISE_SEED)
    noise = random.random((height, width), np.float32) + random.random((height, width), np.float32) - 1
    return np.asarray((noise * DEPTH * 0.75).astype(np.int16))


class Ground:
    """Draws one background; the noise that hides the bands is the same in every frame, so it does not flicker."""

    def __init__(self, background: Background, width: int, height: int) -> None:
        self.background = background
        self.frame = Frame.blank(width, height)
        self.noise = _noise(width, height)
        self.wide = {1: np.empty((height, width), np.int16), 2: np.empty((height // 2, width // 2), np.int16)}

    def draw(self, moment: float) -> Frame:
        """Return the background at `moment` (0..1); the frame is drawn over by the next call."""
        small = self.background.at(moment)
        for soft, (plane, shrink) in zip(to_yuv(small), self.frame.planes, strict=True):
            twice = cv2.resize(soft * DEPTH, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
            tall, wide = plane.shape
            buffer = self.wide[shrink]
            cv2.resize(twice.astype(np.int16), (wide, tall), dst=buffer, interpolation=cv2.INTER_LINEAR)
            cv2.add(buffer, self.noise[:tall, :wide], dst=buffer)
            cv2.convertScaleAbs(buffer, dst=plane, alpha=1 / DEPTH)
        return self.frame
