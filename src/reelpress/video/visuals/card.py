"""The parts of a card: layers with a place and a way to appear, stacked into the safe area. Knows no kind of scene."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from reelpress.video.visuals.clusters import drawable
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.palette import INK, RGB, ink_on
from reelpress.video.visuals.shapes import Pixels, blurred, fill, over, panel, rounded_mask, with_shadow
from reelpress.video.visuals.typeset import Fitted, Style, draw_fitted, fit, width_of

INK_SEEN = 90  # of 255: from here on the edge of a letter is seen
RISE, WIPE = "rise", "wipe"


@dataclass(frozen=True)
class Layer:
    """A picture at a place in the frame; it appears `delay` seconds after the card, rising or growing to a side."""

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
    dress: Dress, fitted: Fitted, *, colour: RGB | None = None, alpha: float = 1.0, gap: int = 0, delay: float = 0.0
) -> Part:
    """Return `fitted` as a part; on a lively ground with a soft shadow that keeps it readable."""
    # Marks of Arabic, Thai or Vietnamese reach far over and under their line.
    pad, ink = max(dress.layout.px(36), round(fitted.size * 0.45)), colour or dress.ink
    width, height = int(fitted.width) + 2 * pad, fitted.height + 2 * pad
    image = Image.new("RGBA", (width, height), (*ink, 0))
    draw_fitted(image, pad, pad, fitted, ink)
    letters = _within(np.asarray(image), pad, fitted).copy()
    if alpha < 1:
        letters[..., 3] = (letters[..., 3] * alpha).astype(np.uint8)
    if dress.glow:
        picture = fill(blurred(letters[..., 3], dress.layout.px(12)), shade_of(dress), dress.glow)
        over(picture, letters)
        letters = picture
    return Part(letters, fitted.height, gap=gap, pad=pad, x=dress.aside(int(fitted.width)), delay=delay)


def shade_of(dress: Dress) -> RGB:
    """Return the colour of the halo: the opposite of the ink."""
    return INK if ink_on(dress.ink) == INK else dress.palette.ground


def _within(letters: Pixels, pad: int, fitted: Fitted) -> Pixels:
    """Return a text moved inwards by as much as an accent hangs over where it begins: an Ì is wider than its place."""
    columns = np.flatnonzero(letters[..., 3].max(axis=0) > INK_SEEN)
    if not len(columns):
        return letters
    shift = min(0, pad + int(fitted.width) - int(columns[-1])) if fitted.leftward else max(0, pad - int(columns[0]))
    return np.roll(letters, shift, axis=1) if shift else letters


def heading(dress: Dress, text: str, *, lines: int = 2) -> Part | None:
    """Return the title above a panel; None when there is none to show."""
    layout = dress.layout
    size = layout.px(84)
    fitted = fit(
        text, dress.heavy, width=layout.inner, height=lines * size * 1.1, largest=size, smallest=layout.px(46), limit=90
    )
    return text_part(dress, fitted) if fitted.lines else None


def label(dress: Dress, text: str, *, limit: int = 34) -> Part | None:
    """Return the small line above a title, dressed as the template has it; None when there is nothing to say."""
    layout, size = dress.layout, dress.layout.px(32)
    style = Style(760, 1.0, dress.template.fonts.text if dress.kind != PAPER else "inter", dress.locale)
    shown = text.upper() if text.isascii() else text
    fitted = fit(shown, style, width=layout.inner * 0.8, height=size, largest=size, smallest=size, limit=limit)
    if not fitted.lines:
        return None
    if dress.kind == PAPER:
        return _ruled(dress, fitted)
    width, height = int(width_of(fitted.lines[0], style, size)) + layout.px(56), layout.px(66)
    round_, ground = height / 2, dress.palette.accent
    if dress.kind == FLAT:
        round_, ground = layout.px(8), dress.ink
    image = Image.fromarray(fill(rounded_mask(width, height, round_), ground))
    draw_fitted(image, layout.px(28), (height - size) / 2, fitted, ink_on(ground))
    return Part(np.asarray(image), height, x=dress.aside(width))


def _ruled(dress: Dress, fitted: Fitted) -> Part:
    """Return a label as a magazine has it: a short rule, then the words, in the accent."""
    layout = dress.layout
    rule, space, height = layout.px(64), layout.px(22), layout.px(48)
    width = rule + space + int(fitted.width) + layout.px(4)
    image = Image.new("RGBA", (width, height), (*dress.accent, 0))
    bar = fill(np.full((layout.px(6), rule), 255, np.uint8), dress.accent)
    at = width - rule if dress.leftward else 0
    image.alpha_composite(Image.fromarray(bar), (at, height // 2 - layout.px(3)))
    draw_fitted(image, 0 if dress.leftward else rule + space, (height - fitted.height) / 2, fitted, dress.accent)
    return Part(np.asarray(image), height, x=dress.aside(width))


def paragraph(
    dress: Dress, text: str, *, largest: int, smallest: int, height: int, gap: int, delay: float = 0.1
) -> Part | None:
    """Return running text under a heading; None when it is empty."""
    layout = dress.layout
    most, least = layout.px(largest), layout.px(smallest)
    fitted = fit(text, dress.text, width=layout.inner, height=height, largest=most, smallest=least, limit=240)
    return text_part(dress, fitted, alpha=0.92, gap=gap, delay=delay) if fitted.lines else None


def plate(dress: Dress, width: int, height: int) -> Pixels:
    """Return an empty panel."""
    edge = 0.16 if dress.kind != FLAT else 0.0
    return panel(width, height, dress.radius, dress.palette.panel, dress.panel_alpha, edge=edge, light=dress.on_panel)


def lifted(dress: Dress, picture: Pixels, share: float = 1.0) -> tuple[Pixels, int]:
    """Return `picture` over its shadow, and how many pixels that adds on every side."""
    if not dress.shadow:
        return picture, 0
    px = dress.layout.px
    return with_shadow(picture, sigma=px(26), alpha=dress.shadow * share, drop=px(12))


def has_text(text: str) -> bool:
    """Return whether anything of `text` can be drawn."""
    return bool(drawable(text[:500]).strip())
