"""Numbers for screens and commands: badges, queues, charts, time left. Reads only, and never counts job rows."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count as Counted
from django.db.models import Max, Min, QuerySet, Sum
from django.db.models.functions import Now

from reelpress.jobs import counts, histogram
from reelpress.jobs.models import Job, Queue, Rollup
from reelpress.jobs.states import Status
from reelpress.jobs.workers import alive
from reelpress.lib import clock

VIDEO_TYPES = ("video-generation",)
SOCIAL_TYPES = ("social-media-publish", "platform-publish", "telegram-publish")
TYPICAL_DAYS = 30


@dataclass(frozen=True)
class QueueRow:
    """One queue as it stands."""

    name: str
    pending: int
    scheduled: int
    processing: int
    failed: int
    oldest_wait_seconds: float
    paused: bool
    workers: int
    per_minute: float  # completed, over the last ten minutes


@dataclass(frozen=True)
class Slice:
    """What happened in one span of a chart; times in seconds, None where nothing was timed."""

    at: datetime
    completed: int
    failed: int
    cancelled: int
    retried: int
    wait_p50: float | None
    wait_p95: float | None
    run_p50: float | None
    run_p95: float | None
    run_p99: float | None

    @property
    def success_rate(self) -> float | None:
        """Completed as a share of all that completed or failed."""
        ended = self.completed + self.failed
        return self.completed / ended if ended else None


@dataclass(frozen=True)
class Reason:
    """Jobs that failed for the same reason."""

    group: str
    type: str
    error_class: str
    example: str
    n: int
    first_at: datetime
    last_at: datetime


def badges() -> dict[str, int]:
    """Return the counts of the job list's tabs: each status, `all`, `scheduled`, `video`, `social`."""
    now = counts.current()
    found = {status.value: 0 for status in Status}
    found.update(all=sum(now.values()), scheduled=sum(_scheduled().values()), video=0, social=0)
    for (_, kind, status), n in now.items():
        found[status] += n
        found["video"] += n * (kind in VIDEO_TYPES)
        found["social"] += n * (kind in SOCIAL_TYPES)
    found["pending"] = max(0, found["pending"] - found["scheduled"])
    return found


def _scheduled() -> Counter[str]:
    """Return how many pending jobs of each queue are due later; along an index, as nothing counts the hours."""
    later = Job.objects.filter(status=Status.PENDING, run_after__gt=Now())
    return Counter(dict(later.order_by().values_list("queue").annotate(n=Counted("pk"))))


def queue_rows() -> list[QueueRow]:
    """Return every known queue, the configured ones first."""
    now = counts.current()
    scheduled = _scheduled()
    paused = set(Queue.objects.filter(paused_at__isnull=False).values_list("name", flat=True))
    serving = Counter(queue for worker in alive() for queue in worker.queues)
    speed = _per_minute()
    by_queue: dict[str, Counter[str]] = {name: Counter() for name in settings.QUEUES}
    for (queue, _, status), n in sorted(now.items()):
        by_queue.setdefault(queue, Counter())[status] += n
    return [
        QueueRow(
            name, max(0, found["pending"] - scheduled[name]), scheduled[name], found["processing"], found["failed"],
            _oldest_wait(name), name in paused, serving[name], speed.get(name, 0.0),
        )
        for name, found in by_queue.items()
    ]  # fmt: skip


def _oldest_wait(queue: str) -> float:
    due = Job.objects.filter(queue=queue, status=Status.PENDING, run_after__lte=Now())
    oldest = due.aggregate(oldest=Min("run_after"))["oldest"]
    return 0.0 if oldest is None else round(max(0.0, (clock.now() - oldest).total_seconds()), 1)


def _per_minute() -> dict[str, float]:
    recent = Rollup.objects.filter(span="minute", at__gte=Now() - timedelta(minutes=10))
    rows = recent.values("queue").order_by().annotate(done=Sum("completed"))
    return {row["queue"]: row["done"] / 10 for row in rows}


def history(since: timedelta, step: timedelta, *, queue: str = "", types: Collection[str] = ()) -> list[Slice]:
    """Return what happened in each `step` of the time `since`, oldest first; only steps in which something did."""
    slices: dict[datetime, list[Rollup]] = {}
    for row in _rollups(since, step, queue, types).order_by("at"):
        begun = row.at - (row.at - datetime.min.replace(tzinfo=row.at.tzinfo)) % step
        slices.setdefault(begun, []).append(row)
    return [_slice(at, found) for at, found in slices.items()]


def _rollups(since: timedelta, step: timedelta, queue: str, types: Collection[str]) -> QuerySet[Rollup]:
    span = "hour" if step >= timedelta(hours=1) else "ten" if step >= timedelta(minutes=10) else "minute"
    rows = Rollup.objects.filter(span=span, at__gte=Now() - since)
    if queue:
        rows = rows.filter(queue=queue)
    return rows.filter(type__in=types) if types else rows


def _slice(at: datetime, rows: Collection[Rollup]) -> Slice:
    waits = histogram.merged(row.waits for row in rows)
    runs = histogram.merged(row.runs for row in rows)
    return Slice(
        at,
        *(sum(getattr(row, name) for row in rows) for name in ("completed", "failed", "cancelled", "retried")),
        *(histogram.percentile(waits, share) for share in (0.5, 0.95)),
        *(histogram.percentile(runs, share) for share in (0.5, 0.95, 0.99)),
    )


def total(since: timedelta, *, queue: str = "", types: Collection[str] = ()) -> Slice:
    """Return the time `since` as one slice; of up to six hours to the minute, of longer times to the hour."""
    step = timedelta(minutes=1) if since <= timedelta(hours=6) else timedelta(hours=1)
    return _slice(clock.now() - since, list(_rollups(since, step, queue, types)))


def reasons(most: int = 50) -> list[Reason]:
    """Return why jobs failed in the last thirty days, the most frequent first."""
    recent = Job.objects.failed().filter(finished_at__gte=Now() - timedelta(days=30)).exclude(error_group="")
    groups = recent.values("error_group").order_by().annotate(
        n=Counted("pk"), last=Max("pk"), first_at=Min("finished_at"), last_at=Max("finished_at")
    )  # fmt: skip
    rows = list(groups.order_by("-n", "-last")[:most])
    examples = Job.objects.in_bulk([row["last"] for row in rows])
    return [
        Reason(
            row["error_group"], job.type, job.error_class, job.error_message, row["n"], row["first_at"], row["last_at"]
        )
        for row in rows
        if (job := examples.get(row["last"])) is not None
    ]


def seconds_left(job: Job) -> float | None:
    """Estimate how long a running job still takes, from past runs of its type and its own pace; None when unknown."""
    if job.status != Status.PROCESSING or job.started_at is None:
        return None
    elapsed = (clock.now() - job.started_at).total_seconds()
    share = min(job.progress, 99) / 100
    typical = typical_seconds(job.type)
    by_pace = elapsed * (1 - share) / share if share else None
    if typical is None or by_pace is None:
        guess = by_pace if typical is None else typical - elapsed
    else:
        # The further it is, the more its own pace says.
        guess = share * by_pace + (1 - share) * max(typical - elapsed, 0)
    return None if guess is None else max(guess, 0.0)


def typical_seconds(type_: str) -> float | None:
    """Return how long half of the runs of a type took at most, lately; None when there were none."""
    rows = Rollup.objects.filter(span="hour", type=type_, at__gte=Now() - timedelta(days=TYPICAL_DAYS))
    return histogram.percentile(histogram.merged(rows.values_list("runs", flat=True)), 0.5)
