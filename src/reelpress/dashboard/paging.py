"""Pages of a list, newest first, found by the row that they begin after: the last costs no more than the first.

Knows no HTML.
"""

from dataclasses import dataclass

from reelpress.jobs.models import Job, JobQuerySet


@dataclass(frozen=True)
class Page:
    """One page; `older` and `newer` are the rows at whose far side the next pages begin, None where there is none."""

    rows: list[Job]
    older: int | None
    newer: int | None


def page(rows: JobQuerySet, *, size: int, before: int | None = None, after: int | None = None) -> Page:
    """Return the newest `size` rows, those just `before` a row, or those just `after` one."""
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        return Page(shown, older=shown[-1].pk if shown else None, newer=_edge(found, size, shown[:1]))
    older = rows if before is None else rows.filter(pk__lt=before)
    found = list(older.order_by("-pk")[: size + 1])
    shown = found[:size]
    newer = shown[0].pk if shown and before is not None else None
    return Page(shown, older=_edge(found, size, shown[-1:]), newer=newer)


def _edge(found: list[Job], size: int, last: list[Job]) -> int | None:
    return last[0].pk if len(found) > size else None


def row_number(text: str | None) -> int | None:
    """Return the number in an address; None for anything that is none."""
    known = text is not None and text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if known and text is not None else None
