"""In which order the pieces of a line stand, by the Unicode bidirectional algorithm. Draws nothing."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bidi import algorithm

LEFTWARD = ("R", "AL")
LANGUAGES = ("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")  # written from right to left
NEUTRAL = "\ufffc"  # how a small picture takes part in the order


@lru_cache(maxsize=8192)
def is_leftward(text: str) -> bool:
    """Return whether `text` begins with a letter that is written from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", *LEFTWARD):
            return kind != "L"
    return False


@lru_cache(maxsize=8192)
def mostly_leftward(text: str) -> bool:
    """Return whether more letters of `text` are written from right to left than from left to right."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in LEFTWARD for kind in kinds) > sum(kind == "L" for kind in kinds)


def reads_leftward(text: str, language: str) -> bool:
    """Return whether a text in a video of `language` is read from the right: where letters disagree, as that is read.

    A heading of an English post may begin with an Arabic word, one of an Arabic post with a name in Latin letters.
    """
    first = is_leftward(text)
    if not language or first == mostly_leftward(text):
        return first
    return language.partition("-")[0].lower() in LANGUAGES


def levels_of(characters: Sequence[str], leftward: bool) -> list[int]:
    """Return the embedding level of each of `characters` in a line of the given direction."""
    if not leftward and not any(unicodedata.bidirectional(c) in LEFTWARD for c in characters):
        return [0] * len(characters)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = (1, "R") if leftward else (0, "L")
    algorithm.get_embedding_levels("".join(characters), storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    levels = [int(found["level"]) for found in storage["chars"]]
    return levels if len(levels) == len(characters) else [int(leftward)] * len(characters)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indices of runs with these levels from left to right (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            if end > start:
                order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
