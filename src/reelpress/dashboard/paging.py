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


def page(
    rows: JobQuerySet,
    *,
    size: int,
    before: int | None = None,
    after: int | None = None,
    whole: JobQuerySet | None = None,
) -> Page:
    """Return the newest `size` rows, those just `before` a row, or those just `after` one; read from `whole` if given.

    With it rows are chosen by an index alone: SQLite sorts whole rows of several types, however many there are.
    """
    if after is not None:
        found = _first(rows.filter(pk__gt=after), "pk", size + 1, whole)
        shown = found[:size][::-1]
        return Page(shown, older=shown[-1].pk if shown else None, newer=_edge(found, size, shown[:1]))
    older = rows if before is None else rows.filter(pk__lt=before)
    found = _first(older, "-pk", size + 1, whole)
    shown = found[:size]
    newer = shown[0].pk if shown and before is not None else None
    return Page(shown, older=_edge(found, size, shown[-1:]), newer=newer)


def _first(rows: JobQuerySet, order: str, most: int, whole: JobQuerySet | None) -> list[Job]:
    if whole is not None:
        rows = whole.filter(pk__in=rows.order_by(order).values("pk")[:most])
    return list(rows.order_by(order)[:most])


def _edge(found: list[Job], size: int, last: list[Job]) -> int | None:
    return last[0].pk if len(found) > size else None


def row_number(text: str | None) -> int | None:
    """Return the number in an address; None for anything that is none."""
    known = text is not None and text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if known and text is not None else None
