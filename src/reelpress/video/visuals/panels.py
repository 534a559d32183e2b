"""Numbered rows: what a list becomes. Knows no scene."""

import numpy as np
from PIL import Image

from reelpress.video.visuals.card import Part, lifted, plate, text_part
from reelpress.video.visuals.dress import FLAT, LIGHTS, PAPER, Dress
from reelpress.video.visuals.palette import ink_on
from reelpress.video.visuals.shapes import Pixels, blank, fill, over, rounded_mask
from reelpress.video.visuals.typeset import Fitted, Style, draw_fitted, fit

MOST_ROWS, MOST_ROWS_TALL = 5, 6


def rows(dress: Dress, items: list[str], *, room: int, gap: int) -> list[Part]:
    """Return one panel a list item, numbered; what does not fit is counted below the last."""
    layout = dress.layout
    most_rows = MOST_ROWS_TALL if layout.tall else MOST_ROWS
    hidden = len(items) - most_rows + 1 if len(items) > most_rows else 0
    shown = [*items[: most_rows - 1], f"… +{hidden}"] if hidden else items
    between = layout.px(22 if dress.kind != PAPER else 12)
    most = min(layout.px(230), (room - between * (len(shown) - 1)) // len(shown))
    padding, disc = layout.px(30), min(layout.px(84), most - layout.px(20))
    width, high = layout.inner - padding * 3 - disc, most - layout.px(28)
    texts = [_row_text(dress, item, width, high, layout.px(58)) for item in shown]
    size = min(text.size for text in texts)
    texts = [_row_text(dress, item, width, high, size) for item in shown]
    height = min(most, max(disc + layout.px(44), *(text.height + layout.px(52) for text in texts)))
    parts = []
    for index, text in enumerate(texts):
        last = index == len(texts) - 1
        if hidden and last:
            parts.append(text_part(dress, text, alpha=0.85, gap=layout.px(28), delay=0.12 + 0.14 * index))
            break
        picture = _row(dress, text, str(index + 1), height, disc, last=last)
        raised, pad = lifted(dress, picture) if dress.kind == LIGHTS else (picture, 0)
        parts.append(Part(raised, height, gap=between if index else gap, pad=pad, delay=0.12 + 0.14 * index))
    return parts


def _row_text(dress: Dress, item: str, width: int, height: int, largest: int) -> Fitted:
    smallest = min(largest, dress.layout.px(34))
    return fit(
        item, dress.row, width=width, height=height, largest=largest, smallest=smallest, limit=140, balance=False
    )


def _row(dress: Dress, text: Fitted, number: str, height: int, disc: int, *, last: bool) -> Pixels:
    layout = dress.layout
    padding, width = layout.px(30), layout.inner
    picture = blank(width, height) if dress.kind == PAPER else plate(dress, width, height)
    ink = dress.ink if dress.kind == PAPER else dress.on_panel
    if dress.kind == PAPER and not last:
        rule = fill(np.full((max(1, layout.px(2)), width), 255, np.uint8), dress.ink, 0.22)
        over(picture, rule, 0, height - layout.px(2))
    over(picture, _number(dress, number, disc, height), *_number_place(dress, disc, height))
    beside = padding * 2 + disc
    room = width - beside - padding
    image = Image.fromarray(picture)
    if dress.kind == PAPER:
        image = _inked(picture, ink)
    left = padding if dress.leftward else beside
    column = room if text.leftward else text.width
    if dress.leftward and not text.leftward:
        left += round(room - text.width)
    draw_fitted(image, left, (height - text.height) / 2, text, ink, within=column)
    return np.asarray(image)


def _inked(picture: Pixels, ink: tuple[int, int, int]) -> Image.Image:
    """Give what is transparent the colour of the ink, so that letters get no dark edge."""
    inked = picture.copy()
    inked[..., :3][picture[..., 3] == 0] = ink
    return Image.fromarray(inked)


def _number(dress: Dress, number: str, disc: int, height: int) -> Pixels:
    """Return the number of a row: on a disc, in a block as high as the row, or plain."""
    if dress.kind == PAPER:
        canvas = Image.new("RGBA", (disc, disc), (*dress.accent, 0))
        ink, style = dress.accent, Style(dress.heavy.weight, 1.0, dress.heavy.family)
    elif dress.kind == FLAT:
        mask = rounded_mask(disc + dress.layout.px(30), height, dress.radius)
        mask[:, -dress.radius :] = 255
        mask = mask[:, ::-1] if dress.leftward else mask
        canvas = Image.fromarray(fill(np.ascontiguousarray(mask), dress.palette.accent))
        ink, style = dress.on_accent, Style(dress.heavy.weight, 1.0, dress.heavy.family)
    else:
        canvas = Image.fromarray(fill(rounded_mask(disc, disc, disc / 2), dress.palette.accent))
        ink, style = ink_on(dress.palette.accent), Style(860, 1.0)
    share = 0.54 if dress.kind == LIGHTS else 0.78
    size = round(disc * share)
    figure = fit(number, style, width=canvas.width, height=disc, largest=size, smallest=min(size, 12))
    draw_fitted(canvas, 0, (canvas.height - figure.height) / 2, figure, ink, centred=canvas.width)
    return np.asarray(canvas)


def _number_place(dress: Dress, disc: int, height: int) -> tuple[int, int]:
    layout = dress.layout
    if dress.kind == FLAT:
        return (layout.inner - disc - layout.px(30) if dress.leftward else 0), 0
    side = layout.px(30) if dress.kind == LIGHTS else layout.px(8)
    return (layout.inner - side - disc if dress.leftward else side), (height - disc) // 2
