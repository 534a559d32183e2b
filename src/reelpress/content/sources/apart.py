"""Has what strangers made (pages, feeds, pictures) read in a program of its own, bounded in time and memory.

A picture that kills its decoder or a page that never ends costs its own task and no other, and nothing of it ever runs
in a worker, which was forked and must not hold heavy libraries.  Knows no task by name.
"""

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from reelpress.lib import files, proc
from reelpress.lib.errors import Failure

logger = logging.getLogger(__name__)
SECONDS_EACH = 30.0  # that one task may take; the program ends itself then
MOST_MEGABYTES = 2_048  # of address space, of which libraries alone take a third
START_SECONDS = 30
MOST_DEATHS = 4  # after that many, what is left is not tried
MODULE = "reelpress.content.sources"
Task = dict[str, Any]
Said = dict[str, Any]
LOST: Said = {"unusable": "took too long or too much memory to read"}
UNTRIED: Said = {"unusable": "was not tried: too many before it took too long or too much memory to read"}


def run(
    tasks: Sequence[Task], *, folder: Path, seconds: float = SECONDS_EACH, megabytes: int = MOST_MEGABYTES
) -> list[Said]:
    """Return what came of each task, in order: its result, or {"unusable": why}.  Scratch files lie in `folder`.

    `seconds` is what each task may take, `megabytes` the memory of the program.
    """
    done: list[Said] = []
    deaths = 0
    while len(done) < len(tasks):
        if deaths >= MOST_DEATHS:
            return done + [UNTRIED] * (len(tasks) - len(done))
        done += _run_once(tasks[len(done) :], folder, seconds, megabytes)
        if len(done) < len(tasks):
            done.append(LOST)  # the program died at this one
            deaths += 1
    return done


def _run_once(tasks: Sequence[Task], folder: Path, seconds: float, megabytes: int) -> list[Said]:
    """Run one program over `tasks`; return the results up to the one that it died at."""
    start = folder / f"tasks-{uuid4().hex[:8]}"
    spec, out = start.with_suffix(".json"), start.with_suffix(".out")
    given = {"tasks": list(tasks), "out": str(out), "seconds": seconds, "megabytes": megabytes}
    files.write_text(spec, json.dumps(given))
    try:
        proc.run(
            [sys.executable, "-m", MODULE, str(spec)],
            timeout=START_SECONDS + seconds * len(tasks),
            name="The reader",
        )
    except Failure as failure:
        if not out.exists():  # it did not even begin: no task is to blame
            raise failure
    lines = out.read_text(encoding="utf-8").split("\n")[:-1]
    return [_told(task, json.loads(line)) for task, line in zip(tasks, lines)]


def _told(task: Task, said: Said) -> Said:
    """Log what nobody had foreseen: it may be a fault of ours as well as one of the input."""
    raised = said.pop("raised", "")
    if raised:
        logger.warning("Reading a %s raised %s", task["do"], raised)
    return said
