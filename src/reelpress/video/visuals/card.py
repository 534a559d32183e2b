"""The parts of a card: layers with a place and a way to appear, stacked into the safe area. Knows no kind of scene."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from reelpress.video.visuals import fonts
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.palette import INK, RGB, WHITE
from reelpress.video.visuals.shapes import Pixels, blurred, fill, over, rounded_mask
from reelpress.video.visuals.typeset import Fitted, Style, draw_fitted, fit, width_of

RISE, WIPE = "rise", "wipe"
HEAVY = Style(860, 1.06)
BOLD = Style(720, 1.16)
TEXT = Style(560, 1.3)


@dataclass(frozen=True)
class Layer:
    """A picture at a place in the frame; it appears `delay` seconds after the card, rising or growing to the right."""

    pixels: Pixels
    x: int
    y: int
    delay: float = 0.0
    effect: str = RISE


@dataclass(frozen=True)
class Part:
    """One piece of a card before it has its place: `height` is what it takes; `pixels` may bleed over by `pad`."""

    pixels: Pixels
    height: int
    gap: int = 0
    pad: int = 0
    x: int = 0
    delay: float = 0.0
    extra: tuple[Layer, ...] = ()  # layers placed relative to this part


def stack(layout: Layout, parts: list[Part], *, lean: float = 0.46) -> tuple[Layer, ...]:
    """Place `parts` one below the other, the whole at `lean` of the free height."""
    total = sum(part.height + (part.gap if index else 0) for index, part in enumerate(parts))
    y = layout.top + max(0, round((layout.bottom - layout.top - total) * lean))
    layers: list[Layer] = []
    for index, part in enumerate(parts):
        y += part.gap if index else 0
        x = layout.left + part.x
        layers.append(Layer(part.pixels, x - part.pad, y - part.pad, part.delay))
        for layer in part.extra:
            layers.append(Layer(layer.pixels, x + layer.x, y + layer.y, layer.delay, layer.effect))
        y += part.height
    return tuple(layers)


def text_part(
    layout: Layout, fitted: Fitted, *, colour: RGB = WHITE, alpha: float = 1.0, gap: int = 0, delay: float = 0.0
) -> Part:
    """Return `fitted` as a part with a soft shadow that keeps it readable on any ground."""
    pad = layout.px(36)
    width, height = int(fitted.width) + 2 * pad, fitted.height + 2 * pad
    image = Image.new("L", (width, height), 0)
    draw_fitted(ImageDraw.Draw(image), pad, pad, fitted, (255,))  # type: ignore[arg-type]
    mask = np.asarray(image)
    picture = fill(blurred(mask, layout.px(12)), INK, 0.42)
    over(picture, fill(mask, colour, alpha))
    return Part(picture, fitted.height, gap=gap, pad=pad, delay=delay)


def heading(layout: Layout, text: str, *, lines: int = 2) -> Part | None:
    """Return the title above a panel; None when there is none to show."""
    size = layout.px(84)
    fitted = fit(
        text, HEAVY, width=layout.inner, height=lines * size * 1.06, largest=size, smallest=layout.px(46), limit=90
    )
    return text_part(layout, fitted) if fitted.lines else None


def pill(layout: Layout, text: str, accent: RGB, *, limit: int = 34) -> Part | None:
    """Return a small label on the accent colour; None when there is nothing to say."""
    size = layout.px(32)
    style = Style(800, 1.0)
    fitted = fit(text.upper(), style, width=layout.inner * 0.8, height=size, largest=size, smallest=size, limit=limit)
    if not fitted.lines:
        return None
    label = fitted.lines[0]
    width, height = int(width_of(label, style, size)) + layout.px(56), layout.px(66)
    image = Image.fromarray(fill(rounded_mask(width, height, height / 2), accent))
    draw_fitted(ImageDraw.Draw(image), layout.px(28), (height - size) / 2, fitted, INK)
    return Part(np.asarray(image), height)


def paragraph(
    layout: Layout, text: str, *, largest: int, smallest: int, height: int, gap: int, delay: float = 0.1
) -> Part | None:
    """Return running text under a heading; None when it is empty."""
    fitted = fit(
        text,
        TEXT,
        width=layout.inner,
        height=height,
        largest=layout.px(largest),
        smallest=layout.px(smallest),
        limit=240,
    )
    return text_part(layout, fitted, alpha=0.92, gap=gap, delay=delay) if fitted.lines else None


def has_text(text: str) -> bool:
    """Return whether anything of `text` can be drawn."""
    return bool(fonts.drawable(text[:500]).strip())
