"""`reelpress job`: look at background jobs; and how a job is shown everywhere in the command line."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, times
from reelpress.cli.options import Json, Limit, group
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.lib.text import clip, duration

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reelpress.jobs.models import Attempt, Job

app = group("Look at background jobs.", example="job list")
LOG_LINES = 20


@app.command()
@database.needed
def show(id: Annotated[str, typer.Argument(metavar="ID", help="Id of the job.")], json: Json = False) -> None:
    """Show one job whole: where it stands, every attempt, its last log lines.

    Example: reelpress job show j4k7m2p9qx
    """
    from reelpress.jobs.control import find_job

    job = find_job(id)
    if json:
        output.show_json(facts(job) | {"history": [_attempt(attempt) for attempt in job.history.all()]})
        return
    output.show_details(_for_people(job))
    _show_history(job)
    lines = list(job.log_lines.order_by("-id").values_list("line", flat=True)[:LOG_LINES])
    if lines:
        output.say()
        for line in reversed(lines):
            output.say(f"  {output.printable(line)}")


@app.command("list")
@database.needed
def list_(
    status: Annotated[str, typer.Option(help="Only jobs that are this: pending, failed, ...")] = "",
    type: Annotated[str, typer.Option(help="Only jobs of this type, for example video-generation.")] = "",
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List jobs, the newest first.

    Example: reelpress job list --status failed
    """
    from reelpress.jobs.models import Job
    from reelpress.jobs.registry import job_types
    from reelpress.jobs.states import Status

    _refuse_other("status", status, [known.value for known in Status])
    _refuse_other("type", type, [kind.name for kind in job_types()])
    jobs = Job.objects.all()
    if status:
        jobs = jobs.filter(status=status)
    if type:
        jobs = jobs.of_type(type)
    show_jobs(jobs, limit, json, empty="No jobs." if not (status or type) else "No such jobs.")


def _refuse_other(option: str, value: str, known: list[str]) -> None:
    if value and value not in known:
        raise BadInput(f"There is no job {option} {value!r}.", todo=f"Choose from {', '.join(known)}.")


def show_jobs(jobs: "QuerySet[Job]", limit: int, json: bool, *, empty: str) -> None:
    """Print the newest of `jobs`."""
    found = list(jobs.select_related("parent", "subject_type").prefetch_related("subject").order_by("-id")[:limit])
    if json:
        output.show_json([facts(job) for job in found])
        return
    now = clock.now()
    rows = [_row(job, now) for job in found]
    output.show_table(
        ("id", "type", "about", "status", "done", "tries", "created", "took", "message"), rows, empty=empty
    )


def _row(job: "Job", now: datetime) -> tuple[object, ...]:
    return (
        job.public_id,
        job.type,
        subject_name(job),
        job.status,
        f"{job.progress} %",
        f"{job.attempts}/{job.max_attempts}",
        times.ago(job.created_at, now),
        job.formatted_duration,
        clip(output.printable(job.error_message or job.message), 80),
    )


def show_queued(job: "Job", json: bool) -> None:
    """Print that `job` was put into its queue, and where to watch it; warn when nobody will work on it."""
    from reelpress.pipeline.flow import job_url

    if json:
        output.show_json({"job_id": job.public_id, "url": job_url(job)})
    else:
        output.say(f"Job {job.public_id} is {job.status}.")
        output.say(f"Watch it at {job_url(job)} or with: reelpress job show {job.public_id}")
    warn_if_nobody_works({job.queue})


def warn_if_nobody_works(queues: set[str]) -> None:
    """Say on stderr when no live worker serves one of `queues`."""
    from django.conf import settings

    from reelpress.jobs.workers import alive

    if settings.QUEUE_MODE != "celery":
        return
    served = {queue for worker in alive() for queue in worker.queues}
    idle = sorted(queues - served)
    if idle:
        output.note(
            f"No worker serves the queue {', '.join(idle)} now. "
            "Start one with `reelpress up` or `reelpress queue work`."
        )


def facts(job: "Job") -> dict[str, Any]:
    """Return what the JSON of a job holds, except its history."""
    return {
        "id": job.public_id,
        "type": job.type,
        "queue": job.queue,
        "status": job.status,
        "priority": job.priority,
        "progress": job.progress,
        "message": job.message,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "error_message": job.error_message,
        "run_after": job.run_after,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "subject": _subject(job),
        "metadata": job.metadata,
        "parent": job.parent.public_id if job.parent else None,
    }


def _subject(job: "Job") -> dict[str, Any] | None:
    kind = job.subject_type
    if kind is None:
        return None
    return {"type": kind.model, "id": job.subject_id, "name": subject_name(job)}


def subject_name(job: "Job") -> str:
    """Return what `job` is about, in words; "" when that is gone."""
    return str(job.subject) if job.subject is not None else ""


def _attempt(attempt: "Attempt") -> dict[str, Any]:
    return {
        "number": attempt.number,
        "worker": attempt.worker,
        "pid": attempt.pid,
        "started_at": attempt.started_at,
        "finished_at": attempt.finished_at,
        "outcome": attempt.outcome,
        "error": attempt.error,
    }


def _for_people(job: "Job") -> dict[str, object]:
    now = clock.now()
    return {
        "id": job.public_id,
        "type": job.type,
        "about": subject_name(job),
        "queue": job.queue,
        "status": job.status,
        "progress": f"{job.progress} %  {job.message}",
        "attempts": f"{job.attempts} of {job.max_attempts}",
        "error": job.error_message,
        "due": times.ago(job.run_after, now) if job.status == "pending" else "",
        "created": times.ago(job.created_at, now),
        "started": times.ago(job.started_at, now),
        "finished": times.ago(job.finished_at, now),
        "took": job.formatted_duration,
        "worker": job.worker if job.status == "processing" else "",
        "started by": job.parent.public_id if job.parent else "",
        "waits for": job.after.public_id if job.after and job.status == "waiting" else "",
        "facts": ", ".join(f"{name}={value}" for name, value in job.metadata.items()),
    }


def _show_history(job: "Job") -> None:
    rows = []
    for attempt in job.history.all():
        ended = attempt.finished_at
        took = duration((ended - attempt.started_at).total_seconds()) if ended else ""
        rows.append((attempt.number, attempt.outcome or "running", took, attempt.worker, attempt.error))
    if rows:
        output.say()
        output.show_table(("attempt", "outcome", "took", "worker", "error"), rows, empty="")
