"""The calendar: what goes out when, and what went out, a month or a day at a time, on the clock of the settings."""

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, get_current_timezone_name, localtime

from reelpress.content.models import Post
from reelpress.dashboard import access, components, lists, paging
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.pipeline import flow
from reelpress.publishing.models import Publication

MOST = 10_000  # entries of a month that are looked at
A_DAY = 8  # entries of a day that a month shows
ALL_DAY = 500  # that the day itself shows on one page
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
    more: int  # that come after those
    rest: str  # where they are


@dataclass(frozen=True)
class Place:
    """When something goes out, and the row that says what."""

    at: datetime
    kind: type[Publication] | type[Job]
    pk: int


@access.screen("publishing.view_publication")
def page(request: HttpRequest) -> HttpResponse:
    """Show the month that `?month=2026-11` names, or this one; or `?day=2026-11-05`, `past` its first."""
    today = localtime(clock.now()).date()
    jobs = request.user.has_perm("jobs.view_job")
    if day := _day_of(request.GET.get("day", "")):
        go, past = _steps("day", day, today), min(paging.row_number(request.GET.get("past")) or 0, MOST)
        title = f"{day:%A, %d %B %Y}{f', after the first {past:,}' if past else ''}"
        return _page(request, title, [[day]], today, most=ALL_DAY, past=past, jobs=jobs, go=go)
    first = _month(request.GET.get("month", ""), today)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    go = _steps("month", first, today.replace(day=1))
    return _page(request, f"{first:%B %Y}", weeks, today, inside=first.month, most=A_DAY, jobs=jobs, go=go)


def _page(
    request: HttpRequest,
    title: str,
    weeks: list[list[date]],
    today: date,
    *,
    inside: int = 0,
    most: int,
    past: int = 0,
    jobs: bool,
    go: dict[str, str],
) -> HttpResponse:
    places = _places(weeks[0][0], weeks[-1][-1], jobs=jobs)
    counts = Counter(place.at.date() for place in places)
    entries = _entries(_some_of_each_day(places, past, past + most))

    def field(day: date) -> Day:
        within = not inside or day.month == inside
        more = max(0, counts[day] - past - most)
        rest = f"day={day.isoformat()}" + (f"&past={past + most}" if not inside else "")
        return Day(day, f"{day:%A, %d %B}", within, day == today, entries.get(day, []), more, rest)

    return access.page(
        request,
        "dashboard/calendar.html",
        "Calendar",
        month=title,
        zone=get_current_timezone_name(),
        weekdays=[f"{day:%a}" for day in weeks[0]],
        weeks=[[field(day) for day in week] for week in weeks],
        nothing=not places,
        cut=len(places) >= MOST,
        go=go,
    )


def _steps(unit: str, first: date, this: date) -> dict[str, str]:
    """Return where the buttons beside the title lead."""
    days, form = (1, "%Y-%m-%d") if unit == "day" else (31, "%Y-%m")
    return {
        "unit": unit,
        "before": f"{unit}={first - timedelta(days=1):{form}}",
        "after": f"{unit}={first + timedelta(days=days):{form}}",
        "this": f"{unit}={this:{form}}" if first != this else "",
        "whole": f"month={first:%Y-%m}" if unit == "day" else "",
    }


def _day_of(text: str) -> date | None:
    """Return the day in `text`; None when it names none."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _month(text: str, today: date) -> date:
    """Return the first day of the month in `text`, or of this month when it names none."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else today.replace(day=1)


def _places(first: date, last: date, *, jobs: bool) -> list[Place]:
    """Return what goes out or went out in these days, in order; only when, as there may be thousands."""
    zone = get_current_timezone()
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    out = Q(published_at__gte=start, published_at__lt=end)
    planned = Q(published_at=None, due_at__gte=start, due_at__lt=end)
    rows = Publication.objects.filter(out | planned).exclude(status=Publication.Status.CANCELLED)
    found = rows.order_by("-pk").values_list(Coalesce("published_at", "due_at"), "pk")[:MOST]
    places = [Place(localtime(at), Publication, pk) for at, pk in found]
    if jobs:
        orders = Job.objects.pending().of_type(flow.SOCIAL)
        orders = orders.filter(run_after__gte=max(start, clock.now()), run_after__lt=end).order_by("run_after")
        places.extend(Place(localtime(at), Job, pk) for at, pk in orders.values_list("run_after", "pk")[:MOST])
    return sorted(places, key=lambda place: place.at)[:MOST]


def _some_of_each_day(places: Iterable[Place], past: int, upto: int) -> Iterator[Place]:
    seen = Counter[date]()
    for place in places:
        seen[place.at.date()] += 1
        if past < seen[place.at.date()] <= upto:
            yield place


def _entries(places: Iterable[Place]) -> dict[date, list[Entry]]:
    """Return what is shown of each day, in two questions."""
    kept = list(places)
    ids = {kind: [place.pk for place in kept if place.kind is kind] for kind in (Publication, Job)}
    publications = Publication.objects.select_related("account", "post").defer("post__body").in_bulk(ids[Publication])
    about = GenericPrefetch("subject", [Post.objects.defer("body")])
    orders = Job.objects.prefetch_related(about).in_bulk(ids[Job])
    days: dict[date, list[Entry]] = {}
    for place in kept:
        if entry := _entry(place, publications, orders):
            days.setdefault(place.at.date(), []).append(entry)
    return days


def _entry(place: Place, publications: Mapping[int, Publication], orders: Mapping[int, Job]) -> Entry | None:
    """Return a line; None for what was taken away meanwhile."""
    if place.kind is Publication:
        row = publications.get(place.pk)
        if row is None:
            return None
        where = f"{components.platform(row.account.platform)}, {row.account.name}"
        return Entry(place.at, row.post.title, where, lists.publication_badge(row), components.change_url(row))
    job = orders.get(place.pk)
    return None if job is None else _order(place.at, job)


def _order(at: datetime, job: Job) -> Entry:
    """Return the line of a post that is to go out at a time, not yet spread over the accounts."""
    where = ", ".join(components.platform(name) for name in job.args.get("platforms") or ()) or "every account"
    link = reverse("admin:jobs_job_change", args=[job.pk])
    return Entry(at, str(job.subject or "A post"), where, components.job_badge(job), link)
