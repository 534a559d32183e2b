"""What people do to jobs and queues: retry, cancel, run now, forget, pause. Each returns or raises a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.db import IntegrityError
from django.db.models import QuerySet
from django.db.models.functions import Now

from reelpress.jobs import audit, bells, chains, removal, transitions
from reelpress.jobs.models import Batch, Job, Queue
from reelpress.jobs.states import LIVE, Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput

MOST_PRIORITY = 100
CHUNK = 500


@dataclass(frozen=True)
class Done:
    """How many of many were done, and why the others were not."""

    n: int
    refused: tuple[str, ...] = ()


def find_job(job_id: str) -> Job:
    """Return the job with this id (public or number); raise `BadInput`."""
    rows = Job.objects.filter(public_id=job_id.strip().lower())
    found = rows.first() or (Job.objects.filter(pk=int(job_id)).first() if job_id.isdecimal() else None)
    if found is None:
        raise BadInput(f"There is no job {job_id}.", todo="See `reelpress job list` for the ids.")
    return found


def retry(job: Job, *, by: str = "") -> Job:
    """Put a finished job back into its queue and ring; raise `BadInput` where that cannot be.

    What was cancelled before it began starts when it was planned to, not before.
    """
    try:
        revived = transitions.revive(job.pk)
    except IntegrityError:
        twin = Job.objects.filter(unique_key=job.unique_key, status__in=LIVE).first()
        named = f"job {twin.public_id}" if twin else "another job"
        raise BadInput(
            f"The same work is already under way as {named}.", todo="Wait for it or cancel it first."
        ) from None
    job.refresh_from_db()
    if not revived:
        raise BadInput(
            f"Job {job.public_id} is {job.status} and cannot be retried now.",
            means="Only a failed, cancelled or completed job can be retried.",
        )
    if by:
        audit.record(by, "retry", job=job.public_id)
    return job


def planned_for(job: Job) -> datetime | None:
    """Return the time, still to come, that a job which never began was planned for; a retry keeps it."""
    return job.run_after if not job.attempts and job.run_after > clock.now() else None


def cancel(job: Job, *, by: str = "") -> Job:
    """Cancel a job that has not started, or ask a running one to end (within about a second)."""
    while not transitions.cancel_unstarted(job.pk, by=by) and not transitions.request_cancel(job.pk, by=by):
        job.refresh_from_db()
        if job.is_final:
            raise BadInput(f"Job {job.public_id} is already {job.status}.", means="There is nothing to cancel.")
        if job.status == Status.PROCESSING and job.cancel_requested_at is not None:
            return job
        # It started, or went back to its queue, between the two questions: ask again.
    job.refresh_from_db()
    if by:
        audit.record(by, "cancel", job=job.public_id)
    return job


def run_now(job: Job, *, by: str = "") -> Job:
    """Have a job that is due later start as soon as a worker is free; raise `BadInput` when it is not pending."""
    if not Job.objects.filter(pk=job.pk, status=Status.PENDING).update(run_after=Now(), rung_at=bells.mark()):
        _refuse(job, "cannot be started earlier", "Only a job that is pending can.")
    bells.ring_on_commit(job.queue, job.pk)
    audit.record(by, "run now", job=job.public_id)
    job.refresh_from_db()
    return job


def run_at(job: Job, moment: datetime, *, by: str = "") -> Job:
    """Have a job that has not started start at another moment; raise `BadInput` when it is not pending."""
    if not Job.objects.filter(pk=job.pk, status=Status.PENDING).update(run_after=moment, rung_at=None):
        _refuse(job, "cannot be moved to another time", "Only a job that is pending can.")
    audit.record(by, "run at", job=job.public_id, at=moment.isoformat())
    job.refresh_from_db()
    return job


def set_priority(job: Job, priority: int, *, by: str = "") -> Job:
    """Change which jobs of its queue come first, higher before lower; raise `BadInput` when it has started."""
    if not -MOST_PRIORITY <= priority <= MOST_PRIORITY:
        raise BadInput(f"A priority is a whole number from -{MOST_PRIORITY} to {MOST_PRIORITY}.")
    waiting = Job.objects.filter(pk=job.pk, status__in=(Status.PENDING, Status.WAITING))
    if not waiting.update(priority=priority):
        _refuse(job, "keeps its priority", "Only a job that has not started can be moved up or down.")
    audit.record(by, "set priority", job=job.public_id, priority=priority)
    job.refresh_from_db()
    return job


def _refuse(job: Job, what: str, means: str) -> NoReturn:
    job.refresh_from_db()
    raise BadInput(f"Job {job.public_id} is {job.status} and {what}.", means=means)


def each(jobs: QuerySet[Job], verb: Callable[..., Job], *, action: str, by: str = "", **chosen_by: Any) -> Done:
    """Do `verb` to all of `jobs` in their order; what is refused does not stop the rest.

    The audit gets a row for each `audit.MOST_JOBS` of them, with their ids, as soon as these are done.
    """
    ids = list(jobs.values_list("pk", flat=True))
    n, refused = 0, list[str]()
    for begin in range(0, max(1, len(ids)), audit.MOST_JOBS):
        done, against = _each_of(ids[begin : begin + audit.MOST_JOBS], verb, by)
        audit.record(by, action, len(done), **chosen_by, jobs=done, refused=len(against))
        n += len(done)
        refused += against
    return Done(n, tuple(refused))


def _each_of(ids: list[int], verb: Callable[..., Job], by: str) -> tuple[list[str], list[str]]:
    done: list[str] = []
    refused: list[str] = []
    for job_id in ids:
        try:
            job = Job.objects.get(pk=job_id)
            with audit.part_of_one_deed():
                verb(job, by=by)
            done.append(job.public_id)
        except Job.DoesNotExist:
            continue
        except BadInput as error:
            refused.append(str(error))
    return done, refused


def failed_for(group: str) -> QuerySet[Job]:
    """Return the jobs that failed for this reason; raise `BadInput` when there is none."""
    jobs = Job.objects.failed().filter(error_group=group)
    if not group or not jobs.exists():
        raise BadInput(f"No job failed for the reason {group}.", todo="See `reelpress queue reasons` for the reasons.")
    return jobs


def cancel_batch(batch: Batch, *, by: str = "") -> Done:
    """Cancel every job of `batch` that has not ended, the last first: those before would cancel it with them."""
    return each(batch.jobs.live().order_by("-pk"), cancel, action="cancel batch", by=by, batch=batch.public_id)


def cancel_chain(job: Job, *, by: str = "") -> Done:
    """Cancel every link of the chain of `job` that has not ended, the last first."""
    live = Job.objects.live().filter(pk__in=[link.pk for link in chains.links(job)]).order_by("-pk")
    return each(live, cancel, action="cancel chain", by=by, job=job.public_id)


def find_batch(batch_id: str) -> Batch:
    """Return the batch with this id (public or number); raise `BadInput`."""
    rows = Batch.objects.filter(public_id=batch_id.strip().lower())
    found = rows.first() or (Batch.objects.filter(pk=int(batch_id)).first() if batch_id.isdecimal() else None)
    if found is None:
        raise BadInput(f"There is no batch {batch_id}.", todo="See `reelpress queue batches` for the ids.")
    return found


def forget(job: Job, *, by: str = "") -> None:
    """Delete a finished job with its history; raise `BadInput` for a live one."""
    if not removal.forget([job.pk]):
        raise BadInput(f"Job {job.public_id} is not finished.", todo="Cancel it first.")
    audit.record(by, "forget", job=job.public_id)


def clean(*, days: int = 7, status: Status = Status.COMPLETED, by: str = "") -> int:
    """Delete jobs that ended with `status` more than `days` ago, in chunks; return how many."""
    old = Job.objects.filter(status=status, finished_at__lt=Now() - timedelta(days=days)).order_by("finished_at")
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:CHUNK]):
        gone = removal.forget(ids)
        removed += gone
        if not gone:  # somebody else is at them
            break
    if by:
        audit.record(by, "clean", removed, status=str(status), older_than_days=days)
    return removed


def pause_queue(name: str, *, by: str = "") -> None:
    """Let no further job of this queue start; running ones go on."""
    Queue.objects.update_or_create(name=name, defaults={"paused_by": by, "paused_at": Now()})
    audit.record(by, "pause", queue=name)


def resume_queue(name: str, *, by: str = "") -> None:
    """Let the jobs of this queue start again, at once."""
    Queue.objects.filter(name=name).update(paused_at=None, paused_by="")
    audit.record(by, "resume", queue=name)
    due = Job.objects.filter(queue=name, status=Status.PENDING, run_after__lte=Now()).count()
    if due:
        bells.ring(name, min(due, 500))
