"""Where lines end, once it is known how many there are: about as long as each other, at pauses, no word left alone.

Knows no font; how wide a text is it is told.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from reelpress.video.units import belong_together

PAUSES = tuple(",;:.!?…—–،؛؟、。，；：！？।")
DASHES = ("– ", "— ", "- ")  # these stay with what is before them
SHORT = 3  # letters of a word that had better begin a line than end one
MOST_WORDS = 120  # more are no title and no sentence: nobody looks at their last line
# In parts of a line's width, squared: what an uneven end costs, and what an end in a bad or a good place does.
ALONE, DANGLING, PAUSE, PARTED = 0.12, 0.02, 0.03, 0.06
Balanced = tuple[list[str], float]


def balanced(words: Sequence[str], lines: int, width: float, measure: Callable[[str], float]) -> Balanced | None:
    """Return `words` (each with its trailing space) in `lines` lines of at most `width`, and how uneven a line is.

    None when they do not fit, or when there is nothing to choose.
    """
    count = len(words)
    if not 1 < lines <= count <= MOST_WORDS:
        return None

    @cache
    def cost(first: int, after: int) -> float:
        line = "".join(words[first:after]).rstrip()
        wide = measure(line)
        if wide > width:
            return float("inf")
        uneven = (1 - wide / width) ** 2
        if after == count:
            return uneven + (ALONE if after - first == 1 and lines > 1 and wide < width / 2 else 0.0)
        if words[after].startswith(DASHES):
            return uneven + ALONE
        if (words[after][0].isdigit() and not line.endswith(PAUSES)) or belong_together(words[after - 1], words[after]):
            return uneven + PARTED
        if line.endswith(PAUSES):
            return uneven - PAUSE
        return uneven + (DANGLING if len(words[after - 1].strip()) <= SHORT else 0.0)

    price, ends = _cheapest(count, lines, cost)
    if not ends:
        return None
    return ["".join(words[first:after]).rstrip() for first, after in pairwise([0, *ends])], price / lines


def _cheapest(count: int, lines: int, cost: Callable[[int, int], float]) -> tuple[float, list[int]]:
    """Return the least that all lines cost together, and after how many words each of them ends then."""
    endless = float("inf")
    so_far: list[tuple[float, list[int]]] = [(0.0, []), *[(endless, [])] * count]
    for row in range(lines):
        following: list[tuple[float, list[int]]] = [(endless, [])] * (count + 1)
        for first in range(row, count):
            if so_far[first][0] == endless:
                continue
            for after in range(first + 1, count + 1):
                price = cost(first, after)
                if price == endless:
                    break  # a longer line is wider still
                if so_far[first][0] + price < following[after][0]:
                    following[after] = (so_far[first][0] + price, [*so_far[first][1], after])
        so_far = following
    return so_far[count]
