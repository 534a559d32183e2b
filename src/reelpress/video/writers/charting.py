"""A table of a few figures -> what of it can be compared in one chart. Pure; changes no figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelpress.content.blocks import Block
from reelpress.video.writers import words

_NUMERIC = re.compile(r"[~≈<>+\-−$€£]?\s?\d[\d\s,.]*\s?(?:%|[a-zA-Zµ€$£/]{0,8})")
_FIGURE = re.compile(r"\d[\d.,\s]*")
_LONGEST_LABEL, _LONGEST_NAME = 40, 80
_A_TIME = re.compile(  # heads of columns that hold the same thing at another time
    r"(?:before|after|old|new|then|now|vorher|nachher|alt|neu|früher|heute|avant|après|antes|después|depois|ahora|agora|"
    r"قبل|بعد|पहले|बाद(?: में)?|之前|之后|以前|现在|(?:19|20)\d\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Chart:
    """Bars as "label|figure", what their labels are and what the figures count, as the head of the table names them."""

    items: tuple[str, ...]
    rows: str
    column: str
    told: str  # what the figures count, when it can be said before them


def chart_of(block: Block) -> Chart | None:
    """Return the figures of a table that can be compared: a column's, else a row's; None when there are too few.

    Before and after stand beside each other: where the heads of the columns are times, or the figures of each row are
    nearer to each other than those of each column, the first row is shown.
    """
    head, body = block.rows[0] if block.rows else (), block.rows[1:]
    columns = _numeric_columns(body) if 2 <= len(body) <= 6 else []
    if not columns:
        return None
    if 2 <= len(columns) <= 6 and len(head) > columns[-1] and all(head[at].strip() for at in columns):
        across = [[_value(row[at]) for at in columns] for row in body]
        down = [[_value(row[at]) for row in body] for at in columns]
        times = all(_A_TIME.fullmatch(head[at].strip()) for at in columns)
        if times or _spread(across) < _spread(down):
            items = tuple(f"{_label(head[at])}|{body[0][at]}" for at in columns)
            return Chart(items, body[0][0], "", body[0][0].strip())
    at = columns[0]
    column = head[at] if at < len(head) else ""
    items = tuple(f"{_label(row[0])}|{row[at]}" for row in body)
    return Chart(items, head[0] if head else "", column, column.strip() if len(head) == 2 else "")


def _label(text: str) -> str:
    """Return a label in short; a name of one word whole: it is said whole, and the chart shows what has room."""
    return words.clip(text, _LONGEST_LABEL if " " in text.strip() else _LONGEST_NAME)


def _numeric_columns(body: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the columns behind the labels that hold a figure in every row."""
    wide = min(len(row) for row in body)
    if any(not row[0].strip() or "|" in row[0] for row in body if row) or not wide:
        return []
    return [at for at in range(1, wide) if all(_NUMERIC.fullmatch(row[at].strip()) for row in body)]


def _value(cell: str) -> float:
    """Return about how large a figure is; enough to tell tens from thousands."""
    match = _FIGURE.search(cell)
    digits = re.sub(r"[,.\s](?=\d{3}(?!\d))", "", match.group()) if match else ""
    try:
        return float(digits.strip().rstrip(".,").replace(",", "."))
    except ValueError:
        return 0.0


def _spread(groups: Sequence[Sequence[float]]) -> float:
    """Return how many times the largest figure of a group is the least one, in the group where it is most."""
    return max((max(group) + 1) / (min(group) + 1) for group in groups)
