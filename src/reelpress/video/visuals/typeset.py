"""Text into lines, at the largest size at which it fits; and lines onto a picture. Knows no card."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageDraw

from reelpress.lib.text import clip
from reelpress.video.visuals import fonts

ELLIPSIS = "…"
Colour = tuple[int, int, int] | tuple[int, int, int, int]


@dataclass(frozen=True)
class Style:
    """How a text looks, but for its size: family, weight and the distance of lines as a share of the size."""

    weight: int
    leading: float = 1.2
    family: str = fonts.SANS


@dataclass(frozen=True)
class Fitted:
    """Lines that are known to fit; `width` and `height` are what they take."""

    lines: tuple[str, ...]
    size: int
    style: Style
    width: float

    @property
    def step(self) -> float:
        return self.size * self.style.leading

    @property
    def height(self) -> int:
        return round(self.step * len(self.lines))


@lru_cache(maxsize=20000)
def width_of(text: str, style: Style, size: int) -> float:
    """Return how many pixels `text` (one line, drawable) takes."""
    pieces = fonts.runs(text.replace("\n", " "), style.family)
    return sum(fonts.font(path, style.weight, size).getlength(piece) for piece, path in pieces)


def words_of(text: str) -> list[str]:
    """Split at spaces, and between ideographs, which may break anywhere; each part keeps its trailing space."""
    parts: list[str] = []
    for word in text.split():
        current = ""
        for character in word:
            if (
                current
                and unicodedata.east_asian_width(character) in "WF"
                and unicodedata.category(character)[0] == "L"
            ):
                parts.append(current)
                current = ""
            current += character
        parts.append(current + " ")
    return parts


def wrap(text: str, style: Style, size: int, width: float) -> list[str]:
    """Break `text` into lines of at most `width`; a word longer than a line is broken inside."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in words_of(paragraph):
            if width_of((current + word).rstrip(), style, size) <= width:
                current += word
                continue
            if current.strip():
                lines.append(current.rstrip())
            *full, current = _pieces(word, style, size, width)
            lines += full
        if current.strip():
            lines.append(current.rstrip())
    return lines


def _pieces(word: str, style: Style, size: int, width: float) -> list[str]:
    pieces: list[str] = []
    while width_of(word.rstrip(), style, size) > width:
        low, high = 1, len(word) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if width_of(word[:middle], style, size) <= width else (low, middle - 1)
        if low >= len(word.rstrip()):
            break
        pieces.append(word[:low])
        word = word[low:]
    return [*pieces, word]


def fit(
    text: str,
    style: Style,
    *,
    width: float,
    height: float,
    largest: int,
    smallest: int,
    limit: int = 400,
    balance: bool = True,
) -> Fitted:
    """Return `text` at the largest size at which it fits; at the smallest it is cut, visibly."""
    text = clip(fonts.drawable(text[: limit * 4], style.family).strip(), limit)

    def fits(size: int) -> bool:
        lines = wrap(text, style, size, width)
        return len(lines) * size * style.leading <= height and not _breaks_a_word(text, style, size, width)

    size = _largest(fits, smallest, largest)
    lines = wrap(text, style, size, width)
    room = max(1, int(height / (size * style.leading)))
    if len(lines) > room:
        lines = [*lines[: room - 1], _cut(lines[room - 1], style, size, width)]
    elif balance and len(lines) > 1:
        lines = _balance(text, style, size, width, lines)
    return Fitted(tuple(lines), size, style, max((width_of(line, style, size) for line in lines), default=0))


def _breaks_a_word(text: str, style: Style, size: int, width: float) -> bool:
    return any(width_of(word.rstrip(), style, size) > width for word in words_of(text))


def _largest(fits: Callable[[int], bool], smallest: int, largest: int) -> int:
    low, high = smallest, max(smallest, largest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _cut(line: str, style: Style, size: int, width: float) -> str:
    while line and width_of(line + ELLIPSIS, style, size) > width:
        line = line[:-1]
    return line.rstrip(" ,;:.–—-") + ELLIPSIS


def _balance(text: str, style: Style, size: int, width: float, lines: list[str]) -> list[str]:
    """Narrow the column as far as the number of lines allows, so that no word stands alone on the last line."""
    low, high = width * 0.5, width
    for _ in range(6):
        middle = (low + high) / 2
        tried = wrap(text, style, size, middle)
        if len(tried) > len(lines) or _breaks_a_word(text, style, size, middle):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def draw_line(
    draw: ImageDraw.ImageDraw, x: float, baseline: float, text: str, style: Style, size: int, fill: Colour
) -> float:
    """Draw one line with its left end at `x`; return where it ends."""
    for piece, path in fonts.runs(text, style.family):
        used = fonts.font(path, style.weight, size)
        draw.text((x, baseline), piece, font=used, fill=fill, anchor="ls")
        x += used.getlength(piece)
    return x


def draw_fitted(
    draw: ImageDraw.ImageDraw, x: float, y: float, text: Fitted, fill: Colour, *, centred: float = 0
) -> None:
    """Draw the lines with the top of the first at `y`; `centred`: the width to centre them in."""
    for index, line in enumerate(text.lines):
        shift = (centred - width_of(line, text.style, text.size)) / 2 if centred else 0
        baseline = y + index * text.step + text.step / 2 + text.size * 0.36
        draw_line(draw, x + shift, baseline, line, text.style, text.size, fill)
