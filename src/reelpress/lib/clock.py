"""The one door to time. Rows use the database's clock instead; nothing here knows Django."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds on a clock that never goes back; for measuring durations."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait `seconds`."""
    time.sleep(seconds)


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Wait until `condition()` is true, at most `seconds`; return whether it became true."""
    deadline = monotonic() + seconds
    while True:
        if condition():
            return True
        if monotonic() >= deadline:
            return False
        sleep(every)
