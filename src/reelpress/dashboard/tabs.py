"""The tabs of the job list: which jobs each holds and which count it wears. Knows no HTML."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Now

from reelpress.jobs.states import Status
from reelpress.jobs.stats import SOCIAL_TYPES, VIDEO_TYPES


@dataclass(frozen=True)
class Tab:
    """One tab: its name in addresses and counts, its title, and what its jobs have in common."""

    name: str
    title: str
    holds: Q


TABS = (
    Tab("all", "All", Q()),
    Tab("pending", "Pending", Q(status=Status.PENDING) & ~Q(run_after__gt=Now())),
    Tab("scheduled", "Scheduled", Q(status=Status.PENDING, run_after__gt=Now())),
    Tab("processing", "Processing", Q(status=Status.PROCESSING)),
    Tab("completed", "Completed", Q(status=Status.COMPLETED)),
    Tab("failed", "Failed", Q(status=Status.FAILED)),
    Tab("cancelled", "Cancelled", Q(status=Status.CANCELLED)),
    Tab("video", "Video generation", Q(type__in=VIDEO_TYPES)),
    Tab("social", "Social media", Q(type__in=SOCIAL_TYPES)),
)
BY_NAME: Mapping[str, Tab] = {tab.name: tab for tab in TABS}


def chosen(name: str | None) -> Tab:
    """Return the tab of this name; the first for any other."""
    return BY_NAME.get(name or "", TABS[0])
