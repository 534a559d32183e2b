"""`reelpress queue work` and `reelpress queue clock`: the processes that do the work and keep the time.

Knows how to start them, not what they do.
"""

import os
import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from reelpress.cli.output import note, say
from reelpress.cli.stack import die_with_supervisor
from reelpress.lib import clock

TICK_SECONDS = 1.0


def work(
    queue: Annotated[str, typer.Option(help="Queues to serve, comma-separated, the most urgent first.")] = "",
    once: Annotated[
        bool, typer.Option("--once", help="Run one job that is due, then end. Needs no queue server.")
    ] = False,
    stop_when_empty: Annotated[
        bool, typer.Option("--stop-when-empty", help="Run all that is due, then end. Needs no queue server.")
    ] = False,
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, help="Jobs at the same time.")] = 2,
    name: Annotated[str, typer.Option(help="What this worker is called.")] = "worker",
) -> None:
    """Work on jobs until told to stop.

    Example: reelpress queue work --queue video,social,low-priority
    """
    from django.conf import settings

    queues = _chosen(queue, settings.QUEUES)
    if once or stop_when_empty:
        _drain(queues, once=once)
        return
    from reelpress.jobs import broker

    die_with_supervisor()
    broker.run_worker(queues, concurrency=concurrency, name=f"{name}-{os.getpid()}")


def _chosen(queue: str, known: tuple[str, ...]) -> list[str]:
    names = [part.strip() for part in queue.split(",") if part.strip()] or list(known)
    for name in names:
        if name not in known:
            raise typer.BadParameter(
                f"There is no queue {name!r}. Choose from {', '.join(known)}.", param_hint="--queue"
            )
    return names


def _drain(queues: list[str], *, once: bool) -> None:
    from reelpress.jobs import executor

    ran = 0
    while True:
        job = next((found for name in queues if (found := executor.work_one(name))), None)
        if job is None:
            break
        ran += 1
        job.refresh_from_db()
        say(f"{job.public_id}  {job.type}  {job.status}  {job.error_message}".rstrip())
        if once:
            break
    if not ran:
        say("Nothing is due.")


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
