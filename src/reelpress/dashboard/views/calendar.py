"""The calendar: what goes out when, and what went out, a month at a time, on the clock of the settings."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, get_current_timezone_name, localtime

from reelpress.content.models import Post
from reelpress.dashboard import access, components, lists
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.pipeline import flow
from reelpress.publishing.models import Publication

MOST = 1000  # entries of one page
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Entry:
    """One line of a day."""

    at: datetime
    title: str
    where: str
    badge: SafeString
    link: str


@dataclass(frozen=True)
class Day:
    """One field of the calendar."""

    date: date
    name: str
    inside: bool  # of the month that is shown
    today: bool
    entries: list[Entry]


@access.screen("publishing.view_publication")
def page(request: HttpRequest) -> HttpResponse:
    """Show the month that `?month=2026-11` names, or this one."""
    today = localtime(clock.now()).date()
    first = _month(request.GET.get("month", ""), today)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    entries = _entries(weeks[0][0], weeks[-1][-1], jobs=request.user.has_perm("jobs.view_job"))
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.at.date(), []).append(entry)
    return access.page(
        request,
        "dashboard/calendar.html",
        "Calendar",
        month=f"{first:%B %Y}",
        before=_named(first - timedelta(days=1)),
        after=_named(first + timedelta(days=31)),
        this=_named(today) if today.replace(day=1) != first else "",
        zone=get_current_timezone_name(),
        weekdays=list(calendar.day_abbr),
        weeks=[[_day(day, first, today, days.get(day, [])) for day in week] for week in weeks],
        nothing=not entries,
        cut=len(entries) >= MOST,
    )


def _month(text: str, today: date) -> date:
    """Return the first day of the month in `text`, or of this month when it names none."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else today.replace(day=1)


def _named(day: date) -> str:
    return f"{day:%Y-%m}"


def _day(day: date, first: date, today: date, entries: list[Entry]) -> Day:
    return Day(day, f"{day:%A, %d %B}", day.month == first.month, day == today, entries)


def _entries(first: date, last: date, *, jobs: bool) -> list[Entry]:
    zone = get_current_timezone()
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    found = [*_publications(start, end), *(_orders(start, end) if jobs else ())]
    return sorted(found, key=lambda entry: entry.at)[:MOST]


def _publications(start: datetime, end: datetime) -> Iterator[Entry]:
    """What is planned, and what went out."""
    out = Q(published_at__gte=start, published_at__lt=end)
    planned = Q(published_at=None, due_at__gte=start, due_at__lt=end)
    rows = Publication.objects.filter(out | planned).exclude(status=Publication.Status.CANCELLED)
    for row in rows.select_related("account", "post").defer("post__body").order_by("-pk")[:MOST]:
        at = localtime(row.published_at or row.due_at)
        where = f"{components.platform(row.account.platform)}, {row.account.name}"
        yield Entry(at, row.post.title, where, lists.publication_badge(row), components.change_url(row))


def _orders(start: datetime, end: datetime) -> Iterator[Entry]:
    """Posts that are to go out at a time, not yet spread over the accounts."""
    rows: Iterable[Job] = (
        Job.objects.pending()
        .of_type(flow.SOCIAL)
        .filter(run_after__gte=max(start, clock.now()), run_after__lt=end)
        .prefetch_related(GenericPrefetch("subject", [Post.objects.defer("body")]))
        .order_by("run_after")[:MOST]
    )
    for job in rows:
        platforms = [components.platform(name) for name in job.args.get("platforms") or ()]
        where = ", ".join(platforms) or "every account"
        link = reverse("admin:jobs_job_change", args=[job.pk])
        yield Entry(localtime(job.run_after), str(job.subject or "A post"), where, components.job_badge(job), link)
