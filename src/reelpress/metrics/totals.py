"""The numbers of many publications as one line: of a post, of an account, of everything.

A total counts the newest reading of each publication. What no platform tells stays None; it is never a 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from reelpress.metrics.models import Reading
from reelpress.publishing.models import Publication

NAMES = ("views", "likes", "comments", "shares")


@dataclass(frozen=True)
class Totals:
    """Sums of the newest readings, and of how many publications they are."""

    published: int
    read: int
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None


@dataclass(frozen=True)
class PlatformTotals:
    """The totals on one platform."""

    platform: str
    totals: Totals


def newest_readings(publications: QuerySet[Any, Any]) -> QuerySet[Reading]:
    """Return the newest reading of each of `publications`; of a post that is no longer told of, the last one before."""
    newest = (
        Reading.objects.told().filter(publication=OuterRef("publication")).order_by("-read_at", "-pk").values("pk")[:1]
    )
    return Reading.objects.filter(publication__in=publications, pk=Subquery(newest))


def totals(publications: QuerySet[Publication]) -> Totals:
    """Return the sums over all published ones of `publications`, in two queries."""
    published = publications.filter(status=Publication.Status.PUBLISHED).order_by()
    return _sums(published.count(), newest_readings(published.values("pk")).values_list(*NAMES))


def totals_by_platform(publications: QuerySet[Publication]) -> list[PlatformTotals]:
    """Return the sums over the published ones of `publications`, a line a platform, in two queries."""
    published = publications.filter(status=Publication.Status.PUBLISHED).order_by()
    counts: dict[str, int] = {}
    for name in published.values_list("account__platform", flat=True):
        counts[name] = counts.get(name, 0) + 1
    rows: dict[str, list[tuple[int | None, ...]]] = {}
    readings = newest_readings(published.values("pk")).values_list("publication__account__platform", *NAMES)
    for name, *values in readings:
        rows.setdefault(name, []).append(tuple(values))
    return [PlatformTotals(name, _sums(counts[name], rows.get(name, []))) for name in sorted(counts)]


def notes(publications: QuerySet[Publication]) -> dict[str, str]:
    """Return why the newest reading of a publication has no number at all, by platform, where that is known."""
    mute = newest_readings(publications.order_by().values("pk")).filter(**dict.fromkeys(NAMES))
    rows = mute.select_related("publication__account").order_by("pk")
    return {row.publication.account.platform: row.note for row in rows if row.note}


def _sums(published: int, rows: Iterable[tuple[int | None, ...]]) -> Totals:
    found = list(rows)
    sums = []
    for place in range(len(NAMES)):
        told = [value for row in found if (value := row[place]) is not None]
        sums.append(sum(told) if told else None)
    return Totals(published, len(found), *sums)
