"""Job types for tests: the arguments say what to do."""

import os
from typing import Any

from reelpress.jobs.context import Run
from reelpress.jobs.outcomes import Snooze
from reelpress.jobs.registry import job
from reelpress.lib import clock
from reelpress.lib.errors import Failure

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
        case "bug":
            raise ZeroDivisionError("division by zero")
        case "snooze":
            return Snooze(30, "not yet")
        case "swallow":
            swallow()
        case "deaf":
            deaf()
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
