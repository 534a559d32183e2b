"""Run a program and watch it with all that it starts: how much memory it takes, how soon it is gone."""

import json
import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Used:
    """The most memory at one time in MB (PSS), and the last line it said, as JSON."""

    memory: float
    said: dict


def run(command):
    """Run `command` to its end; raise when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    reader, most = _Lines(process), 0.0
    while process.poll() is None:
        most = max(most, memory_of(process.pid))
        reader.read()
        time.sleep(LOOK_EVERY)
    reader.read()
    if process.returncode:
        raise SystemExit(f"{command[2]} ended with code {process.returncode}.")
    return Used(most, json.loads(reader.last))


def seconds_to_end(command, when, end, over):
    """Run `command`; half a second after it says `when`, call `end`; return the seconds until its programs are gone.

    `over()` must be true then, too. The process itself stays, as a worker does. Also returns how many programs it had.
    """
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    try:
        if not any(when in line for line in process.stdout):
            raise SystemExit(f"{command[2]} ended before it could be ended.")
        time.sleep(0.5)
        programs = psutil.Process(process.pid).children(recursive=True)
        started = time.monotonic()
        end()
        while not over() or any(map(_lives, programs)):
            time.sleep(0.005)
        return time.monotonic() - started, len(programs)
    finally:
        process.stdin.close()
        process.wait()


def _lives(process):
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def memory_of(pid):
    """Megabytes of a process and everything below it; shared pages are divided among those who share them."""
    total = 0
    with suppress(psutil.Error, OSError):
        for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            with suppress(psutil.Error, OSError):
                text = Path(f"/proc/{one.pid}/smaps_rollup").read_text()
                total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


class _Lines:
    """The lines that a program says, read without waiting."""

    def __init__(self, process):
        self.pipe, self.rest, self.last = process.stdout.fileno(), b"", ""
        os.set_blocking(self.pipe, False)

    def read(self):
        with suppress(BlockingIOError):
            while data := os.read(self.pipe, 65536):
                self.rest += data
        lines = self.rest.decode().splitlines()
        self.last = lines[-1] if lines else ""
