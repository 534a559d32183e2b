"""Every move of a job as one guarded UPDATE whose row count is the verdict. The database's clock only.

Knows how to write a verdict, not how to reach one; what follows from an end is in settling.py.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Greatest, Now

from reelpress.jobs import batches, bells, by_hand, points, settling
from reelpress.jobs.by_hand import Step, write_moves
from reelpress.jobs.counts import moved, step
from reelpress.jobs.models import Attempt, Job, JobQuerySet, Queue
from reelpress.jobs.outcomes import Standing, Verdict, cancelled, error_group
from reelpress.jobs.prepared import Prepared
from reelpress.jobs.states import FINAL, Outcome, Status

CLAIM_TRIES = 5


@dataclass(frozen=True)
class Limits:
    """What a worker was told to hold its jobs to, instead of what their rows say."""

    max_attempts: int | None = None
    timeout_seconds: int | None = None


NO_LIMITS = Limits()


def ago(seconds: float) -> CombinedExpression:
    """Return the database's now, less `seconds`."""
    return Now() - timedelta(seconds=seconds)


def from_now(seconds: float) -> CombinedExpression:
    """Return the database's now, plus `seconds`."""
    return Now() + timedelta(seconds=seconds)


def claimable(queue: str) -> QuerySet[Job]:
    """Jobs of `queue` that may start now, the best first."""
    return startable().filter(queue=queue).order_by("-priority", "run_after", "id")


def startable() -> QuerySet[Job]:
    """Jobs that are due, in queues that are not paused, whose concurrency key has a free place."""
    paused = Queue.objects.filter(paused_at__isnull=False).values("name")
    twins = Job.objects.filter(status=Status.PROCESSING, concurrency_key=OuterRef("concurrency_key"))
    busy = Subquery(twins.order_by().values("concurrency_key").annotate(n=Count("pk")).values("n"))
    rows = Job.objects.filter(status=Status.PENDING, run_after__lte=Now()).exclude(queue__in=paused)
    return rows.filter(Q(concurrency_key__isnull=True) | Q(concurrency_limit__gt=Coalesce(busy, 0)))


def _best(candidates: QuerySet[Job]) -> QuerySet[Job]:
    return candidates.annotate(claimed_at=Now()).select_for_update(skip_locked=True, of=("self",))[:1]


_best_of_queue = Prepared(lambda queue: _best(claimable(queue)), str)


def claim_best(queue: str, *, worker: str, pid: int, bell: str = "", limits: Limits = NO_LIMITS) -> Job | None:
    """Take the best job of `queue` under a new lease and open its attempt; None when nothing is due."""
    return _claim(lambda: _best_of_queue.rows(queue), worker, pid, bell, limits)


def claim(
    candidates: QuerySet[Job], *, worker: str, pid: int, bell: str = "", limits: Limits = NO_LIMITS
) -> Job | None:
    """Take the first of `candidates` under a new lease and open its attempt; None when there is none."""
    return _claim(lambda: list(_best(candidates)), worker, pid, bell, limits)


def _claim(find: Callable[[], list[Job]], worker: str, pid: int, bell: str, limits: Limits) -> Job | None:
    for _ in range(CLAIM_TRIES):
        try:
            with transaction.atomic():
                return next((_start(job, worker, pid, bell, limits) for job in find()), None)
        except IntegrityError:  # another worker took the place of the concurrency key in the same moment
            continue
    return None


def _start(job: Job, worker: str, pid: int, bell: str, limits: Limits, *before: Step) -> Job | None:
    due_at = max(job.run_after, job.created_at)
    job.slot = _free_slot(job)
    job.status, job.attempts, job.lease = Status.PROCESSING, job.attempts + 1, secrets.token_hex(16)
    job.worker, job.bell, job.progress, job.message = worker, bell, 0, ""
    job.started_at = job.heartbeat_at = job.claimed_at  # type: ignore[attr-defined]  # by the database's clock
    job.finished_at = None
    job.max_attempts = limits.max_attempts or job.max_attempts
    job.timeout_seconds = limits.timeout_seconds or job.timeout_seconds
    if not by_hand.start(job):
        return None
    job.open_attempt = by_hand.open_attempt(job, pid)
    write_moves([*before, step(job, Status.PENDING, Status.PROCESSING, since=due_at)])
    points.passed("claimed")
    return job


def _free_slot(job: Job) -> int:
    """Return a place of the job's concurrency key that nobody has; two who choose the same meet at the constraint.

    Raises `IntegrityError` when the last was taken since the job was chosen.
    """
    if job.concurrency_key is None:
        return 0
    running = Job.objects.filter(status=Status.PROCESSING, concurrency_key=job.concurrency_key)
    taken = set(running.values_list("slot", flat=True))
    free = next(slot for slot in range(len(taken) + 1) if slot not in taken)
    if free >= job.concurrency_limit:
        raise IntegrityError("no place is free")
    return free


def mine(job: Job) -> JobQuerySet:
    """The row of `job`, only while this claim holds."""
    return Job.objects.filter(pk=job.pk, status=Status.PROCESSING, lease=job.lease)


def standing(job: Job) -> Standing:
    """Return what a verdict on `job` depends on, as the row says now."""
    by = Job.objects.filter(pk=job.pk).values_list("cancel_requested_by", flat=True).first() or ""
    return Standing(
        job.attempts, job.max_attempts, tuple(job.backoff), job.timeout_seconds, crashes=job.crashes, cancelled_by=by
    )


def complete(job: Job, *, peak_memory_mb: int | None = None) -> bool:
    """processing -> completed; return whether it was still ours."""
    with transaction.atomic():
        ended = _complete(job, peak_memory_mb)
        write_moves([ended] if ended else [])
    return ended is not None


def complete_and_claim(
    job: Job, queue: str, *, pid: int, limits: Limits = NO_LIMITS, peak_memory_mb: int | None = None
) -> tuple[bool, Job | None]:
    """Do what `complete` does and, in the same transaction and for the same bell, claim the best job of `queue`.

    A job with a concurrency key is left to a claim of its own: a race lost for its place would undo this end.
    """
    with transaction.atomic():
        ended = _complete(job, peak_memory_mb)
        if ended is None:
            return False, None
        best = next(iter(_best_of_queue.rows(queue)), None)
        free = best if best is not None and best.concurrency_key is None else None
        claimed = _start(free, job.worker, pid, job.bell, limits, ended) if free else None
        if claimed is None:
            write_moves([ended])
    return True, claimed


def _complete(job: Job, peak_memory_mb: int | None) -> Step | None:
    """Return the step that is still to be written, None when the job was not ours any more."""
    awaited = by_hand.complete(job, peak_memory_mb)
    if awaited is None:
        return None
    settling.settle(job, Status.COMPLETED, awaited=awaited)
    points.passed("recording")
    return step(job, Status.PROCESSING, Status.COMPLETED, outcome=Outcome.OK, since=job.started_at)


def snooze(job: Job, seconds: float, reason: str, *, peak_memory_mb: int | None = None) -> bool:
    """processing -> pending, later, without spending an attempt; cancelled when a person asked for it."""
    with transaction.atomic():
        done = mine(job).filter(cancel_requested_at=None).update(
            status=Status.PENDING, run_after=from_now(seconds), rung_at=None, lease="", bell="", heartbeat_at=None,
            attempts=F("attempts") - 1, snoozes=F("snoozes") + 1, crashes=0, message=reason[:500],
        )  # fmt: skip
        if done:
            _close_attempt(job, Outcome.SNOOZED, error=reason, peak_memory_mb=peak_memory_mb)
            moved(job, Status.PROCESSING, Status.PENDING, outcome=Outcome.SNOOZED)
            settling.free_concurrency_key(job)
            job.status, job.message = Status.PENDING, reason[:500]
            points.passed("recording")
    return bool(done) or conclude(job, cancelled(standing(job).cancelled_by), peak_memory_mb=peak_memory_mb)


def conclude(job: Job, verdict: Verdict, *, peak_memory_mb: int | None = None) -> bool:
    """processing -> pending, failed or cancelled, as `verdict` says; return whether it was still ours.

    A person's wish outlives an error, a crash and a stopping worker: what was to be cancelled does not go on.
    """
    with transaction.atomic():
        rows = mine(job)
        done = 0
        if verdict.status == Status.PENDING:
            done = _back_to_pending(rows.filter(cancel_requested_at=None), verdict)
            verdict = verdict if done else cancelled(standing(job).cancelled_by)
        done = done or _end(rows, verdict)
        if done:
            _close_attempt(
                job, verdict.outcome, error_class=verdict.error_class, error=verdict.error,
                traceback=verdict.traceback, peak_memory_mb=peak_memory_mb,
            )  # fmt: skip
            moved(job, Status.PROCESSING, verdict.status, outcome=verdict.outcome, since=job.started_at)
            _follow_up(job, verdict)
            points.passed("recording")
    return bool(done)


def _follow_up(job: Job, verdict: Verdict) -> None:
    job.error_class, job.error_message = verdict.error_class, verdict.error
    job.error_group = _group(verdict)
    if verdict.status in FINAL:
        settling.settle(job, verdict.status)
        return
    settling.free_concurrency_key(job)
    job.status = Status.PENDING
    if verdict.retry_in <= 0:
        bells.ring_on_commit(job.queue, job.pk)


def _group(verdict: Verdict) -> str:
    return error_group(verdict.error_class, verdict.error) if verdict.status == Status.FAILED else ""


def _end(rows: QuerySet[Job], verdict: Verdict) -> int:
    return rows.update(
        status=verdict.status, finished_at=Now(), lease="", bell="", heartbeat_at=None,
        error_class=verdict.error_class, error_message=verdict.error, error_group=_group(verdict),
        crashes=_crashes(verdict),
    )  # fmt: skip


def _back_to_pending(rows: QuerySet[Job], verdict: Verdict) -> int:
    spent = 0 if verdict.spends_attempt else 1
    mark = bells.mark() if verdict.retry_in <= 0 else None
    return rows.update(
        status=Status.PENDING, run_after=from_now(verdict.retry_in), rung_at=mark, lease="", bell="",
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
        job = settling.cancel_row(job_id, by=by, reason=text)
        if job is not None:
            settling.settle(job, Status.CANCELLED)
    return job is not None


def request_cancel(job_id: int, *, by: str) -> bool:
    """Ask for the end of a running job; its keeper sees it within a second."""
    asked = Job.objects.filter(pk=job_id, status=Status.PROCESSING, cancel_requested_at__isnull=True)
    return bool(asked.update(cancel_requested_at=Now(), cancel_requested_by=by))


def revive(job_id: int) -> bool:
    """failed, cancelled or completed -> pending: the same row, one attempt more at least.

    What was cancelled before its time, and never began, keeps that time: it was planned for then, not for now.

    Raises `IntegrityError` when a live job holds its unique key.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, status__in=FINAL).first()
        if job is None:
            return False
        when, mark = (Now(), bells.mark()) if job.attempts else (Greatest("run_after", Now()), settling.mark_if_due())
        Job.objects.filter(pk=job_id, status__in=FINAL).update(
            status=Status.PENDING, run_after=when, rung_at=mark, finished_at=None, started_at=None, progress=0,
            message="", crashes=0, error_class="", error_message="", error_group="", cancel_requested_at=None,
            cancel_requested_by="", max_attempts=Greatest(F("max_attempts"), F("attempts") + 1),
        )  # fmt: skip
        moved(job, Status(job.status), Status.PENDING)
        batches.reopen(job)
        bells.ring_on_commit(job.queue, job_id)
    return True


def _close_attempt(
    job: Job, outcome: Outcome, *, error_class: str = "", error: str = "", traceback: str = "",
    peak_memory_mb: int | None = None,
) -> None:  # fmt: skip
    Attempt.objects.filter(job=job, lease=job.lease, outcome="").update(
        outcome=outcome, finished_at=Now(), error_class=error_class, error=error, traceback=traceback,
        peak_memory_mb=peak_memory_mb,
    )  # fmt: skip
