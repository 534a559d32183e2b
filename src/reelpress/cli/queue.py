"""`reelpress queue`: watch the queues and put jobs right. The processes themselves are in `work`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output
from reelpress.cli.errors import FAILED, do_each, leave, report
from reelpress.cli.job import show_jobs
from reelpress.cli.options import JobIds, Json, Limit, group
from reelpress.lib.errors import BadInput
from reelpress.lib.text import duration

if TYPE_CHECKING:
    from reelpress.jobs.models import Job
    from reelpress.jobs.stats import QueueRow

app = group("Watch the queues, put jobs right, run workers.", example="queue monitor")
QueueArgument = Annotated[str, typer.Argument(metavar="QUEUE", help="Name of the queue, for example video.")]


@app.command()
@database.needed
def monitor(json: Json = False) -> None:
    """Show every queue: what waits, runs and failed, the oldest wait, the workers.

    Example: reelpress queue monitor
    """
    from reelpress.jobs.stats import queue_rows

    found = queue_rows()
    if json:
        output.show_json([_facts(row) for row in found])
        return
    rows = [
        (row.name, row.pending, row.scheduled, row.processing, row.failed,
         duration(row.oldest_wait_seconds) if row.pending else "", row.workers, _state(row))
        for row in found
    ]  # fmt: skip
    output.show_table(
        ("queue", "pending", "scheduled", "processing", "failed", "oldest wait", "workers", "state"), rows, empty=""
    )


def _facts(row: "QueueRow") -> dict[str, Any]:
    return {
        "queue": row.name,
        "pending": row.pending,
        "scheduled": row.scheduled,
        "processing": row.processing,
        "failed": row.failed,
        "oldest_wait_seconds": row.oldest_wait_seconds,
        "paused": row.paused,
        "workers": row.workers,
    }


def _state(row: "QueueRow") -> str:
    if row.paused:
        return "paused"
    return "running" if row.workers else "no worker"


@app.command()
@database.needed
def failed(limit: Limit = 50, json: Json = False) -> None:
    """List the failed jobs, the newest first.

    Example: reelpress queue failed
    """
    from reelpress.jobs.models import Job

    show_jobs(Job.objects.failed(), limit, json, empty="No failed jobs.")


@app.command()
@database.needed
def retry(
    ids: Annotated[list[str], typer.Argument(metavar="ID...|all", help="Ids of the jobs, or all that failed.")],
    json: Json = False,
) -> None:
    """Put failed, cancelled or completed jobs back into their queues.

    Example: reelpress queue retry all
    """
    from reelpress.jobs.control import find_job
    from reelpress.jobs.models import Job
    from reelpress.pipeline import flow

    if [text.lower() for text in ids] == ["all"]:
        wanted = [str(pk) for pk in Job.objects.failed().order_by("id").values_list("pk", flat=True)]
        if not wanted and not json:
            output.say("No failed jobs.")
            return
    else:
        wanted = ids
    _change(wanted, lambda text: flow.retry_job(find_job(text)), json)


@app.command()
@database.needed
def cancel(ids: JobIds, json: Json = False) -> None:
    """Cancel jobs, also running ones; those end within seconds.

    Example: reelpress queue cancel j4k7m2p9qx
    """
    from reelpress.jobs.control import find_job
    from reelpress.pipeline import flow

    _change(ids, lambda text: flow.cancel_job(find_job(text)), json)


@app.command()
@database.needed
def forget(ids: JobIds, json: Json = False) -> None:
    """Delete finished jobs and their history.

    Example: reelpress queue forget j4k7m2p9qx
    """
    _change(ids, _forget, json)


def _forget(text: str) -> "Job":
    from reelpress.jobs import control

    job = control.find_job(text)
    control.forget(job)
    job.status = "forgotten"  # only said, the row is gone
    return job


def _change(ids: list[str], do: Any, json: bool) -> None:
    """Do something to each job; say how each stands, then what could not be done."""
    jobs, failures = do_each(ids, do)
    if json:
        if jobs or not failures:
            output.show_json([{"id": job.public_id, "status": job.status} for job in jobs])
    else:
        for job in jobs:
            output.say(f"Job {job.public_id} {_standing(job)}.")
    report(failures)


def _standing(job: "Job") -> str:
    if job.status == "processing" and job.cancel_requested_at:
        return "was asked to stop"
    return f"is {job.status}"


@app.command()
@database.needed
def flush(json: Json = False) -> None:
    """Delete all failed jobs.

    Example: reelpress queue flush
    """
    from reelpress.jobs.control import clean
    from reelpress.jobs.states import Status

    _say_deleted(clean(days=0, status=Status.FAILED), "failed", json)


@app.command("clean")
@database.needed
def clean_(
    days: Annotated[int, typer.Option(min=0, max=36_600, help="Keep what ended in the last so many days.")] = 7,
    json: Json = False,
) -> None:
    """Delete jobs that completed some days ago.

    Example: reelpress queue clean --days 30
    """
    from reelpress.jobs.control import clean

    _say_deleted(clean(days=days), "completed", json)


def _say_deleted(count: int, what: str, json: bool) -> None:
    if json:
        output.show_json({"deleted": count})
    else:
        output.say(f"Deleted {count} {what} {'job' if count == 1 else 'jobs'}.")


@app.command()
@database.needed
def pause(queue: QueueArgument, json: Json = False) -> None:
    """Let no further job of a queue start; running ones go on.

    Example: reelpress queue pause social
    """
    from reelpress.jobs import control

    _refuse_unknown(queue)
    control.pause_queue(queue, by="the command line")
    _say_queue(queue, paused=True, json=json)


@app.command()
@database.needed
def resume(queue: QueueArgument, json: Json = False) -> None:
    """Let the jobs of a paused queue start again.

    Example: reelpress queue resume social
    """
    from reelpress.jobs import control

    _refuse_unknown(queue)
    control.resume_queue(queue)
    _say_queue(queue, paused=False, json=json)


def _refuse_unknown(queue: str) -> None:
    from reelpress.jobs.stats import queue_rows

    names = [row.name for row in queue_rows()]
    if queue not in names:
        raise BadInput(f"There is no queue {queue!r}.", todo=f"Choose from {', '.join(names)}.")


def _say_queue(queue: str, *, paused: bool, json: bool) -> None:
    if json:
        output.show_json({"queue": queue, "paused": paused})
    else:
        output.say(f"The queue {queue} is {'paused' if paused else 'running'}.")


@app.command()
@database.needed
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
