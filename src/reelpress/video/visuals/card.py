"""The parts of a card: layers with a place and a way to appear, stacked into the safe area. Knows no kind of scene."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PIL import Image

from reelpress.video.visuals.clusters import drawable
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.lettering import draw_fitted
from reelpress.video.visuals.palette import INK, RGB, ink_on
from reelpress.video.visuals.shapes import Pixels, blurred, fill, over, panel, rounded_mask, with_shadow
from reelpress.video.visuals.stress import stressed
from reelpress.video.visuals.typeset import Fitted, Style, fit

INK_SEEN = 90  # of 255: from here on the edge of a letter is seen
RISE, WIPE, WIPE_BACK = "rise", "wipe", "wipe-back"  # from below; from the left to the right; from the right


@dataclass(frozen=True)
class Layer:
    """A picture at a place in the frame; it appears `delay` seconds after the card, rising or growing to a side.

    One of a `row` is laid over the others only while that row of the list is said.
    """

    pixels: Pixels
    x: int
    y: int
    delay: float = 0.0
    effect: str = RISE
    row: int | None = None


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


def joined(under: Pixels, height: int, above: Part, *, x: int, down: int, gap: int = 0, pad: int = 0) -> Part:
    """Return `under`, which begins at `x`, with `above` on it or beside it, `down` pixels lower, at its own place."""
    first = Layer(above.pixels, above.x - x - above.pad, down - above.pad, above.delay)
    others = [replace(layer, x=above.x - x + layer.x, y=down + layer.y) for layer in above.extra]
    return Part(under, height, gap=gap, pad=pad, x=x, extra=(first, *others))


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
            layers.append(replace(layer, x=x + layer.x, y=y + layer.y))
        y += part.height
    return tuple(layers)


def text_part(
    dress: Dress,
    fitted: Fitted,
    *,
    colour: RGB | None = None,
    accent: RGB | None = None,
    alpha: float = 1.0,
    gap: int = 0,
    delay: float = 0.0,
    step: float = 0.0,
) -> Part:
    """Return `fitted` as a part, its marks in the accent; on a lively ground with a soft shadow that keeps it readable.

    With a `step` each line appears by so many seconds after the one above it.
    """
    # Marks of Arabic, Thai or Vietnamese reach far over and under their line.
    pad, ink = max(dress.layout.px(36), round(fitted.size * 0.45)), colour or dress.ink
    width, height = int(fitted.width) + 2 * pad, fitted.height + 2 * pad
    image = Image.new("RGBA", (width, height), (*ink, 0))
    draw_fitted(image, pad, pad, fitted, ink, accent=accent or dress.accent)
    letters = _within(np.asarray(image), pad, fitted).copy()
    if alpha < 1:
        letters[..., 3] = (letters[..., 3] * alpha).astype(np.uint8)
    if dress.glow:
        picture = fill(blurred(letters[..., 3], dress.layout.px(12)), shade_of(dress), dress.glow)
        over(picture, letters)
        letters = picture
    x = dress.aside(int(fitted.width))
    if not step or len(fitted.lines) < 2:
        return Part(letters, fitted.height, gap=gap, pad=pad, x=x, delay=delay)
    first, *others = _bands(letters, pad, fitted, delay, step)
    return Part(first.pixels, fitted.height, gap=gap, pad=pad, x=x, delay=delay, extra=tuple(others))


def _bands(letters: Pixels, pad: int, fitted: Fitted, delay: float, step: float) -> list[Layer]:
    """Cut the picture of a text below each line; put together the bands are the picture."""
    below = [round(pad + (index + 0.5) * fitted.step + fitted.size * 0.66) for index in range(len(fitted.lines) - 1)]
    edges = [0, *below, letters.shape[0]]
    return [
        Layer(np.ascontiguousarray(letters[top:bottom]), -pad, top - pad, delay + index * step)
        for index, (top, bottom) in enumerate(pairwise(edges))
    ]


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
    high = lines * size * 1.1 if layout.tall else layout.px(150)
    fitted = fit(text, dress.heavy, width=layout.inner, height=high, largest=size, smallest=layout.px(46), limit=90)
    return text_part(dress, fitted) if fitted.lines else None


def aside(dress: Dress, text: str) -> Part | None:
    """Return a title that stands beside a panel, over several lines, what stands out in the accent."""
    layout = dress.layout
    most, least = layout.px(104), layout.px(52)
    high = layout.px(560)
    fitted = fit(text, dress.heavy, width=layout.inner, height=high, limit=90, largest=most, smallest=least)
    return text_part(dress, fitted.marked(stressed(text)), step=0.07) if fitted.lines else None


def label(dress: Dress, text: str) -> Part | None:
    """Return the small line or two above a title, dressed as the template has it; None when there is nothing to say."""
    layout = dress.layout
    style = Style(760, 1.16, dress.template.fonts.text if dress.kind != PAPER else "inter", dress.locale)
    fitted = _label_text(layout, capitals(text), style)
    if not fitted.lines:
        return None
    if dress.kind == PAPER:
        return _ruled(dress, fitted)
    width, height = int(fitted.width) + layout.px(60), fitted.height + layout.px(32)
    round_, ground = min(height / 2, layout.px(38)), dress.palette.accent
    if dress.kind == FLAT:
        round_, ground = layout.px(8), dress.ink
    image = Image.fromarray(fill(rounded_mask(width, height, round_), ground))
    draw_fitted(image, layout.px(30), layout.px(16), fitted, ink_on(ground), within=width - layout.px(60))
    return Part(np.asarray(image), height, x=dress.aside(width))


def _label_text(layout: Layout, text: str, style: Style) -> Fitted:
    """Return the words of a label: on one line where they fit, smaller if need be, else on two."""
    width, largest = layout.inner * (0.6 if layout.wide else 0.92), layout.px(38)
    one = fit(text, style, width=width, height=layout.px(46), limit=90, largest=largest, smallest=layout.px(35))
    if one.is_whole:
        return one
    return fit(text, style, width=width, height=layout.px(90), limit=90, largest=largest, smallest=layout.px(31))


def capitals(text: str) -> str:
    """Return `text` in capitals, unless that would spell a name wrongly: crates.io, WithName, macro_export."""
    written = any(any(c.isupper() for c in word[1:]) != word.isupper() and len(word) > 1 for word in text.split())
    if written or any(mark in text for mark in "._`()[]{}<>#/\\:="):
        return text
    return text.upper() if len(text.upper()) == len(text) else text


def _ruled(dress: Dress, fitted: Fitted) -> Part:
    """Return a label as a magazine has it: a short rule, then the words, in the accent."""
    layout = dress.layout
    rule, space, height = layout.px(64), layout.px(22), fitted.height + layout.px(6)
    width = rule + space + int(fitted.width) + layout.px(4)
    image = Image.new("RGBA", (width, height), (*dress.accent, 0))
    bar = fill(np.full((layout.px(6), rule), 255, np.uint8), dress.accent)
    at = width - rule if dress.leftward else 0
    image.alpha_composite(Image.fromarray(bar), (at, round(fitted.step / 2)))
    left = 0 if dress.leftward else rule + space
    draw_fitted(image, left, (height - fitted.height) / 2, fitted, dress.accent, within=int(fitted.width))
    return Part(np.asarray(image), height, x=dress.aside(width))


def paragraph(
    dress: Dress, text: str, *, largest: int, smallest: int, height: int, gap: int, delay: float = 0.1
) -> Part | None:
    """Return running text under a heading; None when it is empty."""
    layout = dress.layout
    most, least = layout.px(largest), layout.px(smallest)
    fitted = fit(text, dress.text, width=layout.inner, height=height, largest=most, smallest=least, limit=240)
    if not fitted.is_whole:  # rather one line more than words left out
        high = height + round(least * dress.text.leading)
        fitted = fit(text, dress.text, width=layout.inner, height=high, largest=least, smallest=least, limit=240)
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
