"""Readings: ask a platform for the numbers of one publication and keep what it said. Knows no platform."""

from reelpress.metrics.models import Reading
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Publication


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
