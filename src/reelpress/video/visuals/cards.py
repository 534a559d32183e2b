"""From a look to a picture: the background and the card of each kind of scene. Knows no time and no narration.

A scene whose own card cannot be drawn (no picture, no figures, nothing in the script's fonts) becomes a text card.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from reelpress.video.visuals import charts, panels
from reelpress.video.visuals.background import Background, Lights
from reelpress.video.visuals.card import Layer, Part, has_text, heading, label, paragraph, stack, text_part
from reelpress.video.visuals.code_window import code_window
from reelpress.video.visuals.dress import FLAT, Dress
from reelpress.video.visuals.ending import address, ending
from reelpress.video.visuals.illustrated import image_scene, thumbnail
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.logo import corner_logo, logo_part
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.shapes import fill
from reelpress.video.visuals.typeset import Style, draw_fitted, fit
from reelpress.video.visuals.words import draw_caption

SHORT = 12  # letters of a title that may be huge


@dataclass(frozen=True)
class Drawn:
    """A scene's picture in parts: the moving background and the layers over it."""

    background: Background
    layers: tuple[Layer, ...]


def draw(look: Look) -> Drawn:
    """Return the picture of `look`; never raises for what a post may hold."""
    dress = Dress.of(look)
    ground: Background = Lights(dress, f"{look.seed}/{look.index}")
    if look.kind == "thumbnail":
        dress = Dress.of(look, Layout(look.width, look.height, captions=False))
        return Drawn(*thumbnail(look, dress, ground))
    corner = (*corner_logo(look, dress), *_caption(look, dress))
    if look.kind == "image" and look.picture:
        shown = image_scene(look, dress, ground)
        if shown is not None:
            return Drawn(shown[0], (*shown[1], *corner))
    parts = MAKERS.get(look.kind, _text)(look, dress) or _text(look, dress)
    lean = 0.40 if dress.layout.tall else 0.5
    return Drawn(ground, (*stack(dress.layout, parts, lean=lean), *corner))


def _caption(look: Look, dress: Dress) -> tuple[Layer, ...]:
    """Return the caption line that a still shows, its second word spoken."""
    line = draw_caption(dress.layout, look.caption, look.template.captions) if look.caption else None
    return (Layer(line.states[min(1, len(line.states) - 1)], line.x, line.y),) if line else ()


def _kept(*parts: Part | None) -> list[Part]:
    return [part for part in parts if part is not None]


def _title(look: Look, dress: Dress) -> list[Part]:
    layout = dress.layout
    high, said = layout.bottom - layout.top, look.title or look.text
    largest = 190 if dress.kind == FLAT else 164
    fitted = fit(
        said,
        dress.heavy,
        width=layout.inner,
        height=high * (0.64 if layout.tall else 0.58),
        largest=layout.px((largest if layout.tall else largest * 1.05) * (1.6 if len(said) <= SHORT else 1.0)),
        smallest=layout.px(60),
        limit=140,
    )
    below = look.text if look.title and look.text != look.title else ""
    logo = logo_part(look, dress) if look.template.intro.logo else None
    return _kept(
        logo,
        _spaced(label(dress, look.template.intro.label or look.label), layout.px(30) if logo else 0),
        text_part(dress, fitted, gap=layout.px(38), delay=0.08) if fitted.lines else None,
        paragraph(dress, below, largest=46, smallest=36, height=layout.px(190), gap=layout.px(34), delay=0.2),
    )


def _spaced(part: Part | None, gap: int) -> Part | None:
    return Part(part.pixels, part.height, gap=gap, pad=part.pad, x=part.x) if part else None


def _number(look: Look, dress: Dress) -> list[Part]:
    if not has_text(look.number):
        return []
    layout = dress.layout
    fitted = fit(
        look.number,
        Style(900, 1.0, dress.template.fonts.heading, dress.locale),
        width=layout.inner,
        height=layout.px(330),
        largest=layout.px(320),
        smallest=layout.px(90),
        limit=40,
    )
    room = layout.px(430 if layout.tall else 300)
    largest_size, smallest_size = layout.px(72), layout.px(40)
    said = fit(
        look.text or look.title,
        dress.bold,
        width=layout.inner,
        height=room,
        limit=200,
        largest=largest_size,
        smallest=smallest_size,
    )
    return _kept(
        label(dress, look.title if look.text else look.label),
        text_part(dress, fitted, colour=dress.accent, gap=layout.px(40), delay=0.08),
        text_part(dress, said, gap=layout.px(28), delay=0.22) if said.lines else None,
    )


def _quote(look: Look, dress: Dress) -> list[Part]:
    said = look.text or look.title
    if not has_text(said):
        return []
    layout = dress.layout
    room = layout.px(690 if layout.tall else 400)
    largest_size, smallest_size = layout.px(96), layout.px(44)
    fitted = fit(
        said.strip('"“”„«»「」 '),
        dress.bold,
        width=layout.inner,
        height=room,
        limit=320,
        largest=largest_size,
        smallest=smallest_size,
    )
    named = look.attribution.lstrip("—–- ")
    by = {"largest": 42, "smallest": 34, "height": layout.px(64), "gap": layout.px(36)}
    return _kept(
        _mark(dress),
        text_part(dress, fitted, gap=layout.px(36), delay=0.1) if fitted.lines else None,
        paragraph(dress, f"— {named}" if named else "", delay=0.3, **by),
    )


def _mark(dress: Dress) -> Part:
    """Return the two strokes of a quotation mark, drawn large from the font's own glyph."""
    size = dress.layout.px(330 if dress.layout.tall else 250)
    canvas = Image.new("RGBA", (size, size), (*dress.accent, 0))
    style = Style(900, 1.0, dress.template.fonts.heading)
    glyph = fit("“", style, width=size, height=size, largest=size, smallest=size)
    draw_fitted(canvas, 0, size * 0.1, glyph, dress.accent)
    box = canvas.getchannel("A").getbbox() or (0, 0, size, size)
    mask = np.asarray(canvas.getchannel("A").crop(box))
    # A quotation that is read from the right opens at the right.
    mask = np.ascontiguousarray(mask[:, ::-1]) if dress.leftward else mask
    return Part(fill(mask, dress.accent), box[3] - box[1], x=dress.aside(mask.shape[1]))


def _below(dress: Dress, top: Part | None) -> dict[str, int]:
    """Return how much room a panel has under its heading, and how far below it begins."""
    layout = dress.layout
    gap = layout.px(44)
    return {"room": layout.bottom - layout.top - (top.height + gap if top else 0), "gap": gap}


def _list(look: Look, dress: Dress) -> list[Part]:
    rows = [item for item in look.items if has_text(item)]
    if not rows:
        return []
    top = heading(dress, look.title)
    return _kept(top, *panels.rows(dress, rows, **_below(dress, top)))


def _code(look: Look, dress: Dress) -> list[Part]:
    if not look.code.strip():
        return []
    top = heading(dress, look.title)
    return _kept(top, code_window(dress, look.code, look.language, **_below(dress, top)))


def _chart(look: Look, dress: Dress) -> list[Part]:
    bars = charts.read_bars(look.items)
    if not bars:
        return _list(look, dress)
    top = heading(dress, look.title)
    return _kept(top, charts.chart(dress, bars, **_below(dress, top)))


def _text(look: Look, dress: Dress) -> list[Part]:
    layout = dress.layout
    said = look.text or look.title or look.attribution
    room = layout.px(760 if layout.tall else 480)
    largest_size, smallest_size = layout.px(104), layout.px(44)
    fitted = fit(
        said, dress.bold, width=layout.inner, height=room, limit=320, largest=largest_size, smallest=smallest_size
    )
    return _kept(
        label(dress, look.title if look.text else look.label),
        text_part(dress, fitted, gap=layout.px(42), delay=0.1) if fitted.lines else None,
    )


def _end(look: Look, dress: Dress) -> list[Part]:
    logo = logo_part(look, dress) if look.template.outro.logo else None
    return _kept(logo, *ending(look, dress), address(look, dress))


Maker = Callable[[Look, Dress], list[Part]]
MAKERS: dict[str, Maker] = {
    "title": _title,
    "number": _number,
    "list": _list,
    "quote": _quote,
    "code": _code,
    "chart": _chart,
    "text": _text,
    "end": _end,
}
