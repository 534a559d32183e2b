"""The last runs of a job's type as a chart: how long each took and how it ended, with a mark for this one.

Reads jobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reelpress.dashboard import components
from reelpress.jobs.models import Job, JobQuerySet
from reelpress.jobs.states import Status
from reelpress.lib.text import duration

RUNS = 60
STEP, TALL, TOP = 12, 96, 12  # units of the drawing: the width of a run, the height, and the room for the mark
LEAST = 3.0
WIDE = RUNS * STEP


@dataclass(frozen=True)
class Runs:
    """The chart and what stands beside it."""

    chart: SafeString
    n: int
    marked: bool
    typical: str
    longest: str
    failed: int


def runs_of(job: Job) -> Runs | None:
    """Return the last runs of the type, or those up to this job when it is older; None when there were none."""
    jobs = _last(_ended(job.type))
    if job.status in (Status.COMPLETED, Status.FAILED) and job.pk not in {one.pk for one in jobs}:
        jobs = _last(_ended(job.type).filter(pk__lte=job.pk))
    if not jobs:
        return None
    times = [one.duration or 0.0 for one in jobs]
    failed = sum(one.status == Status.FAILED for one in jobs)
    return Runs(
        _chart(jobs, times, job),
        len(jobs),
        any(one.pk == job.pk for one in jobs),
        duration(median(times)),
        duration(max(times)),
        failed,
    )


def _ended(type_: str) -> JobQuerySet:
    return Job.objects.of_type(type_).filter(
        status__in=(Status.COMPLETED, Status.FAILED), started_at__isnull=False, finished_at__isnull=False
    )


def _last(rows: JobQuerySet) -> list[Job]:
    """Return the newest of `rows`, the oldest first."""
    fields = ("pk", "public_id", "type", "status", "started_at", "finished_at")
    return list(rows.order_by("-pk").only(*fields)[:RUNS])[::-1]


def _chart(jobs: Sequence[Job], times: Sequence[float], this: Job) -> SafeString:
    most = max(times) or 1.0
    left = WIDE - len(jobs) * STEP
    bars = [
        _bar(job, seconds, seconds / most, left + n * STEP, this=job.pk == this.pk)
        for n, (job, seconds) in enumerate(zip(jobs, times, strict=True))
    ]
    said = f"The last {len(jobs)} runs: half took {duration(median(times))} at most, the longest {duration(most)}"
    return format_html(
        '<svg class="rp-runs" viewBox="0 0 {} {}" preserveAspectRatio="none" role="group" aria-label="{}">{}</svg>',
        WIDE, TALL, said, SafeString("".join(bars)),
    )  # fmt: skip


def _bar(job: Job, seconds: float, share: float, x: int, *, this: bool) -> SafeString:
    tall = max(LEAST, share * (TALL - TOP))
    return format_html(
        '<a href="{}" class="rp-run rp-{}{}"><title>{}</title>'
        '<rect class="rp-run-room" x="{}" y="0" width="{}" height="{}"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1.5"/>{}</a>',
        components.change_url(job), components.TONES[job.status], " rp-run-this" if this else "",
        f"{job.public_id}: {job.status} in {duration(seconds)}", x, STEP, TALL,
        x + 1.5, f"{TALL - tall:.1f}", STEP - 3, f"{tall:.1f}", _mark(x) if this else "",
    )  # fmt: skip


def _mark(x: int) -> SafeString:
    """Return the small triangle above the bar of this job."""
    return format_html('<path class="rp-run-mark" d="M{} 0h{}l-{} 7z"/>', x + 1, STEP - 2, (STEP - 2) / 2)
