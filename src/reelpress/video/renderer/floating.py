"""A picture that comes nearer by a little while it is seen; exact to a fraction of a pixel, so it never shakes."""

import cv2
import numpy as np

from reelpress.video.renderer.planes import Sprite
from reelpress.video.visuals.shapes import Array

FIRST_SIZE = 0.955  # it grows to its full size and no further: it is never enlarged, never cut


class Floating:
    """A sprite at any size between its first and its full one, about its middle."""

    def __init__(self, sprite: Sprite) -> None:
        self.full = sprite
        self.empty = sprite.empty
        self.shown = sprite if sprite.empty else Sprite.merge([sprite])

    def at(self, share: float) -> Sprite:
        """Return the sprite as it is at `share` (0..1) of its way; it is drawn over by the next call."""
        if self.empty:
            return self.full
        scale = FIRST_SIZE + (1 - FIRST_SIZE) * min(max(share, 0.0), 1.0)
        for plane, target in zip(self.full.colour, self.shown.colour, strict=True):
            self._scale(plane, target, scale, 0)
        for plane, target in zip(self.full.clear, self.shown.clear, strict=True):
            self._scale(plane, target, scale, 255)
        return self.shown

    def _scale(self, plane: Array, target: Array, scale: float, outside: int) -> None:
        tall, wide = self.full.colour[0].shape
        shrink = wide / plane.shape[1]
        # A half-size sample lies between two pixels: its middle is moved by a quarter of a sample.
        middle = [((side - 1) / 2 + 0.5) / shrink - 0.5 for side in (wide, tall)]
        move = np.array(
            [[scale, 0, middle[0] * (1 - scale)], [0, scale, middle[1] * (1 - scale)]],
            np.float64,
        )
        size = (plane.shape[1], plane.shape[0])
        cv2.warpAffine(
            plane, move, size, dst=target, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside
        )
