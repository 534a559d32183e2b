"""When each row of a list is said: found by its letters in what is spoken. Pure; knows no frame."""

from collections.abc import Sequence
from itertools import accumulate

from reelpress.video.narrators.base import Word

ENOUGH = 12  # letters by which a row is known that is not said as it is shown


def row_starts(rows: Sequence[str], words: Sequence[Word]) -> list[float | None]:
    """Return the second of the voice at which each row begins, in their order; None for one that is not said."""
    pieces = [_letters(word.text) for word in words]
    ends = list(accumulate(map(len, pieces)))
    said, found, behind = "".join(pieces), [], 0
    for row in rows:
        letters = _letters(row)
        at = said.find(letters, behind) if letters else -1
        if at < 0 and len(letters) > ENOUGH:
            at = said.find(letters[:ENOUGH], behind)
        found.append(next(word.start for word, end in zip(words, ends, strict=True) if at < end) if at >= 0 else None)
        behind = max(behind, at + 1)
    return found


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
