"""The pages beside the job list: why jobs failed, queues, workers, batches, the schedule, who did what. Reads only."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from reelpress.dashboard import access, components, paging
from reelpress.dashboard.redaction import redact, redact_text
from reelpress.jobs import stats, workers
from reelpress.jobs.models import Audit, Batch, Job, Schedule, Worker
from reelpress.jobs.upkeep import intervals
from reelpress.lib.text import clip, duration
from reelpress.pipeline import bulk

MOST = 50
Row = TypeVar("Row", Batch, Audit)


@access.screen("jobs.view_job")
def failures(request: HttpRequest) -> HttpResponse:
    """Show why jobs failed in the last thirty days, the most frequent reason first."""
    rows = [
        (
            reason,
            components.type_badge(reason.type),
            clip(redact_text(reason.example), 300),
            components.moment(reason.first_at),
            components.moment(reason.last_at),
        )
        for reason in stats.reasons(MOST)
    ]
    may_retry, upto = request.user.has_perm("jobs.change_job"), bulk.newest()
    return access.page(
        request, "dashboard/operations/failures.html", "Failures", rows=rows, may_retry=may_retry, upto=upto
    )


@access.screen("jobs.view_job")
def queues(request: HttpRequest) -> HttpResponse:
    """Show how much waits in each queue, for how long, and when it will be done."""
    places = Counter[str]()
    for worker in workers.alive():
        places.update({queue: max(1, len(worker.processes)) for queue in worker.queues})
    rows = [
        (
            row,
            duration(row.oldest_wait_seconds) if row.pending else "",
            duration(row.pending / row.per_minute * 60) if row.pending and row.per_minute else "",
            f"{row.processing / places[row.name]:.0%}" if places[row.name] else "",
            places[row.name],
        )
        for row in stats.queue_rows()
    ]
    may_pause = request.user.has_perm("jobs.change_queue")
    return access.page(request, "dashboard/operations/queues.html", "Queues", rows=rows, may_pause=may_pause)


@access.screen("jobs.view_job")
def working(request: HttpRequest) -> HttpResponse:
    """Show the workers that were seen within the hour, and what each does now."""
    found = list(Worker.objects.order_by("host", "pid"))
    living = set(workers.alive().values_list("name", flat=True))
    names = {f"{one.host}:{pid}": one.name for one in found for pid in (one.pid, *one.processes)}
    busy: dict[str, list[SafeString]] = {}
    for job in Job.objects.processing().filter(worker__in=names).order_by("pk"):
        busy.setdefault(names[job.worker], []).append(components.to_job(job))
    rows = [
        (
            one,
            one.name in living,
            busy.get(one.name, []),
            components.moment(one.started_at),
            components.moment(one.seen_at),
        )
        for one in found
    ]
    return access.page(request, "dashboard/operations/workers.html", "Workers", rows=rows)


@access.screen("jobs.view_job")
def batches(request: HttpRequest) -> HttpResponse:
    """Show the newest batches and how far each is."""
    rows, older = _newest(request, Batch)
    shown = [
        (row, row.total - row.left, components.moment(row.created_at), components.moment(row.finished_at))
        for row in rows
    ]
    return access.page(request, "dashboard/operations/batches.html", "Batches", rows=shown, older=older)


@access.screen("jobs.view_job")
def schedule(request: HttpRequest) -> HttpResponse:
    """Show what the clock does by itself, how often, when it last did and when it will."""
    fired = dict(Schedule.objects.values_list("name", "fired_at"))
    rows = [(name, f"every {_interval(each)}", *_times(fired.get(name), each)) for name, each in intervals().items()]
    return access.page(request, "dashboard/operations/schedule.html", "Schedule", rows=rows)


def _interval(each: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        n, rest = divmod(int(each.total_seconds()), seconds)
        if n and not rest:
            return unit if n == 1 else f"{n} {unit}s"
    return duration(each.total_seconds())


def _times(fired_at: datetime | None, each: timedelta) -> tuple[SafeString, SafeString]:
    return components.moment(fired_at), components.moment(None if fired_at is None else fired_at + each)


@access.screen("jobs.view_job")
def audit(request: HttpRequest) -> HttpResponse:
    """Show who did what to how many, the newest first."""
    rows, older = _newest(request, Audit)
    shown = [
        (
            components.moment(row.at),
            row.actor,
            row.action,
            row.n,
            ", ".join(f"{k} {v}" for k, v in redact(row.what).items()),
        )
        for row in rows
    ]
    return access.page(request, "dashboard/operations/audit.html", "Audit log", rows=shown, older=older)


def _newest(request: HttpRequest, kind: type[Row]) -> tuple[list[Row], int | None]:
    """Return a page of rows, newest first, and where the next one begins."""
    before = paging.row_number(request.GET.get("before"))
    rows = kind.objects.all() if before is None else kind.objects.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: MOST + 1])
    return found[:MOST], found[MOST - 1].pk if len(found) > MOST else None
