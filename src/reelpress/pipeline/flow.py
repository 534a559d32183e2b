"""The verbs for screens, commands and the clock: each puts the right job into the right queue.

Knows what follows what; does none of the work itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from reelpress.content import services as content_services
from reelpress.content.models import Post
from reelpress.content.services import Imported
from reelpress.content.sources import links
from reelpress.jobs import control, executor, transitions, upkeep
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.lib.errors import BadInput, Failure
from reelpress.publishing import services as publishing_services
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.registry import platform_names
from reelpress.video import services as video_services
from reelpress.video.models import Video

IMPORT = "post-import"
VIDEO = "video-generation"
SOCIAL = "social-media-publish"
PLATFORM = "platform-publish"
TELEGRAM = "telegram-publish"
METRICS = "engagement-metrics"
METRICS_DELAY_SECONDS = 3600
User = AbstractBaseUser | None


@dataclass(frozen=True)
class AutoPublished:
    """What `auto_publish` found and started."""

    posts: int
    jobs: list[Job]


def import_address(url: str, *, user: User = None) -> Job:
    """Have what is at `url` imported in the background: a feed's posts, or the post on a page."""
    if not links.is_web(url):
        raise BadInput(f"{url} is no http(s) address.", todo="Give the address of a feed or of one post.")
    if links.without_user(url) != url.strip():  # a job's arguments are shown
        raise BadInput("The address holds a user name or password.", todo="Give it without them.")
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
    user: User = None,
    publish: bool = True,
    platforms: Sequence[str] | None = None,
    priority: int = 0,
) -> Job:
    """Have a video of `post` made in the background, and published afterwards unless told not to."""
    _check_platforms(platforms)
    video = video_services.ensure_video(post, format, language=language, template=template, narrator=narrator)
    return enqueue(
        VIDEO,
        {"video_id": video.pk, "publish": publish, "platforms": list(platforms) if platforms else None},
        subject=post,
        user=user,
        unique_key=_video_key(video),
        priority=priority,
        metadata=_video_metadata(video),
    )


def _video_metadata(video: Video) -> dict[str, Any]:
    language = {"language": video.language} if video.language else {}
    return {"format": video.format, "video_id": video.pk, **language}


def make_now(
    post: Post,
    format: str,
    listen: Callable[[float, str], None],
    *,
    language: str = "",
    template: str = "",
    narrator: str = "",
) -> tuple[Job, Video]:
    """Make a video in this process, as a job like any other; raise `Failure` when it does not succeed."""
    upkeep.bury_lost()  # without a clock, nobody else finds a command that was killed
    video = video_services.ensure_video(post, format, language=language, template=template, narrator=narrator)
    arguments = {"video_id": video.pk, "publish": False, "platforms": None}
    with transaction.atomic():
        job = enqueue(
            VIDEO,
            arguments,
            subject=post,
            unique_key=_video_key(video),
            metadata=_video_metadata(video),
            max_attempts=1,
            ring=False,
        )
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


def publish_post(
    post: Post,
    *,
    video: Video | None = None,
    platforms: Sequence[str] | None = None,
    at: datetime | None = None,
    user: User = None,
    parent: Job | None = None,
) -> Job:
    """Have `video` (the newest ready one of `post`, by default) published to every account of the chosen platforms."""
    _check_platforms(platforms)
    if video is None and at is None:
        newest_video(post)  # say now what could only fail later
    chosen = "-".join(sorted(platforms or ())) or "all"
    what = f"{post.pk}:{f'{video.format}-{video.language}'.strip('-') if video else 'newest'}"
    return enqueue(
        SOCIAL,
        {
            "post_id": post.pk,
            "video_id": video.pk if video else None,
            "platforms": list(platforms) if platforms else None,
        },
        subject=post,
        user=user,
        parent=parent,
        run_at=at,
        unique_key=f"social:{what}:{chosen}:{at.isoformat() if at else 'now'}",
    )


def publish_to(publication: Publication, *, delay: float = 0, user: User = None, parent: Job | None = None) -> Job:
    """Have one publication sent to its account; one at a time an account."""
    return enqueue(
        TELEGRAM if publication.account.platform == "telegram" else PLATFORM,
        {"publication_id": publication.pk},
        subject=publication,
        user=user,
        parent=parent,
        delay=delay,
        unique_key=_publication_key(publication),
        concurrency_key=f"account:{publication.account_id}",
        metadata={"platform": publication.account.platform, "account": publication.account.name},
    )


def auto_publish(*, platforms: Sequence[str] | None = None, user: User = None) -> AutoPublished:
    """Start publishing for every post that has a ready video and an account where it was not yet sent."""
    _check_platforms(platforms)
    jobs = [publish_post(post, platforms=platforms, user=user) for post in ready_posts(platforms)]
    return AutoPublished(len(jobs), jobs)


def ready_posts(platforms: Sequence[str] | None = None) -> list[Post]:
    """Return the posts with a ready video that some chosen account has not been sent."""
    accounts = set(chosen_accounts(platforms))
    posts = []
    for post in Post.objects.filter(videos__status=Video.Status.READY).distinct().order_by("pk"):
        sent = {
            publication.account for publication in post.publications.exclude(status="draft").select_related("account")
        }
        if accounts - sent:
            posts.append(post)
    return posts


def newest_video(post: Post) -> Video:
    """Return the ready video of `post` that was made last, one in its own language first; raise `BadInput` for none."""
    video = post.videos.filter(status=Video.Status.READY).order_by("language", "-updated_at").first()
    if video is None:
        raise BadInput(
            f"There is no finished video of {post.slug} yet.",
            means="Nothing was published.",
            todo=f"Make one first: reelpress video generate {post.slug} tiktok",
        )
    return video


def chosen_accounts(platforms: Sequence[str] | None = None) -> list[Account]:
    """Return the active accounts of `platforms` (all, by default)."""
    accounts = Account.objects.filter(status=Account.Status.ACTIVE)
    if platforms:
        accounts = accounts.filter(platform__in=platforms)
    return list(accounts.order_by("pk"))


def update_metrics(*, days: int = 30) -> list[Job]:
    """Have the numbers of everything published in the last `days` days read."""
    recent = Publication.objects.published().filter(published_at__gte=transitions.ago(days * 86_400.0))
    return [measure_later(publication, delay=0) for publication in recent.order_by("pk")]


def measure_later(publication: Publication, *, delay: float = METRICS_DELAY_SECONDS, parent: Job | None = None) -> Job:
    """Have the numbers of one publication read `delay` seconds from now."""
    return enqueue(
        METRICS,
        {"publication_id": publication.pk},
        subject=publication,
        parent=parent,
        delay=delay,
        unique_key=f"metrics:{publication.pk}:{'now' if delay <= 0 else 'later'}",
        metadata={"platform": publication.account.platform},
    )


def settle_stranded() -> int:
    """Settle publications and videos that are in the middle of something no live job is about; return how many.

    A job that kills its workers again and again ends without its handler having the last word.
    """
    settled = 0
    for publication in Publication.objects.unsettled():
        if not Job.objects.live().filter(unique_key=_publication_key(publication)).exists():
            publishing_services.give_up(publication)
            settled += 1
    for video in Video.objects.filter(status=Video.Status.MAKING):
        if not Job.objects.live().filter(unique_key=_video_key(video)).exists():
            video_services.give_up(video)
            settled += 1
    return settled


def _publication_key(publication: Publication) -> str:
    return f"publication:{publication.pk}"


def _video_key(video: Video) -> str:
    return f"video:{video.pk}"


def retry_job(job: Job, *, user: User = None) -> Job:
    """Put a finished job back into its queue."""
    return control.retry(job, by=_name(user))


def cancel_job(job: Job, *, user: User = None) -> Job:
    """Cancel a job, running or not."""
    return control.cancel(job, by=_name(user))


def job_url(job: Job) -> str:
    """Return where a person can watch `job`."""
    return f"{settings.REELPRESS_URL}/admin/jobs/job/{job.pk}/change/"


def _name(user: User) -> str:
    return user.get_username() if user is not None else "the command line"


def _check_platforms(platforms: Sequence[str] | None) -> None:
    known = platform_names()
    for name in platforms or ():
        if name not in known:
            raise BadInput(f"There is no platform {name!r}.", todo=f"Choose from {', '.join(known)}.")
