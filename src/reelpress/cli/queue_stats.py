"""`reelpress queue workers`, `stats` and `reasons`: who works, how well it goes, why it failed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import output, times
from reelpress.cli.lists import tell_more
from reelpress.cli.options import Json, Limit
from reelpress.cli.queue import refuse_unknown
from reelpress.lib import clock
from reelpress.lib.text import clip, duration

if TYPE_CHECKING:
    from reelpress.jobs.models import Worker
    from reelpress.jobs.stats import Reason, Slice

TIMES = ("wait_p50", "wait_p95", "run_p50", "run_p95", "run_p99")
MOST_REASONS = 10_001


def workers(json: Json = False) -> None:
    """List the workers that were seen in the last hour: what they serve and do now.

    Example: reelpress queue workers
    """
    from reelpress.jobs.models import Worker

    found = [_worker(row) for row in Worker.objects.order_by("name")]
    if json:
        output.show_json(found)
        return
    now = clock.now()
    rows = [
        (row["name"], "running" if row["alive"] else "silent", ",".join(row["queues"]),
         ", ".join(f"{job['id']} {job['type']} {job['progress']} %" for job in row["jobs"]),
         f"{row['memory_mb']} MB", row["version"], times.ago(row["started_at"], now), times.ago(row["seen_at"], now))
        for row in found
    ]  # fmt: skip
    headers = ("worker", "state", "queues", "works on", "memory", "version", "started", "seen")
    output.show_table(headers, rows, empty="No workers. Start them with `reelpress up` or `reelpress queue work`.")


def _worker(row: "Worker") -> dict[str, Any]:
    from reelpress.jobs.workers import alive, current_jobs

    return {
        "name": row.name,
        "alive": alive().filter(pk=row.pk).exists(),
        "queues": row.queues,
        "processes": len(row.processes),
        "jobs": [
            {"id": job.public_id, "type": job.type, "progress": job.progress, "message": job.message}
            for job in current_jobs(row)
        ],
        "memory_mb": row.memory_mb,
        "version": row.version,
        "started_at": row.started_at,
        "seen_at": row.seen_at,
    }


def reasons(limit: Limit = 20, json: Json = False) -> None:
    """List why jobs failed in the last thirty days, the most frequent reason first.

    Example: reelpress queue reasons
    """
    from reelpress.jobs import stats as numbers

    every = numbers.reasons(MOST_REASONS)
    found = every[:limit]
    tell_more(len(every) - len(found), at_least=len(every) == MOST_REASONS)
    if json:
        output.show_json([_reason(row) for row in found])
        return
    now = clock.now()
    rows = [
        (row.group, row.n, row.type, times.ago(row.first_at, now), times.ago(row.last_at, now),
         clip(output.printable(row.example), 100))
        for row in found
    ]  # fmt: skip
    headers = ("reason", "jobs", "type", "first", "last", "for example")
    output.show_table(headers, rows, empty="No job failed in the last thirty days.")
    if found:
        output.note(f"Retry all of one: reelpress queue retry --reason {found[0].group}")


def _reason(row: "Reason") -> dict[str, Any]:
    return {
        "reason": row.group,
        "jobs": row.n,
        "type": row.type,
        "error_class": row.error_class,
        "example": row.example,
        "first_at": row.first_at,
        "last_at": row.last_at,
    }


def stats(
    hours: Annotated[int, typer.Option(min=1, max=9_600, help="Of the last so many hours.")] = 24,
    queue: Annotated[str, typer.Option(help="Of this queue only.")] = "",
    json: Json = False,
) -> None:
    """Show how well it goes: throughput, success, waits and runs, failures by reason.

    Example: reelpress queue stats --hours 48 --queue video
    """
    from reelpress.jobs import stats as numbers

    if queue:
        refuse_unknown([queue])
    since = timedelta(hours=hours)
    told = _told(numbers.total(since, queue=queue), hours)
    failures = _failures(since, queue)
    if json:
        by_hour = [_slice(one) | {"at": one.at} for one in numbers.history(since, timedelta(hours=1), queue=queue)]
        output.show_json({"hours": hours, "queue": queue or None, **told, "failures": failures, "by_hour": by_hour})
        return
    _show_total(told, hours)
    if failures:
        output.say()
        rows = [
            (row["reason"], row["jobs"], row["type"], clip(output.printable(row["example"]), 100)) for row in failures
        ]
        output.show_table(("reason", "failed", "type", "for example"), rows, empty="")


def _told(total: "Slice | None", hours: int) -> dict[str, Any]:
    if total is None:
        nothing = dict.fromkeys(("completed", "failed", "cancelled", "retried"), 0)
        return nothing | {"per_hour": 0.0, "success_rate": None} | {f"{name}_seconds": None for name in TIMES}
    return _slice(total) | {"per_hour": round(total.completed / hours, 2)}


def _slice(one: "Slice") -> dict[str, Any]:
    return {
        "completed": one.completed,
        "failed": one.failed,
        "cancelled": one.cancelled,
        "retried": one.retried,
        "success_rate": one.success_rate,
        **{f"{name}_seconds": getattr(one, name) for name in TIMES},
    }


def _show_total(told: dict[str, Any], hours: int) -> None:
    rate = told["success_rate"]
    output.show_details({
        "in the last": f"{hours} h",
        "completed": f"{told['completed']}, {told['per_hour']:.1f} an hour",
        "failed": told["failed"],
        "cancelled": told["cancelled"],
        "retried": told["retried"],
        "success": "" if rate is None else f"{rate:.1%}",
        "wait": _spread(told, "wait_p50", "wait_p95"),
        "run": _spread(told, "run_p50", "run_p95", "run_p99"),
    })  # fmt: skip


def _spread(told: dict[str, Any], *names: str) -> str:
    found = [(name.rpartition("_p")[2], told[f"{name}_seconds"]) for name in names]
    return ", ".join(f"{share} % within {duration(seconds)}" for share, seconds in found if seconds is not None)


def _failures(since: timedelta, queue: str) -> list[dict[str, Any]]:
    """Return the failed jobs that ended in this time, by reason, the most frequent first."""
    from django.db.models import Count, Max
    from django.db.models.functions import Now

    from reelpress.jobs.models import Job

    jobs = Job.objects.failed().filter(finished_at__gte=Now() - since)
    jobs = jobs.filter(queue=queue) if queue else jobs
    groups = jobs.values("error_group").order_by().annotate(n=Count("pk"), last=Max("pk")).order_by("-n", "-last")[:50]
    rows = list(groups)
    last = Job.objects.in_bulk([row["last"] for row in rows])
    return [
        {"reason": row["error_group"], "jobs": row["n"], "type": job.type, "example": job.error_message}
        for row in rows
        if (job := last.get(row["last"])) is not None
    ]
