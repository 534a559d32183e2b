"""The narrator `openai`: any service that speaks OpenAI's speech API, `POST /audio/speech`.

It sends sound and no times: English is aligned by ear, other languages are timed by their letters and pauses.
"""

from pathlib import Path

import numpy as np

from reelpress.lib.errors import Failure
from reelpress.video.narrators import sound
from reelpress.video.narrators.base import Narration, Setup
from reelpress.video.narrators.estimate import weight
from reelpress.video.narrators.service import Service, portions
from reelpress.video.narrators.timing import silence, timed

RATE = 24_000
# What a request may hold: the service takes 4,096 characters, and uncompressed sound must stay below the bound.
LONGEST = 600
KINDS = ("audio/", "application/octet-stream", "binary/octet-stream", "video/")  # some servers name MP4 so


class SpeechNarrator:
    """The narrator `openai`, with the model and the voice of the settings."""

    name = "openai"

    def __init__(self, setup: Setup, voice: str, language: str) -> None:
        self.model, self.voice = setup.speech_model, voice or setup.speech_voice
        self.key = setup.speech_key
        self.language = language
        self.service = Service(
            "The speech service",
            setup.speech_url,
            setup.speech_key,
            "REELPRESS_SPEECH_KEY",
            "REELPRESS_SPEECH_URL, _MODEL and _VOICE",
        )

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target` and return when each word is heard."""
        if not weight(text):
            return silence(text, self.language, target)
        samples = np.concatenate([self._asked(part) for part in portions(text, LONGEST, self.language)])
        return timed(samples, RATE, text, self.language, target)

    def _asked(self, text: str) -> sound.Samples:
        data = {"model": self.model, "voice": self.voice, "input": text, "response_format": "wav"}
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        answer = self.service.post(f"{self.service.url.rstrip('/')}/audio/speech", data, headers)
        if not answer.headers.get("content-type", "audio/").lower().startswith(KINDS):
            raise self.service.wrong_kind(answer, "sound")
        try:
            return sound.decode(answer.body, RATE)
        except Failure:
            raise self.service.wrong_kind(answer, "sound that can be read") from None
