"""How English words are said: as phonemes, with numbers and signs spelled out. Knows no sound."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hibari import g2p
from hibari.g2p.normalize import normalize

from reelpress.lib.errors import Failure
from reelpress.video.narrators.lexicon import Lexicon
from reelpress.video.narrators.pronunciation import is_readable, read_as


@dataclass(frozen=True)
class Spoken:
    """One word of the normalised text and the phonemes that say it."""

    text: str
    phonemes: str


class American(g2p.G2P):  # type: ignore[misc]
    """What turns words into phonemes, as its parent does, with dictionaries that stay packed."""

    def __init__(self) -> None:
        try:
            both = [Lexicon.read(Path(g2p.ASSETS) / f"lexicon_us_{name}.json.gz") for name in ("gold", "silver")]
        except ValueError as error:
            raise Failure(str(error), todo="Install hibari-tts 0.2.1.", permanent=True) from None
        self.lexicon = g2p.Lexicon(*both)
        self.tokenizer = g2p.Tokenizer(g2p._load_json("tokenizer_exceptions.json"))
        self.tagger = g2p.Tagger(g2p._load_json("tagger.json.gz"))
        self._oov, self.unk, self.british = None, "", False


@lru_cache
def dictionary() -> American:
    """Return what turns words into phonemes; loaded once, in a quarter of a second."""
    return American()


def spoken_words(text: str) -> list[Spoken]:
    """Return the words of `text` as a voice says them, each with its phonemes; none for what cannot be read."""
    said = dictionary()
    words: list[Spoken] = []
    letters = phonemes = ""
    for token in said.phonemize_tokens(said.tokenize(normalize(read_as(text)))):
        letters += token.text
        phonemes += (token.phonemes or "") if is_readable(token.text) else ""
        if token.whitespace:
            words.append(Spoken(letters, phonemes))
            letters = phonemes = ""
    if letters:
        words.append(Spoken(letters, phonemes))
    return words
