"""When each row of a list is said: found by its letters in what is spoken. Pure; knows no frame."""

import re
from collections.abc import Sequence
from itertools import accumulate

from reelpress.video.narrators.base import Word

ENOUGH = 12  # letters by which a row is known that is not said as it is shown
SHORT = 3  # letters of a row that must be said as a word of its own: "Go" is not in "Good"


def row_starts(rows: Sequence[str], words: Sequence[Word]) -> list[float | None]:
    """Return the second of the voice at which each row begins, in their order; None for one that is not said."""
    pieces = [_letters(word.text) for word in words]
    ends = list(accumulate(map(len, pieces)))
    said, found, behind = "".join(pieces), [], 0
    edges = _edges(words)
    for row in rows:
        letters = _letters(row)
        at = _find(letters, said, behind, edges)
        if at < 0 and len(letters) > ENOUGH:
            at = _find(letters[:ENOUGH], said, behind, edges)
        found.append(next(word.start for word, end in zip(words, ends, strict=True) if at < end) if at >= 0 else None)
        behind = max(behind, at + 1)
    return found


def _find(letters: str, said: str, behind: int, edges: set[int]) -> int:
    """Return where a row is said, at the beginning of a word; anywhere in a script that may write no spaces."""
    at = said.find(letters, behind) if letters else -1
    while at >= 0 and letters.isascii():
        if at in edges and (len(letters) > SHORT or at + len(letters) in edges):
            break
        at = said.find(letters, at + 1)
    return at


def _edges(words: Sequence[Word]) -> set[int]:
    """Return between which letters of all that is said a word ends or begins."""
    runs = re.split(r"[\W_]+", " ".join(word.text for word in words))
    return {0, *accumulate(len(_letters(run)) for run in runs)}


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
