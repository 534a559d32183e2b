"""The narrator `elevenlabs`: the service's own times of every character become those of the words."""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from reelpress.lib.errors import Failure
from reelpress.lib.http import Answer
from reelpress.video.narrators import sound
from reelpress.video.narrators.alignment import in_order
from reelpress.video.narrators.base import Narration, Setup, Word, primary
from reelpress.video.narrators.estimate import estimated, weight
from reelpress.video.narrators.segmentation import glue, pieces
from reelpress.video.narrators.service import Service, portions
from reelpress.video.narrators.timing import silence

RATE = 44_100
FORMAT = "mp3_44100_128"
LONGEST = 1_200  # characters of a request: about eighty seconds
WITH_LANGUAGE = ("eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_v3")  # other models refuse a language


class ElevenLabsNarrator:
    """The narrator `elevenlabs`, with the model and the voice of the settings."""

    name = "elevenlabs"

    def __init__(self, setup: Setup, voice: str, language: str) -> None:
        self.model, self.voice = setup.elevenlabs_model, voice or setup.elevenlabs_voice
        self.key = setup.elevenlabs_key
        self.language = language
        self.service = Service(
            "ElevenLabs",
            setup.elevenlabs_url,
            setup.elevenlabs_key,
            "REELPRESS_ELEVENLABS_KEY",
            "REELPRESS_ELEVENLABS_VOICE, _MODEL and _URL",
        )

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target` and return when each word is heard."""
        if not weight(text):
            return silence(text, self.language, target)
        samples: list[sound.Samples] = []
        words: list[Word] = []
        at = 0.0
        shown: list[tuple[str, bool]] = []
        for part in portions(text, LONGEST, self.language):
            heard, found = self._asked(part)
            words += [Word(word.text, word.start + at, word.end + at) for word in found]
            shown += pieces(part, self.language)
            samples.append(heard)
            at += len(heard) / RATE
        whole, lead = sound.trimmed(np.concatenate(samples), RATE)
        seconds = len(whole) / RATE
        inside = [Word(w.text, _within(w.start - lead, seconds), _within(w.end - lead, seconds)) for w in words]
        sound.write(target, whole, RATE)
        return Narration(target, RATE, seconds, glue(inside, shown))

    def _asked(self, text: str) -> tuple[sound.Samples, list[Word]]:
        data = {"text": text, "model_id": self.model}
        if self.model in WITH_LANGUAGE:
            data["language_code"] = primary(self.language)
        path = f"{self.service.url.rstrip('/')}/v1/text-to-speech/{quote(self.voice, safe='')}/with-timestamps"
        answer = self.service.post(f"{path}?output_format={FORMAT}", data, {"xi-api-key": self.key})
        samples = self._sound(answer)
        written = [word for word, _ in pieces(text, self.language)]
        words = word_times(text, written, answer.json().get("alignment"))
        return samples, words or estimated(written, sound.stretches(samples, RATE))

    def _sound(self, answer: Answer) -> sound.Samples:
        try:
            return sound.decode(base64.b64decode(str(answer.json()["audio_base64"]), validate=True), RATE)
        except (KeyError, binascii.Error, ValueError, Failure):
            raise self.service.wrong_kind(answer, "JSON that holds sound") from None


def word_times(text: str, written: Sequence[str], alignment: Any) -> list[Word]:
    """Return the times of the words from those of the characters; nothing when these are not those of `text`."""
    try:
        characters = [str(one) for one in alignment["characters"]]
        starts = [float(one) for one in alignment["character_start_times_seconds"]]
        ends = [float(one) for one in alignment["character_end_times_seconds"]]
    except (TypeError, KeyError, ValueError):
        return []
    if "".join(characters) != text or not len(characters) == len(starts) == len(ends):
        return []
    if any(len(one) != 1 for one in characters):
        return []
    words: list[Word] = []
    at = 0
    for word in written:
        first = text.index(word, at)
        at = first + len(word)
        words.append(Word(word, starts[first], max(starts[first], ends[at - 1])))
    return in_order(words)


def _within(moment: float, seconds: float) -> float:
    return min(max(0.0, moment), seconds)
