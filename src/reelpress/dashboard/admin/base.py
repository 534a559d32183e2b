"""The shape that every list of the dashboard shares: rows are looked at, never saved by a form.

Knows Unfold; knows no room.
"""

from typing import Any, cast

from django.contrib.admin import ShowFacets, display
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from unfold.admin import ModelAdmin, checkbox
from unfold.views import ChangeList

COUNTED = 1_000
TICK = checkbox.render(ACTION_CHECKBOX_NAME, "row")  # once: a template for each row is a quarter of a long list's time


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose count stops at 1,000: opening a list of millions costs no more than that."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Model]", self.object_list)
        return rows.order_by()[:COUNTED].count()


class ScreenList(ChangeList):  # type: ignore[misc]
    """A list that mentions its count only where a search or a filter narrows it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class ScreenAdmin(ModelAdmin):  # type: ignore[misc]
    """A list, and a page per row that only shows; what changes a row is a button with an address of its own."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # a count per choice would read the whole table
    list_per_page = 50
    list_max_show_all = 0
    list_fullwidth = True
    change_list_template = "dashboard/list.html"
    empty_title = "Nothing here yet"
    empty_text = ""
    empty_command = ""
    sortable_by: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ScreenList]:
        return ScreenList

    def page(self, request: HttpRequest, row: Model) -> HttpResponse:
        """Show the page of one row."""
        raise NotImplementedError

    @display(description=mark_safe(checkbox.render("action_toggle_all", 1)))
    def action_checkbox(self, obj: Model) -> SafeString:
        """Return the box that chooses a row."""
        return SafeString(
            TICK.replace('value="row"', f'value="{int(obj.pk)}"').replace("Select record", f"Select {escape(obj)}")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the row's page; nothing can be sent to it."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404(f"There is no {self.opts.verbose_name} {object_id}.")
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return self.page(request, row)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse: rows are not changed by forms, so there is no history of forms."""
        raise Http404("There is no such page.")
