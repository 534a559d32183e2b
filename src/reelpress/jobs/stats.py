"""Numbers for screens and commands: badges, queues, charts, reasons. Reads only, and never counts job rows."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count as Counted
from django.db.models import Max, Min, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Now

from reelpress.jobs import counts, histogram
from reelpress.jobs.models import Job, Queue, Rollup
from reelpress.jobs.states import Status
from reelpress.jobs.workers import alive
from reelpress.lib import clock

VIDEO_TYPES = ("video-generation",)
SOCIAL_TYPES = ("social-media-publish", "platform-publish", "telegram-publish")
LATER = "scheduled"  # counted like a status: pending, and due later


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
    paused_by: str = ""
    places: int = 0  # processes of its workers

    @property
    def seconds_to_clear(self) -> float | None:
        """How long what waits takes at the pace of the last ten minutes; None when nothing was completed in them."""
        return 60 * self.pending / self.per_minute if self.per_minute else None

    @property
    def utilisation(self) -> float | None:
        """Running jobs as a share of the processes that serve it; None when none does."""
        return self.processing / self.places if self.places else None


@dataclass(frozen=True)
class Standing:
    """How all stands now, from one reading of the counts."""

    badges: dict[str, int]
    queues: list[QueueRow]
    workers: int
    places: int


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


class _Ended(NamedTuple):
    """The columns of a roll-up of which slices are made."""

    at: datetime
    type: str
    completed: int
    failed: int
    cancelled: int
    retried: int
    waits: dict[str, int]
    runs: dict[str, int]


@dataclass(frozen=True)
class Period:
    """What happened in some time: together, in each step in which something did, and what was completed by type."""

    total: Slice
    slices: list[Slice]
    completed: Counter[str]


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
    return _badges(*_counted())


def _counted() -> tuple[Counter[counts.Key], Counter[str]]:
    """Return how many jobs there are, and how many pending ones of each queue are due later, from one statement.

    The latter are counted along an index, as nothing counts the hours.
    """
    later = Job.objects.filter(status=Status.PENDING, run_after__gt=Now()).order_by()
    rows = later.annotate(kind=Value(""), state=Value(LATER)).values_list("queue", "kind", "state")
    found = counts.current(rows.annotate(n=Counted("pk")))
    scheduled = Counter({queue: n for (queue, _, status), n in found.items() if status == LATER})
    return Counter({key: n for key, n in found.items() if key[2] != LATER}), scheduled


def _badges(now: Counter[counts.Key], scheduled: Counter[str]) -> dict[str, int]:
    found = {status.value: 0 for status in Status}
    found.update(all=sum(now.values()), scheduled=sum(scheduled.values()), video=0, social=0)
    for (_, kind, status), n in now.items():
        found[status] += n
        found["video"] += n * (kind in VIDEO_TYPES)
        found["social"] += n * (kind in SOCIAL_TYPES)
    found["pending"] = max(0, found["pending"] - found["scheduled"])
    return found


def queue_rows() -> list[QueueRow]:
    """Return every known queue, the configured ones first."""
    return standing().queues


def standing(*, paced: bool = True) -> Standing:
    """Return the badges, the queues and who serves them, in five queries; one less where their pace is not `paced`."""
    (now, scheduled), workers = _counted(), list(alive())
    by_queue: dict[str, Counter[str]] = {name: Counter() for name in settings.QUEUES}
    for (queue, _, status), n in sorted(now.items()):
        by_queue.setdefault(queue, Counter())[status] += n
    due = {name: max(0, found["pending"] - scheduled[name]) for name, found in by_queue.items()}
    paused = dict(Queue.objects.filter(paused_at__isnull=False).values_list("name", "paused_by"))
    serving = Counter(queue for worker in workers for queue in worker.queues)
    places = Counter[str]()
    for worker in workers:
        places.update(dict.fromkeys(worker.queues, worker.places))
    speed = _per_minute() if paced else {}
    oldest = _oldest_waits([name for name in by_queue if due[name]])
    rows = [
        QueueRow(
            name, due[name], scheduled[name], found["processing"], found["failed"], oldest.get(name, 0.0),
            name in paused, serving[name], speed.get(name, 0.0), paused.get(name, ""), places[name],
        )
        for name, found in by_queue.items()
    ]  # fmt: skip
    return Standing(_badges(now, scheduled), rows, len(workers), sum(worker.places for worker in workers))


def _oldest_waits(queues: Sequence[str]) -> dict[str, float]:
    """Return for how many seconds the oldest due job of each of these queues waits: one look into an index each."""
    due = Job.objects.filter(status=Status.PENDING, run_after__lte=Now()).order_by("run_after").values("run_after")
    looks = [Subquery(due.filter(queue=name)[:1]) for name in queues]
    # Any row will do: it is there so that all looks are one statement.
    found = Job.objects.order_by("-pk").values_list(*looks).first() if looks else None
    waits = ((name, clock.now() - at) for name, at in zip(queues, found or (), strict=False) if at is not None)
    return {name: round(max(0.0, wait.total_seconds()), 1) for name, wait in waits}


def _per_minute() -> dict[str, float]:
    recent = Rollup.objects.filter(span="minute", at__gte=Now() - timedelta(minutes=10))
    rows = recent.values("queue").order_by().annotate(done=Sum("completed"))
    return {row["queue"]: row["done"] / 10 for row in rows}


def history(since: timedelta, step: timedelta, *, queue: str = "", types: Collection[str] = ()) -> list[Slice]:
    """Return what happened in each `step` of the time `since`, oldest first; only steps in which something did."""
    return list(map(_slice, _cut(_ended(clock.now() - since, step, queue, types), step)))


def ends_by_minute(
    since: timedelta, *, queues: Collection[str] = (), types: Collection[str] = ()
) -> dict[datetime, Counter[str]]:
    """Return how many jobs completed, failed and were cancelled in each minute; of the database's own adding up."""
    rows = _rollups("minute", clock.now() - since, "", types)
    if queues:
        rows = rows.filter(queue__in=queues)
    kinds = ("completed", "failed", "cancelled")
    sums = rows.order_by().values_list("at").annotate(*(Sum(kind) for kind in kinds))
    return {at: Counter(dict(zip(kinds, counted, strict=True))) for at, *counted in sums}


def period(since: timedelta, step: timedelta) -> Period:
    """Return what happened in the last steps of the time `since`, the step that goes on included."""
    begun = counts.floor(clock.now(), step) + step - since
    rows = _ended(begun, step, "", ())
    done = Counter[str]()
    for row in rows:
        done[row.type] += row.completed
    steps = _cut(rows, step)
    return Period(_slice(_together(begun, steps)), list(map(_slice, steps)), done)


def _cut(rows: Iterable[_Ended], step: timedelta) -> list[_Ended]:
    """Return the rows of each step together, the oldest first."""
    steps: dict[datetime, list[_Ended]] = {}
    for row in rows:
        steps.setdefault(counts.floor(row.at, step), []).append(row)
    return [_together(at, found) for at, found in sorted(steps.items())]


def span_of(step: timedelta) -> str:
    """Return the longest span of which a step of this length is made."""
    whole = [span for span, length in counts.SPANS.items() if step >= length and not step % length]
    return whole[-1] if whole else "minute"


def _ended(begun: datetime, step: timedelta, queue: str, types: Collection[str]) -> list[_Ended]:
    rows = _rollups(span_of(step), begun, queue, types)
    return [_Ended(*row) for row in rows.values_list(*_Ended._fields)]


def _rollups(span: str, begun: datetime, queue: str, types: Collection[str]) -> QuerySet[Rollup]:
    rows = Rollup.objects.filter(span=span, at__gte=begun)
    if queue:
        rows = rows.filter(queue=queue)
    return rows.filter(type__in=types) if types else rows


def _together(at: datetime, rows: Collection[_Ended]) -> _Ended:
    return _Ended(
        at,
        type="",
        completed=sum(row.completed for row in rows),
        failed=sum(row.failed for row in rows),
        cancelled=sum(row.cancelled for row in rows),
        retried=sum(row.retried for row in rows),
        waits=histogram.merged(row.waits for row in rows),
        runs=histogram.merged(row.runs for row in rows),
    )


def _slice(row: _Ended) -> Slice:
    return Slice(
        row.at, row.completed, row.failed, row.cancelled, row.retried,
        *(histogram.percentile(row.waits, share) for share in (0.5, 0.95)),
        *(histogram.percentile(row.runs, share) for share in (0.5, 0.95, 0.99)),
    )  # fmt: skip


def total(since: timedelta, *, queue: str = "", types: Collection[str] = ()) -> Slice:
    """Return the time `since` as one slice; of up to six hours to the minute, of longer times to the hour."""
    step = timedelta(minutes=1) if since <= timedelta(hours=6) else timedelta(hours=1)
    begun = clock.now() - since
    return _slice(_together(begun, _ended(begun, step, queue, types)))


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
