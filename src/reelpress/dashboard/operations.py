"""The rows of the operations pages, ready to be shown: queues, batches, workers, duties. Knows no request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from reelpress.dashboard import charts, components
from reelpress.dashboard.redaction import redact_text
from reelpress.jobs import counts, duties, stats
from reelpress.jobs.models import Batch, Job, Schedule, Worker
from reelpress.jobs.workers import alive
from reelpress.lib import clock
from reelpress.lib.text import duration

MINUTES = 60  # of a small chart
LATE_SECONDS = 60  # a duty that is later than that is overdue


@dataclass(frozen=True)
class QueueLine:
    """A queue in words; empty where there is nothing to say."""

    row: stats.QueueRow
    oldest: str
    to_clear: str
    pace: str
    used: int | None  # percent
    chart: SafeString
    stuck: bool  # something waits and nobody works on it


def queue_lines(
    rows: Iterable[stats.QueueRow], lately: Mapping[str, Mapping[datetime, int]] | None = None
) -> list[QueueLine]:
    """Return queues as lines, each with a small chart of how much waited when that is given."""
    return [
        QueueLine(
            row,
            duration(row.oldest_wait_seconds) if row.pending else "",
            duration(row.seconds_to_clear) if row.pending else "",
            f"{row.per_minute:,.1f}/min" if row.per_minute else "",
            None if row.utilisation is None else round(min(row.utilisation, 1) * 100),
            _waited((lately or {}).get(row.name, {})),
            bool(row.pending) and not row.workers,
        )
        for row in rows
    ]


def _waited(by_minute: Mapping[datetime, int]) -> SafeString:
    if not by_minute:
        return SafeString()
    now = counts.floor(clock.now(), timedelta(minutes=1))
    values = [by_minute.get(now - timedelta(minutes=ago)) for ago in range(MINUTES - 1, -1, -1)]
    return charts.sparkline(values, f"In the last hour at most {max(by_minute.values()):,} waited")


@dataclass(frozen=True)
class BatchLine:
    """A batch, how far it is, and what can be done with it."""

    row: Batch
    state: SafeString
    bar: SafeString
    made: SafeString
    finished: SafeString
    can_cancel: bool
    can_retry: bool


def batch_line(row: Batch) -> BatchLine:
    """Return a batch as a line."""
    if row.left > 0:
        state = components.badge("running", "blue")
    elif row.failed:
        state = components.badge("ended with failures", "red")
    else:
        state = components.badge("completed" if row.completed == row.total else "ended")
    parts = ((row.completed, "green", "completed"), (row.failed, "red", "failed"), (row.cancelled, "grey", "cancelled"))
    return BatchLine(
        row,
        state,
        components.shares(parts, row.total),
        components.moment(row.created_at),
        components.moment(row.finished_at),
        row.left > 0,
        row.failed > 0,
    )


@dataclass(frozen=True)
class WorkerLine:
    """A worker, whether it lives, and the jobs in its processes."""

    row: Worker
    lives: bool
    jobs: list[tuple[SafeString, SafeString]]  # link and bar
    started: SafeString
    seen: SafeString


def worker_lines() -> list[WorkerLine]:
    """Return the workers that were seen within the hour, the living first."""
    found = list(Worker.objects.order_by("host", "pid"))
    living = set(alive().values_list("name", flat=True))
    names = {f"{one.host}:{pid}": one.name for one in found for pid in (one.pid, *one.processes)}
    busy: dict[str, list[tuple[SafeString, SafeString]]] = {}
    for job in Job.objects.processing().filter(worker__in=names).defer("args", "metadata").order_by("pk"):
        busy.setdefault(names[job.worker], []).append((components.to_job(job), components.progress(job)))
    return [
        WorkerLine(
            one,
            one.name in living,
            busy.get(one.name, []),
            components.moment(one.started_at),
            components.moment(one.seen_at),
        )
        for one in sorted(found, key=lambda one: one.name not in living)
    ]


@dataclass(frozen=True)
class DutyLine:
    """A duty of the clock in words, when it was last done and when it will be, and why it broke, if it did."""

    name: str
    says: str
    often: str
    problem: str
    last: SafeString
    next: SafeString


def duty_lines() -> list[DutyLine]:
    """Return what the clock does by itself, the most frequent first."""
    rows = Schedule.objects.in_bulk()
    return [_duty_line(duty, rows.get(duty.name)) for duty in sorted(duties.known(), key=lambda duty: duty.interval)]


def _duty_line(duty: duties.Duty, row: Schedule | None) -> DutyLine:
    often = f"every {interval(duty.interval)}"
    if row is None:
        return DutyLine(duty.name, duty.says, often, "", components.EMPTY, components.EMPTY)
    due = row.fired_at + duty.interval
    late = (clock.now() - due).total_seconds() > LATE_SECONDS
    return DutyLine(
        duty.name,
        duty.says,
        often,
        redact_text(row.problem),
        components.badge("broke", "red") if row.problem else components.moment(row.fired_at),
        components.badge("overdue", "red") if late else components.moment(due),
    )


def interval(each: timedelta) -> str:
    """Return a time between two moments as people say it after "every"."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        n, rest = divmod(int(each.total_seconds()), seconds)
        if n and not rest:
            return unit if n == 1 else f"{n} {unit}s"
    return duration(each.total_seconds())
