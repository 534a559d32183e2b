"""The narrator `piper`: the program Piper with a voice of one's own. Only the program is used, never its code.

A sentence a line goes in and a sound a line comes out, so each sentence's time is exact; inside of it English is
aligned by ear, other languages are timed by their letters and pauses.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from reelpress.lib import proc
from reelpress.lib.errors import Failure
from reelpress.video.narrators import sound
from reelpress.video.narrators.base import Narration, NarratorFailed, Setup
from reelpress.video.narrators.estimate import weight
from reelpress.video.narrators.segmentation import pieces
from reelpress.video.narrators.timing import silence, timed
from reelpress.video.narrators.voices import piper_program, piper_voice

RATE = 22_050
SECONDS = 240.0  # it speaks ten times as fast as it sounds, on a machine that is not overloaded
PAUSE = 0.2  # seconds between two sentences
STOPS = ".!?…。！？؟।"


class PiperNarrator:
    """The narrator `piper`, with one voice of its own."""

    name = "piper"

    def __init__(self, setup: Setup, voice: str, language: str) -> None:
        program, found = piper_program(setup), piper_voice(setup, voice, language)
        if program is None or found is None:
            raise NarratorFailed("Piper or its voice is gone.", todo="See `reelpress check`.", permanent=True)
        self.program, self.voice, self.language = program, found, language

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target` and return when each word is heard."""
        sentences = _sentences(text, self.language)
        if not any(map(weight, sentences)):
            return silence(text, self.language, target)
        with TemporaryDirectory(prefix="reelpress-piper-") as folder:
            sounds = self._rendered(sentences, Path(folder))
        pause = np.zeros(round(PAUSE * RATE), np.float32)
        whole = [part for one in sounds for part in (one, pause)][:-1]
        return timed(np.concatenate(whole), RATE, text, self.language, target)

    def _rendered(self, sentences: list[str], folder: Path) -> list[sound.Samples]:
        source, target = folder / "text", folder / "sounds"
        source.write_text("\n".join(sentences) + "\n", encoding="utf-8")
        # Without its noise it says the same text the same way each time.
        command = [
            str(self.program), "--model", str(self.voice.model), "--input-file", str(source),
            "--output-dir", str(target), "--noise-scale", "0", "--noise-w-scale", "0",
        ]  # fmt: skip
        try:
            proc.run(command, timeout=SECONDS, name="Piper")
            made = sorted(target.glob("*.wav"), key=lambda path: int(path.stem) if path.stem.isdigit() else 0)
            return [sound.trimmed(sound.decode(path.read_bytes(), RATE), RATE)[0] for path in made]
        except (Failure, OSError) as error:
            told = error.explanation.happened if isinstance(error, Failure) else str(error.strerror)
            raise NarratorFailed(
                f"Piper failed: {told}",
                todo="Check that REELPRESS_PIPER is Piper's program and that the voice is whole, then retry.",
                permanent=True,
            ) from None


def _sentences(text: str, language: str) -> list[str]:
    """Return the sentences of `text`, of which a line each is spoken."""
    sentences: list[str] = []
    line = ""
    for word, glued in pieces(text, language):
        line += word if glued or not line else f" {word}"
        if word.rstrip("\"'”’»)]}」』》）")[-1:] in tuple(STOPS):
            sentences.append(line)
            line = ""
    return [*sentences, line] if line else sentences
