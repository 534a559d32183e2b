"""Readings: the numbers of one publication at one moment. Append-only; knows no platform."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from reelpress.publishing.models import Publication

# In `raw` of a reading that says why there are none:
GONE = "gone"  # the platform does not know the post any more, and is not asked again by itself
REFUSED = "refused"  # the platform does not let us read them, which may be for want of the post or of a right
GIVEN_UP = "given_up"  # it has refused so often that it is not asked again by itself


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Named reads."""

    def told(self) -> Self:
        """Those in which a platform said something of a post that it has."""
        return self.exclude(raw__has_any_keys=[GONE, REFUSED])


class Reading(models.Model):
    """What a platform said at one moment. None means that it does not say; never a made-up 0."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(db_default=Now())
    views = models.BigIntegerField(null=True, blank=True)
    likes = models.BigIntegerField(null=True, blank=True)
    comments = models.BigIntegerField(null=True, blank=True)
    shares = models.BigIntegerField(null=True, blank=True)
    raw = models.JSONField(default=dict, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["publication", "-read_at"], name="reading_newest")]

    @property
    def note(self) -> str:
        """Why numbers are missing, in a sentence; empty where nothing is said about it."""
        return str(self.raw.get("note") or "") if isinstance(self.raw, dict) else ""

    def __str__(self) -> str:
        return f"{self.publication} at {self.read_at:%Y-%m-%d %H:%M}"
