"""The page of an account, and connecting, renewing, checking and removing one. Tokens go in, never out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from reelpress.dashboard import access, components, lists
from reelpress.dashboard.forms import AccountForm, SlotsForm, TokenForm, connected, valid
from reelpress.lib.errors import Failure
from reelpress.publishing import connecting
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account
from reelpress.publishing.slots import written


def page(request: HttpRequest, account: Account) -> HttpResponse:
    """Show an account, how long its token lives, and what was published there."""
    removed = account.status == Account.Status.REMOVED
    return access.page(
        request,
        "dashboard/account.html",
        str(account),
        row=account,
        account=account,
        facts=_facts(account),
        publications=lists.publication_rows(account.publications.all()),
        numbers=lists.total_rows(account.publications.all()),
        token_form=TokenForm(),
        slots_form=SlotsForm(
            {
                "slots": written(publishing.slots_of(account)),
                "time_zone": account.time_zone,
                "posts_per_day": account.posts_per_day,
            }
        ),
        may_change=request.user.has_perm("publishing.change_account") and not removed,
        missing=connecting.missing_scopes(account),
        can_sign_in=connecting.can_sign_in(account.platform) and request.user.has_perm("publishing.add_account"),
        may_remove=request.user.has_perm("publishing.delete_account") and not removed,
    )


def account_badge(account: Account) -> Any:
    """Return the state of an account as a badge; one with a problem says which on hover."""
    return components.badge(account.status, title=account.status_reason)


def _facts(account: Account) -> list[tuple[str, Any]]:
    return [
        ("Status", account_badge(account)),
        ("Platform", components.platform(account.platform)),
        ("Remote id", account.remote_id or components.EMPTY),
        ("Access token", "kept, sealed" if account.access_token_sealed else "none"),
        ("Refresh token", "kept, sealed" if account.refresh_token_sealed else "none"),
        ("Token ends", components.days_left(account.expires_at)),
        ("Checked", components.moment(account.checked_at)),
        ("Posting slots", written(publishing.slots_of(account)) or "none; it posts at once"),
        ("Connected", components.moment(account.created_at)),
    ]


@sensitive_post_parameters("token", "refresh_token")
@access.form("publishing.view_account", "publishing.add_account")
def connect(request: HttpRequest) -> HttpResponse:
    """Show and read the form that connects an account."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if connected(given["platform"], given["name"]):
            form.add_error("name", "There is such an account already. Open it to replace its token.")
        else:
            try:
                account = publishing.add_account(given.pop("platform"), **given)
            except Failure as failure:
                form.add_error(None, str(failure))
            else:
                messages.success(request, f"{account} is connected. Check whether it answers.")
                return HttpResponseRedirect(components.change_url(account))
    ways = [(name, components.platform(name), connecting.can_sign_in(name), connecting.settings_of(name))
            for name in connecting.sign_in_platforms()]  # fmt: skip
    return access.page(
        request,
        "dashboard/connect.html",
        "Connect an account",
        form=form,
        ways=ways,
        all_ready=all(ready for _, _, ready, _ in ways),
        base=settings.REELPRESS_URL,
    )


@sensitive_post_parameters("token", "refresh_token")
@access.action("publishing.view_account", "publishing.change_account")
def replace_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a new token in the place of the old one."""
    account = get_object_or_404(Account.objects.exclude(status=Account.Status.REMOVED), pk=pk)

    def work() -> str:
        given = valid(TokenForm(request.POST))
        publishing.add_account(account.platform, name=account.name, remote_id=account.remote_id, **given)
        return f"The token of {account} is replaced. Check whether it answers."

    return access.press(request, work, components.change_url(account))


@access.action("publishing.view_account", "publishing.change_account")
def set_slots(request: HttpRequest, pk: int) -> HttpResponse:
    """Put other posting slots, and another number of posts a day, in the place of the old ones."""
    account = get_object_or_404(Account.objects.exclude(status=Account.Status.REMOVED), pk=pk)

    def work() -> str:
        given = valid(SlotsForm(request.POST))
        with transaction.atomic():  # a number that is refused changes no slot
            kept = publishing.set_slots(account, given["slots"], time_zone=given["time_zone"])
            publishing.set_posts_per_day(account, given["posts_per_day"])
        return f"{account} has {len(kept)} posting slots a week." if kept else f"{account} posts at once."

    return access.press(request, work, components.change_url(account))


@access.action("publishing.view_account", "publishing.change_account")
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the platform whether it still knows the account."""
    account = get_object_or_404(Account, pk=pk)

    def work() -> str:
        checked = publishing.check_account(account)
        if checked.status != Account.Status.ACTIVE:
            raise Failure(checked.status_reason or f"{checked} needs a new token.")
        return f"{checked} answers. All is well."

    return access.press(request, work, components.change_url(account))


@access.action("publishing.view_account", "publishing.delete_account")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the tokens of an account; what was published stays known."""
    account = get_object_or_404(Account, pk=pk)

    def work() -> str:
        publishing.remove_account(account)
        return f"{account} is removed and its tokens are gone. What was published there stays listed."

    return access.press(
        request, work, components.change_url(account), then=reverse("admin:publishing_account_changelist")
    )
