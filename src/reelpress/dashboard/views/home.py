"""The first page: what needs a person, how it went in a time that is chosen, queues and latest jobs, first steps."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, F, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.dashboard import access, lists, needs, operations, overview, refresh
from reelpress.dashboard.overview import Choice, rate
from reelpress.jobs import duties, stats
from reelpress.jobs.models import Job, Schedule
from reelpress.lib import clock
from reelpress.lib.text import duration
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

LATEST = 8
PUBLICATIONS = ("unconfirmed", "failed", "reconnect", "outliving")  # what they may wait for
PARTS = {name: f"home/{name}.html" for name in ("needs", "numbers", "charts", "queues", "latest")}


@dataclass(frozen=True)
class Card:
    """One number, what it counts, and where it leads."""

    title: str
    value: str
    note: str
    link: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class Step:
    """One thing to do once, and the command that does it."""

    title: str
    text: str
    command: str
    done: bool


@access.screen()
def page(request: HttpRequest) -> HttpResponseBase:
    """Show what needs a person, the numbers and charts of a time, the queues and the latest jobs."""
    choice = overview.chosen(request.GET.get("last"))
    user = access.user_of(request)
    facts = _facts(user, choice)
    steps = _steps(facts)
    context: dict[str, Any] = {
        "choice": choice,
        "choices": overview.CHOICES,
        "steps": [] if all(step.done for step in steps) else steps,
        "above": "dashboard/home/above.html",
        "sees_jobs": user.has_perm("jobs.view_job"),  # type: ignore[attr-defined]
    }
    return refresh.page(request, "Home", PARTS, **context, **_shown(user, choice, facts))


def _shown(user: AbstractBaseUser, choice: Choice, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what the parts show to this person."""
    may = user.has_perm  # type: ignore[attr-defined]
    asks, cards = [], []
    numbers = stats.period(choice.since, choice.step)
    shown: dict[str, Any] = {}
    if may("publishing.view_publication"):
        asks += needs.of_publications(**{name: facts[name] for name in PUBLICATIONS})
    if may("publishing.view_account"):
        asks += needs.of_accounts(facts["tokenless"], facts["tokenless_name"], facts["tokenless_pk"])
    if may("jobs.view_job"):
        now = stats.standing(paced=False)
        started = any(facts[name] for name in ("post", "video")) or now.badges["all"]
        asks += needs.of_queues(now.queues, ticks=facts["ticks"] or not started, broken=facts["broken"] or "")
        asks += needs.of_jobs(now.badges["failed"])
        cards += _job_cards(choice, numbers.total, now)
        shown |= {
            "overview": overview.overview(choice, numbers),
            "headers": overview.HEADERS,
            "queues": operations.queue_lines(now.queues),
            "latest": lists.job_rows(Job.objects.all(), LATEST),
            "may_pause": may("jobs.change_queue"),
        }
    if may("video.view_video"):
        made = sum(numbers.completed[kind] for kind in stats.VIDEO_TYPES)
        link = reverse("admin:video_video_changelist")
        cards.append(Card("Videos made", f"{made:,}", f"in the last {choice.words}", link, "movie"))
    if may("publishing.view_publication"):
        link = f"{reverse('admin:publishing_publication_changelist')}?status__exact=published"
        cards.append(Card("Posts published", f"{facts['published']:,}", f"in the last {choice.words}", link, "send"))
    return shown | {"needs": asks, "cards": cards}


def _job_cards(choice: Choice, total: stats.Slice, now: stats.Standing) -> list[Card]:
    jobs, failures = reverse("admin:jobs_job_changelist"), reverse("dashboard:jobs-failures")
    queues, workers = reverse("dashboard:jobs-queues"), reverse("dashboard:jobs-workers")
    hours = choice.since.total_seconds() / 3600
    waiting, running = now.badges["pending"], now.badges["processing"]
    oldest = max((row.oldest_wait_seconds for row in now.queues), default=0.0)
    ended = total.completed + total.failed
    return [
        Card("Completed", f"{total.completed:,}", f"{total.completed / hours:,.1f} an hour", f"{jobs}?tab=completed",
             "bolt"),
        Card("Success rate", rate(total.success_rate) or "–", f"of {ended:,} that ended" if ended else "no job ended",
             failures, "check_circle"),
        Card("Failed", f"{total.failed:,}", f"and {total.retried:,} attempts repeated", failures, "error",
             "red" if total.failed else ""),
        Card("Wait", _time(total.wait_p50), _within(total.wait_p95), queues, "hourglass_empty"),
        Card("Run time", _time(total.run_p50), _within(total.run_p95), f"{jobs}?tab=completed", "timer"),
        Card("Waiting now", f"{waiting:,}", f"the oldest for {duration(oldest)}" if waiting else "nothing is due",
             queues, "stacks"),
        Card("Running now", f"{running:,}", "jobs at work",
             f"{jobs}?tab=processing", "play_circle", "blue" if running else ""),
        Card("Workers alive", f"{now.workers:,}", _places(now), workers, "memory", "" if now.workers else "red"),
    ]  # fmt: skip


def _places(now: stats.Standing) -> str:
    if not now.workers:
        return "start one: reelpress up"
    return f"{now.places:,} process{'' if now.places == 1 else 'es'}"


def _time(seconds: float | None) -> str:
    return duration(seconds) or "–"


def _within(seconds: float | None) -> str:
    return "nothing was timed" if seconds is None else f"median; 95 % within {duration(seconds)}"


def _facts(user: AbstractBaseUser, choice: Choice) -> dict[str, Any]:
    """Return what is counted of posts, videos, publications, accounts and the clock, in one query."""
    status = Publication.Status
    of = Publication.objects
    lost = Account.objects.filter(status=Account.Status.NEEDS_RECONNECT)
    since = clock.now() - choice.since
    return dict(
        get_user_model()
        .objects.filter(pk=user.pk)
        .values(
            post=Subquery(Post.objects.order_by("pk").values("slug")[:1]),
            video=Exists(Video.objects.filter(status=Video.Status.READY)),
            account=Exists(Account.objects.exclude(status=Account.Status.REMOVED)),
            published=_number(of.published().filter(published_at__gte=since)),
            unconfirmed=_number(of.filter(status=status.UNCONFIRMED)),
            failed=_number(of.filter(status=status.FAILED)),
            outliving=_number(of.outliving_their_token()),
            reconnect=_number(of.filter(status=status.NEEDS_RECONNECT)),
            tokenless=_number(lost),
            tokenless_pk=Subquery(lost.order_by("pk").values("pk")[:1]),
            tokenless_name=Subquery(lost.order_by("pk").values("name")[:1]),
            ticks=Exists(duties.ticking()),
            broken=Subquery(Schedule.objects.exclude(problem="").order_by("name").values("name")[:1]),
        )
        .get()
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows there are, to be asked for inside of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count(F("pk"))).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _steps(facts: dict[str, Any]) -> list[Step]:
    post = facts["post"]
    return [
        Step("Import a post", "A Markdown file or a whole folder, with the front matter of your blog.",
             "reelpress post import my-post.md", post is not None),
        Step("Make its first video", "Or press “Make video” on the page of the post.",
             f"reelpress video generate {post or 'my-post'} tiktok --queue", facts["video"]),
        Step("Connect an account", "Where the videos go. Without one, videos are made and kept here.",
             "reelpress account add youtube --name Channel --token -", facts["account"]),
    ]  # fmt: skip
