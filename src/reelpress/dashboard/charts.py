"""Small charts as SVG, drawn on the server: they need no script, follow the theme and are read out as a sentence."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

WIDTH, HEIGHT, FOOT = 600, 150, 22
Points = Sequence[tuple[datetime, int]]


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
