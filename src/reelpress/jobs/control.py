"""What people do to jobs and queues: retry, cancel, forget, pause. Each returns or raises a sentence."""

from datetime import timedelta

from django.db import IntegrityError
from django.db.models.functions import Now

from reelpress.jobs import bells, transitions
from reelpress.jobs.models import Attempt, Job, JobLog, Queue
from reelpress.jobs.states import LIVE, Status
from reelpress.lib.errors import BadInput


def find_job(job_id: str) -> Job:
    """Return the job with this id (public or number); raise `BadInput`."""
    rows = Job.objects.filter(public_id=job_id.strip().lower())
    found = rows.first() or (Job.objects.filter(pk=int(job_id)).first() if job_id.isdecimal() else None)
    if found is None:
        raise BadInput(f"There is no job {job_id}.", todo="See `reelpress job list` for the ids.")
    return found


def retry(job: Job, *, by: str = "") -> Job:
    """Put a finished job back into its queue and ring; raise `BadInput` where that cannot be."""
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
    return job


def cancel(job: Job, *, by: str = "") -> Job:
    """Cancel a job that has not started, or ask a running one to end (within about a second)."""
    if not transitions.cancel_unstarted(job.pk, by=by) and not transitions.request_cancel(job.pk, by=by):
        job.refresh_from_db()
        if job.status == Status.PROCESSING:
            return job  # asked already
        raise BadInput(f"Job {job.public_id} is already {job.status}.", means="There is nothing to cancel.")
    job.refresh_from_db()
    return job


def forget(job: Job) -> None:
    """Delete a finished job with its history; raise `BadInput` for a live one."""
    if not transitions.forget(job.pk):
        raise BadInput(f"Job {job.public_id} is not finished.", todo="Cancel it first.")


def clean(*, days: int = 7, status: Status = Status.COMPLETED) -> int:
    """Delete jobs that ended with `status` more than `days` ago, in chunks; return how many."""
    removed = 0
    while True:
        old = Job.objects.filter(status=status, finished_at__lt=Now() - timedelta(days=days))
        ids = list(old.order_by("finished_at").values_list("pk", flat=True)[:500])
        if not ids:
            return removed
        JobLog.objects.filter(job_id__in=ids).delete()
        Attempt.objects.filter(job_id__in=ids).delete()
        Job.objects.filter(pk__in=ids, status=status).delete()
        removed += len(ids)


def pause_queue(name: str, *, by: str = "") -> None:
    """Let no further job of this queue start; running ones go on."""
    Queue.objects.update_or_create(name=name, defaults={"paused_by": by, "paused_at": Now()})


def resume_queue(name: str) -> None:
    """Let the jobs of this queue start again, at once."""
    Queue.objects.filter(name=name).update(paused_at=None, paused_by="")
    due = Job.objects.filter(queue=name, status=Status.PENDING, run_after__lte=Now()).count()
    if due:
        bells.ring(name, min(due, 500))
