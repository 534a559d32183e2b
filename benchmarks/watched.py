"""Run a program and watch it with all that it starts: how much memory it takes, how soon it is gone."""

import json
import os
import signal
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


def seconds_to_vanish(command, when):
    """Run `command`, interrupt it as soon as it says `when`, and return how long it took until all of it was gone."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
    for line in process.stdout:
        if when in line:
            break
    time.sleep(0.5)
    all_ = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait()
    while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in all_):
        time.sleep(0.001)
    return time.monotonic() - started, len(all_)


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
