"""The tabs of the job list: which jobs each holds and which count it wears. Knows no HTML."""

from collections.abc import Mapping
from dataclasses import dataclass

from reelpress.jobs.stats import SOCIAL_TYPES, VIDEO_TYPES
from reelpress.pipeline.search import Search, Term, parse


@dataclass(frozen=True)
class Tab:
    """One tab: its name in addresses and counts, its title, and the search that it stands for."""

    name: str
    title: str
    asks: Search


def _of_types(types: tuple[str, ...]) -> Search:
    return Search(tuple(Term("type", name) for name in types))


TABS = (
    Tab("all", "All", Search()),
    *(
        Tab(status, status.capitalize(), parse(f"status:{status}"))
        for status in ("pending", "scheduled", "processing", "completed", "failed", "cancelled")
    ),
    Tab("video", "Video generation", _of_types(VIDEO_TYPES)),
    Tab("social", "Social media", _of_types(SOCIAL_TYPES)),
)
BY_NAME: Mapping[str, Tab] = {tab.name: tab for tab in TABS}


def chosen(name: str | None) -> Tab:
    """Return the tab of this name; the first for any other."""
    return BY_NAME.get(name or "", TABS[0])
