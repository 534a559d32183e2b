"""What every narrator returns, and the protocol it follows. Knows no voice."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Word:
    """One word as it is written, and when it is heard, in seconds from the start of its scene's audio."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Narration:
    """The voice of one scene: a mono WAV file and its words in order."""

    path: Path
    rate: int
    seconds: float
    words: tuple[Word, ...]
    unsaid: tuple[str, ...] = ()  # words that this voice cannot say: they are shown and not heard


class Narrator(Protocol):
    """One voice. `version` changes whenever the same text would sound or be timed differently."""

    name: str
    version: str

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target`, whole or not at all; raise `Failure` for what cannot be said."""
        ...
