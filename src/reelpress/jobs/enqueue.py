"""The public door: put a job into its queue, inside the caller's own transaction. Knows no handler by name."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now

from reelpress.jobs import bells
from reelpress.jobs.models import Job, subject_of
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
    waits = after is not None and not after.is_final
    job = Job(
        type=type_, queue=kind.queue, priority=priority, args=args, metadata=metadata or {}, user=user,  # type: ignore[misc]
        max_attempts=kind.max_attempts, backoff=list(kind.backoff), timeout_seconds=kind.timeout,
        unique_key=unique_key, concurrency_key=concurrency_key, parent=parent, after=after,
        run_after=run_at or (from_now(delay) if delay > 0 else Now()),
        status=Status.WAITING if waits else Status.PENDING,
        **subject_of(subject),
    )  # fmt: skip
    return _insert(job, ring=ring and not waits and delay <= 0 and run_at is None)


def _insert(job: Job, *, ring: bool) -> Job:
    """Write the row, or return the live one that holds its unique key."""
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            job.refresh_from_db()
            if ring:
                bells.ring_on_commit(job.queue, job.pk)
    except IntegrityError:
        live = Job.objects.filter(unique_key=job.unique_key, status__in=LIVE).first() if job.unique_key else None
        if live is None:
            raise
        return live
    return job


def effective(kind: JobType, overrides: dict[str, Any]) -> JobType:
    """Return the options in force: the type's own, then REELPRESS_JOBS, then `overrides`.

    Raises `BadInput` when REELPRESS_JOBS makes no sense.
    """
    try:
        configured = with_options(kind, settings.JOB_OVERRIDES.get(kind.name, {}))
    except (TypeError, ValueError) as error:
        raise BadInput(f"REELPRESS_JOBS cannot be used: {error}", todo="Correct or unset it.") from None
    return with_options(configured, overrides)
