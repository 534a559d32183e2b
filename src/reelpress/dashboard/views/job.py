"""The page of one job and its buttons. Each button presses one verb; the page itself only shows."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime

from reelpress.dashboard import access, components, graph, refresh
from reelpress.dashboard.explaining import explained
from reelpress.dashboard.facts import attempts_of, facts_of, pairs, time_left, timeline_of
from reelpress.dashboard.family import family_of
from reelpress.dashboard.forms import priority_of
from reelpress.dashboard.redaction import redact_text
from reelpress.dashboard.runs import runs_of
from reelpress.jobs import control
from reelpress.jobs.models import Job
from reelpress.jobs.states import FINAL, LIVE, Status

SECTIONS = ("head", "timeline", "error", "facts", "attempts", "family", "arguments")
EVERY, EVERY_IDLE = 1000, 10_000  # milliseconds between refreshes, of a job that runs and of one that does not
CLEAN_DAYS = 7


def page(request: HttpRequest, job: Job) -> HttpResponse:
    """Show everything that is known of a job."""
    context = {"sections": SECTIONS, "runs": runs_of(job), "every": _every(job), **_context(request, job)}
    return access.page(request, "dashboard/job.html", str(job), row=job, **context)


@access.screen("jobs.view_job")
def live(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer with the sections of the page as they are now, and when to ask again."""
    job = get_object_or_404(Job.objects.select_related("user", "parent", "after"), pk=pk)
    context = _context(request, job)
    drawn = {name: render_to_string(f"dashboard/job/{name}.html", context, request) for name in SECTIONS}
    return refresh.unless_known(request, {"cells": drawn, "every": _every(job)})


def _every(job: Job) -> int:
    return EVERY if job.status == Status.PROCESSING else EVERY_IDLE if job.is_final else 2 * EVERY


def _context(request: HttpRequest, job: Job) -> dict[str, Any]:
    may_change = request.user.has_perm("jobs.change_job")
    state = components.job_state(job)
    error = redact_text(job.error_message)
    return {
        "job": job,
        "state": state,
        "badge": components.job_badge(job),
        "type": components.type_badge(job.type),
        "bar": components.progress(job),
        "error": error,
        "explained": explained(job, error, state=state),
        "time_left": time_left(job),
        "facts": facts_of(job),
        "timeline": timeline_of(job),
        "attempts": attempts_of(job),
        "arguments": pairs(job.args),
        "metadata": pairs(job.metadata),
        "family": graph.drawn(family_of(job)),
        "may_retry": may_change and job.status in FINAL,
        "may_run": may_change and job.status == Status.PENDING,
        "may_move": may_change and job.status in (Status.PENDING, Status.WAITING),
        "may_cancel": may_change and job.status in LIVE and state != "cancelling",
        "may_forget": job.status in FINAL and request.user.has_perm("jobs.delete_job"),
    }


@access.action("jobs.view_job", "jobs.change_job")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a finished job back into its queue."""

    def work(job: Job, by: str) -> str:
        control.retry(job, by=by)
        when = control.planned_for(job)
        planned = f"; it starts as planned, at {localtime(when):%Y-%m-%d %H:%M %Z}" if when else ""
        return f"Job {job.public_id} is back in the queue {job.queue}{planned}."

    return _press(request, pk, work)


@access.action("jobs.view_job", "jobs.change_job")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job, or tell a running one to end."""

    def work(job: Job, by: str) -> str:
        if control.cancel(job, by=by).status in FINAL:
            return f"Job {job.public_id} is cancelled."
        return f"Job {job.public_id} was told to end; it does so within seconds."

    return _press(request, pk, work)


@access.action("jobs.view_job", "jobs.change_job")
def run_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a job start as soon as a worker is free."""

    def work(job: Job, by: str) -> str:
        control.run_now(job, by=by)
        return f"Job {job.public_id} starts as soon as a worker is free."

    return _press(request, pk, work)


@access.action("jobs.view_job", "jobs.change_job")
def set_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a job come before or after others of its queue."""

    def work(job: Job, by: str) -> str:
        priority = priority_of(request.POST.get("priority", ""))
        control.set_priority(job, priority, by=by)
        return f"Job {job.public_id} has the priority {priority}."

    return _press(request, pk, work)


@access.action("jobs.view_job", "jobs.delete_job")
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a finished job with its history."""

    def work(job: Job, by: str) -> str:
        control.forget(job, by=by)
        return f"Job {job.public_id} and its history are gone."

    return _press(request, pk, work, then=reverse("admin:jobs_job_changelist"))


def _press(request: HttpRequest, pk: int, work: Callable[[Job, str], str], *, then: str = "") -> HttpResponse:
    """Do `work` to a job in the name of who pressed the button."""
    job = get_object_or_404(Job, pk=pk)
    by = access.user_of(request).get_username()
    return access.press(request, lambda: work(job, by), components.change_url(job), then=then)


@access.action("jobs.view_job", "jobs.delete_job")
def clean(request: HttpRequest) -> HttpResponse:
    """Delete the jobs that completed more than a week ago."""

    def work() -> str:
        gone = control.clean(days=CLEAN_DAYS, by=request.user.get_username())
        if not gone:
            return f"No job completed more than {CLEAN_DAYS} days ago; nothing to clean."
        return f"{gone} job{'s' if gone != 1 else ''} that completed more than {CLEAN_DAYS} days ago are gone."

    return access.press(request, work, reverse("admin:jobs_job_changelist"))
