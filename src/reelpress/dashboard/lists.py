"""Short lists inside pages: the jobs, videos and publications of something. Reads only; a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Model, Q, QuerySet
from django.utils.safestring import SafeString

from reelpress.content.models import Post
from reelpress.dashboard import cells, components
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.metrics.totals import Totals, totals, totals_by_platform
from reelpress.pipeline import flow
from reelpress.publishing.models import Publication
from reelpress.video.models import Video


@dataclass(frozen=True)
class JobRow:
    """A job as a line of a short list; the live cells are refreshed like those of the job list."""

    pk: int
    type: SafeString
    about: SafeString
    state: SafeString
    bar: SafeString
    started: SafeString
    took: SafeString


def with_subjects(rows: QuerySet[Job]) -> QuerySet[Job]:
    """Have what the jobs are about read along, in one query a kind and without long texts."""
    kinds = [
        Post.objects.defer("body"),
        Video.objects.select_related("post").defer("post__body", "storyboard"),
        Publication.objects.select_related("post", "account").defer("post__body"),
    ]
    return rows.prefetch_related(GenericPrefetch("subject", kinds))


def job_rows(rows: QuerySet[Job], most: int = 10) -> list[JobRow]:
    """Return the newest of `rows` as lines."""
    return [_job_row(job) for job in with_subjects(rows.order_by("-pk"))[:most]]


def _job_row(job: Job) -> JobRow:
    live = (cells.live_cell(job, name) for name in ("state", "bar", "started", "took"))
    return JobRow(job.pk, components.to_job(job), components.to(job.subject), *live)


def jobs_about(*subjects: Model) -> QuerySet[Job]:
    """Return the jobs about any of these rows."""
    wanted = Q(pk__in=[])
    for subject in subjects:
        wanted |= Q(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)
    return Job.objects.filter(wanted)


def publication_rows(rows: QuerySet[Publication], most: int = 20) -> list[tuple[Publication, SafeString, SafeString]]:
    """Return publications with a link to their page and their state."""
    found = rows.select_related("account", "post").defer("post__body")[:most]
    return [(row, components.to(row, str(row.account)), publication_badge(row)) for row in found]


def publication_badge(row: Publication) -> SafeString:
    """Return the state of a publication as a badge; a failed one says why on hover."""
    return components.badge("taken down" if row.taken_down_at else row.status, title=row.error)


def total_rows(publications: QuerySet[Publication]) -> list[tuple[str, ...]]:
    """Return what the platforms counted of `publications`, a line a platform and one for all."""
    lines = [(components.platform(line.platform), line.totals) for line in totals_by_platform(publications)]
    if len(lines) > 1:
        lines.append(("Together", totals(publications)))
    return [(name, f"{sums.read} of {sums.published}", *_counted(sums)) for name, sums in lines if sums.read]


def _counted(sums: Totals) -> tuple[str, ...]:
    return tuple(components.counted(value) for value in (sums.views, sums.likes, sums.comments, sums.shares))


def with_last_making(videos: Iterable[Video]) -> list[Video]:
    """Have it noted on those that were never made what became of the last job to make them; one query, or none."""
    shown = list(videos)
    new = [video for video in shown if video.status == Video.Status.NEW]
    if new:
        posts = {
            "subject_type": ContentType.objects.get_for_model(Post),
            "subject_id__in": {row.post_id for row in new},
        }
        makings = Job.objects.filter(type=flow.VIDEO, **posts).order_by("pk")
        last = dict(makings.values_list("metadata__video_id", "status"))
        for video in new:
            video.last_making = last.get(video.pk, "")  # type: ignore[attr-defined]
    return shown


def video_badge(video: Video) -> SafeString:
    """Return the state of a video as a badge; of one from `with_last_making` also that its making was cancelled."""
    if getattr(video, "last_making", "") == Status.CANCELLED:
        return components.badge("cancelled", title="Its making was cancelled before there was anything to show.")
    return components.badge(video.get_status_display().lower(), components.TONES[video.status])
