"""The pages beside the job list: why jobs failed, queues, workers, batches, the schedule, who did what. Reads only."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from reelpress.dashboard import access, components, operations, paging, refresh
from reelpress.dashboard.redaction import redact, redact_text
from reelpress.jobs import duties, gauges, stats
from reelpress.jobs.models import Audit, Batch
from reelpress.lib.text import clip

MOST = 50
Row = TypeVar("Row", Batch, Audit)


def _page(request: HttpRequest, name: str, title: str, **context: object) -> HttpResponseBase:
    return refresh.page(request, title, {name: f"operations/{name}.html"}, **context)


@access.screen("jobs.view_job")
def failures(request: HttpRequest) -> HttpResponseBase:
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
    may_retry = request.user.has_perm("jobs.change_job")
    return _page(request, "failures", "Failures", rows=rows, may_retry=may_retry, cut=len(rows) == MOST)


@access.screen("jobs.view_job")
def queues(request: HttpRequest) -> HttpResponseBase:
    """Show how much waits in each queue, for how long, and when it will be done."""
    rows = operations.queue_lines(stats.queue_rows(), gauges.waiting_lately(operations.MINUTES))
    return _page(request, "queues", "Queues", rows=rows, may_pause=request.user.has_perm("jobs.change_queue"))


@access.screen("jobs.view_job")
def working(request: HttpRequest) -> HttpResponseBase:
    """Show the clock, the workers that were seen within the hour, and what each does now."""
    return _page(request, "workers", "Workers", rows=operations.worker_lines(), clock=duties.ticking().first())


@access.screen("jobs.view_job")
def batches(request: HttpRequest) -> HttpResponseBase:
    """Show the newest batches and how far each is."""
    rows, older = _newest(request, Batch)
    shown = [operations.batch_line(row) for row in rows]
    may_change = request.user.has_perm("jobs.change_job")
    return _page(request, "batches", "Batches", rows=shown, older=older, may_change=may_change)


@access.screen("jobs.view_job")
def schedule(request: HttpRequest) -> HttpResponseBase:
    """Show what the clock does by itself, how often, when it last did and when it will."""
    may_run = request.user.has_perm("jobs.change_schedule")
    rows, clock = operations.duty_lines(), duties.ticking().first()
    return _page(request, "schedule", "Schedule", rows=rows, clock=clock, may_run=may_run)


@access.screen("jobs.view_job")
def audit(request: HttpRequest) -> HttpResponseBase:
    """Show who did what to how many, the newest first."""
    rows, older = _newest(request, Audit)
    shown = [
        (
            components.moment(row.at),
            row.actor,
            row.action,
            row.n,
            components.deed(row.pk, redact(row.what)),
        )
        for row in rows
    ]
    return _page(request, "audit", "Audit log", rows=shown, older=older)


def _newest(request: HttpRequest, kind: type[Row]) -> tuple[list[Row], int | None]:
    """Return a page of rows, newest first, and where the next one begins."""
    before = paging.row_number(request.GET.get("before"))
    rows = kind.objects.all() if before is None else kind.objects.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: MOST + 1])
    return found[:MOST], found[MOST - 1].pk if len(found) > MOST else None
