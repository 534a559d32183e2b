"""The cells of the job list that change while it is open: drawn with the page, and again by each refresh.

Knows a job's fields; asks no database.
"""

from collections.abc import Callable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reelpress.dashboard import components
from reelpress.jobs.models import Job


def tries(job: Job) -> str:
    """Return how many attempts were used of how many."""
    return f"{job.attempts}/{job.max_attempts} tries"


def started(job: Job) -> SafeString:
    """Return when the job started last; of one that never did, when it is due."""
    if job.started_at is None and components.job_state(job) == "scheduled":
        return format_html("due {}", components.moment(job.run_after))
    return components.moment(job.started_at)


def finished(job: Job) -> SafeString:
    """Return when the job ended; of one that will be tried once more, when that is due."""
    if job.started_at is not None and components.job_state(job) == "scheduled":
        return format_html("again {}", components.moment(job.run_after))
    return format_html("ended {}", components.moment(job.finished_at)) if job.finished_at else components.EMPTY


CELLS: Mapping[str, Callable[[Job], SafeString | str]] = {
    "state": components.job_badge,
    "bar": components.progress,
    "tries": tries,
    "started": started,
    "finished": finished,
    "took": components.took,
}


def live_cell(job: Job, name: str) -> SafeString:
    """Return a cell of the list, marked so that a refresh finds it."""
    return format_html('<span data-live="{}-{}">{}</span>', name, job.pk, CELLS[name](job))


def two_lines(above: object, below: object) -> SafeString:
    """Return two facts as one cell, the lesser below."""
    return format_html('<span class="rp-two"><span>{}</span><span>{}</span></span>', above, below)


def buttons_cell(job: Job) -> SafeString:
    """Return the buttons of a row, for those who may press them."""
    buttons = components.job_buttons(job, allowed=True)
    return format_html('<span class="rp-buttons" data-live="buttons-{}">{}</span>', job.pk, buttons)


def fresh(job: Job, *, may_change: bool) -> dict[str, str]:
    """Return every live cell of a row by its mark."""
    found = {f"{name}-{job.pk}": str(draw(job)) for name, draw in CELLS.items()}
    if may_change:
        found[f"buttons-{job.pk}"] = str(components.job_buttons(job, allowed=True))
    return found
