"""`reelpress queue`: watch the queues, hold them and let them go, check them.

Jobs, batches and numbers have files of their own; the processes themselves are in `work`.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import output
from reelpress.cli.errors import FAILED, leave
from reelpress.cli.options import Json
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.lib.text import duration

if TYPE_CHECKING:
    from reelpress.jobs.stats import QueueRow

QueueArgument = Annotated[str, typer.Argument(metavar="QUEUE", help="Name of the queue, for example video.")]
WATCH_SECONDS = 2.0
# Short enough for eighty columns.
HEADERS = ("queue", "pending", "later", "running", "failed", "oldest", "/min", "clear in", "state")


def monitor(
    watch: Annotated[bool, typer.Option("--watch", help="Look again every two seconds, until Ctrl-C.")] = False,
    json: Json = False,
) -> None:
    """Show every queue: what waits, runs and failed, the oldest wait, how fast it goes, the workers.

    Example: reelpress queue monitor --watch
    """
    from reelpress.jobs.stats import queue_rows

    if watch and json:
        raise BadInput("--watch and --json do not go together.", todo="Ask for --json as often as you like.")
    if json:
        output.show_json([_facts(row) for row in queue_rows()])
    elif watch:
        _watch()
    else:
        output.show_table(HEADERS, _table(), empty="")


def _watch() -> None:
    from django.db import connection

    if not output.is_terminal(sys.stdout):
        raise BadInput("--watch needs a terminal.", todo="Leave it away: reelpress queue monitor")

    def look() -> list[tuple[object, ...]]:
        connection.close_if_unusable_or_obsolete()
        return _table()

    try:
        with output.live_table(HEADERS) as show:
            while True:
                show(look())
                clock.sleep(WATCH_SECONDS)
    except KeyboardInterrupt:  # the only way out, so no failure
        return


def _table() -> list[tuple[object, ...]]:
    from reelpress.jobs.stats import queue_rows

    return [
        (row.name, row.pending, row.scheduled, row.processing, row.failed,
         duration(row.oldest_wait_seconds) if row.pending else "", f"{row.per_minute:.1f}" if row.per_minute else "",
         duration(row.seconds_to_clear) if row.pending else "", _state(row))
        for row in queue_rows()
    ]  # fmt: skip


def _facts(row: "QueueRow") -> dict[str, Any]:
    to_clear = row.seconds_to_clear
    return {
        "queue": row.name,
        "pending": row.pending,
        "scheduled": row.scheduled,
        "processing": row.processing,
        "failed": row.failed,
        "oldest_wait_seconds": row.oldest_wait_seconds,
        "per_minute": row.per_minute,
        "seconds_to_clear": None if to_clear is None else round(to_clear, 1),
        "paused": row.paused,
        "workers": row.workers,
    }


def _state(row: "QueueRow") -> str:
    if row.paused:
        return "paused"
    return f"{row.workers or 'no'} worker{'s' if row.workers > 1 else ''}"


def pause(queue: QueueArgument, json: Json = False) -> None:
    """Let no further job of a queue start; running ones go on.

    Example: reelpress queue pause social
    """
    from reelpress.jobs import control

    refuse_unknown([queue])
    control.pause_queue(queue, by="the command line")
    _say_queue(queue, paused=True, json=json)


def resume(queue: QueueArgument, json: Json = False) -> None:
    """Let the jobs of a paused queue start again.

    Example: reelpress queue resume social
    """
    from reelpress.jobs import control

    refuse_unknown([queue])
    control.resume_queue(queue, by="the command line")
    _say_queue(queue, paused=False, json=json)


def refuse_unknown(queues: Sequence[str]) -> None:
    """Raise `BadInput` for a queue that does not exist."""
    from reelpress.jobs.stats import queue_rows

    names = [row.name for row in queue_rows()]
    for queue in queues:
        if queue not in names:
            raise BadInput(f"There is no queue {queue!r}.", todo=f"Choose from {', '.join(names)}.")


def _say_queue(queue: str, *, paused: bool, json: bool) -> None:
    if json:
        output.show_json({"queue": queue, "paused": paused})
    else:
        output.say(f"The queue {queue} is {'paused' if paused else 'running'}.")


def doctor(json: Json = False) -> None:
    """Check every invariant of the job tables; exit code 1 when one does not hold.

    Example: reelpress queue doctor
    """
    from reelpress.jobs import doctor as jobs_doctor

    problems = jobs_doctor.check()
    if json:
        output.show_json({"ok": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            output.say(output.printable(problem))
    else:
        output.say("All is well: every invariant of the job tables holds.")
    if problems:
        leave(FAILED)
