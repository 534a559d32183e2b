"""A narration as files: the sound, and beside it the times of its words. What has both is whole."""

import json
from dataclasses import asdict
from pathlib import Path

from reelpress.lib.files import write_text
from reelpress.video.narrators.base import Narration, Word


def write_narration(narration: Narration) -> None:
    """Write the times beside the sound, which is there already; only then does the narration count."""
    data = {
        "rate": narration.rate,
        "seconds": narration.seconds,
        "words": [asdict(word) for word in narration.words],
        "unsaid": list(narration.unsaid),
    }
    write_text(narration.path.with_suffix(".json"), json.dumps(data, ensure_ascii=False))


def read_narration(path: Path) -> Narration | None:
    """Return the narration whose sound is at `path`; None when it is not there, or not whole."""
    try:
        data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        words = tuple(
            Word(str(w["text"]), float(w["start"]), float(w["end"]), bool(w.get("glued"))) for w in data["words"]
        )
        unsaid = tuple(str(text) for text in data.get("unsaid", ()))
        narration = Narration(path, int(data["rate"]), float(data["seconds"]), words, unsaid)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return narration if path.is_file() else None
