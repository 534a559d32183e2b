"""Connecting accounts by signing in with the platform: off to it, back from it, and the choice of accounts.

What must survive between these steps lies sealed in the session of the person who began, and serves once.
"""

import json
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reelpress.dashboard import access, components
from reelpress.lib.errors import BadInput, Failure
from reelpress.publishing import connecting, tokens
from reelpress.publishing.connecting import Journey
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.offers import Offer

JOURNEYS, OFFERS = "sign_ins", "offered_accounts"
MOST_JOURNEYS = 5  # of one person at once: tabs that were left open
LIST = "admin:publishing_account_changelist"


@access.action("publishing.view_account", "publishing.add_account")
def begin(request: HttpRequest, platform: str) -> HttpResponse:
    """Send the person to the platform; with `account`, to connect that one anew."""
    account = _account(request.POST.get("account", ""), platform)
    try:
        journey = connecting.depart(platform, _redirect(platform), account)
    except Failure as failure:
        messages.error(request, str(failure))
        return HttpResponseRedirect(access.came_from(request, reverse(LIST)))
    kept = {**request.session.get(JOURNEYS, {}), journey.state: tokens.seal(json.dumps(asdict(journey)))}
    request.session[JOURNEYS] = dict(list(kept.items())[-MOST_JOURNEYS:])
    return HttpResponseRedirect(journey.address)


@access.screen("publishing.view_account", "publishing.add_account")
def back(request: HttpRequest, platform: str) -> HttpResponse:
    """Take what the platform sent along: tokens for the code, and the accounts that they open."""
    try:
        journey = _journey(request, platform)
        if not request.GET.get("code"):
            raise _refused(request.GET.get("error", ""), request.GET.get("error_description", ""))
        offers = connecting.arrive(journey, request.GET["code"], _redirect(platform))
        account = _account(str(journey.account_id or ""), platform)
        renewed = next((one for one in offers if account and one.remote_id == account.remote_id), None)
        if account and renewed:
            connecting.connect(platform, renewed, account=account)
            messages.success(request, f"{account} is connected again.")
            return HttpResponseRedirect(components.change_url(account))
    except Failure as failure:
        messages.error(request, str(failure))
        return HttpResponseRedirect(reverse(LIST))
    if account:
        shown = ", ".join(one.name for one in offers)
        messages.warning(request, f"You signed in as {shown}, which is not {account}. Choose what to connect.")
    request.session[OFFERS] = {"platform": platform, "sealed": connecting.seal_offers(offers)}
    return HttpResponseRedirect(reverse("dashboard:sign-in-choose"))


@access.form("publishing.view_account", "publishing.add_account")
def choose(request: HttpRequest) -> HttpResponse:
    """Show the accounts that were found, and connect the chosen ones."""
    kept = request.session.get(OFFERS)
    if not kept:
        messages.error(request, "There is no sign-in to finish. Begin again.")
        return HttpResponseRedirect(reverse(LIST))
    platform = kept["platform"]
    try:
        offers = connecting.unseal_offers(kept["sealed"])
        if request.method == "POST":
            chosen = _chosen(request, offers)
            connected = [connecting.connect(platform, offer) for offer in chosen]
            del request.session[OFFERS]
            messages.success(request, f"Connected: {', '.join(str(account) for account in connected)}.")
            return HttpResponseRedirect(components.change_url(connected[0]) if len(connected) == 1 else reverse(LIST))
    except Failure as failure:
        messages.error(request, str(failure))
        return HttpResponseRedirect(reverse(LIST))
    known = set(Account.objects.exclude(status=Account.Status.REMOVED).filter(platform=platform)
                .values_list("remote_id", flat=True))  # fmt: skip
    rows = [(place, offer.name, offer.remote_id, offer.remote_id in known) for place, offer in enumerate(offers)]
    title = f"Connect {components.platform(platform)}"
    return access.page(request, "dashboard/choose_accounts.html", title, offers=rows)


def _chosen(request: HttpRequest, offers: list[Offer]) -> list[Offer]:
    wanted = set(request.POST.getlist("offer"))
    chosen = [offer for place, offer in enumerate(offers) if str(place) in wanted]
    if not chosen:
        raise BadInput("No account was chosen, so none was connected.", todo="Sign in again and tick at least one.")
    return chosen


def _journey(request: HttpRequest, platform: str) -> Journey:
    """Return the journey that this arrival ends; it serves once."""
    kept = request.session.get(JOURNEYS, {})
    sealed = kept.pop(request.GET.get("state", ""), "")
    request.session[JOURNEYS] = kept
    journey = Journey(**json.loads(tokens.unseal(sealed))) if sealed else None
    if journey is None or journey.platform != platform:
        raise BadInput(
            "This sign-in was not begun here, or it is finished already.",
            means="No account was connected.",
            todo="Press “Sign in” once more, in this browser.",
        )
    return journey


def _refused(error: str, description: str) -> Failure:
    if error in ("access_denied", "user_cancelled_login", "user_cancelled_authorize"):
        return BadInput("Access was refused on the platform.", means="No account was connected.", todo="Sign in again.")
    said = " ".join(part[:200] for part in (error, description) if part) or "nothing"
    return BadInput(f"The platform sent no code; it said: {said}.", means="No account was connected.")


def _account(pk: str, platform: str) -> Account | None:
    """Return the account that is to be connected anew, if one was named."""
    if not pk:
        return None
    live = Account.objects.exclude(status=Account.Status.REMOVED)
    return get_object_or_404(live, pk=int(pk) if pk.isdecimal() else 0, platform=platform)


def _redirect(platform: str) -> str:
    """Return the exact address to come back to, as it is to be registered with the platform."""
    return f"{settings.REELPRESS_URL}{reverse('dashboard:sign-in-back', args=[platform])}"
