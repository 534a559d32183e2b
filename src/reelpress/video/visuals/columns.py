"""Two columns, for a wide frame: words at the side from which it is read, beside them what they are about."""

from collections.abc import Callable
from dataclasses import replace

from reelpress.video.visuals.card import Layer, Part, stack
from reelpress.video.visuals.dress import Dress

WORDS, SPACE = 0.36, 0.04  # shares of the width
Maker = Callable[[Dress, int], list[Part]]


def side_by_side(dress: Dress, words: Maker, shown: Maker, *, share: float = WORDS) -> tuple[Layer, ...]:
    """Return both columns, each in the middle of the height; a maker gets the dress of its column and its height."""
    layout = dress.layout
    room = layout.bottom - layout.top
    layers: list[Layer] = []
    for maker, first, last in ((words, 0.0, share), (shown, share + SPACE, 1.0)):
        column = replace(dress, layout=layout.column(first, last, leftward=dress.leftward))
        layers += stack(column.layout, maker(column, room), lean=0.5)
    return tuple(layers)
