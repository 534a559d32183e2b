"""A narration from the sound of a voice that tells no times: by ear for English, else by letters and pauses."""

from pathlib import Path

import numpy as np

from reelpress.video.narrators import sound
from reelpress.video.narrators.alignment import proportional
from reelpress.video.narrators.base import Narration, Word, primary
from reelpress.video.narrators.estimate import estimated
from reelpress.video.narrators.segmentation import glue, pieces

RATE = 22_050
SECONDS_PER_LETTER = 0.06
LONGEST_SILENCE = 24.0


def timed(samples: sound.Samples, rate: int, text: str, language: str, target: Path) -> Narration:
    """Write `samples` to `target` and return when each word of `text` is heard in them."""
    whole, _ = sound.trimmed(samples, rate)
    shown = pieces(text, language)
    written = [word for word, _ in shown]
    words: list[Word] = []
    if primary(language) == "en":
        from reelpress.video.narrators.sphinx import aligned

        words = aligned(text, written, whole, rate)
    words = words or estimated(written, sound.stretches(whole, rate))
    seconds = len(whole) / rate
    inside = [Word(word.text, min(word.start, seconds), min(word.end, seconds)) for word in words]
    sound.write(target, whole, rate)
    return Narration(target, rate, seconds, glue(inside, shown))


def silence(text: str, language: str, target: Path) -> Narration:
    """Write a silence to `target` in which a text that holds nothing to be said can be read."""
    shown = pieces(text, language)
    seconds = min(max(1.0, SECONDS_PER_LETTER * len(text)), LONGEST_SILENCE)
    sound.write(target, np.zeros(round(seconds * RATE), np.float32), RATE)
    words = proportional([word for word, _ in shown], 0.0, seconds)
    return Narration(target, RATE, seconds, glue(words, shown))
