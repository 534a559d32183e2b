"""The clock's work: ring for what is due, heal lost bells, bury the dead, release the waiting, fire the schedule.

Each function is one duty and safe to run at any time by any number of processes.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import psutil
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from reelpress.jobs import bells, control, counts, duties, settling, transitions
from reelpress.jobs.executor import LEASE_SECONDS, host, worker_name
from reelpress.jobs.keeper import BEAT_EVERY
from reelpress.jobs.models import Audit, Batch, Job, Leader
from reelpress.jobs.outcomes import TimedOut, Verdict, cancelled, died, judge
from reelpress.jobs.states import FINAL, Outcome, Status
from reelpress.lib import clock

log = logging.getLogger(__name__)
RING_AT_ONCE = 500
SILENT_SECONDS = 12  # two heartbeats and a little: then it is worth a look whether the process is there
LEADER_SECONDS = 10
AUDIT_KEPT = timedelta(days=365)
AWAY_SECONDS = 5


@dataclass
class Ticker:
    """What one clock process remembers between ticks."""

    missing: Counter[str] = field(default_factory=Counter)
    ticked_at: datetime | None = None
    spare_until: datetime | None = None

    def tick(self, bells_in: Callable[[str], int] | None = None) -> bool:
        """Do every duty once, if this process is the leader; return whether it is.

        A duty that breaks does not keep the others from being done; a database that is away does.
        """
        if not lead():
            self.missing.clear()
            self.ticked_at = None
            return False
        if not self._was_away():
            _do(bury_lost)  # first: it needs no broker, and a broker that hangs must not keep the dead
        for duty in (counts.fold, ring_due, partial(self._heal, bells_in), release_stranded, duties.fire):
            _do(duty)
        self.ticked_at = clock.now()
        return True

    def _was_away(self) -> bool:
        """Whether the database or this machine was away until a moment ago: then nobody could send a heartbeat."""
        now = clock.now()
        if self.ticked_at is not None and (now - self.ticked_at).total_seconds() > AWAY_SECONDS:
            self.spare_until = now + timedelta(seconds=2 * BEAT_EVERY)
        return self.spare_until is not None and now < self.spare_until

    def _heal(self, bells_in: Callable[[str], int] | None) -> None:
        if bells_in is not None:
            self.missing = heal_lost_bells(self.missing, bells_in)


def _do(duty: Callable[[], object]) -> None:
    try:
        duty()
    except DatabaseTrouble:
        raise
    except Exception:
        log.exception("a duty of the clock broke; the others are done")


def lead() -> bool:
    """Take or keep the leader's lease, a row that expires by the database's clock; return whether we have it."""
    me = worker_name()
    until = transitions.from_now(LEADER_SECONDS)
    row = Leader.objects.filter(name="clock")
    if row.filter(Q(holder=me) | Q(until__lt=Now())).update(holder=me, until=until):
        return True
    _, created = Leader.objects.get_or_create(name="clock", defaults={"holder": me, "until": until})
    return created


def resign() -> None:
    """Give the lease up, so that a stand-by takes over at once."""
    Leader.objects.filter(name="clock", holder=worker_name()).update(until=Now() - timedelta(seconds=1))


def due() -> Q:
    """Jobs that could start now, were a worker free."""
    return Q(status=Status.PENDING, run_after__lte=Now())


def ring_due() -> int:
    """Ring for jobs that have become due or whose bell never left; return how many."""
    rows = Job.objects.filter(due(), rung_at__isnull=True).order_by("run_after").values_list("pk", "queue")
    by_queue: dict[str, list[int]] = {}
    for job_id, queue in rows[:RING_AT_ONCE]:
        by_queue.setdefault(queue, []).append(job_id)
    rung = 0
    for queue, ids in by_queue.items():
        # Marked before, not after: a worker that hears the bell passes by rows that are being written.
        marked = Job.objects.filter(pk__in=ids, status=Status.PENDING)
        marked.filter(rung_at__isnull=True).update(rung_at=Now())
        if bells.ring(queue, len(ids)):
            rung += len(ids)
        else:
            marked.update(rung_at=None)
    return rung


def heal_lost_bells(before: Counter[str], bells_in: Callable[[str], int]) -> Counter[str]:
    """Ring for jobs that could start and outnumber the bells in their queue, if they did a tick ago too.

    Return what is still short.  A queue full of bells keeps its workers busy: it is looked at when it empties.
    """
    shortage: Counter[str] = Counter()
    for queue in sorted({queue for queue, _, status in counts.current() if status == Status.PENDING}):
        try:
            bells_now = bells_in(queue)
        except Exception as error:  # the broker is away: ring when it is back
            log.warning("cannot count the bells of %s: %s", queue, error)
            continue
        if bells_now < RING_AT_ONCE:
            shortage[queue] = max(0, _could_start(queue) - bells_now)
        lost = min(shortage[queue], before[queue])
        if lost and bells.ring(queue, lost):
            shortage[queue] -= lost
    return shortage


def _could_start(queue: str) -> int:
    """Return how many rung jobs of `queue` could start at once, at most as many as are rung for in one go."""
    rows = transitions.startable().filter(queue=queue, rung_at__isnull=False).order_by()
    # Without DISTINCT, which would read them all.
    keys = rows.values_list("concurrency_key", flat=True)[:RING_AT_ONCE]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It would compile the statement for half a second, to run it for a millisecond.
            cursor.execute("SET LOCAL jit = off")
        return sum(n if key is None else 1 for key, n in Counter(keys).items())


def bury_lost() -> int:
    """Judge running jobs whose heartbeat stopped, sooner where it can be seen that their process is gone."""
    running = Job.objects.filter(status=Status.PROCESSING)
    stale = running.filter(heartbeat_at__lt=transitions.ago(LEASE_SECONDS))
    text = f"sent no heartbeat for {LEASE_SECONDS:.0f} s."
    buried = sum(_bury(job, Outcome.LOST, f"Its worker {job.worker} {text}") for job in stale)
    silent = running.filter(heartbeat_at__lt=transitions.ago(SILENT_SECONDS), worker__startswith=f"{host()}:")
    gone = [job for job in silent if _is_gone(job.worker)]
    return buried + sum(_bury(job, Outcome.LOST, f"Its worker {job.worker} is gone from this machine.") for job in gone)


def _is_gone(worker: str) -> bool:
    """Return whether the process of `worker`, on this machine, is no more."""
    pid = worker.rpartition(":")[2]
    return pid.isdigit() and not psutil.pid_exists(int(pid))


def bury(*, bell: str, how: str) -> bool:
    """Judge the job of the worker process that answered `bell` and died; False when it had none."""
    # A bell that was delivered twice is answered by two, and the other lives.
    jobs = [job for job in Job.objects.filter(bell=bell, status=Status.PROCESSING) if _is_gone(job.worker)]
    return sum(_bury(job, Outcome.CRASHED, how) for job in jobs) > 0


def _bury(job: Job, outcome: Outcome, how: str) -> bool:
    verdict: Verdict
    overdue = Job.objects.filter(
        pk=job.pk, started_at__lt=transitions.ago(job.timeout_seconds)
    ).exists()  # fmt: skip
    if job.cancel_requested_at is not None:
        verdict = cancelled(job.cancel_requested_by)
    elif overdue:
        verdict = judge(TimedOut(), transitions.standing(job))
    else:
        verdict = died(transitions.standing(job), outcome=outcome, how=how)
    return transitions.conclude(job, verdict)


def release_stranded() -> int:
    """Release or cancel jobs that still wait for a job that is final or gone; return how many were found."""
    stranded = Job.objects.filter(status=Status.WAITING).filter(Q(after__isnull=True) | Q(after__status__in=FINAL))
    found = list(stranded.select_related("after")[:RING_AT_ONCE])
    for job in found:
        with transaction.atomic():
            if job.after is not None:
                settling.settle_followers(job.after)
            else:
                settling.release(job)
    return len(found)


def prune() -> int:
    """Delete what ended long ago, as the settings say: jobs, batches, roll-ups, the audit; return how many jobs."""
    gone = 0
    for status, days in settings.KEEP_DAYS.items():
        gone += control.clean(days=days, status=Status(status)) if days else 0
    batches = Batch.objects.filter(finished_at__lt=Now() - timedelta(days=max(settings.KEEP_DAYS.values())))
    batches.filter(jobs__isnull=True).delete()
    counts.forget_old()
    Audit.objects.filter(at__lt=Now() - AUDIT_KEPT).delete()
    return gone


duties.every(
    "prune", timedelta(hours=1), "Deletes jobs, batches, counts and audit rows that are older than the settings keep."
)(prune)
