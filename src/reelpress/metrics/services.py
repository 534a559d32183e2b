"""Readings: ask a platform for the numbers of one publication and keep what it said. Knows no platform."""

from django.db.models import Max

from reelpress.lib import clock
from reelpress.metrics import ageing
from reelpress.metrics.models import Reading
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication


def measure(publication: Publication) -> Reading:
    """Read and store the numbers of a published post; what a platform does not tell stays None."""
    numbers = publishing.read_numbers(publication)
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
    ages = connected.filter(published_at__gte=now - ageing.LAST_AGE).values_list(
        "pk", "published_at", Max("readings__read_at")
    )
    wanted = [pk for pk, out, read in ages if ageing.is_due(now - out, None if read is None else now - read)]
    found = Publication.objects.select_related("account").in_bulk(wanted)  # asked in parts, however many they are
    return [found[pk] for pk in sorted(found)]
