"""Charts of figures that a post states: bars that grow from a common zero, or columns when there are many.

Knows no scene. The length of a bar is its value and nothing else; figures in different units make no chart.
"""

import re
from dataclasses import dataclass

import numpy as np
from PIL import Image

from reelpress.video.visuals.card import WIPE, WIPE_BACK, Layer, Part, lifted, plate
from reelpress.video.visuals.dress import Dress
from reelpress.video.visuals.lettering import draw_fitted
from reelpress.video.visuals.palette import RGB, mixed, readable
from reelpress.video.visuals.shapes import Pixels, blank, fill, over, rounded_mask
from reelpress.video.visuals.typeset import Fitted, Style, fit

MOST_BARS, MOST_BARS_TALL, MOST_COLUMNS = 5, 7, 40
TINT = 0.22  # how much of the accent the panel takes under the bar that is said
FIGURE = re.compile(r"(?P<sign>[-+(]?\s?)[$€£¥]?\s?(?P<digits>\d[\d\s,.'’]*)(?P<power>[kKMBGT](?![A-Za-z]))?")
POWERS = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}


@dataclass(frozen=True)
class Bar:
    """A figure that the post states, with its name."""

    label: str
    shown: str
    value: float
    unit: str = ""
    place: int = 0  # among the items of its scene


def read_bars(items: tuple[str, ...]) -> list[Bar]:
    """Return the bars that `items` ("label: figure" or "label|figure") describe; none when their units differ."""
    bars = [bar for place, item in enumerate(items[:MOST_COLUMNS]) if (bar := _bar(item, place)) is not None]
    return bars if len({bar.unit for bar in bars} - {""}) <= 1 else []


def _bar(item: str, place: int) -> Bar | None:
    label, _, shown = item.rpartition("|") if "|" in item else item.rpartition(":")
    figure = FIGURE.search(shown.replace("−", "-"))
    if not label.strip() or figure is None:
        return None
    value = _value(figure["digits"])
    if value is None:
        return None
    value *= POWERS[figure["power"] or ""] * (-1 if figure["sign"].strip() in ("-", "(") else 1)
    unit = "".join(FIGURE.sub("", shown.replace("−", "-"), count=1).split()).strip("()~≈<>").casefold()
    return Bar(label.strip(), shown.strip()[:18], value, unit, place)


def _value(text: str) -> float | None:
    plain = re.sub(r"[\s,'’.](?=\d{3}(?:\D|$))", "", text.strip()) if _is_grouped(text) else text.strip()
    try:
        return float(plain.replace(",", ".").rstrip(".").split()[0])
    except (ValueError, IndexError):
        return None


def _is_grouped(text: str) -> bool:
    """Whether marks group thousands: 12,345 and 1.234.567 do; 1.234 is a fraction."""
    bare = text.strip().rstrip(".,")
    return bool(re.search(r"\d[,\s'’]\d{3}(?!\d)", bare)) or bare.count(".") > 1


def chart(dress: Dress, bars: list[Bar], *, room: int, gap: int) -> Part:
    """Return the chart on a panel, at most `room` pixels high; it grows when it appears."""
    most = MOST_BARS_TALL if dress.layout.tall else MOST_BARS
    return _bars(dress, bars, room, gap) if len(bars) <= most else _columns(dress, bars, room, gap)


# --- Bars -------------------------------------------------------------------------------------------------
def _bars(dress: Dress, bars: list[Bar], room: int, gap: int) -> Part:
    layout = dress.layout
    side = layout.px(40)
    step = min(layout.px(250), (room - 2 * side) // len(bars))
    size, thick = max(layout.px(24), min(layout.px(60), int(step * 0.28))), int(step * 0.30)
    named = 1.24 if not dress.tall_script else 1.5  # of the size: how high a name is
    height = step * (len(bars) - 1) + round(size * named) + layout.px(6) + thick + 2 * side
    image = Image.fromarray(plate(dress, layout.inner, height))
    inner = layout.inner - 2 * side
    figures = [_figure_text(dress, bar.shown, round(inner * 0.4), size) for bar in bars]
    scale = Scale.of(bars, inner, max(figure.width for figure in figures) + layout.px(28))
    top_value = max(abs(bar.value) for bar in bars)
    layers = []
    for index, (bar, figure) in enumerate(zip(bars, figures, strict=True)):
        y = side + index * step
        name = fit(bar.label, dress.row, width=inner, height=size * named, largest=size, smallest=size, limit=70)
        draw_fitted(image, dress_left(dress, side, inner, name), y, name, dress.on_panel)
        below = y + round(size * named) + layout.px(6)
        colour = dress.panel_accent if abs(bar.value) == top_value else dress.faint
        grown = _grown(dress, scale, bar, figure, side, below, thick, 0.3 + 0.12 * index, colour)
        layers += [*grown, _said(dress, bar, name, grown, side, y, below + thick)]
    picture = np.asarray(image).copy()
    if min(bar.value for bar in bars) < 0:  # else zero is where all bars begin, and a line would cross their names
        axis = fill(np.full((height - 2 * side, max(2, layout.px(3))), 255, np.uint8), dress.on_panel, 0.3)
        zero = side + (inner - scale.zero if dress.leftward else scale.zero)
        over(picture, axis, zero - axis.shape[1] // 2, side)
    raised, pad = lifted(dress, picture)
    return Part(raised, height, gap=gap, pad=pad, delay=0.12, extra=tuple(layers))


@dataclass(frozen=True)
class Scale:
    """Where zero is in a row of `wide` pixels, and how many pixels one unit takes."""

    zero: int
    unit: float

    @classmethod
    def of(cls, bars: list[Bar], wide: int, figure: float) -> "Scale":
        """Return the scale at which the longest bars and the figures at their ends fit."""
        high = max(0.0, *(bar.value for bar in bars))
        low = -min(0.0, *(bar.value for bar in bars))
        room = wide - figure * (1 if low == 0 or high == 0 else 2)
        unit = room / ((high + low) or 1.0)
        return cls(round(low * unit + figure) if low else 0, unit)


def _figure_text(dress: Dress, shown: str, width: int, size: int) -> Fitted:
    style = Style(760, 1.0, dress.template.fonts.text, dress.locale)
    return fit(shown, style, width=width, height=size, largest=size, smallest=size)


def dress_left(dress: Dress, side: int, inner: int, text: Fitted) -> int:
    """Return where a line begins that stands at the side from which the card is read."""
    return side + (inner - int(text.width) if dress.leftward else 0)


def _grown(
    dress: Dress, scale: Scale, bar: Bar, figure: Fitted, side: int, y: int, thick: int, delay: float, colour: RGB
) -> list[Layer]:
    """Return a bar and the figure at its end; mirrored where the card is read from the right."""
    layout = dress.layout
    inner = layout.inner - 2 * side
    length = max(thick // 2, round(abs(bar.value) * scale.unit))
    left = scale.zero if bar.value >= 0 else scale.zero - length
    space = layout.px(18)
    at = left + length + space if bar.value >= 0 else left - space - int(figure.width)
    if dress.leftward:
        left, at = inner - left - length, inner - at - int(figure.width)
    rightward = (bar.value >= 0) != dress.leftward
    mask = rounded_mask(length, thick, thick / 3 if dress.radius > layout.px(8) else 0)
    shape = Layer(fill(mask, colour), side + left, y, delay, WIPE if rightward else WIPE_BACK)
    return [shape, _figure(dress, figure, side + at, y + (thick - figure.height) // 2, delay + 0.25)]


def _said(dress: Dress, bar: Bar, name: Fitted, grown: list[Layer], side: int, top: int, bottom: int) -> Layer:
    """Return a bar with its name and figure as it stands out while it is said: in the accent, on a tint of it."""
    layout, (shape, figure) = dress.layout, grown
    edge, above = side // 2, layout.px(12)
    ground = mixed(dress.palette.panel, dress.panel_accent, TINT)
    band = fill(rounded_mask(layout.inner - 2 * edge, bottom - top + 2 * above, layout.px(14)), ground)
    bar_lit = shape.pixels.copy()
    bar_lit[..., :3] = dress.panel_accent
    for pixels, layer in ((bar_lit, shape), (figure.pixels, figure)):
        over(band, pixels, layer.x - edge, layer.y - top + above)
    image = Image.fromarray(band)
    left = dress_left(dress, side, layout.inner - 2 * side, name) - edge
    draw_fitted(image, left, above, name, readable(dress.on_panel, ground))
    return Layer(np.asarray(image), edge, top - above, figure.delay, row=bar.place)


def _figure(dress: Dress, figure: Fitted, x: int, y: int, delay: float) -> Layer:
    size = (int(figure.width) + 8, figure.height + figure.size)
    image = Image.new("RGBA", size, (*dress.on_panel, 0))
    draw_fitted(image, 2, figure.size / 2, figure, dress.on_panel)
    return Layer(np.asarray(image), x - 2, y - figure.size // 2, delay)


# --- Columns ----------------------------------------------------------------------------------------------
def _columns(dress: Dress, bars: list[Bar], room: int, gap: int) -> Part:
    """Return many figures as columns; the first, the last and the highest are named, for more is not read."""
    layout = dress.layout
    side, size = layout.px(40), layout.px(36)
    height = min(room, layout.px(760))
    inner, named = layout.inner - 2 * side, round(size * 1.6)
    deep = height - 2 * side - 2 * named
    high, low = max(0.0, *(bar.value for bar in bars)), -min(0.0, *(bar.value for bar in bars))
    unit, step = deep / ((high + low) or 1.0), inner / len(bars)
    zero = round(high * unit)
    columns = blank(inner, deep + 2)
    top = max(range(len(bars)), key=lambda at: abs(bars[at].value))
    for index, bar in enumerate(bars):
        place = len(bars) - 1 - index if dress.leftward else index
        tall, wide = max(2, round(abs(bar.value) * unit)), max(2, round(step * 0.72))
        colour = dress.panel_accent if index == top else dress.faint
        over(
            columns,
            fill(rounded_mask(wide, tall, min(wide / 4, tall / 2)), colour),
            round(place * step),
            zero - tall if bar.value >= 0 else zero,
        )
    over(columns, fill(np.full((max(2, layout.px(3)), inner), 255, np.uint8), dress.on_panel, 0.4), 0, zero - 1)
    picture = _column_names(dress, bars, top, (side, height, size))
    raised, pad = lifted(dress, picture)
    grown = Layer(columns, side, side + named, 0.3, WIPE_BACK if dress.leftward else WIPE)
    return Part(raised, height, gap=gap, pad=pad, delay=0.12, extra=(grown,))


def _column_names(dress: Dress, bars: list[Bar], top: int, sizes: tuple[int, int, int]) -> Pixels:
    layout = dress.layout
    side, height, size = sizes
    inner = layout.inner - 2 * side
    image = Image.fromarray(plate(dress, layout.inner, height))
    peak = f"{bars[top].label}: {bars[top].shown}"
    for text, y, at, width, colour in (
        (peak, side - layout.px(8), 0.0, inner, dress.panel_accent),
        (bars[0].label, height - side - size, 1.0 if dress.leftward else 0.0, inner * 0.48, dress.on_panel),
        (bars[-1].label, height - side - size, 0.0 if dress.leftward else 1.0, inner * 0.48, dress.on_panel),
    ):
        smallest = layout.px(26)
        shown = fit(text, dress.row, width=width, height=size * 1.25, largest=size, smallest=smallest, limit=60)
        across = at if text is not peak else 1.0 if dress.leftward else 0.0
        draw_fitted(image, side + across * (inner - shown.width), y, shown, colour)
    return np.asarray(image)
