"""Connecting accounts by signing in: where a person is sent, what comes back, and which accounts are then kept.

Between the steps nothing is stored in the clear: the caller keeps the sealed offers. Knows no request and no session.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.conf import settings

from reelpress.lib.errors import BadInput
from reelpress.lib.http import Client
from reelpress.publishing import tokens
from reelpress.publishing.accounts import add_account, is_demo, platform_of
from reelpress.publishing.models import Account
from reelpress.publishing.platforms import sign_in
from reelpress.publishing.platforms.offers import MOST, Offer, offers
from reelpress.publishing.platforms.registry import platform_names
from reelpress.publishing.platforms.sign_in import SIGN_INS, App
from reelpress.publishing.rules import clean

VERIFIER_BYTES = 48
DEMO_APP = App("demo-client", "demo-secret")
SETTING = {"twitter": "X", "instagram": "FACEBOOK"}  # whose client it is, where that is not the platform's own name


@dataclass(frozen=True)
class Journey:
    """A person who was sent to sign in; `state` and `verifier` are his alone."""

    platform: str
    state: str
    verifier: str
    address: str
    account_id: int | None = None  # the one that is connected anew


def sign_in_platforms() -> list[str]:
    """Return the platforms at which people can sign in, once our client is set."""
    return [name for name in platform_names() if name in SIGN_INS]


def can_sign_in(platform: str) -> bool:
    """Tell whether signing in is possible: the platform offers it and our client is set."""
    return platform in sign_in_platforms() and bool(_app(platform).client_id)


def settings_of(platform: str) -> tuple[str, str]:
    """Return the names of the settings that hold our client of `platform`."""
    name = SETTING.get(platform, platform.upper())
    return f"REELPRESS_{name}_CLIENT_ID", f"REELPRESS_{name}_CLIENT_SECRET"


def depart(platform: str, redirect: str, account: Account | None = None) -> Journey:
    """Return where to send a person who signs in, to come back at `redirect`."""
    if not can_sign_in(platform):
        raise BadInput(
            f"Signing in to {platform} is not set up.",
            means="The platform knows us by a client id, and none is set.",
            todo=f"Set {' and '.join(settings_of(platform))}, or connect the account by token.",
        )
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(VERIFIER_BYTES)
    address = sign_in.address(
        platform, _app(platform), http=_http(platform), redirect=redirect, state=state, verifier=verifier
    )
    return Journey(platform, state, verifier, address, account.pk if account else None)


def arrive(journey: Journey, code: str, redirect: str) -> list[Offer]:
    """Trade the code that a person brought back; return the accounts that can be connected."""
    platform, app, http = platform_of(journey.platform), _app(journey.platform), _http(journey.platform)
    grant = sign_in.trade(
        journey.platform, app, title=platform.title, http=http, redirect=redirect, code=code, verifier=journey.verifier
    )
    asked = (*SIGN_INS[journey.platform].scopes, *app.more_scopes)
    grant = replace(grant, scopes=grant.scopes or asked)  # RFC 6749, 5.1: left out when all was granted
    return offers(platform, app, grant, http)


def connect(platform: str, offer: Offer, *, account: Account | None = None) -> Account:
    """Keep one offered account. One that is known by its id is connected anew, under the name that it has."""
    live = Account.objects.filter(platform=platform).exclude(status=Account.Status.REMOVED)
    known = account or live.filter(remote_id=offer.remote_id).exclude(remote_id="").first()
    return add_account(
        platform,
        name=known.name if known else _free_name(platform, offer),
        token=offer.access_token,
        refresh_token=offer.refresh_token,
        remote_id=offer.remote_id,
        expires_at=offer.expires_at,
        scopes=offer.scopes,
    )


def seal_offers(found: Sequence[Offer]) -> str:
    """Return offers as sealed text, to be kept while a person chooses."""
    rows = [{**asdict(one), "expires_at": one.expires_at.isoformat() if one.expires_at else None} for one in found]
    return tokens.seal(json.dumps(rows))


def unseal_offers(sealed: str) -> list[Offer]:
    """Return the offers that were sealed."""
    rows = json.loads(tokens.unseal(sealed) or "[]")
    return [
        Offer(
            **{**row, "expires_at": datetime.fromisoformat(row["expires_at"]) if row["expires_at"] else None,
               "scopes": tuple(row["scopes"])}
        )
        for row in rows
    ]  # fmt: skip


def missing_scopes(account: Account) -> list[str]:
    """Return the rights that publishing needs and this account's connection lacks."""
    return sign_in.missing(account.platform, account.scopes)


def _free_name(platform: str, offer: Offer) -> str:
    """Return the account's own name, or with its id where another one is called so."""
    name = " ".join(clean(offer.name).split())[:80] or offer.remote_id[:80]
    live = Account.objects.filter(platform=platform).exclude(status=Account.Status.REMOVED)
    names = (name, f"{name} {offer.remote_id[-12:]}", *(f"{name} {number}" for number in range(2, MOST + 2)))
    return next(one for one in names if not live.filter(name=one).exists())


def _http(platform: str) -> Client:
    return Client(settings.PLATFORM_URLS.get(platform, ""))


def _app(platform: str) -> App:
    """Return our client of a platform; the demo network takes any."""
    more = sign_in.LINKEDIN_PAGES if platform == "linkedin" and settings.LINKEDIN_PAGES else ()
    name = "FACEBOOK" if platform == "instagram" else platform.upper()
    client_id = getattr(settings, f"{name}_CLIENT_ID", "")
    if not client_id and is_demo(platform):
        return replace(DEMO_APP, more_scopes=more)
    return App(client_id, getattr(settings, f"{name}_CLIENT_SECRET", ""), more)
