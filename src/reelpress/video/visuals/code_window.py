"""A window with code in it, verbatim and in colour; what does not fit is cut with a visible mark. Knows no scene."""

import numpy as np
from PIL import Image
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.styles import get_style_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from reelpress.video.visuals.card import Part, lifted
from reelpress.video.visuals.clusters import clusters, drawable, pieces_of
from reelpress.video.visuals.coverage import MONO
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.palette import RGB, mixed, readable
from reelpress.video.visuals.shapes import fill, over, panel, rounded_mask
from reelpress.video.visuals.typeset import ELLIPSIS, Colour, Style, draw_line, width_of

CODE = Style(560, 1.46, MONO)
NAME = Style(500, 1.0, MONO)
GROUND: RGB = (13, 15, 28)
LIGHTS: tuple[RGB, ...] = ((255, 95, 87), (254, 188, 46), (40, 200, 64))
MOST_LINES, MOST_LETTERS = 40, 300
LARGEST, SMALLEST = 42, 29  # smaller code is not read on a phone
Piece = tuple[str, Colour]


def code_window(dress: Dress, source: str, language: str, *, room: int, gap: int) -> Part:
    """Return the window, at most `room` pixels high."""
    layout = dress.layout
    bar, side, edge = layout.px(76), layout.px(34), layout.px(34)
    ground = dress.palette.panel if dress.kind == PAPER else GROUND
    lines = _coloured(_lines(source), language, ground)
    width = layout.inner - 2 * side
    size = _size(layout, lines, width)
    step = size * CODE.leading
    faint = readable(mixed(ground, (150, 156, 180), 0.7), ground, 3.0)
    lines = _cut(lines, max(1, int((room - bar - edge) / step)), width, size, faint)
    height = round(bar + step * len(lines) + edge)
    radius = layout.px(28 if dress.kind != PAPER else 8)
    alpha = 0.94 if dress.kind not in (PAPER, FLAT) else 1.0
    picture = panel(layout.inner, height, radius, ground, alpha, light=dress.on_panel)
    disc = layout.px(22)
    for index, colour in enumerate(LIGHTS):
        over(picture, fill(rounded_mask(disc, disc, disc / 2), colour), side + index * layout.px(38), layout.px(30))
    image = Image.fromarray(picture)
    name = drawable(language[:24], MONO).strip()
    draw_line(image, side + layout.px(130), layout.px(50), name, NAME, layout.px(27), faint)
    for index, pieces in enumerate(lines):
        x, baseline = float(side), bar + (index + 0.72) * step
        for text, ink in pieces:
            x = draw_line(image, x, baseline, text, CODE, size, ink)
    raised, pad = lifted(dress, np.asarray(image))
    return Part(raised, height, gap=gap, pad=pad, delay=0.12)


def _lines(source: str) -> list[str]:
    """Return the lines to show, without what they are all indented by; one more than fits tells that there is more."""
    raw = source.expandtabs(4).strip("\n").splitlines()[: MOST_LINES + 1]
    lines = [drawable(line[:MOST_LETTERS], MONO).rstrip() for line in raw]
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents, default=0) :] for line in lines]


def _coloured(lines: list[str], language: str, ground: RGB) -> list[list[Piece]]:
    """Return each line as pieces with their colours; coloured before anything is cut, or an open quote would spill."""
    try:
        lexer = get_lexer_by_name(language.strip().lower()) if language.strip() else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    lexer.stripnl = False
    light = sum(ground) > 380
    style = get_style_by_name("friendly" if light else "one-dark")
    plain = "1d2230" if light else "d7dbe8"
    result: list[list[Piece]] = [[]]
    for kind, value in lexer.get_tokens("\n".join(lines)):
        found = style.style_for_token(kind)["color"] if kind in Token else None
        # Faint comments would not survive the encoder.
        colour = readable(_rgb(found or plain), ground)
        for index, piece in enumerate(value.split("\n")):
            if index:
                result.append([])
            if piece:
                result[-1].append((piece, colour))
    return [_whole(pieces) for pieces in result[: len(lines)]]


def _whole(pieces: list[Piece]) -> list[Piece]:
    """Put together again what a lexer tore apart: an emoji's parts, a letter and its mark."""
    kept: list[Piece] = []
    for text, colour in pieces:
        if kept and len(clusters(kept[-1][0][-1] + text[0])) == 1:
            kept[-1] = (kept[-1][0] + text, kept[-1][1])
        else:
            kept.append((text, colour))
    return kept


def _rgb(text: str) -> RGB:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def _text(pieces: list[Piece]) -> str:
    return "".join(text for text, _ in pieces)


def _width(pieces: list[Piece], size: int) -> float:
    return sum(width_of(text, CODE, size) for text, _ in pieces)


def _size(layout: Layout, lines: list[list[Piece]], width: int) -> int:
    """Return the size at which the longest line fits, within what is readable and what is not crude."""
    longest = max((_width(pieces, 100) for pieces in lines), default=0) / 100 or 1
    return max(layout.px(SMALLEST), min(layout.px(LARGEST), int(width / longest)))


def _cut(lines: list[list[Piece]], rows: int, width: int, size: int, faint: RGB) -> list[list[Piece]]:
    """Keep what fits into `rows` of `width` pixels; where anything is left out there stands a mark."""
    if len(lines) > rows or len(lines) > MOST_LINES:
        lines = lines[: min(rows, MOST_LINES + 1) - 1]
        while lines and not _text(lines[-1]).strip():
            lines = lines[:-1]
        lines = [*lines, [(ELLIPSIS, faint)]]
    return [_cut_line(pieces, width, size) for pieces in lines]


def _cut_line(pieces: list[Piece], width: int, size: int) -> list[Piece]:
    if _width(pieces, size) <= width:
        return pieces
    kept: list[Piece] = []
    left = width - width_of(ELLIPSIS, CODE, size)
    for text, colour in pieces:
        wide = width_of(text, CODE, size)
        if wide <= left:
            kept.append((text, colour))
            left -= wide
            continue
        letters = pieces_of(text)
        while letters and width_of("".join(letters), CODE, size) > left:
            letters.pop()
        return [*kept, ("".join(letters), colour), (ELLIPSIS, colour)]
    return kept
