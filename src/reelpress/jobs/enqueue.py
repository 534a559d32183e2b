"""The public door: put a job into its queue, inside the caller's own transaction. Knows no handler by name."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now

from reelpress.jobs import bells, settling
from reelpress.jobs.counts import moved
from reelpress.jobs.models import Batch, Job, subject_of
from reelpress.jobs.registry import JobType, job_type, with_options
from reelpress.jobs.states import LIVE, Status
from reelpress.jobs.transitions import from_now
from reelpress.lib.errors import BadInput


def enqueue(
    type_: str,
    args: dict[str, Any],
    *,
    subject: models.Model | None = None,
    user: AbstractBaseUser | None = None,
    unique_key: str | None = None,
    concurrency_key: str | None = None,
    delay: float = 0,
    run_at: datetime | None = None,
    priority: int = 0,
    parent: Job | None = None,
    after: Job | None = None,
    batch: Batch | None = None,
    metadata: dict[str, Any] | None = None,
    ring: bool = True,
    **overrides: Any,
) -> Job:
    """Record a job and ring for it when the caller's transaction commits; return the row.

    With a `unique_key` that a live job holds, return that job instead.  Without `ring` nobody is told: the caller
    takes the job itself.  `overrides` may set `queue`, `max_attempts`, `backoff` and `timeout`; what holds now is
    copied into the row, so that a later change of settings or code alters nothing in flight.
    """
    kind = effective(job_type(type_), overrides)
    job = Job(
        type=type_, queue=kind.queue, priority=priority, args=args, metadata=metadata or {}, user=user,  # type: ignore[misc]
        max_attempts=kind.max_attempts, backoff=list(kind.backoff), timeout_seconds=kind.timeout,
        unique_key=unique_key, concurrency_key=concurrency_key, concurrency_limit=_limit(concurrency_key),
        parent=parent, after=after, batch=batch, run_after=run_at or (from_now(delay) if delay > 0 else Now()),
        **subject_of(subject),
    )  # fmt: skip
    return _insert_once(job, ring=ring and delay <= 0 and run_at is None)


def _insert_once(job: Job, *, ring: bool) -> Job:
    """Write the row, or return the live job that holds its unique key."""
    try:
        return _insert(job, ring=ring)
    except IntegrityError:
        if not job.unique_key:
            raise
    live = Job.objects.filter(unique_key=job.unique_key, status__in=LIVE).first()
    # It may have ended in the meantime: then this one is wanted after all.
    return live or _insert(job, ring=ring)


def _limit(concurrency_key: str | None) -> int:
    """Return how many jobs with this key may run at once: a setting by what stands before its colon, else one."""
    return int(settings.CONCURRENCY.get((concurrency_key or "").partition(":")[0], 1))


def _insert(job: Job, *, ring: bool) -> Job:
    """Write the row and its first step; raise `IntegrityError` when a live job holds its unique key."""
    with transaction.atomic():
        before = _locked(job.after_id)
        waits = before is not None and before.status != Status.COMPLETED
        job.status = Status.WAITING if waits else Status.PENDING
        job.rung_at = bells.mark() if ring and not waits else None
        job.save(force_insert=True)
        job.refresh_from_db()
        moved(job, None, Status(job.status))
        if waits and before is not None and before.is_final:
            settling.settle_followers(before)
            job.refresh_from_db()
        elif ring and not waits:
            bells.ring_on_commit(job.queue, job.pk)
    return job


def _locked(job_id: int | None) -> Job | None:
    """Return the job as it stands, so that it cannot end before its follower is written."""
    return None if job_id is None else Job.objects.select_for_update().filter(pk=job_id).first()


def effective(kind: JobType, overrides: dict[str, Any]) -> JobType:
    """Return the options in force: the type's own, then REELPRESS_JOBS, then `overrides`.

    Raises `BadInput` when REELPRESS_JOBS makes no sense.
    """
    try:
        configured = with_options(kind, settings.JOB_OVERRIDES.get(kind.name, {}))
    except (TypeError, ValueError) as error:
        raise BadInput(f"REELPRESS_JOBS cannot be used: {error}", todo="Correct or unset it.") from None
    return with_options(configured, overrides)
