"""Figures as tables: plain on a screen, Markdown in a page. Knows no measurement."""

import re
from statistics import quantiles

from rich.console import Console
from rich.table import Table

WIDTH = 150


def percentile(values, share):
    """The value that `share` (0 to 1) of all do not exceed."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1]


def show(title, head, rows):
    """Print a table."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name, column in zip(head, zip(*rows) if rows else [()] * len(head), strict=True):
        table.add_column(name, justify="right" if all(map(_is_number, column)) else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    console = Console(highlight=False, markup=False, width=WIDTH)
    console.print(table)
    console.print()


def _is_number(cell):
    return re.fullmatch(r"[<>]?=? ?-?[\d.,]+ ?(ms|s|x)?", str(cell)) is not None or cell == ""


def markdown(title, head, rows):
    """A table for a page."""
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""])


def put_section(path, name, text):
    """Replace what stands between the marks of section `name` in a page, or add it at the end."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    page = path.read_text("utf-8") if path.exists() else "# Results\n"
    section = f"{begin}\n{text.strip()}\n{end}"
    if begin in page:
        page = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: section, page, flags=re.DOTALL)
    else:
        page = f"{page.rstrip()}\n\n{section}\n"
    path.write_text(page, "utf-8")
