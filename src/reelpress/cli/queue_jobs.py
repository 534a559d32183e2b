"""`reelpress queue failed`, `retry`, `cancel` and their like: put jobs right, one by one or by what they share.

Knows how to name jobs and what to say; the deeds are those of `jobs.control`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from reelpress.cli import output
from reelpress.cli.errors import WRONG_USAGE, do_each, leave, report
from reelpress.cli.job import show_jobs
from reelpress.cli.options import JobIds, Json, Limit
from reelpress.lib.errors import BadInput

if TYPE_CHECKING:
    from reelpress.jobs.control import Done
    from reelpress.jobs.models import Job

BY = "the command line"
SomeIds = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids of the jobs.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="GROUP", help="Those that failed for this reason.")]


def failed(reason: Reason = "", limit: Limit = 50, json: Json = False) -> None:
    """List the failed jobs, the newest first.

    Example: reelpress queue failed
    """
    from reelpress.jobs.control import failed_for
    from reelpress.jobs.models import Job

    jobs = failed_for(reason) if reason else Job.objects.failed()
    show_jobs(jobs, limit, json, empty="No failed jobs.")


def retry(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID|all", help="Ids of the jobs, or all that failed.", show_default=False),
    ] = None,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Put failed, cancelled or completed jobs back into their queues.

    Example: reelpress queue retry all
    """
    from reelpress.jobs import control
    from reelpress.jobs.models import Job

    _one_of({"ids": ids, "--reason": reason})
    if reason:
        done = control.each(control.failed_for(reason), control.retry, action="retry reason", by=BY, reason=reason)
        _say_done(done, "retried", json)
        return
    wanted = ids or []
    if [text.lower() for text in wanted] == ["all"]:
        wanted = [str(pk) for pk in Job.objects.failed().order_by("id").values_list("pk", flat=True)]
        if not wanted and not json:
            output.say("No failed jobs.")
            return
    _change(wanted, lambda job: control.retry(job, by=BY), json)


def cancel(
    ids: SomeIds = None,
    batch: Annotated[str, typer.Option(metavar="ID", help="All jobs of this batch.")] = "",
    chain: Annotated[str, typer.Option(metavar="ID", help="All jobs of the chain that this job belongs to.")] = "",
    json: Json = False,
) -> None:
    """Cancel jobs, also running ones; those end within seconds.

    Example: reelpress queue cancel j4k7m2p9qx
    """
    from reelpress.jobs import control

    _one_of({"ids": ids, "--batch": batch, "--chain": chain})
    if batch:
        _say_done(control.cancel_batch(control.find_batch(batch), by=BY), "cancelled", json)
    elif chain:
        _say_done(control.cancel_chain(control.find_job(chain), by=BY), "cancelled", json)
    else:
        _change(ids or [], lambda job: control.cancel(job, by=BY), json)


def _one_of(ways: dict[str, object]) -> None:
    """Raise `BadInput` unless jobs were named in exactly one of these ways."""
    if sum(bool(given) for given in ways.values()) != 1:
        raise BadInput("Say which jobs, in one way.", todo=f"Give {' or '.join(ways)}.")


def run_now(ids: JobIds, json: Json = False) -> None:
    """Start jobs that are due later as soon as a worker is free.

    Example: reelpress queue run-now j4k7m2p9qx
    """
    from reelpress.jobs import control

    _change(ids, lambda job: control.run_now(job, by=BY), json)


def prioritize(
    ids: JobIds,
    to: Annotated[int, typer.Option("--to", metavar="N", help="From -100, last, to 100, first; 0 is usual.")],
    json: Json = False,
) -> None:
    """Change which jobs of a queue come first; only for those that have not started.

    Example: reelpress queue prioritize j4k7m2p9qx --to 50
    """
    from reelpress.jobs import control

    _change(ids, lambda job: control.set_priority(job, to, by=BY), json)


def forget(ids: JobIds, json: Json = False) -> None:
    """Delete finished jobs and their history.

    Example: reelpress queue forget j4k7m2p9qx
    """
    _change(ids, _forget, json)


def _forget(job: "Job") -> "Job":
    from reelpress.jobs import control

    control.forget(job, by=BY)
    job.status = "forgotten"  # only said, the row is gone
    return job


def _change(ids: list[str], do: "Callable[[Job], Job]", json: bool) -> None:
    """Do something to each job; say how each stands, then what could not be done."""
    from reelpress.jobs.control import find_job

    jobs, failures = do_each(ids, lambda text: do(find_job(text)))
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


def _say_done(done: "Done", verb: str, json: bool) -> None:
    """Say to how many jobs something was done; then why not to the others, which is a failure."""
    if json:
        output.show_json({verb: done.n, "refused": list(done.refused)})
    else:
        output.say(f"{verb.capitalize()} {done.n} {'job' if done.n == 1 else 'jobs'}.")
    for sentence in done.refused:
        output.note(output.printable(sentence))
    if done.refused:
        leave(WRONG_USAGE)


def flush(json: Json = False) -> None:
    """Delete all failed jobs.

    Example: reelpress queue flush
    """
    from reelpress.jobs import control
    from reelpress.jobs.states import Status

    _say_deleted(control.clean(days=0, status=Status.FAILED, by=BY), "failed", json)


def clean(
    days: Annotated[int, typer.Option(min=0, max=36_600, help="Keep what ended in the last so many days.")] = 7,
    status: Annotated[str, typer.Option(help="completed, cancelled or failed.")] = "completed",
    json: Json = False,
) -> None:
    """Delete jobs that ended some days ago.

    Example: reelpress queue clean --days 30
    """
    from reelpress.jobs import control
    from reelpress.jobs.states import FINAL, Status

    known = sorted(one.value for one in FINAL)
    if status not in known:
        raise BadInput(f"Jobs that are {status} cannot be cleaned away.", todo=f"Choose from {', '.join(known)}.")
    _say_deleted(control.clean(days=days, status=Status(status), by=BY), status, json)


def _say_deleted(count: int, what: str, json: bool) -> None:
    if json:
        output.show_json({"deleted": count})
    else:
        output.say(f"Deleted {count} {what} {'job' if count == 1 else 'jobs'}.")
