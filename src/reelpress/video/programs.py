"""Run some of our own programs side by side, give them tasks and listen to what they say. Knows no scene.

All are started and read from the calling thread: a program dies with the thread that started it, and a
cancelled job must leave nothing behind.
"""

import json
import os
import selectors
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from reelpress.lib import clock, proc
from reelpress.lib.errors import Failure
from reelpress.lib.files import write_text
from reelpress.video.narrators.base import NarratorFailed

STALL_SECONDS = 60.0
TICK_SECONDS = 0.5
Said = dict[str, Any]


class Program:
    """One running program, the tasks that it was given and the lines that it has said so far."""

    def __init__(self, name: str, process: proc.Process) -> None:
        assert process.stdout is not None
        self.name = name
        self.process = process
        self.pipe = process.stdout.fileno()
        self.rest = b""
        self.error: Said | None = None
        self.said_at = clock.monotonic()
        self.owed = 0  # tasks that it has not done yet
        self.over = False

    def give(self, task: dict[str, Any]) -> None:
        """Hand the program a task; it does one after the other and says `done` after each."""
        assert self.process.stdin is not None
        self.owed += 1
        self.said_at = clock.monotonic()
        with suppress(BrokenPipeError):  # it is dead: its end says why
            self.process.stdin.write(json.dumps(task) + "\n")
            self.process.stdin.flush()

    def dismiss(self) -> None:
        """Let the program end when it has done what it was given."""
        self.give({"task": "end"})

    def read(self) -> list[Said] | None:
        """Return the objects that came; None at the end of the stream."""
        data = os.read(self.pipe, 65536)
        if not data:
            return None
        self.said_at = clock.monotonic()
        *lines, self.rest = (self.rest + data).split(b"\n")
        said = [found for found in map(_parsed, lines) if found is not None]
        self.error = next((item for item in said if "error" in item), self.error)
        self.owed -= sum("done" in item for item in said)
        return said

    def judge(self) -> None:
        """Wait for the end of the program; raise `Failure` when it did not succeed."""
        code = self.process.wait()
        self.over = True
        if self.error is not None:
            kind = NarratorFailed if self.error.get("narrator") else Failure
            raise kind(
                str(self.error["error"]),
                means=str(self.error.get("means", "")),
                todo=str(self.error.get("todo", "")),
                permanent=bool(self.error.get("permanent")),
            )
        if code != 0:
            died = proc.ProgramFailed(self.name, code, proc.stderr_of(self.process)).explanation
            raise Failure(died.happened, means=died.means, todo="Retry; what was finished before is kept.")


def _parsed(line: bytes) -> Said | None:
    """Return the object in `line`; None for anything else, such as what a library printed."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def command_for(module: str, spec: Path | None) -> list[str]:
    """Return the command that runs `python -m module [spec]` with this interpreter."""
    return [sys.executable, "-m", module, *([str(spec)] if spec else [])]


class Crew:
    """The programs of one piece of work; whatever happens, none is left when the block is."""

    def __init__(self, folder: Path, *, stall_seconds: float = STALL_SECONDS) -> None:
        self.folder = folder
        self.stall_seconds = stall_seconds
        self.stack = ExitStack()
        self.selector = selectors.DefaultSelector()
        self.programs: list[Program] = []

    def __enter__(self) -> Self:
        self.stack.enter_context(self.selector)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for program in self.programs:
            program.process.kill()  # all at once; then each is waited for
        self.stack.close()

    def start(self, name: str, module: str, spec: dict[str, Any] | None = None) -> Program:
        """Start a program: with a `spec`, it does that and ends; without, it waits for tasks."""
        path = None
        if spec is not None:
            path = self.folder / f"{module.rsplit('.', 1)[-1]}-{len(self.programs)}.json"
            write_text(path, json.dumps(spec))
        process = self.stack.enter_context(proc.running(command_for(module, path), low_priority=True))
        program = Program(name, process)
        program.owed = spec is not None
        self.programs.append(program)
        self.selector.register(program.pipe, selectors.EVENT_READ, program)
        return program

    @property
    def at_work(self) -> bool:
        """Whether any program has not ended."""
        return bool(self.selector.get_map())

    def hear(self) -> list[tuple[Program, Said]]:
        """Wait half a second at most and return what was said, by whom.

        Raises the failure of a program that ended in one, and `Failure` when one that has work says nothing for long.
        """
        heard: list[tuple[Program, Said]] = []
        for key, _ in self.selector.select(TICK_SECONDS):
            program: Program = key.data
            said = program.read()
            if said is None:
                self.selector.unregister(program.pipe)
                program.judge()
            else:
                heard += [(program, item) for item in said]
        for key in self.selector.get_map().values():
            self._check(key.data)
        return heard

    def _check(self, program: Program) -> None:
        if program.owed and clock.monotonic() - program.said_at > self.stall_seconds:
            raise Failure(
                f"{program.name} made no progress for {self.stall_seconds:.0f} s and was stopped.",
                means="What was finished before is kept.",
                todo="Retry; if it happens again, the machine may be overloaded.",
            )


def run_side_by_side(
    tasks: Sequence[tuple[str, str, dict[str, Any]]],
    *,
    folder: Path,
    listen: Callable[[Said], None],
    tick: Callable[[], None] = lambda: None,
    stall_seconds: float = STALL_SECONDS,
) -> None:
    """Run each (name, module, spec) as a program to its end; call `listen` for each object that any of them says.

    `tick` is called twice a second and more, also while they are silent.  Raises the first program's failure;
    the others are killed then, as they are on every other way out.
    """
    with Crew(folder, stall_seconds=stall_seconds) as crew:
        for name, module, spec in tasks:
            crew.start(name, module, spec)
        while crew.at_work:
            for _, item in crew.hear():
                listen(item)
            tick()


def ask(crew: Crew, program: Program, task: dict[str, Any]) -> list[Said]:
    """Give `program` a task and return all that it says until it is done."""
    heard: list[Said] = []
    program.give(task)
    while program.owed:
        heard += [item for _, item in crew.hear()]
    return heard
