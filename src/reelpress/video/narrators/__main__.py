"""`python -m reelpress.video.narrators [SPEC]`: speak some scenes and say so, one JSON object a line.

A task is a JSON object: {"narrator", "language", "pronunciations", "setup", "scenes": [{"index", "text", "target"}]}.
It is the file SPEC, or without one a line on stdin, which keeps keys out of files; more may follow, and `done` is
said after each.  The program ends when it is told to ({"task": "end"}), and when its input closes, because then
whoever started it is gone.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.video.faults import full_disk
from reelpress.video.hearing import Task, tasks_from_stdin
from reelpress.video.narrators.base import NarratorFailed, Setup
from reelpress.video.narrators.dictionary import spoken_as
from reelpress.video.narrators.kept import write_narration
from reelpress.video.narrators.registry import get_narrator
from reelpress.video.narrators.spelling import as_written
from reelpress.video.renderer.memory import give_back, keep_little

PULSE_SECONDS, MOST_PULSES = 15.0, 20


def main(arguments: list[str]) -> int:
    """Do what SPEC says, or else the tasks that come on stdin; return the exit code."""
    keep_little()
    tasks = tasks_from_stdin()
    if arguments:
        return _do(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    while (task := tasks.get()).get("task") != "end":
        code = _do(task)
        if code:
            return code
        say(done=True)
    return 0


def say(**what: Any) -> None:
    """Print one line for whoever started this program."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _do(task: Task) -> int:
    try:
        _speak(task)
    except (Failure, OSError) as error:
        failure = full_disk(error) or error
        if not isinstance(failure, Failure):
            raise
        told = failure.explanation
        ours = isinstance(failure, NarratorFailed)
        say(error=told.happened, means=told.means, todo=told.todo, permanent=failure.permanent, narrator=ours)
        return 1
    return 0


def _speak(task: Task) -> None:
    narrator = get_narrator(task["narrator"], task.get("language", "en"), Setup.from_dict(task.get("setup", {})))
    pairs = [(word, spoken) for word, spoken in task.get("pronunciations", ())]
    for scene in task["scenes"]:
        text = scene["text"]
        with _pulse(scene["index"]):
            give_back()  # of what loading the voice took, or the scene before
            spoken = narrator.speak(spoken_as(text, pairs), Path(scene["target"]))
        spoken = as_written(spoken, text, task.get("language", "en"))
        write_narration(spoken)
        say(index=scene["index"], seconds=spoken.seconds, words=len(spoken.words), unsaid=len(spoken.unsaid))


@contextmanager
def _pulse(index: int) -> Iterator[None]:
    """Say now and then that a scene is still being spoken: a service may take long, but not for ever."""
    over = threading.Event()

    def tell() -> None:
        for _ in range(MOST_PULSES):
            if over.wait(PULSE_SECONDS):
                return
            say(speaking=index)

    threading.Thread(target=tell, daemon=True).start()
    try:
        yield
    finally:
        over.set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
