"""The list of jobs: tabs, the search line, live cells, and what is done to a selection."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from reelpress.dashboard import components, filters, lists, paging, tabs
from reelpress.dashboard.admin.base import COUNTED, ScreenAdmin, ScreenList
from reelpress.dashboard.cells import buttons_cell, live_cell, two_lines
from reelpress.dashboard.pulse import pulse
from reelpress.dashboard.views import job as job_page
from reelpress.dashboard.views.live import newest_id
from reelpress.jobs import control
from reelpress.jobs.control import MOST_PRIORITY
from reelpress.jobs.models import Job
from reelpress.jobs.stats import badges
from reelpress.pipeline.bulk import VERBS
from reelpress.pipeline.matching import condition
from reelpress.pipeline.search import MEANINGS

AT_ONCE = 1000


class JobList(ScreenList):
    """The list narrowed by its tab, which is part of the address like any filter; its pages begin after a row."""

    def get_filters_params(self, params: Any = None) -> Any:
        return {}  # the search line and the tab narrow; no field can be asked for past them

    def get_results(self, request: HttpRequest) -> None:
        """Find the rows of the page by index, and how many match, up to a cap; what is whole is not counted."""
        before, after = (paging.row_number(request.GET.get(name)) for name in filters.PAGE)
        whole_rows = self.apply_select_related(self.root_queryset)
        page = paging.page(self.queryset, size=self.list_per_page, before=before, after=after, whole=whole_rows)
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.paginator.template_name = "dashboard/parts/older.html"
        self.result_list = page.rows
        whole = before is None and after is None and page.older is None
        self.result_count = self.full_result_count = len(page.rows) if whole else self.paginator.count
        self.can_show_all, self.multi_page = False, True
        self.older_query = self._query("before", page.older)
        self.newer_query = self._query("after", page.newer)
        self.newest_query = "" if before is None and after is None else self.get_query_string({}, remove=filters.PAGE)
        more = "more than " if self.result_count == COUNTED else ""
        self.counted = f"{more}{self.result_count:,} job{'' if self.result_count == 1 else 's'}"

    def _query(self, name: str, row: int | None) -> str:
        return "" if row is None else str(self.get_query_string({name: row}, remove=filters.PAGE))

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Job]:
        rows: QuerySet[Job] = super().get_queryset(request, exclude_parameters)
        self.search = filters.asked(request)
        self.query = str(self.search)
        return rows.filter(condition(tabs.chosen(request.GET.get("tab")).asks, self.search))


@admin.register(Job)
class JobAdmin(ScreenAdmin):
    change_list_template = "dashboard/job_list.html"
    list_display = ("name", "resource", "state", "bar", "place", "times", "took", "buttons")  # all fit at 1440 px
    list_filter = filters.FILTERS
    list_display_links = None
    list_select_related = ("user",)
    actions = ("retry_selected", "cancel_selected", "run_now_selected", "move_up_selected", "delete_chosen")
    empty_title = "No jobs here"
    empty_text = "Jobs appear as soon as something is to be done: make a video of a post, or publish one."
    empty_command = "reelpress video generate POST tiktok --queue"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[JobList]:
        return JobList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Jobs with what they are about."""
        return lists.with_subjects(super().get_queryset(request))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Leave the buttons away for those who may not press them."""
        names = self.list_display
        return names if self.has_change_permission(request) else tuple(name for name in names if name != "buttons")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with its tabs and counts."""
        current = tabs.chosen(request.GET.get("tab"))
        context = {
            "empty": current,
            "tabs": [] if request.method == "POST" else tab_links(request),
            "meanings": MEANINGS,
            "tab": current.name,
            "pulse": "" if request.method == "POST" else pulse(current, filters.asked(request)),
            "verbs": [(name, verb.title) for name, verb in VERBS.items() if request.user.has_perm(verb.permission)],
            "newest": "" if _narrowed(request) else newest_id(),
            "may_clean": request.user.has_perm("jobs.delete_job"),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)  # type: ignore[no-any-return]

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        return job_page.page(request, row)

    @admin.display(description="Job")
    def name(self, job: Job) -> SafeString:
        return two_lines(components.to_job(job), components.copyable(job.public_id))

    @admin.display(description="About · started by")
    def resource(self, job: Job) -> SafeString:
        return two_lines(components.to(job.subject, most=44), job.user or components.EMPTY)

    @admin.display(description="Status · tries")
    def state(self, job: Job) -> SafeString:
        return two_lines(live_cell(job, "state"), live_cell(job, "tries"))

    @admin.display(description="Progress")
    def bar(self, job: Job) -> SafeString:
        return live_cell(job, "bar")

    @admin.display(description="Queue · priority")
    def place(self, job: Job) -> SafeString:
        return two_lines(job.queue, f"priority {job.priority}")

    @admin.display(description="Started · ended")
    def times(self, job: Job) -> SafeString:
        return two_lines(live_cell(job, "started"), live_cell(job, "finished"))

    @admin.display(description="Took")
    def took(self, job: Job) -> SafeString:
        return live_cell(job, "took")

    @admin.display(description="")
    def buttons(self, job: Job) -> SafeString:
        return buttons_cell(job)

    def has_forget_permission(self, request: HttpRequest) -> bool:
        """Return whether a person may delete finished jobs; no form of the admin's does it."""
        return request.user.has_perm("jobs.delete_job")

    @admin.action(description="Retry", permissions=["change"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Put the chosen jobs back into their queues."""
        _do_each(request, queryset, "retry")

    @admin.action(description="Cancel", permissions=["change"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Cancel the chosen jobs."""
        _do_each(request, queryset, "cancel")

    @admin.action(description="Run now", permissions=["change"])
    def run_now_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Have the chosen jobs start as soon as a worker is free."""
        _do_each(request, queryset, "run-now")

    @admin.action(description="Move to the front (priority 100)", permissions=["change"])
    def move_up_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Have the chosen jobs come before all others of their queues."""
        _do_each(request, queryset, "priority", priority=MOST_PRIORITY)

    @admin.action(description="Delete", permissions=["forget"])
    def delete_chosen(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Delete the chosen jobs that are finished, with their history."""
        _do_each(request, queryset, "delete")


def _narrowed(request: HttpRequest) -> bool:
    """Whether newer jobs would not show at the top of this list."""
    return any(name != "tab" or value != "all" for name, value in request.GET.items())


def tab_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the tabs as links that keep the search, but not a status that would contradict the tab."""
    counts, current = badges(), tabs.chosen(request.GET.get("tab"))
    line = str(filters.asked(request).having("status", ""))
    kept = {"q": line} if line else {}
    return [
        {
            "name": tab.name,
            "title": tab.title,
            "count": counts[tab.name],
            "current": tab == current,
            "query": urlencode({"tab": tab.name, **kept}),
        }
        for tab in tabs.TABS
    ]


def _do_each(request: HttpRequest, rows: QuerySet[Job], name: str, **options: Any) -> None:
    """Press the button of every chosen job, in the order of the verb, and say what came of it."""
    verb = VERBS[name]
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    taken = Job.objects.filter(pk__in=ids[:AT_ONCE]).order_by(verb.order)
    by = request.user.get_username()
    done = control.each(taken, partial(verb.press, **options), action=f"{name} selection", by=by)
    if done.n:
        messages.success(request, f"{done.n} job{'s' if done.n != 1 else ''} {verb.done}.")
    if done.refused:
        more = f" And {len(done.refused) - 3} more were refused." if len(done.refused) > 3 else ""
        messages.warning(request, " ".join(done.refused[:3]) + more)
    if len(ids) > AT_ONCE:
        messages.info(request, f"The first {AT_ONCE:,} were taken; “All matching” takes the rest.")
