"""Every move of a job as one guarded UPDATE whose row count is the verdict. The database's clock only.

Knows how to write a verdict, not how to reach one.
"""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Greatest, Now

from reelpress.jobs import bells
from reelpress.jobs.models import Attempt, Job, JobLog, JobQuerySet, Queue
from reelpress.jobs.outcomes import Verdict
from reelpress.jobs.states import FINAL, Outcome, Status


def ago(seconds: float) -> CombinedExpression:
    """Return the database's now, less `seconds`."""
    return Now() - timedelta(seconds=seconds)


def from_now(seconds: float) -> CombinedExpression:
    """Return the database's now, plus `seconds`."""
    return Now() + timedelta(seconds=seconds)


def claimable(queue: str) -> QuerySet[Job]:
    """Jobs of `queue` that may start now, the best first."""
    paused = Queue.objects.filter(name=queue, paused_at__isnull=False)
    twin = Job.objects.filter(status=Status.PROCESSING, concurrency_key=OuterRef("concurrency_key"))
    return Job.objects.filter(
        ~Exists(paused), ~Exists(twin), queue=queue, status=Status.PENDING, run_after__lte=Now()
    ).order_by("-priority", "run_after", "id")


def claim(candidates: QuerySet[Job], *, worker: str, pid: int, bell: str = "") -> Job | None:
    """Take the best of `candidates` under a new lease and open its attempt; None when there is none."""
    lease = secrets.token_hex(16)
    try:
        with transaction.atomic():
            best = candidates.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True).first()
            if best is None:
                return None
            taken = Job.objects.filter(pk=best, status=Status.PENDING).update(
                status=Status.PROCESSING, attempts=F("attempts") + 1, lease=lease, bell=bell, worker=worker,
                started_at=Now(), finished_at=None, heartbeat_at=Now(), progress=0, message="",
            )  # fmt: skip
            if not taken:
                return None
            claimed = Job.objects.get(pk=best)
            Attempt.objects.create(job=claimed, number=claimed.attempts, lease=lease, worker=worker, pid=pid)
    except IntegrityError:  # another worker took the concurrency key in the same moment
        return None
    return claimed


def mine(job: Job) -> JobQuerySet:
    """The row of `job`, only while this claim holds."""
    return Job.objects.filter(pk=job.pk, status=Status.PROCESSING, lease=job.lease)


def complete(job: Job) -> bool:
    """processing -> completed; return whether it was still ours."""
    with transaction.atomic():
        done = mine(job).update(
            status=Status.COMPLETED, finished_at=Now(), progress=100, message=job.message, lease="", bell="",
            heartbeat_at=None, crashes=0, error_class="", error_message="", cancel_requested_at=None,
            cancel_requested_by="",
        )  # fmt: skip
        if done:
            _close_attempt(job, Outcome.OK)
            _settle(job, Status.COMPLETED)
    return bool(done)


def snooze(job: Job, seconds: float, reason: str) -> bool:
    """processing -> pending, later, without spending an attempt."""
    with transaction.atomic():
        done = mine(job).update(
            status=Status.PENDING, run_after=from_now(seconds), rung_at=None, lease="", bell="", heartbeat_at=None,
            attempts=F("attempts") - 1, snoozes=F("snoozes") + 1, message=reason[:500],
        )  # fmt: skip
        if done:
            _close_attempt(job, Outcome.SNOOZED, error=reason)
            _free_concurrency_key(job)
    return bool(done)


def conclude(job: Job, verdict: Verdict) -> bool:
    """processing -> pending, failed or cancelled, as `verdict` says; return whether it was still ours."""
    with transaction.atomic():
        rows = mine(job)
        if verdict.status == Status.PENDING:
            done = _back_to_pending(rows, verdict)
        else:
            done = rows.update(
                status=verdict.status, finished_at=Now(), lease="", bell="", heartbeat_at=None,
                error_class=verdict.error_class, error_message=verdict.error,
                crashes=_crashes(verdict),
            )  # fmt: skip
        if done:
            _close_attempt(
                job, verdict.outcome, error_class=verdict.error_class, error=verdict.error, traceback=verdict.traceback
            )
            if verdict.status in FINAL:
                _settle(job, verdict.status)
            else:
                _free_concurrency_key(job)
                if verdict.retry_in <= 0:
                    bells.ring_on_commit(job.queue, job.pk)
    return bool(done)


def _back_to_pending(rows: QuerySet[Job], verdict: Verdict) -> int:
    spent = 0 if verdict.spends_attempt else 1
    return rows.update(
        status=Status.PENDING, run_after=from_now(verdict.retry_in), rung_at=None, lease="", bell="",
        heartbeat_at=None, attempts=F("attempts") - spent, snoozes=F("snoozes") + spent, crashes=_crashes(verdict),
        error_class=verdict.error_class, error_message=verdict.error,
    )  # fmt: skip


def _crashes(verdict: Verdict) -> object:
    if verdict.outcome in (Outcome.CRASHED, Outcome.LOST):
        return F("crashes") + 1
    return F("crashes") if verdict.outcome == Outcome.INTERRUPTED else Value(0)


def cancel_unstarted(job_id: int, *, by: str, reason: str = "") -> bool:
    """pending or waiting -> cancelled; return whether it had not started."""
    text = reason or f"Cancelled by {by or 'a person'} before it started."
    with transaction.atomic():
        done = Job.objects.filter(pk=job_id, status__in=(Status.PENDING, Status.WAITING)).update(
            status=Status.CANCELLED, finished_at=Now(), error_class="", error_message=text,
            cancel_requested_at=Now(), cancel_requested_by=by,
        )  # fmt: skip
        if done:
            _settle(Job.objects.get(pk=job_id), Status.CANCELLED)
    return bool(done)


def request_cancel(job_id: int, *, by: str) -> bool:
    """Ask for the end of a running job; its keeper sees it within a second."""
    asked = Job.objects.filter(pk=job_id, status=Status.PROCESSING, cancel_requested_at__isnull=True)
    return bool(asked.update(cancel_requested_at=Now(), cancel_requested_by=by))


def revive(job_id: int) -> bool:
    """failed, cancelled or completed -> pending: the same row, one attempt more at least.

    Raises `IntegrityError` when a live job holds its unique key.
    """
    with transaction.atomic():
        done = Job.objects.filter(pk=job_id, status__in=FINAL).update(
            status=Status.PENDING, run_after=Now(), rung_at=None, finished_at=None, started_at=None, progress=0,
            message="", crashes=0, error_class="", error_message="", cancel_requested_at=None,
            cancel_requested_by="", after=None, max_attempts=Greatest(F("max_attempts"), F("attempts") + 1),
        )  # fmt: skip
        if done:
            bells.ring_on_commit(Job.objects.values_list("queue", flat=True).get(pk=job_id), job_id)
    return bool(done)


def release_waiting(job: Job) -> None:
    """waiting -> pending or cancelled, for all that waited for `job`, which is final."""
    for follower in Job.objects.filter(after=job, status=Status.WAITING):
        if job.status == Status.COMPLETED:
            if Job.objects.filter(pk=follower.pk, status=Status.WAITING).update(status=Status.PENDING, rung_at=None):
                bells.ring_on_commit(follower.queue, follower.pk)
        else:
            reason = f"Cancelled because {job.type} {job.public_id}, which it waited for, {job.status}."
            cancel_unstarted(follower.pk, by="reelpress", reason=reason)


def _settle(job: Job, status: Status) -> None:
    """Do what follows from a final state, in the same transaction."""
    job.status = status
    release_waiting(job)
    _free_concurrency_key(job)


def _free_concurrency_key(job: Job) -> None:
    if job.concurrency_key is None:
        return
    heirs = Job.objects.filter(status=Status.PENDING, concurrency_key=job.concurrency_key, run_after__lte=Now())
    heir = heirs.order_by("-priority", "run_after", "id").first()
    if heir is not None:
        bells.ring_on_commit(heir.queue, heir.pk)


def _close_attempt(job: Job, outcome: Outcome, *, error_class: str = "", error: str = "", traceback: str = "") -> None:
    Attempt.objects.filter(job=job, lease=job.lease, outcome="").update(
        outcome=outcome, finished_at=Now(), error_class=error_class, error=error, traceback=traceback
    )


def forget(job_id: int) -> bool:
    """final -> deleted, with its attempts and lines."""
    with transaction.atomic():
        final = Job.objects.filter(pk=job_id, status__in=FINAL)
        if not final.exists():
            return False
        JobLog.objects.filter(job_id=job_id).delete()
        Attempt.objects.filter(job_id=job_id).delete()
        return bool(final.delete()[0])
