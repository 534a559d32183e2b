"""Small charts as SVG, drawn on the server: they need no script, follow the theme and are read out as a sentence.

`growth` is a drawing of its own; `stacked` and `lines` draw shapes only, stretched to any width, and words and numbers
stand around them as text. Knows no job.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

WIDTH, HEIGHT, FOOT = 600, 150, 22
Points = Sequence[tuple[datetime, int]]
STEP, TALL = 10, 100  # units of a drawing that is stretched: the width of a step, and the height
LEAST = 1.5  # of the height: what is not nothing is seen
COLUMN = f'<rect class="rp-fill rp-{{}}" x="{{}}" y="{{}}" width="{STEP - 2}" height="{{}}"/>'
COUNTS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
MINUTE, HOUR, DAY = 60, 3600, 86_400
TIMES = tuple(
    float(n * unit)
    for unit, steps in ((1, (1, 2, 5, 10, 20, 30)), (MINUTE, (1, 2, 5, 10, 20, 30)), (HOUR, (1, 2, 4, 6, 12)))
    for n in steps
)
Values = Sequence[float | None]  # one a step; None where nothing was measured


def growth(points: Points, *, what: str) -> SafeString:
    """Return numbers over time as a line; `what` names them ("views"). Empty for fewer than two moments."""
    if len(points) < 2:
        return SafeString()
    first, last = points[0], points[-1]
    most, least = max(value for _, value in points), min(value for _, value in points)
    span = max((last[0] - first[0]).total_seconds(), 1.0)
    rise = max(most - least, 1)
    places = [
        ((at - first[0]).total_seconds() / span * WIDTH, (most - value) / rise * (HEIGHT - FOOT - 16) + 12)
        for at, value in points
    ]
    said = f"{what} from {first[1]:,} on {_day(first[0])} to {last[1]:,} on {_day(last[0])}"
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="4"><title>{}</title></circle>',
        ((f"{x:.1f}", f"{y:.1f}", f"{value:,} {what}, {_day(at)}") for (x, y), (at, value) in zip(places, points)),
    )
    return format_html(
        '<svg class="rp-chart" viewBox="-6 0 {} {}" role="img" aria-label="{}">'
        '<polygon points="0,{} {} {},{}"/><polyline points="{}"/>{}'
        '<text x="0" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        WIDTH + 12, HEIGHT, said,
        HEIGHT - FOOT, _path(places), WIDTH, HEIGHT - FOOT, _path(places), dots,
        HEIGHT - 4, f"{_day(first[0])}: {first[1]:,}", WIDTH, HEIGHT - 4, f"{_day(last[0])}: {last[1]:,}",
    )  # fmt: skip


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _day(at: datetime) -> str:
    return localtime(at).strftime("%d %b")


@dataclass(frozen=True)
class Series:
    """One kind of number over the steps: its name, its colour, its values."""

    name: str
    tone: str
    values: Values


@dataclass(frozen=True)
class Chart:
    """One chart as a page shows it; `plot` is empty where nothing was measured."""

    title: str
    plot: SafeString
    top: str  # what the upper edge stands for; the lower one is nothing
    series: tuple[Series, ...]
    none: str  # what is said instead of an empty plot


def stacked(title: str, steps: Sequence[str], series: Sequence[Series], *, none: str) -> Chart:
    """Return counts as columns, the first series at the bottom; `steps` names each step."""
    heights = [sum(value or 0 for value in column) for column in zip(*(one.values for one in series), strict=True)]
    top = nice_count(max(heights, default=0))
    shapes = SafeString("".join(_columns(series, top)))
    plot = _plot(title, steps, series, shapes, counted) if any(heights) else SafeString()
    return Chart(title, plot, counted(top), tuple(series), none)


def layered(
    title: str, steps: Sequence[str], series: Sequence[Series], *, none: str, spoken: Callable[[float], str], top: float
) -> Chart:
    """Return values as columns from the ground, the last series in front; `top` is the scale."""
    known = any(value is not None for one in series for value in one.values)
    shapes = SafeString("".join(shape for one in series for shape in _columns([one], top)))
    plot = _plot(title, steps, series, shapes, spoken) if known else SafeString()
    return Chart(title, plot, spoken(top), tuple(series), none)


def lines(
    title: str,
    steps: Sequence[str],
    series: Sequence[Series],
    *,
    none: str,
    spoken: Callable[[float], str],
    top: float | None = None,
) -> Chart:
    """Return values as lines that break where nothing was measured; `spoken` says a value, `top` fixes the scale."""
    known = [value for one in series for value in one.values if value is not None]
    most = top or nice_count(max(known, default=0))
    shapes = SafeString("".join(_line(one, most) for one in series))
    plot = _plot(title, steps, series, shapes, spoken) if known else SafeString()
    return Chart(title, plot, spoken(most), tuple(series), none)


def sparkline(values: Values, said: str) -> SafeString:
    """Return a small line without words around it; `said` is read out and shown on hover."""
    known = [value for value in values if value is not None]
    if not known:
        return SafeString()
    line = _line(Series("", "blue", values), nice_count(max(known)))
    return format_html(
        '<svg class="rp-spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        "<title>{}</title>{}</svg>",
        len(values) * STEP, TALL, said, said, line,
    )  # fmt: skip


def nice_count(most: float) -> float:
    """Return the round number, at least 1, that a scale up to `most` ends with."""
    if most <= 1:
        return 1.0
    size = 10 ** math.floor(math.log10(most))
    return next(float(step * size) for step in COUNTS if step * size >= most)


def nice_time(most: float) -> float:
    """Return the round time in seconds that a scale up to `most` ends with."""
    return next((time for time in TIMES if time >= most), math.ceil(most / DAY) * float(DAY))


def counted(value: float) -> str:
    """Return a count as people read it."""
    return f"{value:,.0f}"


def _columns(series: Sequence[Series], top: float) -> list[SafeString]:
    floor = [0.0] * max((len(one.values) for one in series), default=0)
    drawn = []
    for one in series:
        for place, value in enumerate(one.values):
            if value:
                height = max(value / top * TALL, LEAST)
                floor[place] += height
                drawn.append(
                    format_html(COLUMN, one.tone, place * STEP + 1, f"{TALL - floor[place]:.1f}", f"{height:.1f}")
                )
    return drawn


def _line(one: Series, top: float) -> SafeString:
    """Return the path of a series; a value between two gaps is as wide as its step."""
    path = []
    values = [None, *one.values, None]
    for place in range(1, len(values) - 1):
        value, before = values[place], values[place - 1]
        if value is None:
            continue
        x, y = place * STEP - STEP / 2, TALL - min(value / top, 1.0) * (TALL - 2) - 1
        if before is None and values[place + 1] is None:
            path.append(f"M{x - STEP / 2 + 1:g} {y:.1f}h{STEP - 2}")
        else:
            path.append(f"{'M' if before is None else 'L'}{x:g} {y:.1f}")
    return format_html('<path class="rp-line rp-{}" d="{}"/>', one.tone, "".join(path))


def _plot(
    title: str, steps: Sequence[str], series: Sequence[Series], shapes: SafeString, spoken: Callable[[float], str]
) -> SafeString:
    told = (_told(step, place, series, spoken) for place, step in enumerate(steps))
    hovers = format_html_join(
        "",
        '<rect class="rp-hover" x="{}" y="0" width="{}" height="{}"><title>{}</title></rect>',
        ((place * STEP, STEP, TALL, words) for place, words in enumerate(told)),
    )
    said = "; ".join(filter(None, (_range(one, spoken) for one in series)))
    return format_html(
        '<svg class="rp-plot" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        len(steps) * STEP, TALL, f"{title}: {said}.", shapes, hovers,
    )  # fmt: skip


def _told(step: str, place: int, series: Sequence[Series], spoken: Callable[[float], str]) -> str:
    known = ((one.name, one.values[place]) for one in series)
    return f"{step}: " + (", ".join(f"{name} {spoken(value)}" for name, value in known if value is not None) or "–")


def _range(one: Series, spoken: Callable[[float], str]) -> str:
    known = [value for value in one.values if value is not None]
    if not known:
        return ""
    return f"{one.name} from {spoken(min(known))} to {spoken(max(known))}, at last {spoken(known[-1])}"
