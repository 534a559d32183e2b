"""From a look to a picture: the background and the card of each kind of scene. Knows no time and no narration.

A scene whose own card cannot be drawn (no picture, no figures, nothing in the script's fonts) becomes a text card.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from reelpress.video.visuals import charts, panels
from reelpress.video.visuals.background import Background, Lights
from reelpress.video.visuals.card import Layer, Part, aside, has_text, heading, label, paragraph, stack, text_part
from reelpress.video.visuals.code_window import code_window
from reelpress.video.visuals.columns import side_by_side
from reelpress.video.visuals.dress import FLAT, Dress
from reelpress.video.visuals.ending import address, ending
from reelpress.video.visuals.illustrated import image_scene, thumbnail
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.lettering import draw_fitted
from reelpress.video.visuals.logo import corner_logo, logo_part
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import RGB
from reelpress.video.visuals.shapes import fill
from reelpress.video.visuals.statement import STEP, parted, statement
from reelpress.video.visuals.stress import stressed
from reelpress.video.visuals.typeset import Fitted, Style, fit
from reelpress.video.visuals.words import draw_caption

SHORT, SHORTISH = 12, 28  # letters of a title that may be huge, and of one that may be larger than others


@dataclass(frozen=True)
class Drawn:
    """A scene's picture in parts: the moving background, the layers over it, and the rows as they are while said."""

    background: Background
    layers: tuple[Layer, ...]
    rows: tuple[Layer, ...] = ()

    @classmethod
    def of(cls, background: Background, layers: tuple[Layer, ...]) -> "Drawn":
        """Return the picture whose layers these are, rows that stand out among them."""
        rows = tuple(layer for layer in layers if layer.row is not None)
        return cls(background, tuple(layer for layer in layers if layer.row is None), rows)


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
    if columns := _in_columns(look, dress):
        return Drawn.of(ground, (*columns, *corner))
    parts = MAKERS.get(look.kind, _text)(look, dress) or _text(look, dress)
    lean = 0.40 if dress.layout.tall else 0.5
    return Drawn.of(ground, (*stack(dress.layout, parts, lean=lean), *corner))


def _caption(look: Look, dress: Dress) -> tuple[Layer, ...]:
    """Return the caption line that a still shows, its second word spoken."""
    line = draw_caption(dress.layout, look.caption, look.template.captions) if look.caption else None
    return (Layer(line.states[min(1, len(line.states) - 1)], line.x, line.y),) if line else ()


def _kept(*parts: Part | None) -> list[Part]:
    return [part for part in parts if part is not None]


def _title(look: Look, dress: Dress) -> list[Part]:
    layout = dress.layout
    high, said = layout.bottom - layout.top, look.title or look.text
    main, rest = parted(said)
    below = look.text if look.title and look.text != look.title else ""
    largest = (190 if dress.kind == FLAT else 164) * (1.0 if layout.tall else 1.05)
    share = 0.64 if layout.tall else 0.58 if below or rest else 0.74
    fitted = fit(
        main,
        dress.heavy,
        width=layout.inner,
        height=high * share * (0.86 if rest else 1.0),
        largest=layout.px(largest * (1.6 if len(main) <= SHORT else 1.25 if len(main) <= SHORTISH else 1.0)),
        smallest=layout.px(60),
        limit=140,
    )
    logo = logo_part(look, dress) if look.template.intro.logo else None
    return _kept(
        logo,
        _spaced(label(dress, look.template.intro.label or look.label), layout.px(30) if logo else 0),
        _large(dress, fitted.marked("" if rest else stressed(main)), gap=layout.px(38)),
        _second(dress, rest, round(fitted.size * 0.72)),
        paragraph(dress, below, largest=56, smallest=36, height=layout.px(210), gap=layout.px(34), delay=0.3),
    )


def _large(dress: Dress, fitted: Fitted, *, gap: int, colour: RGB | None = None) -> Part | None:
    """Return large type that comes line by line."""
    return text_part(dress, fitted, colour=colour, gap=gap, delay=0.08, step=STEP) if fitted.lines else None


def _second(dress: Dress, text: str, largest: int) -> Part | None:
    """Return the second part of a title, smaller and in the accent."""
    layout = dress.layout
    room = (layout.bottom - layout.top) * 0.26
    most = min(largest, layout.px(92))
    fitted = fit(text, dress.bold, width=layout.inner, height=room, largest=most, smallest=layout.px(48), limit=120)
    if not fitted.lines:
        return None
    return text_part(dress, fitted, colour=dress.accent, gap=layout.px(30), delay=0.22, step=STEP)


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
        height=layout.px(420 if layout.tall else 330),
        largest=layout.px(400 if layout.tall else 320),
        smallest=layout.px(90),
        limit=40,
    )
    above = label(dress, look.title if look.text else look.label)
    taken = fitted.height + layout.px(68) + (above.height if above else 0)
    said = fit(
        look.text or look.title,
        dress.bold,
        width=layout.inner,
        height=min(layout.bottom - layout.top - taken, layout.px(430)),
        largest=layout.px(88 if layout.tall else 76),
        smallest=layout.px(44),
        limit=200,
    )
    return _kept(
        above,
        _large(dress, fitted, colour=dress.accent, gap=layout.px(40)),
        text_part(dress, said, gap=layout.px(28), delay=0.22, step=STEP) if said.lines else None,
    )


def _quote(look: Look, dress: Dress) -> list[Part]:
    said = look.text or look.title
    if not has_text(said):
        return []
    layout = dress.layout
    room = layout.px(720 if layout.tall else 400)
    largest_size, smallest_size = layout.px(118 if layout.tall else 100), layout.px(48)
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
    by = {"largest": 46, "smallest": 36, "height": layout.px(64), "gap": layout.px(40)}
    return _kept(
        _mark(dress),
        _large(dress, fitted.marked(stressed(said)), gap=layout.px(40)),
        paragraph(dress, f"— {named}" if named else "", delay=0.3, **by),
    )


def _mark(dress: Dress) -> Part:
    """Return a quotation mark, drawn large from the serif's glyph: in other families it is two plain strokes."""
    size = dress.layout.px(400 if dress.layout.tall else 290)
    canvas = Image.new("RGBA", (size, size), (*dress.accent, 0))
    style = Style(900, 1.0, "serif")
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
    rows = {place: item for place, item in enumerate(look.items) if has_text(item)}
    if not rows:
        return []
    top = heading(dress, look.title)
    return _kept(top, *panels.rows(dress, rows, mark=look.number, **_below(dress, top)))


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


def _in_columns(look: Look, dress: Dress) -> tuple[Layer, ...]:
    """Return a list or a chart beside its heading, which in a wide frame leaves it the whole height; else nothing."""
    if not dress.layout.wide or look.kind not in ("list", "chart") or not has_text(look.title):
        return ()
    maker = MAKERS[look.kind]
    alone = replace(look, title="")
    if not maker(alone, dress):
        return ()
    return side_by_side(
        dress, lambda column, _: _kept(aside(column, look.title)), lambda column, _: maker(alone, column)
    )


def _text(look: Look, dress: Dress) -> list[Part]:
    layout = dress.layout
    above = label(dress, look.title if look.text else look.label)
    room = layout.bottom - layout.top - (above.height + layout.px(42) if above else 0)
    said = look.text or look.title or look.attribution
    fitting = {"room": min(room, layout.px(880)), "index": look.index, "gap": layout.px(42)}
    return _kept(above, statement(dress, said, number=look.number, **fitting))


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
