"""Run some of our own programs side by side and listen to what they say. Knows no scene and no database.

All are started and read from the calling thread: a program dies with the thread that started it, and a
cancelled job must leave nothing behind.
"""

import json
import os
import selectors
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from reelpress.lib import clock, proc
from reelpress.lib.errors import Failure
from reelpress.lib.files import write_text

STALL_SECONDS = 60.0
TICK_SECONDS = 0.5
Said = dict[str, Any]


class Program:
    """One running program and the lines it has said so far."""

    def __init__(self, name: str, process: proc.Process) -> None:
        assert process.stdout is not None
        self.name = name
        self.process = process
        self.pipe = process.stdout.fileno()
        self.rest = b""
        self.error: Said | None = None
        self.said_at = clock.monotonic()

    def read(self) -> list[Said] | None:
        """Return the objects that came; None at the end of the stream."""
        data = os.read(self.pipe, 65536)
        if not data:
            return None
        self.said_at = clock.monotonic()
        *lines, self.rest = (self.rest + data).split(b"\n")
        said = [found for found in map(_parsed, lines) if found is not None]
        self.error = next((item for item in said if "error" in item), self.error)
        return said

    def judge(self) -> None:
        """Wait for the end of the program; raise `Failure` when it did not succeed."""
        code = self.process.wait()
        if self.error is not None:
            raise Failure(
                str(self.error["error"]),
                means=str(self.error.get("means", "")),
                todo=str(self.error.get("todo", "")),
                permanent=bool(self.error.get("permanent")),
            )
        if code != 0:
            raise proc.ProgramFailed(self.name, code, proc.stderr_of(self.process))


def _parsed(line: bytes) -> Said | None:
    """Return the object in `line`; None for anything else, such as what a library printed."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def command_for(module: str, spec: Path) -> list[str]:
    """Return the command that runs `python -m module spec` with this interpreter."""
    return [sys.executable, "-m", module, str(spec)]


def run_side_by_side(
    tasks: Sequence[tuple[str, str, dict[str, Any]]],
    *,
    folder: Path,
    listen: Callable[[Said], None],
    tick: Callable[[], None] = lambda: None,
    stall_seconds: float = STALL_SECONDS,
) -> None:
    """Run each (name, module, spec) as a program to its end; call `listen` for each object that any of them says.

    `tick` is called twice a second and more, also while they are silent.

    Raises the first program's failure; the others are killed then, as they are on every other way out.
    A program that says nothing for `stall_seconds` is taken for stuck.
    """
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for number, (name, module, spec) in enumerate(tasks):
            path = folder / f"{module.rsplit('.', 1)[-1]}-{number}-{clock.monotonic():.6f}.json"
            write_text(path, json.dumps(spec))
            process = stack.enter_context(proc.running(command_for(module, path), low_priority=True))
            program = Program(name, process)
            selector.register(program.pipe, selectors.EVENT_READ, program)
        while selector.get_map():
            _step(selector, listen, stall_seconds)
            tick()


def _step(selector: selectors.BaseSelector, listen: Callable[[Said], None], stall_seconds: float) -> None:
    for key, _ in selector.select(TICK_SECONDS):
        program: Program = key.data
        said = program.read()
        if said is None:
            selector.unregister(program.pipe)
            program.judge()
            continue
        for item in said:
            listen(item)
    for key in selector.get_map().values():
        if clock.monotonic() - key.data.said_at > stall_seconds:
            raise Failure(
                f"{key.data.name} made no progress for {stall_seconds:.0f} s and was stopped.",
                means="What was finished before is kept.",
                todo="Retry; if it happens again, the machine may be overloaded.",
            )
