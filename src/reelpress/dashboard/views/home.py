"""The first page: what goes on, what needs a person, what to do next. Also pausing and resuming queues."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.dashboard import access, lists
from reelpress.jobs import control
from reelpress.jobs.models import Job
from reelpress.jobs.stats import badges, queue_rows, total
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

LATEST = 8


@dataclass(frozen=True)
class Card:
    """One number, what it counts, and where it leads."""

    title: str
    value: int
    note: str
    link: str
    icon: str
    tone: str = ""
    badge: str = ""


@dataclass(frozen=True)
class Step:
    """One thing to do once, and the command that does it."""

    title: str
    text: str
    command: str
    done: bool


@access.screen()
def page(request: HttpRequest) -> HttpResponse:
    """Show the numbers, the latest jobs, the queues, and the next steps of a new installation."""
    sees_jobs = request.user.has_perm("jobs.view_job")
    steps = _steps()
    return access.page(
        request,
        "dashboard/home.html",
        "Home",
        cards=[*(_job_cards() if sees_jobs else []), *_work_cards(request.user)],
        steps=[] if all(step.done for step in steps) else steps,
        latest=lists.job_rows(Job.objects.all(), LATEST) if sees_jobs else [],
        sees_jobs=sees_jobs,
        queues=queue_rows() if sees_jobs else [],
        may_pause=request.user.has_perm("jobs.change_queue"),
        attention=_attention(request.user),
    )


def _job_cards() -> list[Card]:
    counts = badges()
    day = total(timedelta(hours=24))
    rate = "no run yet" if day.success_rate is None else f"{day.success_rate:.0%} of runs succeeded"
    jobs = reverse("admin:jobs_job_changelist")
    return [
        Card("Completed in 24 hours", day.completed, rate, f"{jobs}?tab=completed", "bolt"),
        Card("Running now", counts["processing"], "jobs at work", f"{jobs}?tab=processing", "play_circle", "blue",
             "processing"),
        Card("Failed", counts["failed"], "to look at" if counts["failed"] else "nothing to worry about",
             f"{jobs}?tab=failed", "error", "red" if counts["failed"] else "", "failed"),
    ]  # fmt: skip


def _work_cards(user: AbstractBaseUser | AnonymousUser) -> list[Card]:
    found = []
    if user.has_perm("video.view_video"):  # type: ignore[union-attr]
        made = Video.objects.filter(status=Video.Status.READY).count()
        found.append(Card("Videos made", made, "ready to watch", reverse("admin:video_video_changelist"), "movie"))
    if user.has_perm("publishing.view_publication"):  # type: ignore[union-attr]
        sent = Publication.objects.published().count()
        link = reverse("admin:publishing_publication_changelist")
        found.append(Card("Publications", sent, "out in the world", link, "send", "green" if sent else ""))
    return found


def _attention(user: AbstractBaseUser | AnonymousUser) -> list[tuple[str, str]]:
    """Return what only a person can settle: a sentence and where to."""
    found = []
    if user.has_perm("publishing.view_publication"):  # type: ignore[union-attr]
        open_ = Publication.objects.filter(status=Publication.Status.UNCONFIRMED).count()
        if open_:
            word = "publications wait" if open_ != 1 else "publication waits"
            link = reverse("admin:publishing_publication_changelist") + "?status__exact=unconfirmed"
            found.append((f"{open_} {word} for your word: did it go out or not?", link))
    if user.has_perm("publishing.view_account"):  # type: ignore[union-attr]
        for account in Account.objects.filter(status=Account.Status.NEEDS_RECONNECT)[:5]:
            link = reverse("admin:publishing_account_change", args=[account.pk])
            found.append((f"{account} needs a new token before anything can be published there.", link))
    return found


def _steps() -> list[Step]:
    post = Post.objects.order_by("pk").values_list("slug", flat=True).first()
    return [
        Step("Import a post", "A Markdown file or a whole folder, with the front matter of your blog.",
             "reelpress post import my-post.md", post is not None),
        Step("Make its first video", "Or press “Make video” on the page of the post.",
             f"reelpress video generate {post or 'my-post'} tiktok --queue",
             Video.objects.filter(status=Video.Status.READY).exists()),
        Step("Connect an account", "Where the videos go. Without one, videos are made and kept here.",
             "reelpress account add youtube --name Channel --token -",
             Account.objects.exclude(status=Account.Status.REMOVED).exists()),
    ]  # fmt: skip


def _known(name: str) -> str:
    if name not in settings.QUEUES and not Job.objects.filter(queue=name).exists():
        raise Http404("There is no such queue.")
    return name


@access.action("jobs.change_queue")
def pause(request: HttpRequest, name: str) -> HttpResponse:
    """Let no further job of a queue start."""

    def work() -> str:
        control.pause_queue(_known(name), by=request.user.get_username())
        return f"The queue {name} is paused. Running jobs go on; no further one starts."

    return access.press(request, work, reverse("admin:index"))


@access.action("jobs.change_queue")
def resume(request: HttpRequest, name: str) -> HttpResponse:
    """Let the jobs of a queue start again."""

    def work() -> str:
        control.resume_queue(_known(name), by=request.user.get_username())
        return f"The queue {name} goes on."

    return access.press(request, work, reverse("admin:index"))
