"""`python -m reelpress.video.narrators SPEC`: speak some scenes and say so, one JSON object a line.

SPEC is a JSON file: {"narrator": name, "scenes": [{"index", "text", "target"}]}.  The program ends when its
input closes, because then whoever started it is gone.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.video.narrators.kept import write_narration
from reelpress.video.narrators.registry import get_narrator


def main(spec: Path) -> int:
    """Speak what `spec` says; return the exit code."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        wanted = json.loads(spec.read_text(encoding="utf-8"))
        narrator = get_narrator(wanted["narrator"])
        for scene in wanted["scenes"]:
            spoken = narrator.speak(scene["text"], Path(scene["target"]))
            write_narration(spoken)
            _say(
                {
                    "index": scene["index"],
                    "seconds": spoken.seconds,
                    "words": len(spoken.words),
                    "unsaid": len(spoken.unsaid),
                }
            )
    except Failure as failure:
        told = failure.explanation
        _say({"error": told.happened, "means": told.means, "todo": told.todo, "permanent": failure.permanent})
        return 1
    return 0


def _say(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
