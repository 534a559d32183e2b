"""Running one job: claim -> open the attempt -> start the keeper -> run the handler -> judge -> record.

Knows no handler and no broker.
"""

import logging
import os
import platform
from functools import lru_cache

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet

from reelpress.jobs import bells, points, transitions
from reelpress.jobs.context import Listener, Run
from reelpress.jobs.keeper import Keeper, is_stopping, keeping
from reelpress.jobs.models import Job
from reelpress.jobs.outcomes import ClaimLost, Snooze, Stop, Verdict, judge
from reelpress.jobs.registry import UnknownJobType, job_type
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.lib.text import storable

log = logging.getLogger(__name__)
LEASE_SECONDS = 30.0
UNKNOWN_TYPE_SECONDS = 10.0
UNKNOWN_TYPE_LIMIT = 60  # snoozes: ten minutes, then it fails
GO_ON_SECONDS = 0.2  # not longer: a worker of several queues must look whether a better one has work
_limits: list[transitions.Limits] = []


@lru_cache
def host() -> str:
    """Return the name of this machine."""
    return platform.node() or "localhost"


def worker_name() -> str:
    """Return host and process id: who runs a job."""
    return f"{host()}:{os.getpid()}"


def hold_to(limits: transitions.Limits) -> None:
    """Hold the jobs that this process and its children claim to `limits`."""
    _limits[:] = [limits]


def _claim(candidates: QuerySet[Job]) -> Job | None:
    return transitions.claim(candidates, worker=worker_name(), pid=os.getpid(), limits=_held())


def _claim_best(queue: str, bell: str) -> Job | None:
    return transitions.claim_best(queue, worker=worker_name(), pid=os.getpid(), bell=bell, limits=_held())


def _held() -> transitions.Limits:
    return _limits[0] if _limits else transitions.NO_LIMITS


def work_one(queue: str, *, bell: str = "") -> Job | None:
    """Claim the best job of `queue` and run it; return it, or None when nothing is due."""
    points.passed("bell")
    claimed = _claim_best(queue, bell)
    if claimed is not None:
        perform(claimed)
    return claimed


def answer(queue: str, *, bell: str, most: int | None = None) -> list[Job]:
    """Run the best job of `queue` and, for a moment, those after it, `most` at most; return what was run.

    Short jobs then need no bell and no transaction each: the end of one and the claim of the next are written together.
    """
    points.passed("bell")
    if is_stopping():
        return []  # a bell that nobody answered is rung again
    until = clock.monotonic() + GO_ON_SECONDS
    job = _claim_best(queue, bell)
    done: list[Job] = []
    while job is not None:
        go_on = clock.monotonic() < until and (most is None or len(done) + 1 < most)
        following = perform(job, then=queue if go_on else None)
        done.append(job)
        job = following
    return done


def take(job: Job) -> Job:
    """Claim this very job for this process; raise `BadInput` when another worker has it."""
    claimed = _claim(Job.objects.filter(pk=job.pk, status=Status.PENDING))
    if claimed is not None:
        return claimed
    job.refresh_from_db()
    raise BadInput(
        f"The same work is under way: job {job.public_id} is {job.status}.",
        means="A worker has it." if job.status == Status.PROCESSING else "",
        todo=f"See `reelpress job show {job.public_id}`.",
    )


def perform(job: Job, *, listen: Listener | None = None, then: str | None = None) -> Job | None:
    """Run the claimed `job` to its verdict and record it. Raises only what ends the process.

    With `then`, the name of a queue, claim its best job when this one completed; return that.
    """
    points.passed("started")
    end = _End(job, then)
    inside = connection.in_atomic_block
    try:
        with keeping(job) as keeper:
            end.keeper = keeper
            end.answer = _handle(job, listen)
            end.finished = True
            points.passed("finished")
    except ClaimLost:
        log.warning("%s lost its claim; nothing is written", job)
        return None
    except Stop as stop:
        _drop_connection(inside)
        end.failed_by(stop)
    except KeyboardInterrupt:
        end.interrupted()
        raise
    except SystemExit as error:
        # Celery ends a child so; a handler that calls `exit` has failed.
        if not is_stopping():
            end.failed_by(error)
            end.record()
            return None
        end.interrupted()
        raise
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError):
            _drop_connection(inside)
        end.failed_by(error)
    end.record()
    points.passed("recorded")
    return end.following


def _handle(job: Job, listen: Listener | None) -> Snooze | None:
    try:
        kind = job_type(job.type)
    except UnknownJobType:
        if job.snoozes >= UNKNOWN_TYPE_LIMIT:
            raise
        return Snooze(UNKNOWN_TYPE_SECONDS, f"This worker knows no job type {job.type!r}; a newer one may.")
    return kind.handler(Run(job, listen=listen), **job.args)


def _drop_connection(inside: bool) -> None:
    """Give up a connection that may be broken, or was interrupted in the middle of a query; the next read opens one.

    `inside` says whether the run began within a transaction of its caller, which is not ours to end.
    """
    if inside:
        return
    if connection.in_atomic_block:
        # The signal came between the begin of a transaction and the block that would have ended it.
        connection.in_atomic_block = False
        connection.savepoint_ids = []
    connection.close()


class _End:
    """The end of one run: what the handler answered or what the verdict is, and how it is written."""

    def __init__(self, job: Job, then: str | None) -> None:
        self.job = job
        self.then = then
        self.following: Job | None = None
        self.answer: Snooze | None = None
        self.error: BaseException | None = None
        self.unwritable: Verdict | None = None
        self.verdict: Verdict | None = None
        self.finished = False
        self.keeper: Keeper | None = None

    def failed_by(self, error: BaseException) -> None:
        """Remember what ended the work; what had finished before a signal arrived has finished."""
        if not (self.finished and isinstance(error, Stop)):
            self.error = error

    def interrupted(self) -> None:
        """Record that the process ends, unless the work had finished: then that."""
        if not self.finished:
            self.verdict = Verdict(
                Status.PENDING, Outcome.INTERRUPTED, spends_attempt=False, error="It was interrupted."
            )
        self.then = None
        self.record()

    def record(self) -> None:
        """Write it; while the lease may still hold, outlast a database that is away."""
        deadline = clock.monotonic() + LEASE_SECONDS
        wait = 0.2
        while True:
            try:
                written = self._write()
                break
            except (OperationalError, InterfaceError) as error:
                if connection.in_atomic_block or clock.monotonic() + wait > deadline:
                    raise
                log.warning("cannot record the end of %s yet: %s", self.job, error)
                connection.close()
                clock.sleep(wait)
                wait = min(wait * 2, 5)
            except Exception as error:
                if self.unwritable is not None:
                    raise
                log.exception("the end of %s cannot be recorded as it is", self.job)
                self.unwritable = Verdict(
                    Status.FAILED, Outcome.ERROR, error_class=type(error).__name__,
                    error=f"It ended, and its end could not be recorded ({type(error).__name__}). The log says why.",
                )  # fmt: skip
        if not written:
            log.warning("%s lost its claim; its end was not recorded", self.job)

    def _write(self) -> bool:
        job, peak = self.job, (self.keeper and self.keeper.peak_memory_mb) or None
        verdict = self.unwritable or self.verdict
        if verdict is None and self.error is not None:
            # Asked here, where a database that is away is waited for.
            verdict = judge(self.error, transitions.standing(job))
        if verdict is not None:
            return transitions.conclude(job, verdict, peak_memory_mb=peak)
        if self.answer is not None:
            return transitions.snooze(job, self.answer.seconds, storable(self.answer.reason), peak_memory_mb=peak)
        if self.then is None or is_stopping():
            return transitions.complete(job, peak_memory_mb=peak)
        done, self.following = transitions.complete_and_claim(
            job, self.then, pid=os.getpid(), limits=_held(), peak_memory_mb=peak
        )
        return done


def _run_if_due(job_id: int) -> None:
    """Run a job at once, as `immediate` mode does, unless it is due later."""
    due = Job.objects.filter(pk=job_id, status=Status.PENDING, run_after__lte=transitions.from_now(0.01))
    claimed = _claim(due)
    if claimed is not None:
        perform(claimed)


bells.on_immediate(_run_if_due)
