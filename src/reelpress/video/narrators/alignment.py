"""From the times of what was spoken to the times of what is written: "$9.99" is one word on screen, five in the ear.

Pure; knows no voice.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from reelpress.video.narrators.base import Word

NO_LETTERS = re.compile(r"[^\w]+")


def align(written: Sequence[str], spoken: Sequence[Word]) -> list[Word]:
    """Return the `written` words with times, in order and without overlap.

    Equal words take the time of their twin; a run that was spoken otherwise shares the run's time by letters;
    what made no sound (a dash, an emoji) takes none, at the place where it stands.
    """
    if not written:
        return []
    matcher = SequenceMatcher(None, [_key(text) for text in written], [_key(w.text) for w in spoken], autojunk=False)
    found: list[Word] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            found += [Word(text, w.start, w.end) for text, w in zip(written[i1:i2], spoken[j1:j2], strict=True)]
        elif i1 == i2:
            if found:
                found[-1] = Word(found[-1].text, found[-1].start, spoken[j2 - 1].end)
        else:
            found += _shared(written[i1:i2], *_span(spoken, j1, j2))
    return in_order(found)


def proportional(written: Sequence[str], start: float, end: float) -> list[Word]:
    """Return the `written` words sharing the time from `start` to `end` by their letters."""
    return in_order(_shared(written, start, end))


def _key(text: str) -> str:
    return NO_LETTERS.sub("", text).lower()


def _span(spoken: Sequence[Word], first: int, last: int) -> tuple[float, float]:
    if first < last:
        return spoken[first].start, spoken[last - 1].end
    moment = spoken[first - 1].end if first else (spoken[0].start if spoken else 0.0)
    return moment, moment


def _shared(written: Sequence[str], start: float, end: float) -> list[Word]:
    letters = [max(1, len(_key(text))) if end > start else 1 for text in written]
    total = sum(letters)
    words: list[Word] = []
    done = 0
    for text, count in zip(written, letters, strict=True):
        begin = start + (end - start) * done / total
        done += count
        words.append(Word(text, begin, start + (end - start) * done / total))
    return words


def in_order(words: Sequence[Word]) -> list[Word]:
    """Return `words` so that none begins before the one before it, nor lasts into the next."""
    ordered: list[Word] = []
    earliest = 0.0
    for word in words:
        start = max(word.start, earliest)
        ordered.append(Word(word.text, start, max(word.end, start)))
        earliest = start
    for place in range(len(ordered) - 1):
        word, following = ordered[place], ordered[place + 1]
        ordered[place] = Word(
            word.text, word.start, min(word.end, following.start) if following.start > word.start else word.end
        )
    return ordered
