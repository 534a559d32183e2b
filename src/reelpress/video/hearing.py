"""How a program of ours hears its tasks: one JSON object a line on stdin. Knows no task and no Django."""

import json
import os
import queue
import threading
from typing import Any

STDIN = 0
Task = dict[str, Any]


def tasks_from_stdin() -> "queue.SimpleQueue[Task]":
    """Return the tasks as they come; at the end of stdin this process ends at once: who started it is gone."""
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(tasks,), daemon=True).start()
    return tasks


def _read(tasks: "queue.SimpleQueue[Task]") -> None:
    # Not through sys.stdin: a thread that waits in its buffer aborts the interpreter when that wants to end.
    rest = b""
    while data := os.read(STDIN, 65536):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            tasks.put(json.loads(line))
    os._exit(3)
