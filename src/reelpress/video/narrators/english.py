"""How English words are said: as phonemes, with numbers and signs spelled out. Knows no sound."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hibari.g2p import G2P
from hibari.g2p.normalize import normalize

from reelpress.video.narrators.pronunciation import is_readable, read_as


@dataclass(frozen=True)
class Spoken:
    """One word of the normalised text and the phonemes that say it."""

    text: str
    phonemes: str


@lru_cache
def dictionary() -> Any:
    """Return what turns words into phonemes; loaded once, in half a second."""
    return G2P(british=False)


def spoken_words(text: str) -> list[Spoken]:
    """Return the words of `text` as a voice says them, each with its phonemes; none for what cannot be read."""
    g2p = dictionary()
    words: list[Spoken] = []
    letters = phonemes = ""
    for token in g2p.phonemize_tokens(g2p.tokenize(normalize(read_as(text)))):
        letters += token.text
        phonemes += (token.phonemes or "") if is_readable(token.text) else ""
        if token.whitespace:
            words.append(Spoken(letters, phonemes))
            letters = phonemes = ""
    if letters:
        words.append(Spoken(letters, phonemes))
    return words
