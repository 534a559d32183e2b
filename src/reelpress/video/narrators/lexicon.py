"""A dictionary of JSON, looked up in its own bytes: unpacked, two of a hundred thousand words take 40 MB and longer.

Knows no language. What is not written as such a dictionary always is (sorted, no spaces, no escapes) it cannot read.
"""

import gzip
import json
from bisect import bisect_left
from pathlib import Path
from typing import Any

import numpy as np

QUOTE, OPEN, CLOSE, COLON = b'"{}:'


class Lexicon:
    """What is said of each word, as `dict.get` gives it."""

    def __init__(self, text: bytes) -> None:
        """Take the text of a JSON object whose values are strings, or objects of strings; raise `ValueError`."""
        if b"\\" in text or not text.startswith(b'{"') or not text.endswith(b"}"):
            raise ValueError("The dictionary is not written as one that can be searched.")
        self.text = text
        signs = np.frombuffer(text, np.uint8)
        quotes = np.flatnonzero(signs == QUOTE)
        braces = np.flatnonzero((signs == OPEN) | (signs == CLOSE))
        braces = braces[np.searchsorted(quotes, braces) % 2 == 0]  # outside of all strings
        # Outside of inner objects, the outer brace and pairs lie before: an odd number.
        openings = quotes[::2]
        outer = openings[np.searchsorted(braces, openings) % 2 == 1]
        words = outer[signs[outer - 1] != COLON]  # which a value follows
        self.words = words.astype(np.int32)

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """Return the dictionary of a compressed file."""
        return cls(gzip.decompress(path.read_bytes()))

    def get(self, word: str, default: Any = None) -> Any:
        """Return what is said of `word`."""
        wanted = word.encode("utf-8", "surrogatepass")
        place = bisect_left(self.words, wanted, key=self._word)
        if place == len(self.words) or self._word(self.words[place]) != wanted:
            return default
        end = self.words[place + 1] if place + 1 < len(self.words) else len(self.text)
        return json.loads(self.text[self.words[place] + len(wanted) + 3 : end - 1])

    def _word(self, start: int) -> bytes:
        return self.text[start + 1 : self.text.index(b'"', start + 1)]
