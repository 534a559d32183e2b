"""`reelpress queue work` and `reelpress queue clock`: the processes that do the work and keep the time.

Knows how to start them, not what they do.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer

from reelpress.cli import stopping
from reelpress.cli.errors import FAILED, leave
from reelpress.cli.output import note, printable, say
from reelpress.cli.stack import die_with_supervisor
from reelpress.lib import clock

TICK_SECONDS = 1.0


Queues = Annotated[str, typer.Option(metavar="A,B", help="Queues to serve, the most urgent first; else all of them.")]
Once = Annotated[bool, typer.Option("--once", help="Run one job that is due, then end. Needs no queue server.")]
UntilEmpty = Annotated[
    bool, typer.Option("--stop-when-empty", help="Run all that is due, then end. Needs no queue server.")
]
MaxJobs = Annotated[int | None, typer.Option(metavar="N", min=1, help="End after so many jobs.")]
Tries = Annotated[
    int | None, typer.Option(metavar="N", min=1, max=1000, help="Attempts that a job gets, whatever its row says.")
]
Timeout = Annotated[
    int | None, typer.Option(metavar="S", min=1, max=86_400, help="Seconds an attempt gets, whatever its row says.")
]
Concurrency = Annotated[int, typer.Option("--concurrency", "-c", min=1, max=1000, help="Jobs at the same time.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Write a line for each job as it ends.")]


def work(
    queue: Queues = "",
    once: Once = False,
    stop_when_empty: UntilEmpty = False,
    max_jobs: MaxJobs = None,
    tries: Tries = None,
    timeout: Timeout = None,
    concurrency: Concurrency = 2,
    name: Annotated[str, typer.Option(help="What this worker is called.")] = "worker",
    verbose: Verbose = False,
) -> None:
    """Work on jobs until told to stop.

    Exit code 1 with --once and --stop-when-empty means that a job failed for good.

    Example: reelpress queue work --queue video,social,low-priority
    """
    from django.conf import settings

    from reelpress.jobs import executor
    from reelpress.jobs.transitions import Limits

    queues = _chosen(queue, settings.QUEUES)
    executor.hold_to(Limits(tries, timeout))
    if once or stop_when_empty:
        _drain(queues, most=1 if once else max_jobs)
        return
    from reelpress.jobs import broker

    die_with_supervisor()
    tell = _tell if verbose else None
    broker.run_worker(queues, concurrency=concurrency, name=f"{name}-{os.getpid()}", max_jobs=max_jobs, tell=tell)


def _chosen(queue: str, known: tuple[str, ...]) -> list[str]:
    named = (part.strip() for part in queue.split(","))
    names = list(dict.fromkeys(name for name in named if name)) or list(known)
    for name in names:
        if name not in known:
            raise typer.BadParameter(
                f"There is no queue {name!r}. Choose from {', '.join(known)}.", param_hint="--queue"
            )
    return names


def _tell(line: str) -> None:
    say(printable(line))
    sys.stdout.flush()  # a log is read while it is written


def _drain(queues: list[str], *, most: int | None) -> None:
    """Run what is due, `most` jobs at most; leave with 1 when one of them failed for good."""
    from reelpress.jobs import executor, upkeep

    # Where workers run like this, there may be no clock that does.
    upkeep.bury_lost()
    upkeep.release_stranded()
    ran = failed = 0
    with stopping.as_ctrl_c(), _counted():
        while most is None or ran < most:
            job = next((found for name in queues if (found := executor.work_one(name))), None)
            if job is None:
                break
            ran += 1
            job.refresh_from_db()
            failed += job.status == "failed"
            _tell(f"{job.public_id}  {job.type}  {job.status}  {job.error_message}".rstrip())
    if not ran:
        say("Nothing is due.")
    if failed:
        leave(FAILED)


@contextmanager
def _counted() -> Iterator[None]:
    """Fold the counts after the block, however it ends."""
    from reelpress.jobs import counts

    try:
        yield
    finally:
        while counts.fold():
            pass


def run_clock() -> None:
    """Keep the time: ring for what is due, rescue what is stuck, fire the schedule. One leads, others stand by.

    Example: reelpress queue clock
    """
    from django.conf import settings
    from django.db import Error as DatabaseTrouble
    from django.db import connection

    from reelpress.jobs import broker, upkeep

    die_with_supervisor()
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    ticker = upkeep.Ticker()
    bells_in = broker.bells_in if settings.QUEUE_MODE == "celery" else None
    while not stop.is_set():
        started = clock.monotonic()
        try:
            ticker.tick(bells_in)
        except DatabaseTrouble as error:
            note(f"The clock cannot reach the database and tries again: {error}")
            connection.close()
        stop.wait(max(0.05, TICK_SECONDS - (clock.monotonic() - started)))
    upkeep.resign()
