"""Lines of code as they fit into a window: at a size that is read, wrapped after tokens, cut visibly. Draws nothing.

A line that goes on below is marked there, so that nobody takes two rows for two lines.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reelpress.video.visuals.clusters import clusters
from reelpress.video.visuals.coverage import MONO
from reelpress.video.visuals.lettering import Colour
from reelpress.video.visuals.typeset import ELLIPSIS, Style, width_of

CODE = Style(560, 1.46, MONO)
GOES_ON = "↪ "
JOINTS = " ,;(){}[]./:-_=&|?+"  # after these a row may end
CLOSERS = ",;:.)]}"  # with these no row begins
COMMENTS = ("#", "//", "--", "/*", "<!--")
MORE = 8  # a row for as many may be added for larger type
FULL = 0.4  # of a row must be full before it is left for the sake of a joint
Piece = tuple[str, Colour]
Line = list[Piece]


@dataclass(frozen=True)
class Box:
    """The room for code, in pixels: how wide and high, and between which sizes its type may be."""

    width: float
    height: float
    smallest: int
    largest: int

    @property
    def modest(self) -> int:
        """The size up to which larger type is worth another row."""
        return self.smallest + (self.largest - self.smallest) // 3

    def rows(self, size: int) -> int:
        """Return how many rows of this size fit, one at least."""
        return max(1, int(self.height / (size * CODE.leading)))


def text_of(line: Line) -> str:
    """Return the letters of a line."""
    return "".join(text for text, _ in line)


def set_lines(lines: list[Line], box: Box, faint: Colour, *, goes_on: bool) -> tuple[int, list[Line]]:
    """Return the size and the rows to draw: everything in large type if it fits, else wrapped, else cut below.

    `goes_on` says that the source has more than `lines`; then a mark stands in the last row, too.
    """
    mark = [[(ELLIPSIS, faint)]] if goes_on else []
    sizes = range(box.largest, box.smallest - 1, -1)
    for size in sizes:
        if len(lines) + len(mark) <= box.rows(size) and _widest(lines, size) <= box.width:
            return size, [*lines, *mark]
    wrapped = [_wrapped(line, box.smallest, box.width, faint) for line in lines]
    least, broken = sum(map(len, wrapped)), _broken(wrapped)
    for size in sizes:
        found = [_wrapped(line, size, box.width, faint) for line in lines]
        rows = [row for line in found for row in line]
        # No line is broken for the sake of larger type, and few rows are added for it: the shape of code is read, too.
        more = least // MORE if size <= box.modest and _broken(found) == broken else 0
        sound = len(rows) <= least + more
        if sound and len(rows) + len(mark) <= box.rows(size):
            return size, [*rows, *mark]
    return box.smallest, _cut(wrapped, box.rows(box.smallest), faint)


def _broken(wrapped: list[list[Line]]) -> int:
    """Return how many lines go on below."""
    return sum(len(rows) > 1 for rows in wrapped)


def _widest(lines: list[Line], size: int) -> float:
    return max((width_of(text_of(line), CODE, size) for line in lines), default=0)


def _cut(wrapped: list[list[Line]], rows: int, faint: Colour) -> list[Line]:
    """Keep the first rows, whole lines if there are any, and say with a mark that there is more."""
    kept: list[Line] = []
    for line in wrapped:
        if len(kept) + len(line) > rows - 1:
            break
        kept += line
    kept = kept or wrapped[0][: max(1, rows - 1)]
    while kept and not text_of(kept[-1]).strip():
        kept = kept[:-1]
    return [*kept, [(ELLIPSIS, faint)]]


def _wrapped(line: Line, size: int, width: float, faint: Colour) -> list[Line]:
    """Return a line as rows; those that go on stand as deep as the line itself, behind their mark."""
    plain = text_of(line)
    if width_of(plain, CODE, size) <= width:
        return [line]
    indent = plain[: len(plain) - len(plain.lstrip())]
    mark: Line = [(indent[: len(indent) // 2] + GOES_ON, faint)]
    rows: list[Line] = []
    left, room = line, width
    while left and len(rows) < 40:
        row, left = _row(left, lambda text, room=room: width_of(text, CODE, size) <= room)  # type: ignore[misc]
        rows.append([*mark, *row] if rows else row)
        room = width - width_of(text_of(mark), CODE, size)
    return rows


def _row(line: Line, fits: Callable[[str], bool]) -> tuple[Line, Line]:
    """Return what of `line` fits into a row, and what is left: parted at a joint if that fills enough of the row."""
    letters = clusters(text_of(line))
    low, high = 1, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits("".join(letters[:middle])) else (low, middle - 1)
    if low < len(letters):
        low = _best(letters, low)
    return _parted(line, len("".join(letters[:low])))


def _best(letters: list[str], most: int) -> int:
    """Return where a row of at most so many letters ends best: the last, in the fewest brackets, of the best kind."""
    least = int(most * FULL) + 1
    places = [at for at in range(least, most + 1) if _is_joint(letters[at - 1], letters[at])]
    return max(places, key=lambda at: (_worth(letters, at), -_depth(letters[:at]), at), default=most)


def _depth(letters: list[str]) -> int:
    return sum(map(letters.count, "([{")) - sum(map(letters.count, ")]}"))


def _worth(letters: list[str], at: int) -> int:
    """Return how good it is to end a row before the letter `at`: before a comment, after a word, outside of strings."""
    if letters[at - 1] == " " and "".join(letters[at : at + 4]).startswith(COMMENTS):
        return 4
    quoted = any(letters[:at].count(quote) % 2 for quote in "\"'`")
    if letters[at - 1] in " ," and letters[at] != ",":
        return 2 if quoted else 3
    if letters[at - 1] in "([{;" or letters[at] == ".":
        return 0 if quoted else 2
    return 0 if quoted or letters[at - 1] in ".:_-" else 1


def _is_joint(before: str, after: str) -> bool:
    """Whether a row may end between these two characters: not inside a word, and not before a comma."""
    if after[0] == "." and before[-1] not in " .":
        return True  # ".total" begins a row as chained calls are written
    if after[0] in CLOSERS:
        return before[-1] == " "
    return before[-1] in JOINTS or not (after[0].isalnum() or after[0] == "_")


def _parted(line: Line, at: int) -> tuple[Line, Line]:
    first: Line = []
    for index, (text, colour) in enumerate(line):
        if len(text) > at:
            rest = [(text[at:].lstrip(" "), colour), *line[index + 1 :]]
            return ([*first, (text[:at], colour)] if at else first), rest
        first.append((text, colour))
        at -= len(text)
    return first, []
