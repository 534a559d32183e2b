"""What was spoken before, and how it is found again: a WAV file and a note of its words beside it.

The note is written last, so a narration counts when its note is there. Knows no voice and no program.
"""

import json
from pathlib import Path
from typing import Any

from reelpress.lib.files import digest, write_text
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.narrators.registry import narrator_version


def narration_key(narrator: str, language: str, text: str) -> str:
    """Return the digest of all that a narration depends on."""
    return digest("narration", narrator_version(narrator), language, text)


def note_of(place: Path) -> Path:
    """Return where the note beside the narration at `place` is."""
    return place.with_suffix(".json")


def keep_narration(place: Path, said: dict[str, Any]) -> None:
    """Write the note from what the narrators' program said of it."""
    note = {name: said[name] for name in ("rate", "seconds", "words")}
    write_text(note_of(place), json.dumps(note, ensure_ascii=False))


def read_narration(place: Path) -> Narration | None:
    """Return the narration at `place`; None when it is not there, or not whole."""
    try:
        note = json.loads(note_of(place).read_text(encoding="utf-8"))
        words = tuple(Word(str(word["text"]), float(word["start"]), float(word["end"])) for word in note["words"])
        narration = Narration(place, int(note["rate"]), float(note["seconds"]), words)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return narration if place.is_file() else None
