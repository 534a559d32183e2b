"""Where things may stand in a frame of any shape. Everything is measured from the shorter side.

Knows no card. The platforms' own buttons and captions cover the edges of a tall frame; nothing stands there.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Layout:
    """The safe places of one frame size; all in pixels, `unit` is one 1080th of the shorter side."""

    width: int
    height: int
    captions: bool = True  # whether room is kept for them
    between: tuple[float, float] = (0.0, 1.0)  # from where to where on the way from the left edge to the right one

    def column(self, first: float, last: float, *, leftward: bool = False) -> "Layout":
        """Return the layout of a column; where the card is read from the right, of the one mirrored."""
        return replace(self, between=(1 - last, 1 - first) if leftward else (first, last))

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / 1080

    @property
    def tall(self) -> bool:
        return self.height > self.width

    @property
    def wide(self) -> bool:
        return self.width > self.height

    def px(self, length: float) -> int:
        """Return `length` (pixels at a shorter side of 1080) in pixels of this frame."""
        return round(length * self.unit)

    @property
    def edge(self) -> int:
        """How far from the sides everything stays."""
        return self.px(130 if self.wide else 72)

    @property
    def left(self) -> int:
        return self.edge + round((self.width - 2 * self.edge) * self.between[0])

    @property
    def right(self) -> int:
        return self.edge + round((self.width - 2 * self.edge) * self.between[1])

    @property
    def inner(self) -> int:
        """How wide the content may be."""
        return self.right - self.left

    @property
    def top(self) -> int:
        return self.px(200 if self.tall else 116)

    @property
    def bottom(self) -> int:
        """Where the content ends; captions begin below it."""
        if not self.captions:
            return self.height - self.px(330 if self.tall else 90)
        return self.caption_y - self.px(118 if self.tall else 100)

    @property
    def caption_y(self) -> int:
        """The middle of the caption line."""
        return round(self.height * 0.729) if self.tall else self.height - self.px(118)

    @property
    def caption_size(self) -> int:
        return self.px(84 if self.tall else 70)

    @property
    def pills_y(self) -> int:
        return self.px(90 if self.tall else 48)

    @property
    def pills_left(self) -> int:
        return self.px(60)
