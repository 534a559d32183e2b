"""Readings: ask a platform for the numbers of one publication and keep what it said. Knows no platform."""

from django.db.models import Max, OuterRef, Subquery

from reelpress.lib import clock
from reelpress.metrics import ageing
from reelpress.metrics.models import GONE, Reading
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Numbers
from reelpress.publishing.platforms.errors import PostGone


def measure(publication: Publication) -> Reading:
    """Read and store the numbers of a published post; what a platform does not tell stays None.

    A platform that does not know the post is not asked again by itself: the reading says so, and is the last one.
    Any other refusal is raised: it may be of the call, the version or the keys, and says nothing of the post.
    """
    try:
        numbers = publishing.read_numbers(publication)
    except PostGone as gone:
        numbers = Numbers(None, None, None, None, {"note": str(gone), GONE: True})
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
        "pk", "published_at", Max("readings__read_at"), Subquery(newest.values(f"raw__{GONE}")[:1])
    )
    there = [(pk, now - out, None if read is None else now - read) for pk, out, read, gone in ages if not gone]
    wanted = [pk for pk, age, since_reading in there if ageing.is_due(age, since_reading)]
    found = Publication.objects.select_related("account").in_bulk(wanted)  # asked in parts, however many they are
    return [found[pk] for pk in sorted(found)]
