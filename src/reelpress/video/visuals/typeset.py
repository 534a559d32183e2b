"""Text into lines, at the largest size at which it fits; and lines onto a picture. Knows no card."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyphen
from PIL import Image, ImageDraw

from reelpress.lib.text import clip
from reelpress.video.visuals import fonts
from reelpress.video.visuals.bidi import is_leftward
from reelpress.video.visuals.clusters import pieces_of, words_of

ELLIPSIS, HYPHEN = "…", "-"
OVERHANG = 0.06  # of the size: by so much the accent of a last letter may hang over its place
SHRUNK = 0.62  # how far type shrinks for the sake of one long word
LONG_WORD = 12  # letters from which on a word may be hyphenated
Colour = tuple[int, int, int] | tuple[int, int, int, int]


@dataclass(frozen=True)
class Style:
    """How a text looks, but for its size: weight, distance of lines as a share of the size, family, language."""

    weight: int
    leading: float = 1.2
    family: str = fonts.SANS
    language: str = ""


@dataclass(frozen=True)
class Fitted:
    """Lines that are known to fit; `width` and `height` are what they take. `leftward` lines begin at the right."""

    lines: tuple[str, ...]
    size: int
    style: Style
    width: float
    leftward: bool = False

    @property
    def step(self) -> float:
        return self.size * self.style.leading

    @property
    def height(self) -> int:
        return round(self.step * len(self.lines))


@lru_cache(maxsize=20000)
def width_of(text: str, style: Style, size: int) -> float:
    """Return how many pixels `text` (one line, drawable) takes."""
    return sum(_length(run, style, size) for run in fonts.runs(text.replace("\n", " "), style.family))


def _length(run: fonts.Run, style: Style, size: int) -> float:
    used = fonts.font(run.path, style.weight, size, run.index)
    return float(used.getlength(run.text, direction="rtl" if run.leftward else "ltr"))


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
            *full, current = _broken(word, style, size, width)
            lines += full
        if current.strip():
            lines.append(current.rstrip())
    return lines


def _broken(word: str, style: Style, size: int, width: float) -> list[str]:
    """Cut a word that is wider than a line: at its syllables where they are known, else between letters."""
    if width_of(word.rstrip(), style, size) <= width:
        return [word]
    syllables = _syllables(word.rstrip(), style.language)
    joined = _joined(syllables, style, size, width, HYPHEN)
    if joined is None:
        joined = _joined(pieces_of(word.rstrip()), style, size, width, "")
    pieces = joined or [word.rstrip()]
    return [*pieces[:-1], pieces[-1] + word[len(word.rstrip()) :]]


def _joined(parts: list[str], style: Style, size: int, width: float, mark: str) -> list[str] | None:
    """Put `parts` together into pieces that fit; None when one part alone is too wide and could be cut further."""
    pieces: list[str] = []
    left = parts
    while left:
        low, high = 1, len(left)
        while low < high:
            middle = (low + high + 1) // 2
            end = "" if middle == len(left) else mark
            fits = width_of("".join(left[:middle]) + end, style, size) <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        end = "" if low == len(left) else mark
        piece = "".join(left[:low]) + end
        if mark and width_of(piece, style, size) > width:
            return None
        pieces.append(piece)
        left = left[low:]
    return pieces


@lru_cache(maxsize=256)
def _syllables(word: str, language: str) -> list[str]:
    if len(word) < LONG_WORD or not word.strip(".,;:!?\"')»“”").isalpha():
        return [word]
    dictionary = _dictionary(language)
    return dictionary.inserted(word, "\u00ad").split("\u00ad") if dictionary else [word]


@lru_cache
def _dictionary(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language.replace("-", "_")) if language else None
    return pyphen.Pyphen(lang=known) if known else None


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

    def inner(size: int) -> float:
        return width - size * OVERHANG

    def fits(size: int, whole: bool = True) -> bool:
        if whole and _breaks_a_word(text, style, size, inner(size)):
            return False
        return len(wrap(text, style, size, inner(size))) * size * style.leading <= height

    size = _largest(fits, smallest, largest)
    if size < largest * SHRUNK and _has_syllables(text, style, size, inner(size)):
        # One long word would make everything small: it is hyphenated instead.
        size = max(size, _largest(lambda tried: fits(tried, False), smallest, round(largest * SHRUNK)))
    across = inner(size)
    lines = wrap(text, style, size, across)
    room = max(1, int(height / (size * style.leading)))
    if len(lines) > room:
        lines = [*lines[: room - 1], _cut(lines[room - 1], style, size, across)]
    elif balance and len(lines) > 1:
        lines = _balance(text, style, size, across, lines)
    widest = max((width_of(line, style, size) for line in lines), default=0)
    return Fitted(tuple(lines), size, style, widest, is_leftward(text))


def _has_syllables(text: str, style: Style, size: int, width: float) -> bool:
    """Whether every word that is too wide for a line at a larger size can be hyphenated."""
    wide = [word for word in words_of(text) if width_of(word.rstrip(), style, size + 1) > width]
    return bool(wide) and all(len(_syllables(word.rstrip(), style.language)) > 1 for word in wide)


def _breaks_a_word(text: str, style: Style, size: int, width: float) -> bool:
    return any(width_of(word.rstrip(), style, size) > width for word in words_of(text))


def _largest(fits: Callable[[int], bool], smallest: int, largest: int) -> int:
    low, high = smallest, max(smallest, largest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _cut(line: str, style: Style, size: int, width: float) -> str:
    """Leave off the end of a line, at a word where that leaves most of it."""
    pieces = pieces_of(line.removesuffix(HYPHEN))
    while pieces and width_of("".join(pieces) + ELLIPSIS, style, size) > width:
        pieces.pop()
    kept = "".join(pieces)
    if kept != line and " " in kept and kept.rindex(" ") > len(kept) * 0.6:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,;:.–—-") + ELLIPSIS


def _balance(text: str, style: Style, size: int, width: float, lines: list[str]) -> list[str]:
    """Narrow the column as far as the number of lines allows, so that no word stands alone on the last line."""
    low, high = width * 0.5, width
    for _ in range(6):
        middle = (low + high) / 2
        tried = wrap(text, style, size, middle)
        if len(tried) > len(lines) or (_breaks_a_word(text, style, size, middle) and tried != lines):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def draw_line(
    image: Image.Image,
    x: float,
    baseline: float,
    text: str,
    style: Style,
    size: int,
    fill: Colour,
    *,
    leftward: bool = False,
) -> float:
    """Draw one line with its left end at `x` onto an RGBA picture, emoji in colour; return where it ends.

    An empty picture must have the colour of `fill` under its transparency, or the letters get a dark edge.
    """
    draw = ImageDraw.Draw(image)
    for run in fonts.runs(text, style.family, leftward):
        if run.is_emoji:
            sprite, left, top = _emoji(run.text, size)
            image.alpha_composite(sprite, *_clipped(round(x) + left, round(baseline) + top))
        else:
            used = fonts.font(run.path, style.weight, size, run.index)
            direction = "rtl" if run.leftward else "ltr"
            draw.text((x, baseline), run.text, font=used, fill=fill, anchor="ls", direction=direction)
        x += _length(run, style, size)
    return x


def _clipped(x: int, y: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where a picture goes, and from where on it is seen, when it begins outside."""
    return (max(0, x), max(0, y)), (max(0, -x), max(0, -y))


@lru_cache(maxsize=64)
def _emoji(cluster: str, size: int) -> tuple[Image.Image, int, int]:
    """Return an emoji as a picture, and where it stands against the start of the baseline."""
    used = fonts.font(fonts.EMOJI, 400, size)
    left, top, right, bottom = (round(edge) for edge in used.getbbox(cluster, anchor="ls"))
    image = Image.new("RGBA", (max(1, right - left + 2), max(1, bottom - top + 2)), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((1 - left, 1 - top), cluster, font=used, embedded_color=True, anchor="ls")
    # What was drawn on nothing is darker where it is thin: give it its colour back.
    pixels = np.asarray(image).astype(np.float32)
    alpha = np.maximum(pixels[..., 3:], 1) / 255
    pixels[..., :3] = np.minimum(pixels[..., :3] / alpha, 255)
    return Image.fromarray((pixels + 0.5).astype(np.uint8)), left - 1, top - 1


def draw_fitted(
    image: Image.Image, x: float, y: float, text: Fitted, fill: Colour, *, centred: float = 0, within: float = 0
) -> None:
    """Draw the lines with the top of the first at `y`; `centred`: the width to centre them in.

    Lines that are read from the right end where the column of `within` pixels (or the widest line) ends.
    """
    column = within or text.width
    for index, line in enumerate(text.lines):
        width = width_of(line, text.style, text.size)
        shift = (centred - width) / 2 if centred else column - width if text.leftward else 0
        baseline = y + index * text.step + text.step / 2 + text.size * 0.36
        draw_line(image, x + shift, baseline, line, text.style, text.size, fill, leftward=text.leftward)
