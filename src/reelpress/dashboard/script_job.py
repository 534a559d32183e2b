"""What the storyboard editor says of the job that writes a script: under way, failed, and what it said. Reads only."""

from dataclasses import dataclass

from django.urls import reverse

from reelpress.dashboard import components
from reelpress.dashboard.redaction import redact_text
from reelpress.jobs.models import Job, JobLog
from reelpress.jobs.states import FINAL, Status
from reelpress.lib.text import clip
from reelpress.pipeline import scenes
from reelpress.video.models import Video

SHOWN_LINES = 20


@dataclass(frozen=True)
class Writing:
    """The last writing of a script by a job."""

    live: bool
    error: str  # empty once a script came of it or a person went on without one
    lines: list[str]
    progress: str
    job: str


def writing_of(video: Video) -> Writing | None:
    """Return the last writing of the script of `video` by a job; None when there was none."""
    job = Job.objects.of_type(scenes.SCRIPT).about(video).order_by("-pk").first()
    if job is None:
        return None
    failed = job.status == Status.FAILED and job.finished_at is not None and job.finished_at >= video.updated_at
    return Writing(
        live=job.status not in FINAL,
        error=redact_text(job.error_message) if failed else "",
        lines=lines_of(job),
        progress=reverse("dashboard:storyboard-progress", args=[video.pk, job.pk]),
        job=components.change_url(job),
    )


def lines_of(job: Job) -> list[str]:
    """Return the last lines that `job` said of its work, the oldest first."""
    found = JobLog.objects.filter(job=job).order_by("-pk").values_list("line", flat=True)[:SHOWN_LINES]
    return [clip(redact_text(line), 600) for line in reversed(found)]
