"""Which accounts a sign-in opens: one channel or profile, or the several pages of one person. Knows no database."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reelpress.lib import clock
from reelpress.lib.http import Client
from reelpress.publishing.platforms.base import Credentials
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.linkedin_errors import VERSION
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.sign_in import GRAPH, App, Grant, ask, grant_of

LINKEDIN = "https://api.linkedin.com"
MOST = 200
PAGES = 5  # of a list, each of a hundred
ID = re.compile(r"[\w-]{1,100}", re.ASCII)  # of Meta and of LinkedIn's members
LINKEDIN_NUMBER = re.compile(r"urn:li:organization:\d{1,20}")


@dataclass(frozen=True)
class Offer:
    """One account that can be connected now."""

    remote_id: str
    name: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


def offers(platform: Platform, app: App, grant: Grant, http: Client) -> list[Offer]:
    """Return the accounts that `grant` opens; raise `PublishError` when there is none to publish to."""
    found = _WAYS.get(platform.name, _own)(platform, app, grant, http)
    if not found:
        raise PublishError(
            ErrorClass.PERMISSION,
            f"{platform.title} showed no account to publish to.",
            means="The person who signed in has none, or did not grant access to any.",
            todo=_NONE.get(platform.name, "Sign in with another account."),
        )
    return found[:MOST]


_NONE = {
    "facebook": "Sign in as somebody who runs the Page, and choose it when Facebook asks which ones.",
    "instagram": "Link the Instagram account, a business or creator one, to a Facebook Page; then sign in again.",
}


def _own(platform: Platform, app: App, grant: Grant, http: Client) -> list[Offer]:
    """The one account that a token belongs to."""
    keys = Credentials(
        grant.access_token, grant.refresh_token, client_id=app.client_id, client_secret=app.client_secret
    )
    who = platform.verify(keys)
    return [_offer(grant, who.remote_id, who.name)]


def _offer(grant: Grant, remote_id: str, name: str) -> Offer:
    ends = clock.now() + timedelta(seconds=grant.seconds) if grant.seconds else None
    return Offer(remote_id, name or remote_id, grant.access_token, grant.refresh_token, ends, grant.scopes)


def _facebook(platform: Platform, app: App, grant: Grant, http: Client) -> list[Offer]:
    """Pages, each with a token of its own that does not end."""
    scopes, pages = _meta(platform, app, grant, http)
    return [
        Offer(str(page["id"]), str(page.get("name") or page["id"]), str(page["access_token"]), scopes=scopes)
        for page in pages
    ]


def _instagram(platform: Platform, app: App, grant: Grant, http: Client) -> list[Offer]:
    """The Instagram accounts behind Pages; the Page's token opens them."""
    scopes, pages = _meta(platform, app, grant, http)
    found = []
    for page in pages:
        account = page.get("instagram_business_account")
        if isinstance(account, dict) and _is_id(account.get("id")):
            name = str(account.get("username") or page.get("name") or account["id"])
            found.append(Offer(str(account["id"]), name, str(page["access_token"]), scopes=scopes))
    return found


def _meta(platform: Platform, app: App, grant: Grant, http: Client) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Trade the short token for a long one, so that the Pages' tokens do not end; return rights and Pages."""
    trade = {
        "grant_type": "fb_exchange_token",
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "fb_exchange_token": grant.access_token,
    }
    secrets = (grant.access_token, app.client_secret)
    long = grant_of(
        ask(http, platform.title, "GET", f"{GRAPH}/oauth/access_token", params=trade, secrets=secrets), platform.title
    )
    bearer = {"headers": {"Authorization": f"Bearer {long.access_token}"}, "secrets": (long.access_token,)}
    said = ask(http, platform.title, "GET", f"{GRAPH}/me/permissions", **bearer).json()
    rights = tuple(str(row.get("permission")) for row in _rows(said) if row.get("status") == "granted")
    fields = "id,name,access_token,instagram_business_account{id,username}"
    query = {"fields": fields, "limit": "100"}
    pages: list[dict[str, Any]] = []
    for _ in range(PAGES):
        said = ask(http, platform.title, "GET", f"{GRAPH}/me/accounts", params=query, **bearer).json()
        pages += [row for row in _rows(said) if _is_id(row.get("id")) and isinstance(row.get("access_token"), str)]
        after = _after(said)
        if not after:
            break
        query = {**query, "after": after}
    return rights, pages


def _linkedin(platform: Platform, app: App, grant: Grant, http: Client) -> list[Offer]:
    """The member, and the pages that he administers when those rights were granted."""
    bearer = {"headers": {"Authorization": f"Bearer {grant.access_token}"}, "secrets": (grant.access_token,)}
    who = ask(http, platform.title, "GET", f"{LINKEDIN}/v2/userinfo", **bearer).json()
    member = who.get("sub")
    found = [_offer(grant, f"urn:li:person:{member}", str(who.get("name") or ""))] if _is_id(member) else []
    if "w_organization_social" not in grant.scopes:
        return found
    bearer["headers"] = {
        "Authorization": f"Bearer {grant.access_token}",
        "LinkedIn-Version": VERSION,
        "X-Restli-Protocol-Version": "2.0.0",
    }
    query = {"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED"}
    said = ask(http, platform.title, "GET", f"{LINKEDIN}/rest/organizationAcls", params=query, **bearer).json()
    for row in _rows(said, "elements"):
        urn = str(row.get("organization") or row.get("organizationTarget") or "")
        if LINKEDIN_NUMBER.fullmatch(urn):
            number = urn.rpartition(":")[2]
            page = ask(http, platform.title, "GET", f"{LINKEDIN}/rest/organizations/{number}", **bearer).json()
            found.append(_offer(grant, urn, str(page.get("localizedName") or "")))
    return found


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(ID.fullmatch(value))


def _rows(said: dict[str, Any], name: str = "data") -> list[dict[str, Any]]:
    rows = said.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _after(said: dict[str, Any]) -> str:
    """Return the cursor of the next page of a list; empty on the last one."""
    paging = said.get("paging")
    if not isinstance(paging, dict) or not paging.get("next") or not isinstance(paging.get("cursors"), dict):
        return ""
    return str(paging["cursors"].get("after") or "")


_WAYS: dict[str, Callable[[Platform, App, Grant, Client], list[Offer]]] = {
    "facebook": _facebook,
    "instagram": _instagram,
    "linkedin": _linkedin,
}
