"""Where a long word may be parted: at the marks and humps of a name, between the syllables of a word. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyphen

LONG_WORD = 12  # letters from which on a word may be parted
LONGEST_WORD = 200  # letters; what is longer has no syllables
_MARKED = re.compile(r"(?<=[-/.:])(?=\w)")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z\d])(?=[A-Z][a-z])|(?<=_)(?=[^\W_])")
_AROUND = "_.,;:!?\"')»“”"


def members(name: str, fits: Callable[[str], bool]) -> list[str]:
    """Return the parts of a long name, each with the mark after it: x86_64- unknown- linux- gnu.

    Those that do not fit are parted at their humps and low lines, too: get Request_ Headers.
    """
    parts = _MARKED.split(name) if len(name) >= LONG_WORD else [name]
    return [piece for part in parts for piece in ([part] if fits(part) else _HUMPS.split(part))]


@lru_cache(maxsize=256)
def syllables(word: str, language: str) -> tuple[str, ...]:
    """Return the syllables of a long word; all of it when it has none that are known in `language`."""
    if not LONG_WORD <= len(word) <= LONGEST_WORD or not word.strip(_AROUND).isalpha():
        return (word,)
    dictionary = _dictionary(language)
    return tuple(dictionary.inserted(word, "\u00ad").split("\u00ad")) if dictionary else (word,)


@lru_cache(maxsize=1)  # one takes up to 25 MB
def _dictionary(language: str) -> "pyphen.Pyphen | None":
    import pyphen  # only words that are longer than a line need it

    known = pyphen.language_fallback(language.replace("-", "_")) if language else None
    return pyphen.Pyphen(lang=known) if known else None
