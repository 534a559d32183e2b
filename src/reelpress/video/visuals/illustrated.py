"""Scenes that show a picture of the post's own, whole and never stretched, and the thumbnail of a video."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from reelpress.video.visuals.background import Background, Blurred
from reelpress.video.visuals.card import Layer, Part, heading, label, paragraph, stack, text_part
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import INK, ink_on
from reelpress.video.visuals.pictures import is_colourful, open_picture
from reelpress.video.visuals.shapes import Pixels, fill, over, rounded_mask, with_shadow
from reelpress.video.visuals.typeset import fit

NARROW = 0.7  # below this share of the width a picture stands in the middle, and its words with it
Scene = tuple[Background, tuple[Layer, ...]]


def image_scene(look: Look, dress: Dress, ground: Background) -> Scene | None:
    """Return the picture in its frame, over its own blur where that has colour; None when it cannot be shown."""
    layout = dress.layout
    top = heading(dress, look.title)
    below = paragraph(dress, look.text, largest=44, smallest=36, height=layout.px(130), gap=layout.px(40), delay=0.25)
    taken = sum(part.height + layout.px(44) for part in (top, below) if part)
    pixels = open_picture(Path(look.picture), width=layout.inner, height=layout.bottom - layout.top - taken)
    if pixels is None:
        return None
    if is_colourful(pixels) and dress.kind != FLAT:
        ground = Blurred(pixels, look.width, look.height, light=ink_on(dress.ink) != INK)
    parts = [part for part in (top, _framed_part(dress, pixels), below) if part is not None]
    if pixels.shape[1] < layout.inner * NARROW:
        parts = [replace(part, x=(layout.inner + 2 * part.pad - part.pixels.shape[1]) // 2) for part in parts]
    return ground, stack(layout, parts, lean=0.42 if layout.tall else 0.5)


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

    Legible at 320 pixels: no line is smaller than a tenth of the shorter side.
    """
    layout = dress.layout
    room = layout.bottom - layout.top
    side = layout.wide
    width = round(layout.inner * 0.47) if side else layout.inner
    high = room if side else round(room * 0.5)
    pixels = open_picture(Path(look.picture), width=width, height=high) if look.picture else None
    if pixels is not None and is_colourful(pixels) and dress.kind != FLAT:
        ground = Blurred(pixels, look.width, look.height, light=ink_on(dress.ink) != INK)
    beside = side and pixels is not None
    words = fit(
        look.title,
        dress.heavy,
        width=layout.inner - (width + layout.px(60) if beside else 0),
        height=room * (0.8 if beside or pixels is None else 0.4),
        largest=layout.px(230),
        smallest=layout.px(104),
        limit=72,
    )
    above = label(dress, look.template.intro.label or look.label) if pixels is None or beside else None
    said = [above, text_part(dress, words, gap=layout.px(40)) if words.lines else None]
    if pixels is None:
        return ground, stack(layout, [part for part in said if part], lean=0.5)
    framed = _framed_part(dress, pixels)
    if not beside:
        return ground, stack(layout, [part for part in (framed, *said) if part], lean=0.5)
    return ground, (*_aside(dress, framed, pixels.shape[1]), *stack(layout, [p for p in said if p], lean=0.5))


def _aside(dress: Dress, framed: Part, width: int) -> tuple[Layer, ...]:
    """Place the picture at the far side of the words."""
    layout = dress.layout
    x = layout.left if dress.leftward else layout.right - width
    y = layout.top + (layout.bottom - layout.top - framed.height) // 2
    pixels = np.ascontiguousarray(framed.pixels)
    return (Layer(pixels, x - framed.pad, y - framed.pad),)
