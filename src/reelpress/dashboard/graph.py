"""The family of a job as a drawing: a box a job, a line a tie. Twice, side by side for a desk and one below the other
for a phone; the style sheet shows one. Knows jobs by their fields; asks no database.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reelpress.dashboard import components
from reelpress.dashboard.family import Family, Generation
from reelpress.dashboard.redaction import redact_text
from reelpress.jobs.models import Job
from reelpress.lib.text import clip
from reelpress.pipeline import search

BOX_WIDE, BOX_TALL = 196, 50
BESIDE, BELOW, INDENT, EDGE = 48, 14, 22, 2  # pixels between columns, between rows, of a generation on a phone, around
LETTERS = 26  # that fit a line of a box


@dataclass(frozen=True)
class Box:
    """One job, or those that are not drawn, and where its box stands."""

    x: float
    y: float
    job: Job | None
    rest: str = ""
    step: int = 0  # generations from the job that the page is of


Layout = dict[int, Box]


def drawn(family: Family) -> SafeString:
    """Return the drawing for a desk and the one for a phone."""
    if family.alone:
        return SafeString()
    wide, narrow = _columns(family), _steps(family)
    return SafeString(
        _svg(family, wide, "rp-graph-wide", _beside) + _svg(family, narrow, "rp-graph-narrow", _below),
    )


def _columns(family: Family) -> list[Box]:
    """A generation a column, each in the middle of the height."""
    sizes = [len(one.jobs) + bool(one.more) for one in family.generations]
    tall = max(sizes) * (BOX_TALL + BELOW) - BELOW
    boxes = []
    for column, (generation, size) in enumerate(zip(family.generations, sizes, strict=True)):
        x = EDGE + column * (BOX_WIDE + BESIDE)
        y = EDGE + (tall - size * (BOX_TALL + BELOW) + BELOW) / 2
        for row, (job, rest) in enumerate(_rows(generation)):
            boxes.append(Box(x, y + row * (BOX_TALL + BELOW), job, rest, generation.step))
    return boxes


def _steps(family: Family) -> list[Box]:
    """A job a line, further in with each generation."""
    boxes: list[Box] = []
    for depth, generation in enumerate(family.generations):
        for job, rest in _rows(generation):
            y = EDGE + len(boxes) * (BOX_TALL + BELOW)
            boxes.append(Box(EDGE + depth * INDENT, y, job, rest, generation.step))
    return boxes


def _rows(generation: Generation) -> Iterator[tuple[Job | None, str]]:
    """Return what has a box: each job, and the words for those that are not drawn."""
    yield from ((job, "") for job in generation.jobs)
    if generation.rest:
        yield None, generation.rest


def _beside(source: Box, target: Box) -> str:
    """A curve from the right of one box to the left of another."""
    x, y = source.x + BOX_WIDE, source.y + BOX_TALL / 2
    end_x, end_y = target.x, target.y + BOX_TALL / 2
    bend = max(18.0, (end_x - x) / 2)
    return f"M{x:.0f} {y:.0f}C{x + bend:.0f} {y:.0f} {end_x - bend:.0f} {end_y:.0f} {end_x:.0f} {end_y:.0f}"


def _below(source: Box, target: Box) -> str:
    """A line down from below one box and into the side of another."""
    x, y = source.x + INDENT / 2, source.y + BOX_TALL
    return f"M{x:.0f} {y:.0f}V{target.y + BOX_TALL / 2:.0f}H{target.x:.0f}"


def _svg(family: Family, boxes: list[Box], name: str, line: Callable[[Box, Box], str]) -> str:
    places: Layout = {box.job.pk: box for box in boxes if box.job}
    wide = round(max(box.x for box in boxes) + BOX_WIDE + EDGE)
    tall = round(max(box.y for box in boxes) + BOX_TALL + EDGE)
    lines = format_html_join(
        "",
        '<path class="{}" d="{}"><title>{}</title></path>',
        (
            (
                "rp-tie rp-tie-waits" if tie.waits else "rp-tie",
                line(places[tie.source], places[tie.target]),
                "waits for it" if tie.waits else "started it",
            )
            for tie in family.ties
        ),
    )
    return format_html(
        '<svg class="rp-graph {}" width="{}" height="{}" viewBox="0 0 {} {}" role="group" '
        'aria-label="{}">{}{}</svg>',
        name, wide, tall, wide, tall, _said(family), lines,
        SafeString("".join(_box(box, family.job) for box in boxes)),
    )  # fmt: skip


def _said(family: Family) -> str:
    before = _counted(one for one in family.generations if one.step < 0)
    after = _counted(one for one in family.generations if one.step > 0)
    return f"This job, {before} before it and {after} after it"


def _counted(generations: Iterable[Generation]) -> str:
    found = list(generations)
    n = sum(len(one.jobs) + one.more for one in found)
    return f"at least {n}" if any(one.at_least for one in found) else str(n)


def _rest(box: Box, this: Job) -> SafeString:
    """Return how many are not drawn; those that the job started itself can be listed."""
    said = format_html('<text class="rp-node-more" x="{}" y="{}">and {}</text>', box.x + 12, box.y + 30, box.rest)
    if box.step != 1:
        return said
    listed = search.address(f"parent:{this.public_id}")
    return format_html('<a class="rp-node" href="{}">{}</a>', listed, said)


def _box(box: Box, this: Job) -> SafeString:
    if box.job is None:
        return _rest(box, this)
    is_this = box.job.pk == this.pk
    state = components.job_state(box.job)
    note = redact_text(box.job.error_message or box.job.message)
    return format_html(
        '<a class="rp-node rp-{}{}" href="{}"{}><title>{} {}: {}. {}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="8"/><circle cx="{}" cy="{}" r="4"/>'
        '<text class="rp-node-type" x="{}" y="{}">{}</text><text class="rp-node-note" x="{}" y="{}">{}</text></a>',
        components.TONES[state], " rp-node-this" if is_this else "", components.change_url(box.job),
        SafeString(' aria-current="page"') if is_this else "", box.job.type, box.job.public_id, state, note,
        box.x, box.y, BOX_WIDE, BOX_TALL, box.x + 15, box.y + 18,
        box.x + 27, box.y + 22, clip(box.job.type, LETTERS - 2),
        box.x + 12, box.y + 39, clip(f"{state} · {note}" if note else f"{state} · {box.job.public_id}", LETTERS + 3),
    )  # fmt: skip
