"""Job types for tests: the arguments say what to do."""

import ctypes
import os
import signal
import sys
from typing import Any

from django.conf import settings

from reelpress.jobs import points
from reelpress.jobs.context import Run
from reelpress.jobs.outcomes import Snooze
from reelpress.jobs.registry import job
from reelpress.lib import clock
from reelpress.lib.errors import Failure
from tests.jobs import ledger

seen: list[Any] = []


@job("test-echo", queue="default", max_attempts=3, backoff=(60, 300, 900), timeout=600)
def echo(run: Run, *, do: str = "ok", value: Any = None) -> Snooze | None:
    """Do as told."""
    seen.append(value)
    match do:
        case "ok":
            run.progress(50, "half way")
            run.log("a line")
        case "fail":
            raise Failure("It broke.", means="Nothing was done.", todo="Try again.")
        case "refuse":
            raise Failure("It will never work.", permanent=True)
        case "later":
            raise Failure("Too many.", retry_after=1234)
        case "unprintable":
            raise Failure("Half a character: \ud800, and a NUL: \0.")
        case "exit":
            sys.exit("enough")
        case "bug":
            raise ZeroDivisionError("division by zero")
        case "snooze":
            return Snooze(30, "not yet")
        case "swallow":
            swallow()
        case "deaf":
            deaf()
        case "native":
            run.progress(1, "holding")
            hold_the_interpreter()
        case "die":
            os._exit(9)
    return None


def swallow() -> None:
    """Work for ever and swallow every ordinary exception."""
    while True:
        try:
            clock.sleep(0.05)
        except Exception:
            continue


def deaf() -> None:
    """Work for ever and swallow everything, as no handler should."""
    while True:
        try:
            clock.sleep(0.05)
        except BaseException:
            continue


@job("test-social", queue="social", max_attempts=2, backoff=(10,), timeout=5)
def social(run: Run, *, value: Any = None) -> None:
    """Remember the value."""
    seen.append(value)


def hold_the_interpreter() -> None:
    """Sleep in native code that never lets go of the interpreter: no other thread runs meanwhile."""
    ctypes.PyDLL(None).sleep(600)


@job("test-ledger", queue="default", max_attempts=50, backoff=(1,), timeout=60)
def write_down(run: Run, *, seconds: float = 0) -> None:
    """Write into the ledger that it ran."""
    points.passed("handler")
    ledger.write(run.job)
    clock.sleep(seconds)


def kill_when_armed(point: str) -> None:
    """Kill this process or its parent at the moment that the file `kill-at` in the home names, once."""
    armed = settings.HOME / "kill-at"
    try:
        wanted, whom = armed.read_text().split()
        if wanted != point:
            return
        armed.unlink()  # one of several processes succeeds
    except FileNotFoundError:
        return
    os.kill(os.getpid() if whom == "child" else os.getppid(), signal.SIGKILL)
    clock.sleep(60)  # die here and nowhere later
