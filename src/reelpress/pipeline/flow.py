"""The verbs for screens, commands and the clock: each puts the right job into the right queue.

Knows what follows what; does none of the work itself.
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from reelpress.content import services as content_services
from reelpress.content.models import Post
from reelpress.content.services import Imported
from reelpress.content.sources import links
from reelpress.jobs import executor, transitions, upkeep
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Batch, Job
from reelpress.jobs.states import Status
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.text import clip
from reelpress.pipeline.copies import COPY, go_on_after_copy, make_copy_first
from reelpress.pipeline.incoming import (
    METRICS,
    PROBE,
    RENEWAL,
    ask_again,
    keep_tokens,
    measure_later,
    update_due_metrics,
    update_metrics,
)
from reelpress.pipeline.outgoing import (
    PLATFORM,
    SOCIAL,
    TELEGRAM,
    auto_publish,
    check_platforms,
    chosen_accounts,
    job_about,
    newest_video,
    plan,
    preflight,
    publication_key,
    publish_by_itself,
    publish_now,
    publish_post,
    publish_to,
    ready_posts,
    take_back,
    tokens_ending_before,
)
from reelpress.pipeline.removing import remove_post, remove_video
from reelpress.publishing import services as publishing_services
from reelpress.publishing.models import Publication
from reelpress.video import services as video_services
from reelpress.video.models import Video

__all__ = [
    "COPY",
    "IMPORT",
    "METRICS",
    "PLATFORM",
    "PROBE",
    "RENEWAL",
    "SOCIAL",
    "TELEGRAM",
    "VIDEO",
    "ask_again",
    "auto_publish",
    "chosen_accounts",
    "generate_video",
    "generate_videos",
    "go_on_after_copy",
    "import_address",
    "import_text",
    "job_about",
    "job_url",
    "keep_tokens",
    "make_copy_first",
    "make_now",
    "measure_later",
    "newest_video",
    "plan",
    "preflight",
    "publish_by_itself",
    "publish_now",
    "publish_post",
    "publish_to",
    "ready_posts",
    "remove_post",
    "remove_video",
    "settle_stranded",
    "take_back",
    "tokens_ending_before",
    "update_due_metrics",
    "update_metrics",
]
IMPORT = "post-import"
VIDEO = "video-generation"
User = AbstractBaseUser | None


def import_address(url: str, *, user: User = None) -> Job:
    """Have what is at `url` imported in the background: a feed's posts, or the post on a page."""
    if not links.is_web(url):
        todo = "Give the address of a feed or of one post."
        raise BadInput(f"{clip(url, 200)} is no http(s) address.", means="Nothing was imported.", todo=todo)
    if links.without_user(url) != url.strip():  # a job's arguments are shown
        todo = "Give it without them."
        raise BadInput("The address holds a user name or password.", means="Nothing was imported.", todo=todo)
    return enqueue(IMPORT, {"url": url}, user=user, unique_key=f"import:{links.key(url)}", metadata={"url": url})


def import_text(text: str, *, name: str = "", kind: str = "", user: User = None) -> list[Imported]:
    """Import a pasted or uploaded post at once; have the pictures that it shows by address downloaded afterwards."""
    imported = content_services.import_text(text, name=name, kind=kind, download=False)
    for one in imported:
        if one.post.body.count("://"):
            enqueue(IMPORT, {"post_id": one.post.pk}, subject=one.post, user=user, unique_key=f"import:{one.post.pk}")
    return imported


def generate_video(
    post: Post,
    format: str,
    *,
    language: str = "",
    template: str = "",
    narrator: str = "",
    music: str = "",
    user: User = None,
    publish: bool = True,
    platforms: Sequence[str] | None = None,
    priority: int = 0,
) -> Job:
    """Have a video of `post` made in the background, and published afterwards unless told not to."""
    check_platforms(platforms)
    chosen = {"language": language, "template": template, "narrator": narrator, "music": music}
    video = video_services.ensure_video(post, format, **chosen)
    spec = _making_of(post, video, publish=publish, platforms=platforms)
    return enqueue(spec.type, spec.args, user=user, priority=priority, **spec.options)


def generate_videos(
    posts: Sequence[Post], format: str, *, language: str = "", publish: bool = False, user: User = None
) -> tuple[Batch, list[Post]]:
    """Have a video of each of `posts` made in the background, as one batch; also return those being made already.

    Raise `BadInput` when all of them are.
    """
    specs: list[Spec] = []
    under_way: list[Post] = []
    with transaction.atomic():
        for post in posts:
            video = video_services.ensure_video(post, format, language=language)
            if Job.objects.live().filter(unique_key=_video_key(video)).exists():
                under_way.append(post)
                continue
            specs.append(_making_of(post, video, publish=publish))
        if not specs:
            raise BadInput("These videos are being made already.", means="Nothing was started.", todo="See their jobs.")
        return start_batch(f"{format} videos of {len(specs)} posts", specs, user=user), under_way


def _making_of(post: Post, video: Video, *, publish: bool, platforms: Sequence[str] | None = None) -> Spec:
    """Return the job that makes a video: one at a time for each."""
    args = {"video_id": video.pk, "publish": publish, "platforms": list(platforms) if platforms else None}
    language = {"language": video.language} if video.language else {}
    about = {"format": video.format, "video_id": video.pk, **language}
    return Spec(VIDEO, args, {"subject": post, "unique_key": _video_key(video), "metadata": about})


def make_now(
    post: Post,
    format: str,
    listen: Callable[[float, str], None],
    *,
    language: str = "",
    template: str = "",
    narrator: str = "",
    music: str = "",
) -> tuple[Job, Video]:
    """Make a video in this process, as a job like any other; raise `Failure` when it does not succeed."""
    upkeep.bury_lost()  # without a clock, nobody else finds a command that was killed
    chosen = {"language": language, "template": template, "narrator": narrator, "music": music}
    video = video_services.ensure_video(post, format, **chosen)
    spec = _making_of(post, video, publish=False)
    with transaction.atomic():
        job = enqueue(spec.type, spec.args, max_attempts=1, ring=False, **spec.options)
        # Taken in the transaction that made it: no worker can hear of it first.
        taken = executor.take(job)
    try:
        executor.perform(taken, listen=listen)
    except KeyboardInterrupt:
        # What a person stopped here, no worker shall finish behind his back.
        transitions.cancel_unstarted(job.pk, by="the command line", reason="It was stopped at the command line.")
        raise
    job.refresh_from_db()
    if job.status != Status.COMPLETED:
        raise Failure(
            job.error_message or f"Job {job.public_id} is {job.status}.",
            todo=f"See `reelpress job show {job.public_id}`.",
        )
    video.refresh_from_db()
    return job, video


def settle_stranded() -> int:
    """Settle publications and videos that are in the middle of something no live job is about; return how many.

    A job that kills its workers again and again ends without its handler having the last word.
    """
    settled = 0
    for publication in Publication.objects.unsettled():
        if not Job.objects.live().filter(unique_key=publication_key(publication)).exists():
            publishing_services.give_up(publication)
            settled += 1
    for video in Video.objects.filter(status=Video.Status.MAKING):
        if not Job.objects.live().filter(unique_key=_video_key(video)).exists():
            video_services.give_up(video)
            settled += 1
    return settled


def _video_key(video: Video) -> str:
    return f"video:{video.pk}"


def job_url(job: Job) -> str:
    """Return where a person can watch `job`."""
    return f"{settings.REELPRESS_URL}/admin/jobs/job/{job.pk}/change/"
