"""The list of jobs: tabs, filters, live cells, and retry and cancel for a selection."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from reelpress.dashboard import components, lists, paging, tabs
from reelpress.dashboard.admin.base import COUNTED, ScreenAdmin, ScreenList
from reelpress.dashboard.cells import buttons_cell, live_cell
from reelpress.dashboard.views import job as job_page
from reelpress.dashboard.views.live import newest_id
from reelpress.jobs.models import Job
from reelpress.jobs.registry import job_types
from reelpress.jobs.states import Status
from reelpress.jobs.stats import badges
from reelpress.lib.errors import Failure
from reelpress.pipeline import flow

AT_ONCE = 1000
PAGE = ("before", "after")
ID_LENGTH = 10


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.capitalize()) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class TypeFilter(admin.SimpleListFilter):
    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.name, kind.name) for kind in job_types()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(type=self.value()) if self.value() else queryset


class QueueFilter(admin.SimpleListFilter):
    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in settings.QUEUES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(queue=self.value()) if self.value() else queryset


class UserFilter(admin.SimpleListFilter):
    title = "user"
    parameter_name = "user"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        users = get_user_model().objects.order_by("username").values_list("pk", "username")[:50]
        return [(str(pk), name) for pk, name in users]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        value = self.value() or ""
        return queryset.filter(user_id=int(value)) if value.isdecimal() else queryset


class JobList(ScreenList):
    """The list narrowed by its tab, which is part of the address like any filter; its pages begin after a row."""

    def get_filters_params(self, params: Any = None) -> Any:
        found = super().get_filters_params(params)
        for name in ("tab", *PAGE):
            found.pop(name, None)
        return found

    def get_results(self, request: HttpRequest) -> None:
        """Find the rows of the page along the index, and how many match, up to a cap."""
        before, after = (paging.row_number(request.GET.get(name)) for name in PAGE)
        page = paging.page(self.queryset, size=self.list_per_page, before=before, after=after)
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.paginator.template_name = "dashboard/parts/older.html"
        self.result_list = page.rows
        self.result_count = self.full_result_count = self.paginator.count
        self.can_show_all, self.multi_page = False, True
        self.older_query = self._query("before", page.older)
        self.newer_query = self._query("after", page.newer)
        self.newest_query = "" if before is None and after is None else self.get_query_string({}, remove=PAGE)
        more = "more than " if self.result_count == COUNTED else ""
        self.counted = f"{more}{self.result_count:,} job{'' if self.result_count == 1 else 's'}"

    def _query(self, name: str, row: int | None) -> str:
        return "" if row is None else str(self.get_query_string({name: row}, remove=PAGE))

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Job]:
        rows: QuerySet[Job] = super().get_queryset(request, exclude_parameters)
        return rows.filter(tabs.chosen(request.GET.get("tab")).holds)


@admin.register(Job)
class JobAdmin(ScreenAdmin):
    change_list_template = "dashboard/job_list.html"
    list_display = (
        "job_id", "kind", "resource", "state", "bar", "tries", "started", "took", "queue", "priority", "finished",
        "user", "buttons",
    )  # fmt: skip
    list_filter = (StatusFilter, TypeFilter, QueueFilter, UserFilter)
    search_fields = ("public_id",)
    search_help_text = "Search by job id"
    list_display_links = None
    list_select_related = ("user",)
    actions = ("retry_selected", "cancel_selected")
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """Find by the beginning of an id, along its index."""
        term = search_term.strip().lower()
        if not term:
            return queryset, False
        return queryset.filter(public_id__gte=term, public_id__lte=term.ljust(ID_LENGTH, "z")), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with its tabs and counts."""
        current = tabs.chosen(request.GET.get("tab"))
        context = {
            "empty_title": "" if current == tabs.TABS[0] else f"No {current.title.lower()} jobs",
            "tabs": [] if request.method == "POST" else tab_links(request),
            "newest": "" if _narrowed(request) else newest_id(),
            "may_clean": request.user.has_perm("jobs.delete_job"),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)  # type: ignore[no-any-return]

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        return job_page.page(request, row)

    @admin.display(description="Job")
    def job_id(self, job: Job) -> SafeString:
        return components.copyable(job.public_id)

    @admin.display(description="Type")
    def kind(self, job: Job) -> SafeString:
        return components.to_job(job)

    @admin.display(description="About")
    def resource(self, job: Job) -> SafeString:
        return components.to(job.subject, most=34)

    @admin.display(description="Status")
    def state(self, job: Job) -> SafeString:
        return live_cell(job, "state")

    @admin.display(description="Progress")
    def bar(self, job: Job) -> SafeString:
        return live_cell(job, "bar")

    @admin.display(description="Tries")
    def tries(self, job: Job) -> SafeString:
        return live_cell(job, "tries")

    @admin.display(description="Started")
    def started(self, job: Job) -> SafeString:
        return live_cell(job, "started")

    @admin.display(description="Finished")
    def finished(self, job: Job) -> SafeString:
        return live_cell(job, "finished")

    @admin.display(description="Took")
    def took(self, job: Job) -> SafeString:
        return live_cell(job, "took")

    @admin.display(description="")
    def buttons(self, job: Job) -> SafeString:
        return buttons_cell(job)

    @admin.action(description="Retry", permissions=["change"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Put the chosen jobs back into their queues."""
        _do_each(request, queryset, flow.retry_job, "put back into the queue")

    @admin.action(description="Cancel", permissions=["change"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Cancel the chosen jobs."""
        _do_each(request, queryset, flow.cancel_job, "cancelled, or told to end")


def _narrowed(request: HttpRequest) -> bool:
    """Whether newer jobs would not show at the top of this list."""
    return any(name != "tab" or value != "all" for name, value in request.GET.items())


def tab_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the tabs as links that keep the search, the queue and the user."""
    counts, current = badges(), tabs.chosen(request.GET.get("tab"))
    kept = {name: request.GET[name] for name in ("q", "queue", "user") if request.GET.get(name)}
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


def _do_each(request: HttpRequest, rows: QuerySet[Job], verb: Callable[..., Job], done: str) -> None:
    """Press the button of every chosen job, newest last, and say what came of it."""
    jobs = list(rows.order_by("pk")[: AT_ONCE + 1])
    refused: list[str] = []
    for job in jobs[:AT_ONCE]:
        try:
            verb(job, user=request.user)
        except Failure as failure:
            refused.append(str(failure))
    succeeded = len(jobs[:AT_ONCE]) - len(refused)
    if succeeded:
        messages.success(request, f"{succeeded} job{'s' if succeeded != 1 else ''} {done}.")
    if refused:
        more = f" And {len(refused) - 3} more were refused." if len(refused) > 3 else ""
        messages.warning(request, " ".join(refused[:3]) + more)
    if len(jobs) > AT_ONCE:
        messages.info(request, f"The first {AT_ONCE:,} were taken; press again for the rest.")
