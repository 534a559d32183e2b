"""Running one job: claim -> open the attempt -> start the keeper -> run the handler -> judge -> record.

Knows no handler and no broker.
"""

import logging
import os
import platform
from functools import lru_cache

from django.db import InterfaceError, OperationalError, connection

from reelpress.jobs import bells, transitions
from reelpress.jobs.context import Listener, Run
from reelpress.jobs.keeper import keeping
from reelpress.jobs.models import Job
from reelpress.jobs.outcomes import ClaimLost, Snooze, Standing, Stop, Verdict, cancelled, judge
from reelpress.jobs.registry import UnknownJobType, job_type
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput

log = logging.getLogger(__name__)
LEASE_SECONDS = 30.0
UNKNOWN_TYPE_SECONDS = 10.0
UNKNOWN_TYPE_LIMIT = 60  # snoozes: ten minutes, then it fails


@lru_cache
def host() -> str:
    """Return the name of this machine."""
    return platform.node() or "localhost"


def worker_name() -> str:
    """Return host and process id: who runs a job."""
    return f"{host()}:{os.getpid()}"


def work_one(queue: str, *, bell: str = "") -> Job | None:
    """Claim the best job of `queue` and run it; return it, or None when nothing is due."""
    claimed = transitions.claim(transitions.claimable(queue), worker=worker_name(), pid=os.getpid(), bell=bell)
    if claimed is not None:
        perform(claimed)
    return claimed


def take(job: Job) -> Job:
    """Claim this very job for this process; raise `BadInput` when another worker has it."""
    candidates = Job.objects.filter(pk=job.pk, status=Status.PENDING)
    claimed = transitions.claim(candidates, worker=worker_name(), pid=os.getpid())
    if claimed is not None:
        return claimed
    job.refresh_from_db()
    raise BadInput(
        f"The same work is under way: job {job.public_id} is {job.status}.",
        means="A worker has it." if job.status == Status.PROCESSING else "",
        todo=f"See `reelpress job show {job.public_id}`.",
    )


def perform(job: Job, *, listen: Listener | None = None) -> None:
    """Run the claimed `job` to its verdict and record it. Raises only what ends the process."""
    answer: Snooze | None = None
    verdict: Verdict | None = None
    finished = False
    try:
        with keeping(job):
            answer = _handle(job, listen)
            finished = True
    except ClaimLost:
        log.warning("%s lost its claim; nothing is written", job)
        return
    except Stop as stop:
        # Work that finished before the signal arrived has finished.
        _drop_connection()
        verdict = None if finished else judge(stop, standing(job))
    except (KeyboardInterrupt, SystemExit):
        stopped = Verdict(Status.PENDING, Outcome.INTERRUPTED, spends_attempt=False, error="It was interrupted.")
        _record(job, stopped, None)
        raise
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError):
            _drop_connection()
        verdict = judge(error, standing(job))
    _record(job, verdict, answer)


def _handle(job: Job, listen: Listener | None) -> Snooze | None:
    try:
        kind = job_type(job.type)
    except UnknownJobType:
        if job.snoozes >= UNKNOWN_TYPE_LIMIT:
            raise
        return Snooze(UNKNOWN_TYPE_SECONDS, f"This worker knows no job type {job.type!r}; a newer one may.")
    return kind.handler(Run(job, listen=listen), **job.args)


def _drop_connection() -> None:
    """Give up a connection that may be broken, or was interrupted in the middle of a query; the next read opens one."""
    if not connection.in_atomic_block:
        connection.close()


def standing(job: Job) -> Standing:
    """Return what a verdict on `job` depends on, as the row says now."""
    by = Job.objects.filter(pk=job.pk).values_list("cancel_requested_by", flat=True).first() or ""
    return Standing(
        job.attempts, job.max_attempts, tuple(job.backoff), job.timeout_seconds, crashes=job.crashes, cancelled_by=by
    )


def _record(job: Job, verdict: Verdict | None, answer: Snooze | None) -> None:
    """Write the end of the run; while the lease may still hold, outlast a database that is away."""
    deadline = clock.monotonic() + LEASE_SECONDS
    wait = 0.2
    while True:
        try:
            written = _write(job, verdict, answer)
            break
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or clock.monotonic() + wait > deadline:
                raise
            log.warning("cannot record the end of %s yet: %s", job, error)
            connection.close()
            clock.sleep(wait)
            wait = min(wait * 2, 5)
    if not written:
        log.warning("%s lost its claim; its end was not recorded", job)


def _write(job: Job, verdict: Verdict | None, answer: Snooze | None) -> bool:
    goes_on = answer is not None if verdict is None else verdict.status == Status.PENDING
    if goes_on and Job.objects.filter(pk=job.pk, cancel_requested_at__isnull=False).exists():
        # A person's wish outlives an error, a snooze and a stopping worker.
        return transitions.conclude(job, cancelled(standing(job).cancelled_by))
    if verdict is not None:
        return transitions.conclude(job, verdict)
    if answer is not None:
        return transitions.snooze(job, answer.seconds, answer.reason)
    return transitions.complete(job)


def _run_if_due(job_id: int) -> None:
    """Run a job at once, as `immediate` mode does, unless it is due later."""
    due = Job.objects.filter(pk=job_id, status=Status.PENDING, run_after__lte=transitions.from_now(0.01))
    claimed = transitions.claim(due, worker=worker_name(), pid=os.getpid())
    if claimed is not None:
        perform(claimed)


bells.on_immediate(_run_if_due)
