"""Removes a post or a video for good, with all that was made of it. What went out, or may have, stays.

Its record is what keeps it from going out twice, so a post with a publication that was sent cannot be removed.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from reelpress.content import services as content
from reelpress.content.models import Post
from reelpress.jobs.models import Job
from reelpress.jobs.states import LIVE
from reelpress.lib.errors import BadInput
from reelpress.lib.text import clip
from reelpress.publishing.models import Publication
from reelpress.video import services as videos
from reelpress.video.models import Video

Status = Publication.Status
UNSENT = (Status.DRAFT, Status.SCHEDULED, Status.FAILED, Status.NEEDS_RECONNECT, Status.CANCELLED)


def remove_post(post: Post) -> None:
    """Delete `post` with its pictures, videos and everything planned of it; raise `BadInput` when it must stay."""
    with transaction.atomic():
        Post.objects.select_for_update().filter(pk=post.pk).first()
        made, planned = list(post.videos.all()), post.publications.all()
        _check(f"“{clip(post.title, 80)}”", planned, _about([post, *made, *planned]))
        planned.delete()
        for video in made:
            videos.remove(video)
        content.remove(post)


def remove_video(video: Video) -> None:
    """Delete `video` with its files, script and everything planned of it; raise `BadInput` when it must stay."""
    with transaction.atomic():
        Video.objects.select_for_update().filter(pk=video.pk).first()
        planned = video.publications.all()
        making = _about([video.post]).filter(metadata__video_id=video.pk)
        _check("The video", planned, _about([video, *planned]) | making)
        planned.delete()
        videos.remove(video)


def _about(rows: Sequence[Model]) -> QuerySet[Job]:
    found = Job.objects.none()
    for row in rows:
        found |= Job.objects.about(row)
    return found


def _check(what: str, publications: QuerySet[Publication], jobs: QuerySet[Job]) -> None:
    """Raise `BadInput` when any of `publications` was sent, or when one of `jobs` is not over."""
    sent = publications.exclude(status__in=UNSENT).select_related("account").first()
    if sent is not None:
        where = f"{sent.account} (publication {sent.pk})"
        raise BadInput(
            f"{what} was published on {where}, or may have been.",
            means="Nothing was removed: this record is what keeps it from going out twice.",
            todo="Take it down there if nobody shall see it.",
        )
    job = jobs.filter(Q(status__in=LIVE)).first()
    if job is not None:
        raise BadInput(
            f"Job {job.public_id} is about {what[0].lower()}{what[1:]} and is not over.",
            means="Nothing was removed.",
            todo="Wait for it, or cancel it first.",
        )
