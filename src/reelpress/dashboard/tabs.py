"""The tabs of the job list: which jobs each holds and which count it wears. Knows no HTML."""

from collections.abc import Mapping
from dataclasses import dataclass

from reelpress.jobs.stats import SOCIAL_TYPES, VIDEO_TYPES
from reelpress.pipeline.search import Search, Term, parse


@dataclass(frozen=True)
class Tab:
    """One tab: its name in addresses and counts, its title, the search that it stands for, what it says when empty."""

    name: str
    title: str
    asks: Search
    empty: str = ""


EMPTY = {
    "pending": "Nothing waits for a worker now. What becomes due starts at once while a worker of its queue is free.",
    "scheduled": "Nothing is planned for later: no publication, and no further try of a job.",
    "processing": "No worker is at work now. The page Workers shows who is alive, the tab Pending what waits for them.",
    "completed": "No job has completed yet, or those that did were cleaned away.",
    "failed": "No job has failed for good. What fails comes here with its reason, and can be retried.",
    "cancelled": "Nobody has cancelled a job.",
}


def _of_types(types: tuple[str, ...]) -> Search:
    return Search(tuple(Term("type", name) for name in types))


TABS = (
    Tab("all", "All", Search()),
    *(Tab(status, status.capitalize(), parse(f"status:{status}"), empty) for status, empty in EMPTY.items()),
    Tab("video", "Video generation", _of_types(VIDEO_TYPES)),
    Tab("social", "Social media", _of_types(SOCIAL_TYPES)),
)
BY_NAME: Mapping[str, Tab] = {tab.name: tab for tab in TABS}


def chosen(name: str | None) -> Tab:
    """Return the tab of this name; the first for any other."""
    return BY_NAME.get(name or "", TABS[0])
