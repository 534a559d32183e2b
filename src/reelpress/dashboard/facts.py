"""What the page of a job says, as plain rows: facts, moments, attempts with their lines. Secrets are left out.

Reads jobs; knows no page.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from reelpress.dashboard import components
from reelpress.dashboard.redaction import redact, redact_text
from reelpress.jobs.estimate import seconds_left
from reelpress.jobs.models import Attempt, Job, JobLog
from reelpress.lib.text import duration

LAST_LINES = 200


@dataclass(frozen=True)
class Moment:
    """A point in the life of a job, its second on the clock, and how long it took from the one before."""

    title: str
    at: SafeString
    clock: str
    since: str
    tone: str


@dataclass(frozen=True)
class Tried:
    """One attempt as it is shown."""

    row: Attempt
    badge: SafeString
    started: SafeString
    took: str
    error: str
    traceback: str
    lines: list[JobLog]
    dropped: int


def facts_of(job: Job) -> list[tuple[str, Any]]:
    """Return what a job is, as titles and values."""
    waits = ", ".join(duration(float(seconds)).removesuffix(" 00s") for seconds in job.backoff)
    return [
        ("Job", components.copyable(job.public_id)),
        ("About", components.to(job.subject)),
        ("Queue", job.queue),
        ("Priority", job.priority),
        ("Attempts", f"{job.attempts} of {job.max_attempts}"),
        ("Waits between", waits or components.EMPTY),
        ("Time allowed", duration(float(job.timeout_seconds)).removesuffix(" 00s")),
        ("Started by", job.user or "the command line or the clock"),
        ("Worker", job.worker or components.EMPTY),
        ("One at a time", job.concurrency_key or components.EMPTY),
        ("Batch", job.batch or components.EMPTY),
    ]


def time_left(job: Job) -> str:
    """Return how long a running job still takes, as people say it; empty when nobody knows."""
    seconds = seconds_left(job)
    return "" if seconds is None else f"about {duration(float(round(seconds)))} left"


def timeline_of(job: Job) -> list[Moment]:
    """Return the moments of a job in order, up to now or to what is planned."""
    last = components.job_state(job)
    points: list[tuple[str, datetime, str]] = [("Queued", job.created_at, "grey")]
    if job.run_after and (job.run_after - job.created_at).total_seconds() > 1 and not job.started_at:
        points.append(("Due", job.run_after, "violet"))
    if job.started_at:
        points.append(("Started", job.started_at, "blue"))
        if last == "scheduled":
            points.append(("Next try", job.run_after, "violet"))
    if job.cancel_requested_at and not job.finished_at:
        points.append(("Told to end", job.cancel_requested_at, "amber"))
    if job.finished_at:
        points.append((job.status.capitalize(), job.finished_at, components.TONES[job.status]))
    since = ["", *(_gap(earlier[1], later[1]) for earlier, later in pairwise(points))]
    return [
        Moment(title, components.moment(at), f"{localtime(at):%H:%M:%S}", gap, tone)
        for (title, at, tone), gap in zip(points, since, strict=True)
    ]


def _gap(earlier: datetime, later: datetime) -> str:
    seconds = (later - earlier).total_seconds()
    return duration(seconds) if seconds >= 0 else ""


def attempts_of(job: Job) -> list[Tried]:
    """Return the attempts of a job, the newest first, each with its last lines."""
    lines: dict[int, list[JobLog]] = {}
    for line in job.log_lines.order_by("-pk")[: LAST_LINES + 1]:
        line.line = redact_text(line.line)
        lines.setdefault(line.attempt_id, []).insert(0, line)
    return [_tried(attempt, lines.get(attempt.pk, [])) for attempt in job.history.order_by("-pk")[:50]]


def _tried(attempt: Attempt, lines: list[JobLog]) -> Tried:
    ended = attempt.finished_at
    took = duration((ended - attempt.started_at).total_seconds()) if ended else ""
    return Tried(
        attempt,
        components.badge(attempt.outcome or "running"),
        components.moment(attempt.started_at),
        took,
        redact_text(attempt.error),
        redact_text(attempt.traceback),
        lines[-LAST_LINES:],
        max(0, len(lines) - LAST_LINES),
    )


def pairs(data: Any) -> list[tuple[str, str]]:
    """Return a JSON object as names and readable values, without what looks secret."""
    shown = redact(data if isinstance(data, dict) else {"value": data})
    return [(name, _readable(value)) for name, value in shown.items() if value is not None]


def _readable(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
