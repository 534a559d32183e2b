"""Readings: ask a platform for the numbers of one publication and keep what it said. Knows no platform."""

from datetime import timedelta

from django.db.models import Max, OuterRef, Subquery

from reelpress.lib import clock
from reelpress.metrics import ageing
from reelpress.metrics.models import GIVEN_UP, GONE, REFUSED, Reading
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Numbers
from reelpress.publishing.platforms.errors import ErrorClass, PostGone, PublishError

REFUSALS, REFUSED_FOR = 5, timedelta(days=3, hours=12)  # in a row, one a day


def measure(publication: Publication) -> Reading:
    """Read and store the numbers of a published post; what a platform does not tell stays None.

    A platform that does not know the post is not asked again by itself: the reading says so, and is the last one.
    Nor is one that does not let us read it for days: Meta answers so for a deleted post and for a missing right.
    Any other refusal is raised: it may be of the call, the version or the keys, and says nothing of the post.
    """
    try:
        numbers = publishing.read_numbers(publication)
    except PostGone as gone:
        numbers = _nothing(str(gone), GONE)
    except PublishError as error:
        if error.error_class is not ErrorClass.PERMISSION:
            raise
        if not _is_given_up(publication):
            _keep(publication, _nothing(f"{error.explanation.happened} No numbers were read.", REFUSED))
            raise
        numbers = _nothing(_sentence(publication, error), REFUSED, GIVEN_UP)
    return _keep(publication, numbers)


def _nothing(note: str, *marks: str) -> Numbers:
    return Numbers(None, None, None, None, {"note": note, **dict.fromkeys(marks, True)})


def _is_given_up(publication: Publication) -> bool:
    """Tell whether one more refusal is enough: there were as many in a row, over days."""
    rows = publication.readings.order_by("-read_at", "-pk")[: REFUSALS - 1]
    before = list(rows.values_list("read_at", f"raw__{REFUSED}"))
    in_a_row = len(before) == REFUSALS - 1 and all(refused for _, refused in before)
    return in_a_row and clock.now() - before[-1][0] >= REFUSED_FOR


def _sentence(publication: Publication, error: PublishError) -> str:
    age = (clock.now() - publication.published_at).days if publication.published_at else 0
    return (
        f"{error.explanation.happened} It was so {REFUSALS} times in a row: the post was deleted there, or the account "
        f"lacks a right. Its numbers are not asked for by itself any more. "
        f"To ask again: reelpress metrics update --days {age + 1}"
    )


def _keep(publication: Publication, numbers: Numbers) -> Reading:
    reading = Reading.objects.create(
        publication=publication,
        views=numbers.views,
        likes=numbers.likes,
        comments=numbers.comments,
        shares=numbers.shares,
        raw=numbers.raw,
    )
    reading.refresh_from_db()
    return reading


def due() -> list[Publication]:
    """Return what is to be read today: published to an account that is connected, and not read for long at its age."""
    now = clock.now()
    connected = Publication.objects.published().filter(account__status=Account.Status.ACTIVE)
    connected = connected.filter(taken_down_at=None).exclude(remote_id="")
    newest = Reading.objects.filter(publication=OuterRef("pk")).order_by("-read_at", "-pk")
    ages = connected.filter(published_at__gte=now - ageing.LAST_AGE).values_list(
        "pk",
        "published_at",
        Max("readings__read_at"),
        Subquery(newest.values(f"raw__{GONE}")[:1]),
        Subquery(newest.values(f"raw__{GIVEN_UP}")[:1]),
    )
    there = [(pk, now - out, None if read is None else now - read) for pk, out, read, *over in ages if not any(over)]
    wanted = [pk for pk, age, since_reading in there if ageing.is_due(age, since_reading)]
    found = Publication.objects.select_related("account").in_bulk(wanted)  # asked in parts, however many they are
    return [found[pk] for pk in sorted(found)]
