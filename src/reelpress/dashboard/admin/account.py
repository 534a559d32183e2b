"""The list of accounts. No token is ever read here."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from reelpress.dashboard import components
from reelpress.dashboard.admin.base import ScreenAdmin
from reelpress.dashboard.views import account as account_page
from reelpress.publishing.models import Account


@admin.register(Account)
class AccountAdmin(ScreenAdmin):
    change_list_template = "dashboard/account_list.html"
    list_display = ("title", "platform", "remote_id", "state", "life", "sent", "checked")
    list_display_links = None
    list_filter = ("status", "platform")
    search_fields = ("name", "remote_id")
    search_help_text = "Search by name or remote id"
    empty_title = "No accounts yet"
    empty_text = "Connect the places where your videos should go. Without one, videos are made and kept here."
    empty_command = "reelpress account add youtube --name Channel --token -"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        rows: QuerySet[Account] = super().get_queryset(request)
        return rows.annotate(published=Count("publications", filter=Q(publications__status="published")))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with the button that connects one for those who may."""
        context = {"may_connect": request.user.has_perm("publishing.add_account"), **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[no-any-return]

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        return account_page.page(request, row)

    @admin.display(description="Account")
    def title(self, account: Account) -> SafeString:
        return components.to(account, account.name)

    @admin.display(description="Status")
    def state(self, account: Account) -> Any:
        return account_page.account_badge(account)

    @admin.display(description="Token")
    def life(self, account: Account) -> SafeString:
        return components.days_left(account.expires_at)

    @admin.display(description="Published")
    def sent(self, account: Any) -> int:
        return int(account.published)

    @admin.display(description="Checked")
    def checked(self, account: Account) -> SafeString:
        return components.moment(account.checked_at)
