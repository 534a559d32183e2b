"""When English words are heard in any voice: forced alignment with PocketSphinx, offline. Knows no narrator.

Every word is looked up by how it is said, so that numbers and names that no dictionary has are aligned too.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from pocketsphinx import Decoder

from reelpress.video.narrators import sound
from reelpress.video.narrators.alignment import align
from reelpress.video.narrators.base import Word
from reelpress.video.narrators.english import Spoken, spoken_words

RATE = 16_000
FRAME = 0.01  # seconds
WIDE = 1e-80  # little is given up on the way: another voice may say a word otherwise
# The alphabet of the phonemes of `english`, as that of PocketSphinx's model.
_PHONES = {
    "ɜɹ": "ER", "A": "EY", "I": "AY", "O": "OW", "W": "AW", "Y": "OY", "æ": "AE", "ɑ": "AA", "ɔ": "AO", "ə": "AH",
    "ɛ": "EH", "ɜ": "ER", "ɪ": "IH", "i": "IY", "ʊ": "UH", "u": "UW", "ʌ": "AH", "ᵊ": "AH", "ᵻ": "IH", "b": "B",
    "d": "D", "f": "F", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P", "s": "S", "t": "T",
    "v": "V", "w": "W", "z": "Z", "ɡ": "G", "ŋ": "NG", "ɹ": "R", "ʃ": "SH", "ʒ": "ZH", "ð": "DH", "θ": "TH",
    "ʤ": "JH", "ʧ": "CH", "ɾ": "D", "T": "D", "ʔ": "T", "ɐ": "AH", "x": "K",
}  # fmt: skip
_PHONE = re.compile("|".join(sorted(map(re.escape, _PHONES), key=len, reverse=True)))


def aligned(text: str, written: Sequence[str], samples: sound.Samples, rate: int) -> list[Word]:
    """Return when each of the `written` words of `text` is heard; nothing when the sound does not fit the text."""
    said = [word for word in spoken_words(text) if phones(word)]
    if not said:
        return []
    data = sound.pcm(sound.resampled(samples, rate, RATE))
    heard = heard_words(said, data)
    if not heard:  # what it learned of one sound can mislead it about the next
        _decoder.cache_clear()
        heard = heard_words(said, data)
    return align(written, heard) if heard else []


def phones(word: Spoken) -> str:
    """Return how `word` is said, in the alphabet of the model."""
    return " ".join(_PHONES[found] for found in _PHONE.findall(word.phonemes))


def heard_words(said: Sequence[Spoken], data: bytes) -> list[Word]:
    """Return the words of `said` with their times in `data`, which is 16-bit mono at 16 kHz; nothing on failure."""
    decoder = _decoder()
    for word in said:
        name = phones(word).replace(" ", "_").lower()
        if decoder.lookup_word(name) is None:
            decoder.add_word(name, phones(word), True)
    try:
        decoder.set_align_text(" ".join(phones(word).replace(" ", "_").lower() for word in said))
        decoder.start_utt()
        decoder.process_raw(data, full_utt=True)
        decoder.end_utt()
        segments = [one for one in decoder.seg() or () if not one.word.startswith(("<", "[", "("))]
    except (RuntimeError, ValueError):
        return []
    if len(segments) != len(said):
        return []
    times = ((one.start_frame * FRAME, (one.end_frame + 1) * FRAME) for one in segments)
    return [Word(word.text, start, end) for word, (start, end) in zip(said, times, strict=True)]


@lru_cache
def _decoder() -> Decoder:
    # Its levels come from the sound itself and not from the one before, so that the same sound has the same times.
    return Decoder(lm=None, loglevel="FATAL", samprate=RATE, beam=WIDE, pbeam=WIDE, wbeam=WIDE, cmn="batch")
