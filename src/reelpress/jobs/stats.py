"""Counts for screens and commands: badges and queues. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from reelpress.jobs.models import Job, Queue
from reelpress.jobs.states import Status
from reelpress.jobs.workers import alive
from reelpress.lib import clock

VIDEO_TYPES = ("video-generation",)
SOCIAL_TYPES = ("social-media-publish", "platform-publish", "telegram-publish")


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


def badges() -> dict[str, int]:
    """Return the counts of the job list's tabs: each status, `all`, `scheduled`, `video`, `social`."""
    counts = Job.objects.aggregate(
        all=Count("pk"),
        scheduled=Count("pk", filter=Q(status=Status.PENDING, run_after__gt=Now())),
        video=Count("pk", filter=Q(type__in=VIDEO_TYPES)),
        social=Count("pk", filter=Q(type__in=SOCIAL_TYPES)),
        **{status.value: Count("pk", filter=Q(status=status)) for status in Status},
    )
    counts["pending"] -= counts["scheduled"]
    return counts


def queue_rows() -> list[QueueRow]:
    """Return every known queue, the configured ones first."""
    due = Q(status=Status.PENDING, run_after__lte=Now())
    found = {
        row["queue"]: row
        for row in Job.objects.filter(status__in=("waiting", "pending", "processing", "failed"))
        .values("queue")
        .annotate(
            pending=Count("pk", filter=due),
            scheduled=Count("pk", filter=Q(status=Status.PENDING, run_after__gt=Now())),
            processing=Count("pk", filter=Q(status=Status.PROCESSING)),
            failed=Count("pk", filter=Q(status=Status.FAILED)),
            oldest=Min("run_after", filter=due),
        )
        .order_by()
    }
    paused = set(Queue.objects.filter(paused_at__isnull=False).values_list("name", flat=True))
    serving = [queue for worker in alive() for queue in worker.queues]
    names = [*settings.QUEUES, *sorted(set(found) - set(settings.QUEUES))]
    return [_row(name, found.get(name, {}), name in paused, serving.count(name)) for name in names]


def _row(name: str, counts: Mapping[str, object], paused: bool, workers: int) -> QueueRow:
    def number(key: str) -> int:
        return int(str(counts.get(key) or 0))

    oldest = counts.get("oldest")
    wait = 0.0 if oldest is None else max(0.0, (clock.now() - oldest).total_seconds())  # type: ignore[operator]
    return QueueRow(
        name,
        number("pending"),
        number("scheduled"),
        number("processing"),
        number("failed"),
        round(wait, 1),
        paused,
        workers,
    )
