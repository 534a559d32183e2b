"""Who did what to how many: a row for every deed of a person (each 200 jobs of it), with the jobs it was done to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from reelpress.jobs.models import Audit

MOST_JOBS = 200  # that a row names: a deed that is done to more has several
_silent: ContextVar[bool] = ContextVar("silent", default=False)


def record(actor: str, action: str, n: int = 1, **what: Any) -> None:
    """Write down that `actor` did `action` to `n` things, chosen by `what`."""
    if not _silent.get():
        Audit.objects.create(actor=(actor or "the command line")[:150], action=action, n=n, what=what)


@contextmanager
def part_of_one_deed() -> Iterator[None]:
    """Write nothing down inside: whoever does one thing to many jobs writes rows with their lists."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)
