"""How the queues stood over time: taken by the clock, kept as the most and the fewest of each span. Knows no screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from reelpress.jobs import counts, stats
from reelpress.jobs.models import Gauge
from reelpress.lib import clock

ALL = ""  # the queue of a gauge of all queues together


@dataclass(frozen=True)
class Reading:
    """How a queue stands: what is due and not started, what runs, how many processes could work."""

    queue: str
    waiting: int
    running: int
    places: int


def take() -> None:
    """Write down how the queues stand now. One process at a time: the clock's schedule sees to it."""
    now = stats.standing(paced=False)
    rows = [Reading(row.name, row.pending, row.processing, row.places) for row in now.queues]
    together = Reading(ALL, now.badges["pending"], now.badges["processing"], now.places)
    _write([*rows, together], counts.begins(clock.now()))


def _write(readings: Iterable[Reading], begins: dict[str, datetime]) -> None:
    spans = list(begins.items())
    there = {
        (row.span, row.at, row.queue): row
        for row in Gauge.objects.filter(span__in=begins, at__in=[at for _, at in spans])
    }
    Gauge.objects.bulk_create(
        [_gained(there.get((span, at, one.queue)), span, at, one) for one in readings for span, at in spans],
        update_conflicts=True,
        unique_fields=["span", "at", "queue"],
        update_fields=["waiting", "running", "places"],
    )


def _gained(before: Gauge | None, span: str, at: datetime, now: Reading) -> Gauge:
    """Return the row of a span that has also seen `now`."""
    if before is not None:
        now = _joined(now, Reading(now.queue, before.waiting, before.running, before.places))
    return Gauge(span=span, at=at, queue=now.queue, waiting=now.waiting, running=now.running, places=now.places)


def history(since: timedelta, step: timedelta) -> dict[datetime, Reading]:
    """Return how all queues together stood in each step of the time `since`; only steps in which a clock looked."""
    begun = counts.floor(clock.now(), step) + step - since
    rows = Gauge.objects.filter(span=stats.span_of(step), at__gte=begun, queue=ALL)
    found: dict[datetime, Reading] = {}
    for at, *numbers in rows.values_list("at", "waiting", "running", "places"):
        begin, one = counts.floor(at, step), Reading(ALL, *numbers)
        found[begin] = _joined(found[begin], one) if begin in found else one
    return found


def _joined(first: Reading, second: Reading) -> Reading:
    return Reading(
        first.queue,
        max(first.waiting, second.waiting),
        max(first.running, second.running),
        min(first.places, second.places),
    )


def waiting_lately(minutes: int = 60) -> dict[str, dict[datetime, int]]:
    """Return how much waited in each queue in each of the last minutes in which a clock looked."""
    begun = counts.floor(clock.now(), timedelta(minutes=1)) - timedelta(minutes=minutes - 1)
    rows = Gauge.objects.filter(span="minute", at__gte=begun).exclude(queue=ALL)
    found: dict[str, dict[datetime, int]] = {}
    for queue, at, waiting in rows.values_list("queue", "at", "waiting"):
        found.setdefault(queue, {})[at] = waiting
    return found
