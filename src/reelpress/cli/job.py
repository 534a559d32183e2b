"""`reelpress job`: look at background jobs; and how a job is shown everywhere in the command line."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from reelpress.cli import database, output, times
from reelpress.cli.job_facts import chosen, facts, family, subject_name, whole
from reelpress.cli.lists import first
from reelpress.cli.options import Json, Limit, group
from reelpress.lib import clock
from reelpress.lib.text import clip, duration

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reelpress.jobs.models import Job

app = group("Look at background jobs.", example="job list")
LOG_LINES = 20


@app.command()
@database.needed
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of the job.")],
    logs: Annotated[bool, typer.Option("--logs", help="Show all of its lines, with their times.")] = False,
    json: Json = False,
) -> None:
    """Show one job whole: where it stands, every attempt, its family, its last log lines.

    Example: reelpress job show j4k7m2p9qx --logs
    """
    from reelpress.jobs.control import find_job

    job = find_job(id)
    if json:
        output.show_json(whole(job, logs=logs))
        return
    output.show_details(_for_people(job))
    _show_history(job)
    _show_lines(job, all_of_them=logs)


def _show_lines(job: "Job", *, all_of_them: bool) -> None:
    newest = job.log_lines.select_related("attempt").order_by("-id")
    lines = list(newest if all_of_them else newest[:LOG_LINES])
    if not lines:
        return
    output.say()
    for line in reversed(lines):
        before = f"{line.at:%Y-%m-%d %H:%M:%S}  {line.attempt.number}  " if all_of_them else ""
        output.say(f"  {before}{output.printable(line.line)}")
    if len(lines) == LOG_LINES and (more := newest.count() - LOG_LINES):
        output.note(f"{more} earlier lines; --logs shows them.")


@app.command("list")
@database.needed
def list_(
    status: Annotated[str, typer.Option(help="Only jobs that are this: pending, failed, ...")] = "",
    type: Annotated[str, typer.Option(help="Only jobs of this type, for example video-generation.")] = "",
    queue: Annotated[str, typer.Option(help="Only jobs of this queue.")] = "",
    user: Annotated[str, typer.Option(help="Only jobs that this user started.")] = "",
    batch: Annotated[str, typer.Option(metavar="ID", help="Only jobs of this batch.")] = "",
    failed_since: Annotated[
        str, typer.Option(metavar="TIME", help="Only jobs that failed since then: 2h, 7d, 2026-03-01.")
    ] = "",
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List jobs, the newest first.

    Example: reelpress job list --status failed
    """
    since = times.since(failed_since) if failed_since else None
    jobs = chosen(status=status, type=type, queue=queue, user=user, batch=batch, failed_since=since)
    narrowed = any((status, type, queue, user, batch, failed_since))
    show_jobs(jobs, limit, json, empty="No such jobs." if narrowed else "No jobs.")


def show_jobs(jobs: "QuerySet[Job]", limit: int, json: bool, *, empty: str) -> None:
    """Print the newest of `jobs`."""
    found = first(jobs.select_related("parent", "subject_type").prefetch_related("subject").order_by("-id"), limit)
    if json:
        output.show_json([facts(job) for job in found])
    else:
        show_table(found, empty=empty)


def show_table(jobs: "list[Job]", *, empty: str) -> None:
    """Print `jobs` for people, one a line."""
    now = clock.now()
    rows = [_row(job, now) for job in jobs]
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


def _for_people(job: "Job") -> dict[str, object]:
    from reelpress.jobs.estimate import seconds_left

    now = clock.now()
    kin = family(job)
    left = seconds_left(job)
    return {
        "id": job.public_id,
        "type": job.type,
        "about": subject_name(job),
        "queue": job.queue,
        "priority": job.priority or "",
        "status": job.status,
        "progress": f"{job.progress} %  {job.message}",
        "time left": f"about {duration(left)}" if left is not None else "",
        "attempts": f"{job.attempts} of {job.max_attempts}",
        "error": job.error_message,
        "reason": job.error_group,
        "due": times.ago(job.run_after, now) if job.status == "pending" else "",
        "created": times.ago(job.created_at, now),
        "started": times.ago(job.started_at, now),
        "finished": times.ago(job.finished_at, now),
        "took": job.formatted_duration,
        "worker": job.worker if job.status == "processing" else "",
        "started by": kin["parent"],
        "started then": ", ".join(kin["children"]),
        "waits for" if job.status == "waiting" else "came after": kin["after"],
        "before": ", ".join(kin["followers"]),
        "batch": kin["batch"],
        "facts": ", ".join(_fact(name, value) for name, value in job.metadata.items()),
    }


def _fact(name: str, value: object) -> str:
    from reelpress.publishing.platforms.registry import shown

    return f"{name}={shown(value) if name == 'platform' and isinstance(value, str) else value}"


def _show_history(job: "Job") -> None:
    rows = []
    for attempt in job.history.all():
        ended = attempt.finished_at
        took = duration((ended - attempt.started_at).total_seconds()) if ended else ""
        memory = f"{attempt.peak_memory_mb} MB" if attempt.peak_memory_mb else ""
        rows.append((attempt.number, attempt.outcome or "running", took, memory, attempt.worker, attempt.error))
    if rows:
        output.say()
        output.show_table(("attempt", "outcome", "took", "memory", "worker", "error"), rows, empty="")
