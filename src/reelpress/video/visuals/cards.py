"""From a look to a picture: the background and the card of each kind of scene. Knows no time and no narration.

A scene whose own card cannot be drawn (no picture, no figures, nothing in the script's fonts) becomes a text card.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from reelpress.video.visuals import fonts, panels
from reelpress.video.visuals.background import Background, Blurred, Lights
from reelpress.video.visuals.card import (
    BOLD,
    HEAVY,
    Layer,
    Part,
    has_text,
    heading,
    paragraph,
    pill,
    stack,
    text_part,
)
from reelpress.video.visuals.code_window import code_window
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import INK, WHITE, Theme, theme_of
from reelpress.video.visuals.pictures import is_colourful, open_picture
from reelpress.video.visuals.shapes import Pixels, fill, over, rounded_mask, with_shadow
from reelpress.video.visuals.typeset import Style, draw_fitted, fit, width_of


@dataclass(frozen=True)
class Drawn:
    """A scene's picture in parts: the moving background and the layers over it."""

    background: Background
    layers: tuple[Layer, ...]


def draw(look: Look) -> Drawn:
    """Return the picture of `look`; never raises for what a post may hold."""
    layout = Layout(look.width, look.height)
    theme = theme_of(look.seed)
    background: Background = Lights(theme, f"{look.seed}/{look.index}", look.width, look.height)
    if look.kind == "image" and look.picture:
        shown = _image(look, layout)
        if shown is not None:
            return shown
    maker = MAKERS.get(look.kind, _text)
    parts = maker(look, layout, theme) or _text(look, layout, theme)
    return Drawn(background, stack(layout, parts, lean=0.40 if layout.tall else 0.5))


def _kept(*parts: Part | None) -> list[Part]:
    return [part for part in parts if part is not None]


def _title(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    high = layout.bottom - layout.top
    text = look.title or look.text
    fitted = fit(
        text,
        HEAVY,
        width=layout.inner,
        height=high * (0.68 if layout.tall else 0.6),
        largest=layout.px(164 if layout.tall else 140),
        smallest=layout.px(60),
        limit=140,
    )
    below = look.text if look.title and look.text != look.title else ""
    return _kept(
        pill(layout, look.label, theme.accent),
        text_part(layout, fitted, gap=layout.px(38), delay=0.08) if fitted.lines else None,
        paragraph(layout, below, largest=46, smallest=36, height=layout.px(190), gap=layout.px(34), delay=0.2),
    )


def _number(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    if not has_text(look.number):
        return []
    fitted = fit(
        look.number,
        Style(900, 1.0),
        width=layout.inner,
        height=layout.px(330),
        largest=layout.px(320),
        smallest=layout.px(90),
        limit=40,
    )
    room = layout.px(430 if layout.tall else 300)
    said = fit(
        look.text or look.title,
        BOLD,
        width=layout.inner,
        height=room,
        largest=layout.px(72),
        smallest=layout.px(40),
        limit=200,
    )
    return _kept(
        pill(layout, look.title if look.text else look.label, theme.accent),
        text_part(layout, fitted, colour=theme.accent, gap=layout.px(40), delay=0.08),
        text_part(layout, said, gap=layout.px(28), delay=0.22) if said.lines else None,
    )


def _quote(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    said = look.text or look.title
    if not has_text(said):
        return []
    room = layout.px(690 if layout.tall else 400)
    fitted = fit(
        said.strip('"“”„ '),
        BOLD,
        width=layout.inner,
        height=room,
        largest=layout.px(96),
        smallest=layout.px(44),
        limit=320,
    )
    named = look.attribution.lstrip("—–- ")
    return _kept(
        _mark(layout, theme),
        text_part(layout, fitted, gap=layout.px(36), delay=0.1),
        paragraph(
            layout,
            f"— {named}" if named else "",
            largest=42,
            smallest=34,
            height=layout.px(64),
            gap=layout.px(36),
            delay=0.3,
        ),
    )


def _mark(layout: Layout, theme: Theme) -> Part:
    """Return the two strokes of a quotation mark, drawn large from the font's own glyph."""
    size = layout.px(330 if layout.tall else 250)
    canvas = Image.new("L", (size, size), 0)
    glyph = fit("“", Style(900, 1.0), width=size, height=size, largest=size, smallest=size)
    draw_fitted(ImageDraw.Draw(canvas), 0, size * 0.1, glyph, (255,))  # type: ignore[arg-type]
    box = canvas.getbbox() or (0, 0, size, size)
    return Part(fill(np.asarray(canvas.crop(box)), theme.accent), box[3] - box[1])


def _list(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    rows = [item for item in look.items if has_text(item)]
    if not rows:
        return []
    top = heading(layout, look.title)
    room = layout.bottom - layout.top - (top.height + layout.px(44) if top else 0)
    return _kept(top, *panels.rows(layout, theme, rows, room=room, gap=layout.px(44)))


def _code(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    if not look.code.strip():
        return []
    top = heading(layout, look.title)
    room = layout.bottom - layout.top - (top.height + layout.px(44) if top else 0)
    return _kept(top, code_window(layout, look.code, look.language, room=room, gap=layout.px(44)))


def _chart(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    bars = panels.read_bars(look.items)
    if len(bars) < 2:
        return _list(look, layout, theme)
    top = heading(layout, look.title)
    room = layout.bottom - layout.top - (top.height + layout.px(44) if top else 0)
    return _kept(top, panels.chart(layout, theme, bars, room=room, gap=layout.px(44)))


def _text(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    said = look.text or look.title or look.attribution
    label = look.title if look.text else look.label
    room = layout.px(760 if layout.tall else 480)
    fitted = fit(said, BOLD, width=layout.inner, height=room, largest=layout.px(104), smallest=layout.px(44), limit=320)
    return _kept(
        pill(layout, label, theme.accent),
        text_part(layout, fitted, gap=layout.px(42), delay=0.1) if fitted.lines else None,
    )


def _end(look: Look, layout: Layout, theme: Theme) -> list[Part]:
    room = (layout.bottom - layout.top) * 0.4
    fitted = fit(
        look.title or look.text,
        HEAVY,
        width=layout.inner,
        height=room,
        largest=layout.px(132),
        smallest=layout.px(56),
        limit=120,
    )
    below = look.text if look.title else ""
    return _kept(
        text_part(layout, fitted) if fitted.lines else None,
        paragraph(layout, below, largest=50, smallest=38, height=layout.px(140), gap=layout.px(30)),
        _address(layout, look.attribution, theme),
    )


def _address(layout: Layout, address: str, theme: Theme) -> Part | None:
    """Return where the post can be read, as a button that cannot be missed."""
    shown = "".join(address.split()).split("://")[-1].removeprefix("www.").rstrip("/")
    style, side, size = Style(760, 1.1), layout.px(44), layout.px(50)
    room = layout.inner - 2 * side
    if width_of(fonts.drawable(shown[:200]), style, layout.px(38)) > room:
        shown = shown.split("/")[0]  # a long path is not read; the site is remembered
    fitted = fit(shown, style, width=room, height=size * 1.1, largest=size, smallest=layout.px(32), limit=90)
    if not fitted.lines:
        return None
    width, height = int(fitted.width) + 2 * side, fitted.height + layout.px(56)
    image = Image.fromarray(fill(rounded_mask(width, height, min(height / 2, layout.px(56))), theme.accent))
    draw_fitted(ImageDraw.Draw(image), side, layout.px(28), fitted, INK)
    picture, pad = with_shadow(np.asarray(image), sigma=layout.px(22), alpha=0.4, drop=layout.px(10))
    return Part(picture, height, gap=layout.px(52), pad=pad, delay=0.25)


def _image(look: Look, layout: Layout) -> Drawn | None:
    top = heading(layout, look.title)
    below = paragraph(layout, look.text, largest=44, smallest=36, height=layout.px(130), gap=layout.px(40), delay=0.25)
    taken = sum(part.height + layout.px(44) for part in (top, below) if part)
    room = layout.bottom - layout.top - taken
    pixels = open_picture(Path(look.picture), width=layout.inner, height=room)
    if pixels is None:
        return None
    background: Background = Blurred(pixels, look.width, look.height)
    if not is_colourful(pixels):
        background = Lights(theme_of(look.seed), f"{look.seed}/{look.index}", look.width, look.height)
    framed = _framed(pixels, layout)
    picture, pad = with_shadow(framed, sigma=layout.px(34), alpha=0.6, drop=layout.px(18))
    x = (layout.inner - pixels.shape[1]) // 2
    shown = Part(picture, pixels.shape[0], gap=layout.px(44), pad=pad, x=x, delay=0.12)
    return Drawn(background, stack(layout, _kept(top, shown, below), lean=0.42 if layout.tall else 0.5))


def _framed(pixels: Pixels, layout: Layout) -> Pixels:
    """Round the corners and draw a hairline, so that a white screenshot has an edge."""
    height, width = pixels.shape[:2]
    mask = rounded_mask(width, height, layout.px(30))
    framed = pixels.copy()
    framed[..., 3] = mask
    edge = mask.copy()
    edge[2:-2, 2:-2] -= rounded_mask(width - 4, height - 4, layout.px(30) - 2)
    over(framed, fill(edge, WHITE, 0.25))
    framed[..., 3] = mask
    return framed


Maker = Callable[[Look, Layout, Theme], list[Part]]
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
