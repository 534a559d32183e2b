"""The buttons of the operations pages: pause, resume, retry a reason, cancel or retry a batch, have a duty done now."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reelpress.dashboard import access
from reelpress.jobs import control, duties
from reelpress.jobs.models import Batch, Job
from reelpress.pipeline import bulk
from reelpress.pipeline.search import Search, Term

AT_ONCE = 200  # jobs that are cancelled while the person waits; more than that by a job


def _known(name: str) -> str:
    if name not in settings.QUEUES and not Job.objects.filter(queue=name).exists():
        raise Http404("There is no such queue.")
    return name


@access.action("jobs.change_queue")
def pause(request: HttpRequest, name: str) -> HttpResponse:
    """Let no further job of a queue start."""

    def work() -> str:
        control.pause_queue(_known(name), by=access.user_of(request).get_username())
        return f"The queue {name} is paused. Running jobs go on; no further one starts."

    return access.press(request, work, reverse("dashboard:jobs-queues"))


@access.action("jobs.change_queue")
def resume(request: HttpRequest, name: str) -> HttpResponse:
    """Let the jobs of a queue start again."""

    def work() -> str:
        control.resume_queue(_known(name), by=access.user_of(request).get_username())
        return f"The queue {name} goes on."

    return access.press(request, work, reverse("dashboard:jobs-queues"))


@access.action("jobs.view_job", "jobs.change_job")
def retry_reason(request: HttpRequest, group: str) -> HttpResponse:
    """Have all jobs retried that failed for one reason."""

    def work() -> Job:
        control.failed_for(group)
        return _start(request, "retry", Term("status", "failed"), Term("reason", group))

    return access.start(request, work, reverse("dashboard:jobs-failures"))


@access.action("jobs.view_job", "jobs.change_job")
def retry_batch(request: HttpRequest, batch: str) -> HttpResponse:
    """Have the failed jobs of a batch retried."""
    found = get_object_or_404(Batch, public_id=batch)

    def work() -> Job:
        return _start(request, "retry", Term("status", "failed"), Term("batch", found.public_id))

    return access.start(request, work, reverse("dashboard:jobs-batches"))


@access.action("jobs.view_job", "jobs.change_job")
def cancel_batch(request: HttpRequest, batch: str) -> HttpResponse:
    """Cancel what has not ended of a batch: a small one now, a large one by a job."""
    found = get_object_or_404(Batch, public_id=batch)
    if found.left > AT_ONCE:
        live = [Term("status", status) for status in ("waiting", "pending", "scheduled", "processing")]
        terms = (*live, Term("batch", found.public_id))
        return access.start(request, lambda: _start(request, "cancel", *terms), reverse("dashboard:jobs-batches"))

    def work() -> str:
        done = control.cancel_batch(found, by=access.user_of(request).get_username())
        return f"{done.n:,} job{'' if done.n == 1 else 's'} of {found.name} cancelled, or told to end."

    return access.press(request, work, reverse("dashboard:jobs-batches"))


@access.action("jobs.change_schedule")
def run_duty(request: HttpRequest, name: str) -> HttpResponse:
    """Have the clock do a duty now."""

    def work() -> str:
        duties.fire_now(name, by=access.user_of(request).get_username())
        return f"The clock does {name} within seconds."

    return access.press(request, work, reverse("dashboard:jobs-schedule"))


def _start(request: HttpRequest, verb: str, *terms: Term) -> Job:
    return bulk.start(verb, [Search(terms)], bulk.newest(), user=access.user_of(request))
