"""A window with code in it, verbatim and in colour. Knows no scene."""

import numpy as np
from PIL import Image
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.styles import get_style_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from reelpress.video.visuals.card import Part, lifted
from reelpress.video.visuals.clusters import clusters, drawable
from reelpress.video.visuals.code_lines import CODE, Box, Line, set_lines
from reelpress.video.visuals.coverage import MONO
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.lettering import draw_line
from reelpress.video.visuals.palette import RGB, mixed, readable
from reelpress.video.visuals.shapes import fill, over, panel, rounded_mask
from reelpress.video.visuals.typeset import Style

NAME = Style(500, 1.0, MONO)
GROUND: RGB = (13, 15, 28)
LIGHTS: tuple[RGB, ...] = ((255, 95, 87), (254, 188, 46), (40, 200, 64))
MOST_LINES, MOST_LETTERS = 40, 300
LARGEST, SMALLEST, SMALLEST_WIDE = 68, 34, 30  # smaller code is not read: a phone shows a tall frame at a third


def code_window(dress: Dress, source: str, language: str, *, room: int, gap: int) -> Part:
    """Return the window, at most `room` pixels high."""
    layout = dress.layout
    bar, side, edge = layout.px(76), layout.px(34), layout.px(34)
    ground = dress.palette.panel if dress.kind == PAPER else GROUND
    faint = readable(mixed(ground, (150, 156, 180), 0.7), ground, 3.0)
    raw, more = _lines(source)
    smallest = layout.px(SMALLEST_WIDE if layout.wide else SMALLEST)
    box = Box(layout.inner - 2 * side, room - bar - edge, smallest, layout.px(LARGEST))
    size, lines = set_lines(_coloured(raw, language, ground), box, faint, goes_on=more)
    step = size * CODE.leading
    height = round(bar + step * len(lines) + edge)
    radius = layout.px(28 if dress.kind != PAPER else 8)
    alpha = 0.94 if dress.kind not in (PAPER, FLAT) else 1.0
    picture = panel(layout.inner, height, radius, ground, alpha, light=dress.on_panel)
    disc = layout.px(22)
    for index, colour in enumerate(LIGHTS):
        over(picture, fill(rounded_mask(disc, disc, disc / 2), colour), side + index * layout.px(38), layout.px(30))
    image = Image.fromarray(picture)
    name = drawable(language[:24], MONO).strip()
    draw_line(image, side + layout.px(130), layout.px(50), name, NAME, layout.px(28), faint)
    for index, pieces in enumerate(lines):
        x, baseline = float(side), bar + (index + 0.72) * step
        for text, ink in pieces:
            x = draw_line(image, x, baseline, text, CODE, size, ink)
    raised, pad = lifted(dress, np.asarray(image))
    return Part(raised, height, gap=gap, pad=pad, delay=0.12)


def _lines(source: str) -> tuple[list[str], bool]:
    """Return the lines that may be shown, without what they are all indented by, and whether the source has more."""
    raw = source.expandtabs(4).strip("\n").splitlines()
    lines = [drawable(line[:MOST_LETTERS], MONO).rstrip() for line in raw[:MOST_LINES]]
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents, default=0) :] for line in lines], len(raw) > MOST_LINES


def _coloured(lines: list[str], language: str, ground: RGB) -> list[Line]:
    """Return each line as pieces with their colours; coloured before anything is cut, or an open quote would spill."""
    try:
        lexer = get_lexer_by_name(language.strip().lower()) if language.strip() else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    lexer.stripnl = False
    light = sum(ground) > 380
    style = get_style_by_name("friendly" if light else "one-dark")
    plain = "1d2230" if light else "d7dbe8"
    result: list[Line] = [[]]
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


def _whole(pieces: Line) -> Line:
    """Put together again what a lexer tore apart: an emoji's parts, a letter and its mark."""
    kept: Line = []
    for text, colour in pieces:
        if kept and len(clusters(kept[-1][0][-1] + text[0])) == 1:
            kept[-1] = (kept[-1][0] + text, kept[-1][1])
        else:
            kept.append((text, colour))
    return kept


def _rgb(text: str) -> RGB:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)
