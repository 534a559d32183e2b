"""What goes out: the jobs that publish a post, put into their queues.

Part of `flow`, by which screens, commands and the clock reach it. Publishes nothing itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from reelpress.content.models import Post
from reelpress.jobs import control
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.publishing import services as publishing_services
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.registry import platform_names, shown
from reelpress.publishing.preflight import Preflight, previews
from reelpress.video.models import Video

SOCIAL = "social-media-publish"
PLATFORM = "platform-publish"
TELEGRAM = "telegram-publish"
User = AbstractBaseUser | None


@dataclass(frozen=True)
class AutoPublished:
    """What `auto_publish` found and started."""

    posts: int
    jobs: list[Job]


def publish_post(
    post: Post,
    *,
    video: Video | None = None,
    variant: str = "",
    platforms: Sequence[str] | None = None,
    at: datetime | None = None,
    in_slots: bool = False,
    by_itself: bool = False,
    user: User = None,
    parent: Job | None = None,
) -> Job:
    """Have `video` (the newest ready one of `post`, by default) published to every account of the chosen platforms.

    `variant` "text" or "picture": not with a video but as a text, or with the post's first picture, where a platform
    takes such posts. `in_slots`: not now, but in the next free posting slot of each account that has slots.
    """
    check_platforms(platforms)
    publishing_services.check_form(post, chosen_accounts(platforms), variant)  # say now what could only fail later
    if not variant and video is None and at is None:
        newest_video(post)
    chosen = "-".join(sorted(platforms or ())) or "all"
    what = f"{post.pk}:{f'{video.format}-{video.language}'.strip('-') if video else variant or 'newest'}"
    return enqueue(
        SOCIAL,
        {
            "post_id": post.pk,
            "video_id": video.pk if video else None,
            "platforms": list(platforms) if platforms else None,
            "in_slots": in_slots,
            "variant": variant,
            "by_itself": by_itself,
        },
        subject=post,
        user=user,
        parent=parent,
        run_at=at,
        unique_key=f"social:{what}:{chosen}:{at.isoformat() if at else 'slots' if in_slots else 'now'}",
    )


def publish_by_itself(
    post: Post,
    *,
    video: Video | None = None,
    platforms: Sequence[str] | None = None,
    user: User = None,
    parent: Job | None = None,
) -> Job:
    """Have `post` published because it is ready, and not because a person said so: in slots, where there are some."""
    return publish_post(post, video=video, platforms=platforms, in_slots=True, by_itself=True, user=user, parent=parent)


def publish_to(
    publication: Publication,
    *,
    delay: float = 0,
    at: datetime | None = None,
    user: User = None,
    parent: Job | None = None,
) -> Job:
    """Have one publication sent to its account, `delay` seconds from now or `at` a moment; one at a time an account."""
    return enqueue(
        TELEGRAM if publication.account.platform == "telegram" else PLATFORM,
        {"publication_id": publication.pk},
        subject=publication,
        user=user,
        parent=parent,
        delay=delay,
        run_at=at,
        unique_key=publication_key(publication),
        concurrency_key=f"account:{publication.account_id}",
        metadata={"platform": publication.account.platform, "account": publication.account.name},
    )


def plan(publication: Publication, moment: datetime, *, user: User = None) -> Job:
    """Have a publication that has not begun go out at `moment`, whenever it was to go out before."""
    with transaction.atomic():
        publishing_services.plan(publication, moment)
        job = job_about(publication) or publish_to(publication, at=moment, user=user)
        # Another may have enqueued one in the same moment.
        return job if job.run_after == moment else control.run_at(job, moment, by=name_of(user))


def publish_now(publication: Publication, *, user: User = None) -> Job:
    """Have one publication sent as soon as a worker is free, whenever it was to go out before."""
    with transaction.atomic():
        if publication.status == Publication.Status.SCHEDULED:
            publishing_services.plan(publication, clock.now())  # its slot is free for another
        job = publish_to(publication, user=user)
        waits = job.status == Status.PENDING and job.run_after > clock.now()
        return control.run_now(job, by=name_of(user)) if waits else job


def job_about(publication: Publication) -> Job | None:
    """Return the job that sends `publication` or waits to do so, if there is one."""
    return Job.objects.live().filter(unique_key=publication_key(publication)).first()


def take_back(publication: Publication, *, user: User = None) -> None:
    """Cancel a publication that has not begun, and the job that would send it."""
    with transaction.atomic():
        publishing_services.cancel(publication)
        for job in Job.objects.live().filter(unique_key=publication_key(publication)):
            control.cancel(job, by=name_of(user))


def auto_publish(*, platforms: Sequence[str] | None = None, user: User = None) -> AutoPublished:
    """Start publishing for every post that has a ready video and an account where it was not yet sent.

    Accounts with posting slots get theirs in the next free one.
    """
    check_platforms(platforms)
    jobs = [publish_by_itself(post, platforms=platforms, user=user) for post in ready_posts(platforms)]
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


def preflight(
    post: Post, *, video: Video | None = None, variant: str = "", platforms: Sequence[str] | None = None
) -> list[Preflight]:
    """Return what `publish_post` would send to each account, and what could stop it."""
    check_platforms(platforms)
    video = None if variant else video or newest_video(post)
    accounts = [one for one in chosen_accounts(platforms) if publishing_services.takes(one, variant)]
    return previews(post, video, accounts, variant=variant)


def tokens_ending_before(moment: datetime, platforms: Sequence[str] | None = None) -> list[str]:
    """Return a sentence for each chosen account whose token ends before `moment` and cannot be renewed."""
    sentences = (publishing_services.ends_before(account, moment) for account in chosen_accounts(platforms))
    return [sentence for sentence in sentences if sentence]


def publication_key(publication: Publication) -> str:
    """Return what no two live jobs about `publication` have in common."""
    return f"publication:{publication.pk}"


def check_platforms(platforms: Sequence[str] | None) -> None:
    """Raise `BadInput` for a name that no platform has."""
    known = platform_names()
    for name in platforms or ():
        if name not in known:
            raise BadInput(f"There is no platform {name!r}.", todo=f"Choose from {', '.join(map(shown, known))}.")


def name_of(user: User) -> str:
    """Return by whom something is done, as the audit log has it."""
    return user.get_username() if user is not None else "the command line"
