"""Counting, comparing and cutting words in any script. Pure; knows no post."""

import math
import re
import unicodedata
from functools import lru_cache

from reelpress.video.parting import members
from reelpress.video.writers.tongues.registry import stop_words

# Signs of Arabic and Indic scripts that Python counts as no part of a word belong to it; danda and its double do not.
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u064b-\u0652\u0670\u0900-\u0963\u0970-\u0dff\u200c\u200d])"
_TOKEN = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LONGEST_HEADING = 72  # letters of a heading on a card
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", "“": "”", "«": "»"}
_UNSPACED_RATE = 2 / 3  # words that a character of an unspaced script is worth, by the time that it takes
_LONGEST_SPOKEN = 24  # a longer run of letters takes the time of several words
_SENTENCE_ENDS = ".!?…。！？｡؟।॥"
_CLOSERS = "\"'”’)]»」』）"


@lru_cache(maxsize=4096)
def count(text: str) -> int:
    """Return how many words `text` is when it is spoken; a part of one a character where no spaces are written."""
    return sum(_spoken_words(token) for token in text.split())


def _spoken_words(token: str) -> int:
    unspaced = len(_UNSPACED.findall(token))
    rest = len(token) - unspaced
    return max(1, math.ceil(unspaced * _UNSPACED_RATE) + (math.ceil(rest / 6) if rest > _LONGEST_SPOKEN else 0))


def tokens(text: str) -> list[str]:
    """Return the words of `text` that carry meaning, folded; pairs of characters where no spaces are written."""
    found: list[str] = []
    for word in _TOKEN.findall(text.casefold()):
        if len(word) > 3 and _UNSPACED.match(word):
            found += [word[start : start + 2] for start in range(min(len(word), 200) - 1)]
        elif word not in stop_words() and len(word) > 1:
            found.append(_stem(word[:40]))
    return found


_BARE = re.compile(rf"{_LETTER}+")


def all_words(text: str) -> list[str]:
    """Return every run of letters and digits in `text`, those of "it's" one by one."""
    return _BARE.findall(text)


def unspaced(word: str) -> bool:
    """Return whether `word` is of a script that writes no spaces between words."""
    return bool(_UNSPACED.match(word))


def _stem(word: str) -> str:
    """Return `word` without the plural's s: enough to count "jobs" and "job" as one."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


@lru_cache(maxsize=8192)
def bag(text: str) -> frozenset[str]:
    """Return the words of `text` that carry meaning, each once."""
    return frozenset(tokens(text))


def likeness(first: str, second: str) -> float:
    """Return how much of the shorter text's words the other holds, from 0 to 1."""
    ours, theirs = bag(first), bag(second)
    least = min(len(ours), len(theirs))
    return len(ours & theirs) / least if least else 0.0


def width(text: str) -> int:
    """Return how wide `text` is about: a Chinese character counts twice, an accent not at all."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.category(c) in ("Mn", "Cf") else 1
        for c in text
    )


def is_closed(text: str) -> bool:
    """Return whether `text` ends like a sentence."""
    return text.rstrip(_CLOSERS)[-1:] in tuple(_SENTENCE_ENDS)


def closed(text: str) -> str:
    """Return `text` ended like a sentence."""
    text = text.strip().rstrip(",;:—–-،؛，、；： ")
    if not text or is_closed(text):
        return text
    if _UNSPACED.match(text[-1]) and text[-1] > "\u3000":
        return f"{text}。"
    return text + ("।" if "\u0900" <= text[-1] <= "\u097f" else ".")


def has_letters(text: str) -> bool:
    """Return whether a voice would find anything in `text`."""
    return any(character.isalnum() for character in text)


def clip(text: str, most: int) -> str:
    """Return `text` in at most `most` characters, cut between words and marked with an ellipsis.

    A name that is longer than that is cut between its parts: getUserAuthentication…
    """
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ")
    if space >= most // 2:
        cut = cut[:space]
    else:
        whole = "".join(members(cut, lambda part: False)[:-1])  # the last part may go on behind the cut
        cut = whole if len(whole) >= most // 2 else cut
    cut = _before_open(cut, most // 2)
    return cut.rstrip(" ,;:—–-./_") + "…"


def headed(heading: str) -> str:
    """Return a heading as it stands on a card."""
    return clip(heading, _LONGEST_HEADING)


def _before_open(cut: str, least: int) -> str:
    """Return `cut` up to the word in which a bracket opens that is closed behind it, if enough is left then."""
    opened = [cut.find(left) for left, right in _BRACKETS.items() if cut.count(left) > cut.count(right)]
    space = cut.rfind(" ", 0, min(opened)) if opened else -1
    return cut[:space] if space >= least else cut


def clip_words(text: str, most: int) -> str:
    """Return the beginning of `text` that takes at most `most` spoken words, marked when something is missing."""
    kept: list[str] = []
    left = most
    for token in text.split():
        left -= _spoken_words(token)
        if left < 0:
            break
        kept.append(token)
    if len(kept) == len(text.split()):
        return text
    return " ".join(kept).rstrip(" ,;:—–-.") + "…" if kept else clip(text, most * 2 + 2)
