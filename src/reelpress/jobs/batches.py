"""Batches: jobs that start together, and what follows when all of them completed, one failed, all ended.

Each of the three follows exactly once in the life of a batch: a column that is set once decides. Knows no handler.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from reelpress.jobs import announce
from reelpress.jobs.models import Batch, Job
from reelpress.jobs.registry import OPTIONS, UnknownJobType, job_type
from reelpress.jobs.states import Status
from reelpress.lib.errors import BadInput

log = logging.getLogger(__name__)
FOLLOWER_OPTIONS = {"unique_key", "concurrency_key", "delay", "priority"}


@dataclass(frozen=True)
class Spec:
    """A job to be enqueued: its type, its arguments, and options of `enqueue`; JSON must hold those of what follows."""

    type: str
    args: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def start_batch(
    name: str,
    specs: Sequence[Spec],
    *,
    then: Spec | None = None,
    catch: Spec | None = None,
    finally_: Spec | None = None,
    user: AbstractBaseUser | None = None,
) -> Batch:
    """Enqueue `specs` together; `then` follows when all completed, `catch` the first failure, `finally_` the last end.

    A unique key that a job of no batch holds, which has not started, takes that job into the batch; else it is refused.
    """
    if not specs:
        raise BadInput("A batch needs at least one job.", todo="Start it when there is something to do.")
    for spec in (then, catch, finally_):
        if spec is not None:
            _check(spec)
    with transaction.atomic():
        batch = Batch.objects.create(
            name=name[:120], user=user, total=len(specs),  # type: ignore[misc]
            then_spec=_stored(then), catch_spec=_stored(catch), finally_spec=_stored(finally_),
        )  # fmt: skip
        # Two specs with one unique key are one job.
        jobs = {_enqueue(spec, user=user, batch=batch) for spec in specs}
        Batch.objects.filter(pk=batch.pk).update(total=len(jobs))
        count(batch.pk, Counter())
        batch.refresh_from_db()
    return batch


def _check(spec: Spec) -> None:
    """Raise now what would otherwise be raised when the batch ends."""
    from reelpress.jobs.enqueue import effective

    unknown = set(spec.options) - set(OPTIONS) - FOLLOWER_OPTIONS
    if unknown:
        raise ValueError(f"What follows a batch takes no option {unknown.pop()!r}.")
    effective(job_type(spec.type), {name: value for name, value in spec.options.items() if name in OPTIONS})


def _stored(spec: Spec | None) -> dict[str, Any] | None:
    return asdict(spec) if spec else None


def _enqueue(spec: Spec, *, user: AbstractBaseUser | None, batch: Batch) -> int:
    from reelpress.jobs.enqueue import enqueue  # enqueue knows transitions, which know batches

    job = enqueue(spec.type, spec.args, user=user, batch=batch, **spec.options)
    if job.batch_id is None:
        # Not once it runs: its worker would not know of the batch.
        Job.objects.filter(pk=job.pk, batch=None, status__in=(Status.PENDING, Status.WAITING)).update(batch=batch)
        job.refresh_from_db()
    if job.batch_id != batch.pk:
        raise BadInput(
            f"The same work is under way as job {job.public_id}, outside of this batch.",
            means="Nothing of the batch was started.",
            todo="Wait for it or cancel it first.",
        )
    return job.pk


def count(batch_id: int, ended: Counter[Status]) -> None:
    """Count jobs of a batch that ended, in the transaction of their end, and start what follows."""
    rows = Batch.objects.filter(pk=batch_id)
    if ended:
        rows.update(**{str(status): F(str(status)) + n for status, n in ended.items()})
    batch = rows.get()
    if ended[Status.FAILED]:
        _follow(batch, "catch")
    if batch.left > 0:
        return
    if rows.filter(finished_at=None).update(finished_at=Now()):
        if batch.completed == batch.total:
            _follow(batch, "then")
        if _follow(batch, "finally"):
            announce.batch_done(batch)


def _follow(batch: Batch, name: str) -> bool:
    """Start what follows under `name`, once in the life of the batch; return whether this was the time."""
    column = f"{name}_at"
    if not Batch.objects.filter(pk=batch.pk, **{f"{column}__isnull": True}).update(**{column: Now()}):
        return False
    stored = getattr(batch, f"{name}_spec")
    if stored is not None:
        from reelpress.jobs.enqueue import enqueue

        spec = Spec(**stored)
        try:
            enqueue(spec.type, spec.args, user=batch.user, metadata={"batch": batch.public_id}, **spec.options)
        except (UnknownJobType, BadInput, TypeError, ValueError):
            # Checked when the batch began, and changed since: it must not keep the end itself from being written.
            log.exception("what follows %s under %r cannot be started", batch, name)
    return True


def reopen(job: Job) -> None:
    """Take back that `job`, which goes on, had ended."""
    if job.batch_id is not None:
        Batch.objects.filter(pk=job.batch_id).update(**{job.status: F(job.status) - 1, "finished_at": None})
