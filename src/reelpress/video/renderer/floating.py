"""A picture that comes nearer by a little while it is seen; exact to a fraction of a pixel, so it never shakes."""

from collections.abc import Sequence

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
        if self.empty:
            return
        self.shown = Sprite.merge([sprite])
        (y, *uv), (clear, half) = sprite.colour, sprite.clear
        (to_y, *to_uv), (to_clear, to_half) = self.shown.colour, self.shown.clear
        self.packs = [Pack([y, clear], [to_y, to_clear]), Pack([*uv, half], [*to_uv, to_half])]

    def at(self, share: float) -> Sprite:
        """Return the sprite as it is at `share` (0..1) of its way; it is drawn over by the next call."""
        if self.empty:
            return self.full
        scale = FIRST_SIZE + (1 - FIRST_SIZE) * min(max(share, 0.0), 1.0)
        tall, wide = self.full.colour[0].shape
        for pack, shrink in zip(self.packs, (1, 2), strict=True):
            # A half-size sample lies between two pixels: its middle is moved by a quarter of a sample.
            x, y = (((side - 1) / 2 + 0.5) / shrink - 0.5 for side in (wide, tall))
            pack.scale(np.array([[scale, 0, x * (1 - scale)], [0, scale, y * (1 - scale)]], np.float64))
        return self.shown


class Pack:
    """Planes of one size, the last of which says what is clear; moved together, four take little longer than one."""

    def __init__(self, planes: Sequence[Array], targets: Sequence[Array]) -> None:
        spare = 4 - len(planes)
        self.planes = cv2.merge([*planes, *[planes[-1]] * spare])
        self.moved = self.planes.copy()
        self.outside = [0] * (len(planes) - 1) + [255] * (spare + 1)
        self.targets = targets

    def scale(self, move: Array) -> None:
        """Write the planes, moved by the affine matrix `move`, to the targets."""
        cv2.warpAffine(
            self.planes,
            move,
            (self.planes.shape[1], self.planes.shape[0]),
            dst=self.moved,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=self.outside,
        )
        for index, target in enumerate(self.targets):
            cv2.extractChannel(self.moved, index, dst=target)
