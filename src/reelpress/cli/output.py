"""What commands print: tables, details, JSON and progress; Rich on a terminal, plain aligned text elsewhere.

Everything that comes from outside (titles, platform answers) is stripped of control characters first, so that
no post can speak to the terminal.  Results go to stdout, progress and complaints to stderr.
"""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from reelpress.lib.text import clip

Listen = Callable[[float, str], None]
COLOURS = {
    **dict.fromkeys(("completed", "published", "active", "ready", "ok", "created", "running"), "green"),
    **dict.fromkeys(("failed", "problem", "needs_reconnect", "error", "timeout", "crashed", "lost"), "red"),
    **dict.fromkeys(("unconfirmed", "paused", "interrupted", "warning"), "yellow"),
    **dict.fromkeys(("processing", "publishing", "committing", "making", "updated"), "cyan"),
    **dict.fromkeys(("cancelled", "unchanged", "waiting", "draft", "new"), "dim"),
}
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MOST_CELL = 80  # characters of a cell that a table makes room for; the last column has what remains
PLAIN_STEP = 10  # percent between two plain lines with the same message


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person is likely to look at `stream` right now."""
    return stream.isatty()


def printable(value: object) -> str:
    """Return `value` on one line, without anything that a terminal would obey; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    kept = (" " if unicodedata.category(c) == "Cc" else c for c in str(value) if c not in BIDI_CONTROLS)
    return " ".join("".join(kept).split())


def say(line: str = "") -> None:
    """Write one line to stdout."""
    sys.stdout.write(line + "\n")


def note(line: str) -> None:
    """Write one line to stderr: for people, never part of a command's result."""
    sys.stderr.write(line + "\n")


def show_json(data: object) -> None:
    """Write `data` as JSON; ASCII only where the stream cannot carry more."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    say(json.dumps(data, indent=2, ensure_ascii=ascii_only, default=_plain))


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def show_table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Write `rows` under `headers`, or the sentence `empty` when there are none."""
    cells = [[printable(value) for value in row] for row in rows]
    if not cells:
        say(empty)
    elif is_terminal(sys.stdout):
        _rich_table(headers, [[*(clip(cell, MOST_CELL) for cell in row[:-1]), row[-1]] for row in cells])
    else:
        for line in align([[header.upper() for header in headers], *cells]):
            say(line)


def show_details(pairs: Mapping[str, object]) -> None:
    """Write one "name  value" line for each pair that has a value."""
    kept = [[name, printable(value)] for name, value in pairs.items() if printable(value)]
    if is_terminal(sys.stdout):
        _rich_details(kept)
    else:
        for line in align(kept):
            say(line)


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one line per row, its cells padded so that columns line up (wide characters counted as two).

    A cell that is very long stands whole and moves what follows it, in its own row only.
    """
    from rich.cells import cell_len

    widths = [min(MOST_CELL, max(cell_len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _rich_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console

    Console(file=sys.stdout).print(_table(headers, rows))


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for place, header in enumerate(headers):
        numeric = all(row[place].isdigit() for row in rows)
        table.add_column(header, no_wrap=place == 0, overflow="fold", justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_coloured(cell) for cell in row))
    return table


@contextmanager
def live_table(headers: Sequence[str]) -> Iterator[Callable[[Iterable[Sequence[object]]], None]]:
    """Yield `show(rows)`: on a terminal, each table takes the place of the one before it."""
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(file=sys.stdout), auto_refresh=False) as live:
        yield lambda rows: live.update(
            _table(headers, [[printable(value) for value in row] for row in rows]), refresh=True
        )


def _rich_details(pairs: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for name, value in pairs:
        grid.add_row(Text(name, style="dim"), _coloured(value))
    Console(file=sys.stdout).print(grid)


def _coloured(cell: str) -> Any:
    from rich.text import Text

    return Text(cell, style=COLOURS.get(cell, ""))


@contextmanager
def progress(label: str) -> Iterator[Listen]:
    """Yield `listen(percent, message)`: a moving bar on a terminal, one plain line a step elsewhere."""
    if not is_terminal(sys.stderr):
        yield _plain_listener()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[message]}", style="dim", markup=False),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(printable(label), total=100, message="")
        yield lambda percent, message: bar.update(task, completed=percent, message=printable(message))


def _plain_listener() -> Listen:
    last: list[tuple[float, str]] = []

    def listen(percent: float, message: str) -> None:
        if last and last[0][1] == message and percent - last[0][0] < PLAIN_STEP:
            return
        last[:] = [(percent, message)]
        note(f"{percent:3.0f} %  {printable(message)}")

    return listen
