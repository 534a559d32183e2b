"""How many jobs there are of each kind, and how fast they went: written down at every step, folded by the clock.

A step adds one `Move` row in its own transaction; nothing is updated there, so steps never wait for each other.
`fold` turns moves into `Count` and `Rollup` rows. Whoever reads adds up counts and moves. Knows no rule of the steps.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count as Counted
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Now

from reelpress.jobs import by_hand, histogram
from reelpress.jobs.models import Count, Gauge, Job, Move, Rollup
from reelpress.jobs.states import Outcome, Status

FOLD_AT_ONCE = 5000
HOUR = timedelta(hours=1)
SPANS = {"minute": HOUR / 60, "ten": HOUR / 6, "hour": HOUR, "day": 24 * HOUR}  # from the shortest on
MINUTES_KEPT = timedelta(hours=48)
HOURS_KEPT = timedelta(days=400)
Key = tuple[str, str, str]  # queue, type, status
RETRIED = (Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASHED, Outcome.LOST)


def step(
    job: Job, source: Status | None, target: Status | None, *, outcome: str = "", since: datetime | None = None
) -> by_hand.Step:
    """Return one step of `job`, to be written with others of the same transaction."""
    return (job.queue, job.type, source or "", target or "", outcome, since)


def moved(
    job: Job, source: Status | None, target: Status | None, *, outcome: str = "", since: datetime | None = None
) -> None:
    """Write down one step of `job`, in the transaction of the step."""
    by_hand.write_moves([step(job, source, target, outcome=outcome, since=since)])


def removed(rows: Counter[Key]) -> None:
    """Write down that so many final jobs were deleted."""
    Move.objects.bulk_create(Move(queue=key[0], type=key[1], source=key[2], n=n) for key, n in rows.items())


def begins(at: datetime) -> dict[str, datetime]:
    """Return when the minute, the ten minutes, the hour and the day began in which `at` lies, in UTC."""
    return {span: floor(at.astimezone(UTC), length) for span, length in SPANS.items()}


def floor(at: datetime, step: timedelta) -> datetime:
    """Return when the step began in which `at` lies; steps are counted from midnight, UTC."""
    return at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % step


@dataclass
class _Span:
    """What one span of time has gained."""

    ends: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    runs: Counter[str] = field(default_factory=Counter)


def fold() -> int:
    """Turn the oldest moves into counts and roll-ups; return how many there were. Safe for any number of processes."""
    with transaction.atomic():
        moves = list(Move.objects.select_for_update(skip_locked=True).order_by("id")[:FOLD_AT_ONCE])
        if not moves:
            return 0
        _add_counts(changes(moves))
        _add_spans(moves)
        Move.objects.filter(pk__in=[move.pk for move in moves]).delete()
    return len(moves)


def changes(moves: list[Move]) -> Counter[Key]:
    """Return by how much the moves change each count."""
    changed: Counter[Key] = Counter()
    for move in moves:
        if move.source:
            changed[(move.queue, move.type, move.source)] -= move.n
        if move.target:
            changed[(move.queue, move.type, move.target)] += move.n
    return changed


def _add_counts(changed: Counter[Key]) -> None:
    for (queue, kind, status), n in sorted(changed.items()):
        if n:
            row, _ = Count.objects.get_or_create(queue=queue, type=kind, status=status)
            Count.objects.filter(pk=row.pk).update(n=F("n") + n)


def _add_spans(moves: list[Move]) -> None:
    spans: dict[tuple[str, datetime, str, str], _Span] = defaultdict(_Span)
    for move in moves:
        for name, at in begins(move.at).items():
            _add_move(spans[(name, at, move.queue, move.type)], move)
    for (name, at, queue, kind), span in sorted(spans.items(), key=lambda item: item[0]):
        if span.ends or span.waits or span.runs:
            locked = Rollup.objects.select_for_update()
            _add_span(locked.get_or_create(span=name, at=at, queue=queue, type=kind)[0], span)


def _add_move(span: _Span, move: Move) -> None:
    took = (move.at - move.since).total_seconds() * 1000 if move.since else None
    if move.target == Status.PROCESSING:
        if took is not None:
            span.waits[histogram.bucket(took)] += 1
    elif move.source == Status.PROCESSING:
        if move.target != Status.PENDING:
            span.ends[move.target] += 1
        elif move.outcome in RETRIED:
            span.ends["retried"] += 1
        if move.target == Status.COMPLETED and took is not None:
            span.runs[histogram.bucket(took)] += 1
    elif move.target == Status.CANCELLED:
        span.ends[move.target] += move.n


def _add_span(row: Rollup, span: _Span) -> None:
    for name, n in span.ends.items():
        setattr(row, name, getattr(row, name) + n)
    row.waits = histogram.merged((row.waits, span.waits))
    row.runs = histogram.merged((row.runs, span.runs))
    row.save()


def current(*others: QuerySet[Any, Any]) -> Counter[Key]:
    """Return how many jobs there are by queue, type and status, moves not yet folded included.

    `others` are counted in the same statement; they have these columns: queue, type, status, number.
    """
    return _summed([*_terms(), *others])


def excess() -> Counter[Key]:
    """Return by how much the counts differ from a recount of the jobs, which is slow; empty when all is well."""
    jobs = Job.objects.order_by().values_list("queue", "type", "status").annotate(change=Counted("pk") * -1)
    return _summed([*_terms(), jobs])


def _terms() -> list[QuerySet[Any, Any]]:
    moves = Move.objects.order_by()
    left = moves.exclude(source="").values_list("queue", "type", "source").annotate(change=Sum("n") * -1)
    joined = moves.exclude(target="").values_list("queue", "type", "target").annotate(change=Sum("n"))
    return [Count.objects.order_by().values_list("queue", "type", "status", "n"), left, joined]


def _summed(terms: list[QuerySet[Any, Any]]) -> Counter[Key]:
    total: Counter[Key] = Counter()
    # One statement, so that a step or a fold in between cannot show.
    for queue, kind, status, n in terms[0].union(*terms[1:], all=True):
        total[(queue, kind, status)] += n
    return Counter({key: n for key, n in total.items() if n})


def forget_old() -> None:
    """Delete roll-ups and gauges that are older than any chart shows."""
    for rows in (Rollup.objects.all(), Gauge.objects.all()):
        rows.filter(span__in=("minute", "ten"), at__lt=Now() - MINUTES_KEPT).delete()
        rows.filter(span__in=("hour", "day"), at__lt=Now() - HOURS_KEPT).delete()
