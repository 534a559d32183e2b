"""Lists that may be cut: the first rows, and a word on stderr about the rest. Knows no table."""

from typing import TYPE_CHECKING, TypeVar

from reelpress.cli.output import note

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound="Model")
COUNTED = 10_000  # so many further rows are counted; to count a million would take longer than to show the list


def first(rows: "QuerySet[Row]", limit: int) -> list[Row]:
    """Return at most `limit` of `rows`; say on stderr how many were left out, so that no list passes for whole."""
    found = list(rows[: limit + 1])
    if len(found) > limit:
        more = rows[limit : limit + COUNTED].count()
        tell_more(more, at_least=more == COUNTED)
    return found[:limit]


def tell_more(more: int, *, at_least: bool = False) -> None:
    """Say on stderr that `more` rows were left out; nothing when there are none."""
    if more:
        note(f"{more}{' or more' if at_least else ''} more; raise --limit to see them.")
