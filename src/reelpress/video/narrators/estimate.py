"""When words are heard where a voice does not say: by their letters, inside of the speech that is heard.

Pauses are matched to the signs of the text first, so that an error cannot grow over more than a phrase. Pure.
"""

import math
import unicodedata
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from reelpress.video.narrators.alignment import in_order
from reelpress.video.narrators.base import Word
from reelpress.video.narrators.segmentation import UNSPACED

SIGNS = ".,;:!?…—–。，、；：！？،؛؟।॥"
DIGIT, SYLLABLE, MARK, SPACE = 3.5, 2.6, 0.4, 0.6  # how long they take, in letters
SIGN_WITHOUT_PAUSE, PAUSE_WITHOUT_SIGN = 0.12, 0.3  # what a match may miss, in seconds of error
Stretch = tuple[float, float]


def estimated(written: Sequence[str], speech: Sequence[Stretch], weights: Sequence[float] = ()) -> list[Word]:
    """Return when each of the `written` words is heard in the stretches of `speech`."""
    if not written:
        return []
    if not speech:
        return in_order([Word(text, 0.0, 0.0) for text in written])
    weights = weights or [weight(text) for text in written]
    heard = _Heard(speech)
    scale = heard.total / (sum(weights) or 1.0)
    ends = [done * scale for done in accumulate(weights)]
    anchors = _matched(_signs(written, ends), heard.pauses)
    starts = [0.0, *ends[:-1]]
    moved = _moved(anchors, ends[-1], heard.total)
    words = [
        Word(text, heard.after(moved(start)), heard.before(moved(end)))
        for text, start, end in zip(written, starts, ends, strict=True)
    ]
    return in_order(words)


def weight(text: str) -> float:
    """Return about how long `text` takes to say, in letters; nothing for what is not said."""
    total = 0.0
    for letter in text:
        kind = unicodedata.category(letter)
        if UNSPACED.match(letter):
            total += SYLLABLE if kind[0] == "L" else MARK
        elif kind[0] == "N":
            total += DIGIT
        elif kind[0] == "L":
            total += SYLLABLE if "HANGUL" in unicodedata.name(letter, "") else 1.0
        elif kind[0] == "M":
            total += MARK
        elif letter in "%$€£&@+=":
            total += 2 * DIGIT
    return total + SPACE if total else 0.0


class _Heard:
    """The time in which something is heard, put together: what lies between the pauses."""

    def __init__(self, speech: Sequence[Stretch]) -> None:
        self.speech = list(speech)
        self.ends = list(accumulate(end - start for start, end in speech))
        self.total = self.ends[-1]
        self.pauses = self.ends[:-1]  # where they lie, in time that is heard

    def after(self, moment: float) -> float:
        """Return the moment of the sound; at a pause, the one after it."""
        for (start, _), end, begin in zip(self.speech, self.ends, [0.0, *self.ends], strict=False):
            if moment < end - 1e-6:
                return start + max(0.0, moment - begin)
        return self.speech[-1][1]

    def before(self, moment: float) -> float:
        """Return the moment of the sound; at a pause, the one before it."""
        for (start, _), end, begin in zip(self.speech, self.ends, [0.0, *self.ends], strict=False):
            if moment <= end + 1e-6:
                return start + max(0.0, moment - begin)
        return self.speech[-1][1]


def _signs(written: Sequence[str], ends: Sequence[float]) -> list[float]:
    """Return where signs are after which a voice may pause, the last word's left out."""
    pairs = zip(written[:-1], ends[:-1], strict=True)
    return sorted({end for text, end in pairs if text.rstrip("\"'”’»)]}」』》）")[-1:] in SIGNS})


def _matched(signs: Sequence[float], pauses: Sequence[float]) -> list[tuple[float, float]]:
    """Return the pairs of sign and pause, in order, that leave the least error."""
    rows, columns = len(signs) + 1, len(pauses) + 1
    cost = [[math.inf] * columns for _ in range(rows)]
    came: list[list[str]] = [[""] * columns for _ in range(rows)]
    cost[0][0] = 0.0
    for i in range(rows):
        for j in range(columns):
            steps = []
            if i:
                steps.append((cost[i - 1][j] + SIGN_WITHOUT_PAUSE, "sign"))
            if j:
                steps.append((cost[i][j - 1] + PAUSE_WITHOUT_SIGN, "pause"))
            if i and j:
                steps.append((cost[i - 1][j - 1] + min(1.0, abs(signs[i - 1] - pauses[j - 1]) / 2), "both"))
            if steps:
                cost[i][j], came[i][j] = min(steps)
    pairs = []
    i, j = rows - 1, columns - 1
    while i or j:
        step = came[i][j]
        if step == "both":
            pairs.append((signs[i - 1], pauses[j - 1]))
        i, j = i - (step != "pause"), j - (step != "sign")
    return pairs[::-1]


def _moved(anchors: Sequence[tuple[float, float]], end: float, total: float) -> Callable[[float], float]:
    """Return what moves a guessed moment so that every anchor lies where it should."""
    knots = [(0.0, 0.0), *anchors, (end, total)]

    def move(moment: float) -> float:
        for (x1, y1), (x2, y2) in pairwise(knots):
            if moment <= x2:
                return y1 + (y2 - y1) * (moment - x1) / (x2 - x1) if x2 > x1 else y2
        return total

    return move
