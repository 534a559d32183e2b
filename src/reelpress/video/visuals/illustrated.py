"""Scenes that show a picture of the post's own, whole and never stretched, and the thumbnail of a video."""

from dataclasses import replace
from pathlib import Path

from reelpress.video.visuals.background import Background, Blurred
from reelpress.video.visuals.card import Layer, Part, aside, heading, label, paragraph, stack, text_part
from reelpress.video.visuals.columns import SPACE, side_by_side
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import INK, ink_on
from reelpress.video.visuals.pictures import is_colourful, open_picture
from reelpress.video.visuals.shapes import Pixels, fill, over, rounded_mask, with_shadow
from reelpress.video.visuals.statement import parted
from reelpress.video.visuals.stress import stressed
from reelpress.video.visuals.typeset import fit

SIDE = 0.34  # of the width of a wide frame: what the words beside a picture have at least
NARROW = 0.97  # below this share of the width a picture stands in the middle, and its words with it
Scene = tuple[Background, tuple[Layer, ...]]


def image_scene(look: Look, dress: Dress, ground: Background) -> Scene | None:
    """Return the picture in its frame, over its own blur where that has colour; None when it cannot be shown.

    In a wide frame its words stand beside it, so that it has the whole height.
    """
    layout = dress.layout
    if layout.wide and (look.title.strip() or look.text.strip()):
        return _beside(look, dress, ground)
    top = heading(dress, look.title)
    below = paragraph(dress, look.text, largest=48, smallest=38, height=layout.px(130), gap=layout.px(40), delay=0.25)
    taken = sum(part.height + layout.px(44) for part in (top, below) if part)
    pixels = open_picture(Path(look.picture), width=layout.inner, height=layout.bottom - layout.top - taken)
    if pixels is None:
        return None
    parts = [part for part in (top, _framed_part(dress, pixels), below) if part is not None]
    if pixels.shape[1] < layout.inner * NARROW:
        parts = [_centred(part, layout.inner) for part in parts]
    return _ground_of(pixels, look, dress, ground), stack(layout, parts, lean=0.42 if layout.tall else 0.5)


def _centred(part: Part, inner: int) -> Part:
    return replace(part, x=(inner + 2 * part.pad - part.pixels.shape[1]) // 2)


def _ground_of(pixels: Pixels, look: Look, dress: Dress, ground: Background) -> Background:
    """Return the picture itself out of focus where that makes a good ground, else the one of the template."""
    if is_colourful(pixels) and dress.kind != FLAT:
        return Blurred(pixels, look.width, look.height, light=ink_on(dress.ink) != INK)
    return ground


def _beside(look: Look, dress: Dress, ground: Background) -> Scene | None:
    """Return words and picture side by side, the picture as wide as its shape lets it be."""
    layout = dress.layout
    room = layout.bottom - layout.top
    widest = round(layout.inner * (1 - SIDE - SPACE))
    pixels = open_picture(Path(look.picture), width=widest, height=room)
    if pixels is None:
        return None
    share = 1 - SPACE - max(pixels.shape[1] / layout.inner, 0.34)

    def words(column: Dress, _: int) -> list[Part]:
        below = paragraph(column, look.text, largest=48, smallest=36, height=room // 3, gap=layout.px(36), delay=0.25)
        return [part for part in (aside(column, look.title), below) if part is not None]

    def shown(column: Dress, _: int) -> list[Part]:
        return [_framed_part(column, pixels)]

    layers = side_by_side(dress, words, shown, share=share)
    return _ground_of(pixels, look, dress, ground), layers


def _framed_part(dress: Dress, pixels: Pixels) -> Part:
    layout = dress.layout
    framed = _framed(dress, pixels)
    picture, pad = framed, 0
    if dress.shadow:
        picture, pad = with_shadow(framed, sigma=layout.px(34), alpha=dress.shadow * 1.2, drop=layout.px(18))
    x = (layout.inner - pixels.shape[1]) // 2
    return Part(picture, pixels.shape[0], gap=layout.px(44), pad=pad, x=x, delay=0.12)


def _framed(dress: Dress, pixels: Pixels) -> Pixels:
    """Round the corners and draw a hairline, so that a picture of the ground's colour has an edge."""
    height, width = pixels.shape[:2]
    radius = 0 if dress.kind == PAPER else dress.radius
    mask = rounded_mask(width, height, radius)
    framed = pixels.copy()
    framed[..., 3] = mask
    edge = mask.copy()
    edge[2:-2, 2:-2] -= rounded_mask(width - 4, height - 4, max(0, radius - 2))
    over(framed, fill(edge, dress.ink, 0.25))
    framed[..., 3] = mask
    return framed


def thumbnail(look: Look, dress: Dress, ground: Background) -> Scene:
    """Return a composed thumbnail: few large words, and the post's first picture where there is one.

    A title of two parts gives its first one, and the second where it can be as large as is read at 320 pixels.
    """
    layout = dress.layout
    room = layout.bottom - layout.top
    side = layout.wide
    width = round(layout.inner * 0.47) if side else layout.inner
    pixels = open_picture(Path(look.picture), width=width, height=room if side else room // 2) if look.picture else None
    if pixels is None:
        return ground, stack(layout, _named(look, dress, room, labelled=True), lean=0.5)
    ground = _ground_of(pixels, look, dress, ground)
    if side:
        share = 1 - SPACE - max(pixels.shape[1] / layout.inner, 0.34)
        return ground, side_by_side(
            dress,
            lambda column, high: _named(look, column, high, labelled=True),
            lambda column, _: [_framed_part(column, pixels)],
            share=share,
        )
    framed = _framed_part(dress, pixels)
    below = _named(look, dress, room - framed.height - layout.px(40), labelled=False)
    return ground, stack(layout, [_centred(framed, layout.inner), *below], lean=0.5)


def _named(look: Look, dress: Dress, room: int, *, labelled: bool) -> list[Part]:
    """Return the title for a thumbnail, under its label and over a rule in the accent."""
    layout = dress.layout
    above = label(dress, look.template.intro.label or look.label) if labelled else None
    rule = Part(_rule(dress), layout.px(16), gap=layout.px(44), x=dress.aside(layout.px(220)))
    left = room - rule.height - rule.gap - (above.height + layout.px(40) if above else 0)
    main, rest = parted(look.title)
    high, least = left * (0.62 if rest else 1.0), layout.px(72)
    words = fit(main, dress.heavy, width=layout.inner, height=high, limit=72, largest=layout.px(250), smallest=least)
    second = None
    if rest:
        under = min(round(words.size * 0.72), layout.px(120))
        high = left - words.height - layout.px(30)
        fitted = fit(rest, dress.bold, width=layout.inner, height=high, limit=72, largest=under, smallest=least)
        if fitted.lines and fitted.is_whole and fitted.height <= high:
            second = text_part(dress, fitted, colour=dress.accent, gap=layout.px(30))
    marked = words if second else words.marked(stressed(main))
    title = text_part(dress, marked, gap=layout.px(40)) if words.lines else None
    return [part for part in (above, title, second, rule) if part is not None]


def _rule(dress: Dress) -> Pixels:
    """Return a short thick line in the accent."""
    wide, tall = dress.layout.px(220), dress.layout.px(16)
    return fill(rounded_mask(wide, tall, 0 if dress.kind == PAPER else tall / 2), dress.accent)
