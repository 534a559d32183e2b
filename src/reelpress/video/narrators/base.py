"""What every narrator returns, the protocol it follows, and what it is told. Knows no voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol, Self

from reelpress.lib.errors import Failure


@dataclass(frozen=True)
class Word:
    """One word as it is written, and when it is heard, in seconds from the start of its scene's audio.

    `glued` says that it follows the one before without a space, as the words of Chinese do.
    """

    text: str
    start: float
    end: float
    glued: bool = False


@dataclass(frozen=True)
class Narration:
    """The voice of one scene: a mono WAV file and its words in order."""

    path: Path
    rate: int
    seconds: float
    words: tuple[Word, ...]
    unsaid: tuple[str, ...] = ()  # words that this voice cannot say: they are shown and not heard


class Narrator(Protocol):
    """One voice. Its version, in the registry, changes whenever the same text would sound or be timed differently."""

    name: str

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target`, whole or not at all; raise `Failure` for what cannot be said."""
        ...


class NarratorFailed(Failure):
    """A narrator is out of order, not just one text of it: another may take over the whole video."""


@dataclass(frozen=True)
class Setup:
    """What this installation says about narrators. The keys are never shown nor written to a file."""

    order: tuple[str, ...] = ("hibari", "piper", "espeak")
    voices: str = ""  # the folder of Piper's voices
    piper: str = "piper"  # the program
    speech_url: str = ""
    speech_model: str = ""
    speech_voice: str = ""
    speech_languages: tuple[str, ...] = ()  # empty: any
    elevenlabs_url: str = ""
    elevenlabs_model: str = ""
    elevenlabs_voice: str = ""
    speech_key: str = field(default="", repr=False)
    elevenlabs_key: str = field(default="", repr=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the setup that `asdict` described."""
        known = {one.name for one in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in known
        }
        return cls(**values)


def primary(language: str) -> str:
    """Return what stands before the first hyphen of a language's tag; English when there is none."""
    return language.replace("_", "-").lower().partition("-")[0] or "en"
