"""Numbered rows: what a list becomes. Knows no scene."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from reelpress.video.visuals.card import Layer, Part, lifted, plate, text_part
from reelpress.video.visuals.dress import FLAT, LIGHTS, PAPER, Dress
from reelpress.video.visuals.lettering import draw_fitted
from reelpress.video.visuals.palette import RGB, ink_on, mixed, readable
from reelpress.video.visuals.shapes import Pixels, blank, fill, over, rounded_mask
from reelpress.video.visuals.typeset import Fitted, Style, fit

MOST_ROWS, MOST_ROWS_TALL = 5, 6
LARGEST, SMALLEST, STEP = 72, 34, 2  # sizes of the words in a row
MARGINS = (56, 38, 24)  # above and below the words of a row together
LATER = 0.09  # seconds from one row to the next
SHRUNK = 0.85  # how far type shrinks for fewer lines
UNLIKE = 1.5  # rows of which one is so many times higher than another keep their own heights
TINT = 0.2  # how much of the accent the paper takes under the row that is said


@dataclass(frozen=True)
class Rows:
    """The rows of a list as they fit: their words, all of one size, and how high each row is."""

    texts: tuple[Fitted, ...]
    heights: tuple[int, ...]

    @property
    def lines(self) -> int:
        return sum(len(text.lines) for text in self.texts)


def rows(dress: Dress, items: dict[int, str], *, room: int, gap: int, mark: str = "") -> list[Part]:
    """Return one panel a list item, numbered or with a `mark`; what does not fit is counted below the last.

    Each comes with the row as it stands out while it is said, named by its place in the list.
    """
    layout = dress.layout
    shown, rest = _counted(list(items.values()), MOST_ROWS_TALL if layout.tall else MOST_ROWS)
    between = layout.px((22 if layout.tall else 14) if dress.kind != PAPER else 8)
    below = _rest(dress, rest, LATER * (1 + len(shown)))
    room -= between * (len(shown) - 1) + (below.height + below.gap if below else 0)
    fitted = _fitted(dress, shown, room)
    parts = []
    for index, (place, text, height) in enumerate(zip(items, fitted.texts, fitted.heights, strict=False)):
        delay = LATER * (1 + index)
        row = Row(text, mark or str(index + 1), height, min(layout.px(84), height - layout.px(20)))
        picture = _row(dress, row, last=index == len(shown) - 1)
        raised, pad = lifted(dress, picture) if dress.kind == LIGHTS else (picture, 0)
        said = _said(dress, row, place, delay)
        parts.append(Part(raised, height, gap=between if index else gap, pad=pad, delay=delay, extra=(said,)))
    return [*parts, below] if below else parts


def _counted(items: list[str], most: int) -> tuple[list[str], str]:
    """Return the rows to show, and what stands below them: how many there are besides."""
    *first, last = items
    told = last if first and last.startswith("…") else ""
    first = first if told else items
    if len(first) <= most:
        return first, told
    return first[: most - 1], f"… +{len(first) - most + 1}"


def _rest(dress: Dress, text: str, delay: float) -> Part | None:
    layout, size = dress.layout, dress.layout.px(44)
    if not text:
        return None
    fitted = fit(text, dress.row, width=layout.inner, height=size * 1.3, largest=size, smallest=size, limit=60)
    return text_part(dress, fitted, alpha=0.9, gap=layout.px(26), delay=delay) if fitted.lines else None


def _fitted(dress: Dress, items: list[str], room: int) -> Rows:
    """Return the rows in the largest type in which all of them fit; a little smaller where that takes fewer lines."""
    layout = dress.layout
    best: Rows | None = None
    largest = 0
    for size in range(layout.px(LARGEST), layout.px(SMALLEST) - 1, -STEP):
        if size < SHRUNK * largest:
            break
        found = _sized(dress, items, room, size)
        largest = largest or (size if found else 0)
        if found and (best is None or found.lines < best.lines):
            best = found
    if best:
        return best
    # Even the smallest type is too large: every row gets the same, and is cut visibly.
    high = min(room // len(items), layout.px(230))
    width, most = _room_beside(dress), high - layout.px(MARGINS[-1])
    texts = [_row_text(dress, item, width, most, layout.px(SMALLEST)) for item in items]
    return Rows(tuple(texts), (high,) * len(items))


def _sized(dress: Dress, items: list[str], room: int, size: int) -> Rows | None:
    """Return the rows in type of this size, of one height where there is room for that; None when they do not fit."""
    layout = dress.layout
    width, least = _room_beside(dress), min(layout.px(124), room // len(items))
    texts = tuple(_row_text(dress, item, width, room, size) for item in items)
    if any(_breaks(text, item) for text, item in zip(texts, items, strict=True)) and size > layout.px(SMALLEST):
        return None
    for margin in (layout.px(margin) for margin in MARGINS):
        heights = tuple(max(least, text.height + margin) for text in texts)
        if max(heights) * len(items) <= room and max(heights) <= UNLIKE * min(heights):
            return Rows(texts, (max(heights),) * len(items))
        if sum(heights) <= room:
            return Rows(texts, heights)
    return None


def _breaks(text: Fitted, item: str) -> bool:
    """Whether a word was broken to make the text fit."""
    return " ".join(text.lines).split() != item.split() and "".join(text.lines) != item


def _room_beside(dress: Dress) -> int:
    """Return how wide the words of a row may be, beside its number."""
    return dress.layout.inner - dress.layout.px(30) * 3 - dress.layout.px(84)


def _row_text(dress: Dress, item: str, width: int, height: int, size: int) -> Fitted:
    return fit(item, dress.row, width=width, height=height, largest=size, smallest=size, limit=160)


@dataclass(frozen=True)
class Row:
    """One row: its words, its number or mark, and how high it and its disc are."""

    text: Fitted
    number: str
    height: int
    disc: int


def _row(dress: Dress, row: Row, *, last: bool) -> Pixels:
    layout = dress.layout
    picture = blank(layout.inner, row.height) if dress.kind == PAPER else plate(dress, layout.inner, row.height)
    if dress.kind == PAPER and not last:
        rule = fill(np.full((max(1, layout.px(2)), layout.inner), 255, np.uint8), dress.ink, 0.22)
        over(picture, rule, 0, row.height - layout.px(2))
    over(picture, _number(dress, row), *_number_place(dress, row))
    return _lettered(dress, picture, row, dress.ink if dress.kind == PAPER else dress.on_panel)


def _said(dress: Dress, row: Row, place: int, delay: float) -> Layer:
    """Return a row as it stands out while it is said: on the accent, on paper on a tint of it."""
    layout = dress.layout
    wide = layout.px(22) if dress.kind == PAPER else 0
    ground = mixed(dress.palette.ground, dress.accent, TINT) if dress.kind == PAPER else dress.palette.accent
    band = fill(rounded_mask(layout.inner + 2 * wide, row.height, dress.radius), ground)
    picture = np.ascontiguousarray(band[:, wide : wide + layout.inner])
    over(picture, _number(dress, row, said=True), *_number_place(dress, row))
    band[:, wide : wide + layout.inner] = _lettered(
        dress, picture, row, readable(dress.ink, ground) if wide else ink_on(ground)
    )
    return Layer(band, -wide, 0, delay, row=place)


def _lettered(dress: Dress, picture: Pixels, row: Row, ink: RGB) -> Pixels:
    """Return `picture` with the words of a row on it, beside its number."""
    padding, text = dress.layout.px(30), row.text
    beside = padding * 2 + row.disc
    room = dress.layout.inner - beside - padding
    image = _inked(picture, ink) if dress.kind == PAPER else Image.fromarray(picture)
    left = padding if dress.leftward else beside
    column = room if text.leftward else text.width
    if dress.leftward and not text.leftward:
        left += round(room - text.width)
    draw_fitted(image, left, (row.height - text.height) / 2, text, ink, within=column)
    return np.asarray(image)


def _inked(picture: Pixels, ink: RGB) -> Image.Image:
    """Give what is transparent the colour of the ink, so that letters get no dark edge."""
    inked = picture.copy()
    inked[..., :3][picture[..., 3] == 0] = ink
    return Image.fromarray(inked)


def _number(dress: Dress, row: Row, *, said: bool = False) -> Pixels:
    """Return the number of a row: on a disc, in a block as high as the row, or plain; turned round while it is said."""
    disc, style = row.disc, Style(dress.heavy.weight, 1.0, dress.heavy.family)
    ground, ink = dress.palette.accent, dress.on_accent
    if dress.kind == PAPER:
        ink = readable(dress.accent, mixed(dress.palette.ground, dress.accent, TINT), 3.0) if said else dress.accent
        canvas = Image.new("RGBA", (disc, disc), (*ink, 0))
    elif dress.kind == FLAT:
        mask = rounded_mask(disc + dress.layout.px(30), row.height, dress.radius)
        mask[:, -dress.radius :] = 255
        mask = mask[:, ::-1] if dress.leftward else mask
        canvas = Image.fromarray(fill(np.ascontiguousarray(mask), ground))
    else:
        ground, ink = (ink, ground) if said else (ground, ink)
        canvas, style = Image.fromarray(fill(rounded_mask(disc, disc, disc / 2), ground)), Style(860, 1.0)
    share = 0.54 if dress.kind == LIGHTS else 0.78
    size = round(disc * share)
    figure = fit(row.number, style, width=canvas.width, height=disc, largest=size, smallest=min(size, 12))
    draw_fitted(canvas, 0, (canvas.height - figure.height) / 2, figure, ink, centred=canvas.width)
    return np.asarray(canvas)


def _number_place(dress: Dress, row: Row) -> tuple[int, int]:
    layout, disc = dress.layout, row.disc
    if dress.kind == FLAT:
        return (layout.inner - disc - layout.px(30) if dress.leftward else 0), 0
    side = layout.px(30) if dress.kind == LIGHTS else layout.px(8)
    return (layout.inner - side - disc if dress.leftward else side), (row.height - disc) // 2
