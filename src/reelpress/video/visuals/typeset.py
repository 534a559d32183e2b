"""Text into lines, at the largest size at which it fits. Draws nothing and knows no card."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from reelpress.lib.text import clip
from reelpress.video.parting import members, syllables
from reelpress.video.visuals import fonts
from reelpress.video.visuals.balance import balanced
from reelpress.video.visuals.bidi import reads_leftward
from reelpress.video.visuals.clusters import pieces_of, words_of
from reelpress.video.visuals.stress import ranges

ELLIPSIS, HYPHEN = "…", "-"
OVERHANG = 0.06  # of the size: by so much the accent of a last letter may hang over its place
Parted = Callable[[str, str, Callable[[str], bool]], bool]
# How far type shrinks before a long name is parted at its hyphens, and before a long word is hyphenated.
SHRUNK, SHRUNK_MORE = 0.8, 0.62
SHARES, DEAR = (1.0, 0.94, 0.88, 0.82), 0.45  # sizes that are tried for more even lines, and what smaller type costs


@dataclass(frozen=True)
class Style:
    """How a text looks, but for its size: weight, distance of lines as a share of the size, family, language."""

    weight: int
    leading: float = 1.2
    family: str = fonts.SANS
    language: str = ""


@dataclass(frozen=True)
class Fitted:
    """Lines that are known to fit; `width` and `height` are what they take. `leftward` lines begin at the right.

    `marks` says for each line from which letter to which it stands out.
    """

    lines: tuple[str, ...]
    size: int
    style: Style
    width: float
    leftward: bool = False
    marks: tuple[tuple[int, int], ...] = ()

    def marked(self, words: str) -> "Fitted":
        """Return the same text in which `words` stand out."""
        return replace(self, marks=ranges(self.lines, words))

    @property
    def is_whole(self) -> bool:
        """Whether nothing was cut off."""
        return not (self.lines and self.lines[-1].endswith(ELLIPSIS))

    @property
    def step(self) -> float:
        return self.size * self.style.leading

    @property
    def height(self) -> int:
        return round(self.step * len(self.lines))


@lru_cache(maxsize=20000)
def width_of(text: str, style: Style, size: int) -> float:
    """Return how many pixels `text` (one line, drawable) takes."""
    return sum(length_of(run, style, size) for run in fonts.runs(text.replace("\n", " "), style.family))


def length_of(run: fonts.Run, style: Style, size: int) -> float:
    """Return how far the next run is from the beginning of this one, in pixels."""
    used = fonts.font(run.path, style.weight, size, run.index)
    direction = "rtl" if run.leftward else "ltr"
    return float(used.getlength(run.text, direction=direction, features=features_of(style)))


def features_of(style: Style) -> list[str] | None:
    """Return how letters are joined: in code not at all, or two of its characters would look like a third one."""
    return ["-calt", "-liga"] if style.family == fonts.MONO else None


def wrap(text: str, style: Style, size: int, width: float) -> list[str]:
    """Break `text` into lines of at most `width`; a word longer than a line is broken inside."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in _pieces(paragraph, style, size, width):
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


def _pieces(paragraph: str, style: Style, size: int, width: float) -> Iterator[str]:
    """Give the words of `paragraph`; a name that is wider than a line in its parts, so that one may end a line."""

    def fits(part: str) -> bool:
        return width_of(part, style, size) <= width

    for word in words_of(paragraph):
        bare = word.rstrip()
        parts = [bare] if fits(bare) else members(bare, fits)
        if len(parts) < 2 or not all(map(fits, parts)):
            yield word
        else:
            yield from (*parts[:-1], parts[-1] + word[len(bare) :])


def _broken(word: str, style: Style, size: int, width: float) -> list[str]:
    """Cut a word that is wider than a line: at its syllables where they are known, else anywhere."""
    bare = word.rstrip()
    if width_of(bare, style, size) <= width:
        return [word]
    pieces = (
        _joined(syllables(bare, style.language), style, size, width, HYPHEN)
        or _joined(pieces_of(bare), style, size, width, "", letters=True)
        or [bare]
    )
    return [*pieces[:-1], pieces[-1] + word[len(bare) :]]


def _joined(
    parts: Sequence[str], style: Style, size: int, width: float, mark: str, *, letters: bool = False
) -> list[str] | None:
    """Put `parts` together into pieces that fit; None when one part alone is too wide and is no letter."""
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
        if not letters and width_of(piece, style, size) > width:
            return None
        pieces.append(piece)
        left = left[low:]
    return pieces


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

    def fits(size: int, parted: Parted | None = None) -> bool:
        across = inner(size)
        for word in _too_wide(text, style, size, across):
            if parted is None or not parted(word, style.language, lambda part: width_of(part, style, size) <= across):
                return False
        return len(wrap(text, style, size, inner(size))) * size * style.leading <= height

    size = _largest(fits, smallest, largest)
    for parted, share in ((_has_members, SHRUNK), (_has_syllables, SHRUNK_MORE)):
        # One long word would make everything small: it is parted instead.
        most = round(largest * share)
        if size < most:
            size = max(size, _largest(partial(fits, parted=parted), smallest, most))
    if balance and fits(size, _has_members):
        size, lines = _evenest(text, style, size, smallest, inner)
        return _fitted(lines, size, style, text)
    across = inner(size)
    lines = wrap(text, style, size, across)
    room = max(1, int(height / (size * style.leading)))
    if len(lines) > room:
        lines = [*lines[: room - 1], _cut(lines[room - 1], style, size, across)]
    return _fitted(lines, size, style, text)


def _fitted(lines: list[str], size: int, style: Style, text: str) -> Fitted:
    widest = max((width_of(line, style, size) for line in lines), default=0)
    return Fitted(tuple(lines), size, style, widest, reads_leftward(text, style.language))


def _too_wide(text: str, style: Style, size: int, width: float) -> list[str]:
    words = (word.rstrip() for word in words_of(text))
    return [word for word in words if width_of(word, style, size) > width]


def _has_members(word: str, _language: str, fits: Callable[[str], bool]) -> bool:
    parts = members(word, fits)
    return len(parts) > 1 and all(map(fits, parts))


def _has_syllables(word: str, language: str, fits: Callable[[str], bool]) -> bool:
    return _has_members(word, language, fits) or len(syllables(word, language)) > 1


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


def _evenest(text: str, style: Style, size: int, smallest: int, inner: Callable[[int], float]) -> tuple[int, list[str]]:
    """Return a size at which the text fits and its lines there: a little smaller where that makes them more even."""
    best, chosen, lines = float("inf"), size, wrap(text, style, size, inner(size))
    if "\n" in text:  # lines that were ended on purpose
        return chosen, lines
    for tried in sorted({max(smallest, round(size * share)) for share in SHARES}, reverse=True):
        count = len(wrap(text, style, tried, inner(tried)))

        def measure(line: str, tried: int = tried) -> float:
            return width_of(line, style, tried)

        found = balanced(tuple(_pieces(text, style, tried, inner(tried))), count, inner(tried), measure)
        if found and found[1] + DEAR * (1 - tried / size) < best:
            best, chosen, lines = found[1] + DEAR * (1 - tried / size), tried, found[0]
    return chosen, lines
