"""The one door to other programs. They die with us, always; nothing here knows what they are for."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reelpress.lib import clock
from reelpress.lib.errors import Failure

PR_SET_PDEATHSIG = 1  # linux/prctl.h
TAIL = 4000
Process = subprocess.Popen[str]


class ProgramFailed(Failure):
    """A program ended with an error; `stderr` holds its last lines."""

    def __init__(self, name: str, code: int, stderr: str) -> None:
        self.code = code
        self.stderr = stderr
        last = stderr.strip().splitlines()[-1] if stderr.strip() else "It printed no reason."
        ended = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        super().__init__(f"{name} {ended}: {last}", means="The step it was doing is not done.")


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent thread dies (Linux; elsewhere nothing happens).

    See prctl(2), PR_SET_PDEATHSIG.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def running(
    command: Sequence[str], *, cwd: Path | None = None, env: dict[str, str] | None = None, low_priority: bool = False
) -> Iterator[Process]:
    """Start `command` in a process group of its own; kill the whole group on leaving, whatever happened.

    stdin and stdout are text pipes, stderr goes to a temporary file (see `stderr_of`).  The program is
    killed by the kernel should this process die first.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            errors="replace",
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=_prepare(low_priority),
        )
        process.errors_file = errors  # type: ignore[attr-defined]
        try:
            yield process
        finally:
            kill_group(process)


def _prepare(low_priority: bool) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent()
        if low_priority:
            os.nice(5)

    return prepare


def kill_group(process: Process) -> None:
    """Kill `process` with everything it started, close its pipes and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError, ValueError):
            if pipe is not None:
                pipe.close()
    process.wait()


def stderr_of(process: Process) -> str:
    """Return the last lines that `process` wrote to its stderr."""
    errors = process.errors_file  # type: ignore[attr-defined]
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - TAIL))
    return str(errors.read())


def run(
    command: Sequence[str], *, timeout: float, name: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end; return its output, or raise `ProgramFailed` (also after `timeout` seconds)."""
    label = name or Path(command[0]).name
    with running(command, cwd=cwd) as process:
        try:
            out, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            raise Failure(
                f"{label} did not end within {timeout:.0f} s and was stopped.",
                means="The step it was doing is not done.",
                todo="Retry; if it happens again, the machine may be overloaded.",
            ) from None
        errors = stderr_of(process)
        if process.returncode != 0:
            raise ProgramFailed(label, process.returncode, errors)
        return subprocess.CompletedProcess(list(command), 0, out, errors)


def spawn(command: Sequence[str], *, log: Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> Process:
    """Start a long-lived service with its output in `log`; it dies with us; end it with `stop`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


def stop(process: Process, *, grace: float = 10) -> None:
    """Ask `process` to end (SIGTERM), wait `grace` seconds, then kill its whole group."""
    if process.poll() is None:
        process.terminate()
        clock.wait_until(lambda: process.poll() is not None, seconds=grace)
    kill_group(process)
