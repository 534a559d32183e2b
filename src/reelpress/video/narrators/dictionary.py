"""The dictionary of a blog: words and how they are said. Pure; what is shown stays as it is written."""

import re
from collections.abc import Sequence

from reelpress.video.narrators.segmentation import UNSPACED

Pairs = tuple[tuple[str, str], ...]


def spoken_as(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return `text` as it is to be said.

    Whole words only. An entry in small letters fits any case ("nginx" also NGINX); one with a capital fits exactly
    ("IT" not it, "Go" not go). Longer entries come first, of equal ones the first; what was replaced is not looked
    at again.
    """
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for word, spoken in pairs:
        word = " ".join(word.split())
        if word:
            (loose if word == word.lower() else exact).setdefault(word, " ".join(spoken.split()))
    if not exact and not loose:
        return text
    ordered = sorted({*exact, *loose}, key=lambda word: (-len(word), word))
    parts = [_pattern(word, loose=word in loose) for word in ordered]

    def said(found: re.Match[str]) -> str:
        word = " ".join(found[0].split())
        return exact.get(word) or loose.get(word) or loose.get(word.lower()) or found[0]

    return re.sub("|".join(parts), said, text)


def _pattern(word: str, *, loose: bool) -> str:
    """Match `word` where no letter or digit touches it, unless it begins or ends with a sign itself."""
    body = r"\s+".join(map(re.escape, word.split()))
    before = r"(?<!\w)" if _is_spaced(word[0]) else ""
    after = r"(?!\w)" if _is_spaced(word[-1]) else ""
    return f"{before}{f'(?i:{body})' if loose else body}{after}"


def _is_spaced(letter: str) -> bool:
    """Whether words of this letter's script stand apart: Chinese, Japanese and Thai ones do not."""
    return (letter.isalnum() or letter == "_") and not UNSPACED.match(letter)
