"""Dark panels with something in them: numbered rows, a bar chart. Knows no scene."""

import re
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from reelpress.video.visuals.card import WIPE, Layer, Part
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.palette import INK, WHITE, Theme
from reelpress.video.visuals.shapes import Pixels, fill, over, panel, rounded_mask, with_shadow
from reelpress.video.visuals.typeset import Fitted, Style, draw_fitted, fit

MOST_ROWS, MOST_BARS = 5, 6
ROW = Style(660, 1.2)
LABEL = Style(620, 1.2)
FIGURE = re.compile(r"-?\d[\d\s,.]*")


def lifted(picture: Pixels, layout: Layout) -> tuple[Pixels, int]:
    """Return `picture` over its shadow, and how many pixels that adds on every side."""
    return with_shadow(picture, sigma=layout.px(26), alpha=0.5, drop=layout.px(12))


def rows(layout: Layout, theme: Theme, items: list[str], *, room: int, gap: int) -> list[Part]:
    """Return one panel a list item, numbered; what does not fit is counted on the last."""
    shown = items if len(items) <= MOST_ROWS else [*items[: MOST_ROWS - 1], f"… and {len(items) - MOST_ROWS + 1} more"]
    between = layout.px(22)
    most = min(layout.px(210), (room - between * (len(shown) - 1)) // len(shown))
    padding, disc = layout.px(30), min(layout.px(84), most - layout.px(20))
    width = layout.inner - padding * 3 - disc
    high = most - layout.px(28)
    texts = [_row_text(layout, item, width, high, layout.px(54)) for item in shown]
    size = min(text.size for text in texts)
    texts = [_row_text(layout, item, width, high, size) for item in shown]
    height = min(most, max(disc + layout.px(44), *(text.height + layout.px(52) for text in texts)))
    parts = []
    for index, text in enumerate(texts):
        number = "" if index == MOST_ROWS - 1 and len(items) > MOST_ROWS else str(index + 1)
        picture = _row(layout, theme, text, number, height, disc, padding)
        raised, pad = lifted(picture, layout)
        parts.append(Part(raised, height, gap=between if index else gap, pad=pad, delay=0.12 + 0.14 * index))
    return parts


def _row_text(layout: Layout, item: str, width: int, height: int, largest: int) -> Fitted:
    return fit(item, ROW, width=width, height=height, largest=largest, smallest=layout.px(34), limit=140, balance=False)


def _row(layout: Layout, theme: Theme, text: Fitted, number: str, height: int, disc: int, padding: int) -> Pixels:
    picture = panel(layout.inner, height, layout.px(30), INK, 0.80)
    top = (height - disc) // 2
    if number:
        over(picture, fill(rounded_mask(disc, disc, disc / 2), theme.accent), padding, top)
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    if number:
        figure = fit(number, Style(860, 1.0), width=disc, height=disc, largest=round(disc * 0.54), smallest=12)
        draw_fitted(draw, padding, top + (disc - figure.height) / 2, figure, INK, centred=disc)
    draw_fitted(draw, padding * 2 + disc, (height - text.height) / 2, text, WHITE)
    return np.asarray(image)


# --- Chart ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Bar:
    """A figure that the post states, with its name."""

    label: str
    shown: str
    value: float


def read_bars(items: tuple[str, ...]) -> list[Bar]:
    """Return the bars that `items` ("label: figure" or "label | figure") describe, as far as they can be read."""
    bars = []
    for item in items[:MOST_BARS]:
        label, _, shown = item.rpartition("|") if "|" in item else item.rpartition(":")
        figure = FIGURE.search(shown.replace("−", "-"))
        if not label.strip() or figure is None:
            continue
        value = _value(figure.group())
        if value is not None and value >= 0:
            bars.append(Bar(label.strip(), shown.strip()[:18], value))
    return bars


def _value(text: str) -> float | None:
    plain = re.sub(r"[\s,](?=\d{3}(?:\D|$))", "", text.strip()).replace(",", ".").rstrip(".")
    try:
        return float(plain.split()[0])
    except (ValueError, IndexError):
        return None


def chart(layout: Layout, theme: Theme, bars: list[Bar], *, room: int, gap: int) -> Part:
    """Return horizontal bars on a panel; the longest is the accent, and each grows when it appears."""
    side = layout.px(40)
    step = min(layout.px(150), (room - 2 * side) // len(bars))
    height = step * len(bars) + 2 * side - layout.px(20)
    raised, pad = lifted(panel(layout.inner, height, layout.px(30), INK, 0.80), layout)
    size, thick = max(layout.px(26), min(layout.px(42), int(step * 0.32))), int(step * 0.30)
    image = Image.fromarray(raised)
    draw = ImageDraw.Draw(image)
    figures = [
        fit(bar.shown, Style(760, 1.0), width=layout.px(300), height=size, largest=size, smallest=size) for bar in bars
    ]
    longest = layout.inner - 2 * side - max(figure.width for figure in figures) - layout.px(24)
    top_value = max(bar.value for bar in bars) or 1.0
    layers = []
    for index, (bar, figure) in enumerate(zip(bars, figures, strict=True)):
        y = side + index * step
        name = fit(
            bar.label, LABEL, width=layout.inner - 2 * side, height=size * 1.2, largest=size, smallest=size, limit=60
        )
        draw_fitted(draw, pad + side, pad + y, name, WHITE)
        length = max(thick, int(longest * bar.value / top_value))
        colour = theme.accent if bar.value == top_value else (132, 148, 206)
        y += round(size * 1.2) + layout.px(8)
        delay = 0.3 + 0.12 * index
        layers.append(Layer(fill(rounded_mask(length, thick, thick / 2.6), colour), side, y, delay, WIPE))
        layers.append(_figure(figure, side + length + layout.px(20), y + (thick - figure.height) // 2, delay))
    return Part(np.asarray(image), height, gap=gap, pad=pad, delay=0.12, extra=tuple(layers))


def _figure(figure: Fitted, x: int, y: int, delay: float) -> Layer:
    image = Image.fromarray(np.zeros((figure.height + figure.size, int(figure.width) + 8, 4), np.uint8))
    draw_fitted(ImageDraw.Draw(image), 2, figure.size / 2, figure, WHITE)
    return Layer(np.asarray(image), x - 2, y - figure.size // 2, delay + 0.25)
