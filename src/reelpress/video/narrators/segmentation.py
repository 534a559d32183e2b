"""From a text to the words that are shown one after the other, also where a script writes no spaces.

Pure; knows no voice. Joined again, with the spaces that `glued` does not deny, they are the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from reelpress.video.narrators.base import Word, primary

HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
THAI = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # and Lao, Burmese, Khmer
UNSPACED = re.compile(f"[{HAN}{KANA}{THAI}]")
# What belongs to the word before it, and what to the word after it.
CLOSING = "、。，．！？；：）」』】》〉”’…—～·!?.,;:)]}%％"
OPENING = "（「『【《〈“‘([{"
WIDE_SIGNS = "、。，．！？；：）」』】》〉（「『【《〈～"
_RUNS = re.compile(f"[{HAN}{KANA}]+|[{THAI}]+|[{WIDE_SIGNS}]|[^{HAN}{KANA}{THAI}{WIDE_SIGNS}]+")
MOST_TO_JOIN = 4
LONGEST_RUN = 2_000  # characters that are given to the segmenter at once


def pieces(text: str, language: str = "") -> list[tuple[str, bool]]:
    """Return the words of `text` in order, each with whether it is glued to the one before."""
    found: list[tuple[str, bool]] = []
    for word in text.split():
        parts = _parts(word, primary(language)) if UNSPACED.search(word) else [word]
        found += [(part, place > 0) for place, part in enumerate(parts)]
    return found


def glue(words: Sequence[Word], shown: Sequence[tuple[str, bool]]) -> tuple[Word, ...]:
    """Return the timed words with what `pieces` said of their gluing."""
    return tuple(replace(word, glued=glued) for word, (_, glued) in zip(words, shown, strict=True))


def _parts(word: str, language: str) -> list[str]:
    parts: list[str] = []
    for run in _RUNS.findall(word):
        parts += _segmented(run, language) if UNSPACED.match(run) else [run]
    return _with_single_characters(_with_their_signs(parts))


def _segmented(run: str, language: str) -> Iterator[str]:
    split = _segmenter("th" if re.match(f"[{THAI}]", run) else "ja" if re.search(f"[{KANA}]", run) else language)
    for start in range(0, len(run), LONGEST_RUN):
        yield from split(run[start : start + LONGEST_RUN])


@lru_cache
def _segmenter(language: str) -> Callable[[str], list[str]]:
    """Return what cuts a run of one unspaced script into words or phrases; loaded when first needed."""
    if language in ("ja", "th"):
        import budoux

        load = {"ja": budoux.load_default_japanese_parser, "th": budoux.load_default_thai_parser}[language]
        parse: Callable[[str], list[str]] = load().parse
        return parse
    import rjieba

    cut: Callable[[str], list[str]] = rjieba.cut
    return cut


def _with_single_characters(parts: Sequence[str]) -> list[str]:
    """Join a single character to the word before it, once: a highlight that jumps at each of them is restless."""
    joined: list[str] = []
    grown = True
    for part in parts:
        if len(part) == 1 and not grown and part not in CLOSING + OPENING:
            joined[-1] += part
            grown = True
        else:
            joined.append(part)
            grown = len(part) > MOST_TO_JOIN or part[-1] in CLOSING + OPENING
    return joined


def _with_their_signs(parts: Sequence[str]) -> list[str]:
    """Join signs to the word that they belong to: no word begins with a comma or ends with an open bracket."""
    joined: list[str] = []
    for part in parts:
        while joined and part and part[0] in CLOSING:
            joined[-1] += part[0]
            part = part[1:]
        if not part:
            continue
        if joined and joined[-1][-1] in OPENING:
            joined[-1] += part
        else:
            joined.append(part)
    return joined
