"""Who speaks a whole video: one voice, its language, the dictionary, and what the program of narrators is told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from reelpress.lib.text import clip
from reelpress.video.narrators.base import Setup
from reelpress.video.narrators.dictionary import Pairs, spoken_as
from reelpress.video.narrators.registry import narrator_version


@dataclass(frozen=True)
class Speaker:
    """One voice for a whole video, and how it says the words of this blog."""

    name: str  # a narrator, or narrator:voice
    language: str = "en"
    pronunciations: Pairs = ()
    setup: Setup = field(default_factory=Setup)

    def key(self, text: str) -> list[str]:
        """Return all that the narration of `text` depends on."""
        return [
            narrator_version(self.name, self.language, self.setup),
            self.language,
            text,
            spoken_as(text, self.pronunciations),
        ]

    def task(self, scenes: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return what the program of narrators is given on its stdin; it holds keys, so it goes into no file."""
        return {
            "narrator": self.name,
            "language": self.language,
            "pronunciations": self.pronunciations,
            "setup": asdict(self.setup),
            "scenes": list(scenes),
        }


def takes_over(failed: Speaker, following: Speaker, why: str) -> str:
    """Say aloud that another narrator speaks the whole video now."""
    robotic = " It sounds robotic." if following.name.startswith("espeak") else ""
    return f"{failed.name} failed: {clip(why, 300)} {following.name} narrates the whole video instead.{robotic}"
