"""A window with code in it, verbatim and in colour; what does not fit is cut with a visible mark. Knows no scene."""

import numpy as np
from PIL import Image, ImageDraw
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.styles import get_style_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from reelpress.video.visuals import fonts
from reelpress.video.visuals.card import Part
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.palette import RGB
from reelpress.video.visuals.panels import lifted
from reelpress.video.visuals.shapes import fill, over, panel, rounded_mask
from reelpress.video.visuals.typeset import ELLIPSIS, Colour, Style, draw_line, width_of

CODE = Style(560, 1.46, fonts.MONO)
NAME = Style(500, 1.0, fonts.MONO)
GROUND: RGB = (13, 15, 28)
LIGHTS: tuple[RGB, ...] = ((255, 95, 87), (254, 188, 46), (40, 200, 64))
MOST_LINES, MOST_LETTERS = 40, 300
LARGEST, SMALLEST = 40, 29  # smaller code is not read on a phone
Piece = tuple[str, Colour]


def code_window(layout: Layout, source: str, language: str, *, room: int, gap: int) -> Part:
    """Return the window, at most `room` pixels high."""
    bar, side, edge = layout.px(76), layout.px(34), layout.px(34)
    lines = _coloured(_lines(source), language)
    size = _size(layout, lines, layout.inner - 2 * side)
    step = size * CODE.leading
    lines = _cut(
        lines, max(1, int((room - bar - edge) / step)), int((layout.inner - 2 * side) / width_of("0", CODE, size))
    )
    height = round(bar + step * len(lines) + edge)
    picture = panel(layout.inner, height, layout.px(28), GROUND, 0.94)
    disc = layout.px(22)
    for index, colour in enumerate(LIGHTS):
        over(picture, fill(rounded_mask(disc, disc, disc / 2), colour), side + index * layout.px(38), layout.px(30))
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    name = fonts.drawable(language[:24], fonts.MONO).strip()
    draw_line(draw, side + layout.px(130), layout.px(50), name, NAME, layout.px(27), (150, 156, 180))
    for index, pieces in enumerate(lines):
        x, baseline = float(side), bar + (index + 0.72) * step
        for text, ink in pieces:
            x = draw_line(draw, x, baseline, text, CODE, size, ink)
    raised, pad = lifted(np.asarray(image), layout)
    return Part(raised, height, gap=gap, pad=pad, delay=0.12)


def _lines(source: str) -> list[str]:
    """Return the lines to show, without what they are all indented by; one more than fits tells that there is more."""
    raw = source.expandtabs(4).strip("\n").splitlines()[: MOST_LINES + 1]
    lines = [fonts.drawable(line[:MOST_LETTERS], fonts.MONO).rstrip() for line in raw]
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents, default=0) :] for line in lines]


def _coloured(lines: list[str], language: str) -> list[list[Piece]]:
    """Return each line as pieces with their colours; coloured before anything is cut, or an open quote would spill."""
    try:
        lexer = get_lexer_by_name(language.strip().lower()) if language.strip() else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    lexer.stripnl = False
    style = get_style_by_name("one-dark")
    result: list[list[Piece]] = [[]]
    for kind, value in lexer.get_tokens("\n".join(lines)):
        found = style.style_for_token(kind)["color"] if kind in Token else None
        colour = _readable(found or "d7dbe8")
        for index, piece in enumerate(value.split("\n")):
            if index:
                result.append([])
            if piece:
                result[-1].append((piece, colour))
    return result[: len(lines)]


def _readable(text: str) -> RGB:
    """Return the colour, lifted where it is dark: faint comments would not survive the encoder."""
    red, green, blue = (int(text[i : i + 2], 16) for i in (0, 2, 4))
    lift = max(0.0, 120 - (0.3 * red + 0.6 * green + 0.1 * blue)) / 255
    return round(red + (255 - red) * lift), round(green + (255 - green) * lift), round(blue + (255 - blue) * lift)


def _text(pieces: list[Piece]) -> str:
    return "".join(text for text, _ in pieces)


def _size(layout: Layout, lines: list[list[Piece]], width: int) -> int:
    """Return the size at which the longest line fits, within what is readable and what is not crude."""
    longest = max((width_of(_text(pieces), CODE, 100) for pieces in lines), default=0) / 100 or 1
    return max(layout.px(SMALLEST), min(layout.px(LARGEST), int(width / longest)))


def _cut(lines: list[list[Piece]], rows: int, letters: int) -> list[list[Piece]]:
    """Keep what fits into `rows` of `letters`; where anything is left out there stands a mark."""
    if len(lines) > rows or len(lines) > MOST_LINES:
        lines = lines[: min(rows, MOST_LINES + 1) - 1]
        while lines and not _text(lines[-1]).strip():
            lines = lines[:-1]
        lines = [*lines, [(ELLIPSIS, (150, 156, 180))]]
    return [_cut_line(pieces, letters) for pieces in lines]


def _cut_line(pieces: list[Piece], letters: int) -> list[Piece]:
    if len(_text(pieces)) <= letters:
        return pieces
    kept: list[Piece] = []
    left = letters - 1
    for text, colour in pieces:
        kept.append((text[:left], colour))
        left -= len(text)
        if left <= 0:
            return [*kept, (ELLIPSIS, colour)]
    return kept
