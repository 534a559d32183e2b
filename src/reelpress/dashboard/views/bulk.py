"""What is done to all jobs that a search finds: first how many, then a button that has a job do it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from reelpress.dashboard import access, filters, lists, paging, tabs
from reelpress.dashboard.forms import priority_of
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput
from reelpress.pipeline import bulk
from reelpress.pipeline.search import Search, parse

SAMPLE = 10


def _allowed(request: HttpRequest, asked: QueryDict) -> str:
    """Return the verb that was asked for; refuse those who may not use it."""
    name = asked.get("verb", "")
    if name not in bulk.VERBS or not request.user.has_perm(bulk.VERBS[name].permission):
        raise PermissionDenied
    return name


@access.screen("jobs.view_job")
def page(request: HttpRequest) -> HttpResponse:
    """Show how many jobs would be taken and the newest of them, with a button."""
    verb, tab, search = _allowed(request, request.GET), tabs.chosen(request.GET.get("tab")), filters.asked(request)
    upto = bulk.newest()
    searches = _searches(tab, search)
    count, is_all = bulk.how_many(searches, upto)
    return access.page(
        request,
        "dashboard/bulk.html",
        f"{bulk.VERBS[verb].title}: all matching jobs",
        verb=verb,
        button=bulk.VERBS[verb].title,
        tab=tab,
        line=str(search),
        problems=search.problems,
        upto=upto,
        count=count,
        more="" if is_all else "more than ",
        sample=lists.job_rows(bulk.chosen(searches, upto).select_related("user"), SAMPLE),
    )


def _searches(tab: tabs.Tab, search: Search) -> list[Search]:
    return [tab.asks, search]


@access.action("jobs.view_job")
def start(request: HttpRequest) -> HttpResponse:
    """Have a job do it to all that the preview counted."""
    verb = _allowed(request, request.POST)
    searches = _searches(tabs.chosen(request.POST.get("tab")), parse(request.POST.get("q", "")))

    def work() -> Job:
        upto = paging.row_number(request.POST.get("upto"))
        if upto is None:
            raise BadInput("It is not known which jobs were counted.", todo="Go back and begin again.")
        user = access.user_of(request)
        return bulk.start(verb, searches, upto, user=user, priority=priority_of(request.POST.get("priority", "0")))

    return access.start(request, work, reverse("admin:jobs_job_changelist"))
