"""Signing in with the demo network: a page that asks for consent, codes that serve once, and the accounts they open.

Speaks OAuth 2.0's authorization code with every platform's own addresses; refreshes are in `renewal`.
"""

import base64
import hashlib
import html
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from reelpress.demo.exchange import Reply, Request, html_reply, json_reply
from reelpress.demo.network import Network

PLATFORMS = {  # by the path to which people are sent
    "/o/oauth2/v2/auth": "YouTube",
    "/i/oauth2/authorize": "X",
    "/oauth/v2/authorization": "LinkedIn",
    "/v2/auth/authorize": "TikTok",
    "/dialog/oauth": "Facebook",
}
TRADES = ("/token", "/2/oauth2/token", "/oauth/v2/accessToken", "/v2/oauth/token", "/oauth/access_token")
PAGES = (
    {"id": "100000000000001", "name": "Demo Page", "ig": {"id": "17841400000000001", "username": "demo.gram"}},
    {"id": "100000000000002", "name": "Second Demo Page", "ig": None},
)
SECONDS = {"/token": 3599, "/2/oauth2/token": 7200, "/v2/oauth/token": 86_400}
TWO_MONTHS = 5_184_000


def handle(network: Network, request: Request) -> Reply | None:
    """Answer what belongs to a sign-in; None for everything else."""
    path = _plain(request.path)
    if request.method == "GET" and path in PLATFORMS:
        return _consent(network, request, PLATFORMS[path])
    if request.method == "GET" and path == "/oauth/access_token":
        return _trade(network, request.query, path)
    if request.method == "POST" and path in TRADES:
        return _posted(network, request, path)
    if request.method == "GET":
        return _whose(request, path)
    return None


def _plain(path: str) -> str:
    """Return a path without the slash at its end and without the Graph API's version."""
    first, _, rest = path.strip("/").partition("/")
    return f"/{rest}" if first.startswith("v") and "." in first else f"/{path.strip('/')}"


def _consent(network: Network, request: Request, platform: str) -> Reply:
    """The page on which a person allows or refuses."""
    asked = request.query
    back = urlsplit(asked.get("redirect_uri", ""))
    if back.scheme not in ("http", "https") or not back.netloc or not asked.get("state"):
        return html_reply(_page(platform, "<p>The request names no redirect_uri or no state.</p>"), 400)
    code = network.store.new_id()
    with network.store.lock:
        network.store.sessions[f"code {code}"] = {
            "redirect": asked["redirect_uri"],
            "challenge": asked.get("code_challenge", ""),
            "client": asked.get("client_id") or asked.get("client_key", ""),
            "scope": asked.get("scope", "").replace(",", " "),
        }
        network.store.save()
    allow = _back(asked["redirect_uri"], code=code, state=asked["state"])
    deny = _back(asked["redirect_uri"], error="access_denied", state=asked["state"])
    scopes = "".join(f"<li>{html.escape(scope)}</li>" for scope in asked.get("scope", "").replace(",", " ").split())
    links = f'<a id="allow" href="{html.escape(allow)}">Allow</a> <a id="deny" href="{html.escape(deny)}">Refuse</a>'
    return html_reply(_page(platform, f"<p>Reelpress asks for these rights:</p><ul>{scopes}</ul><p>{links}</p>"))


def _back(redirect: str, **more: str) -> str:
    parts = urlsplit(redirect)
    query = urlencode([*parse_qsl(parts.query), *more.items()])
    return parts._replace(query=query).geturl()


def _posted(network: Network, request: Request, path: str) -> Reply | None:
    form = request.form()
    if form.get("grant_type") == "authorization_code":
        kind, _, pair = request.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            form["client_id"] = base64.b64decode(pair).decode("utf-8", "replace").partition(":")[0]
        return _trade(network, form, path)
    return None


def _trade(network: Network, given: dict[str, str], path: str) -> Reply:
    """A code, or Meta's short token, for a token."""
    if given.get("grant_type") == "fb_exchange_token" and given.get("fb_exchange_token"):
        return json_reply(200, {"access_token": f"demo-long-{network.store.new_id()}", "token_type": "bearer"})
    with network.store.lock:
        known = network.store.sessions.pop(f"code {given.get('code', '')}", None)
        network.store.save()
    client = given.get("client_id") or given.get("client_key", "")
    if not known or (known["redirect"], known["client"]) != (given.get("redirect_uri"), client):
        return _no("The code is spent, or client and redirect_uri are not those that it was given to.")
    if known["challenge"] and _challenge(given.get("code_verifier", "")) != known["challenge"]:
        return _no("The code_verifier does not fit.")
    answer: dict[str, Any] = {
        "access_token": f"demo-access-{network.store.new_id()}",
        "token_type": "Bearer",
        "expires_in": SECONDS.get(path, TWO_MONTHS),
        "scope": known["scope"],
    }
    if path in SECONDS:
        answer["refresh_token"] = f"demo-refresh-{network.store.new_id()}"
    return json_reply(200, answer)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _whose(request: Request, path: str) -> Reply | None:
    """Whose account a token opens, where the platform has an address of its own for that."""
    if path == "/me/permissions":
        rights = (
            "instagram_basic instagram_content_publish instagram_manage_insights pages_show_list pages_read_engagement"
            " pages_manage_posts read_insights"
        )
        return json_reply(200, {"data": [{"permission": one, "status": "granted"} for one in rights.split()]})
    if path == "/me/accounts":
        rows = [
            {"id": page["id"], "name": page["name"], "access_token": f"demo-page-{page['id']}",
             **({"instagram_business_account": page["ig"]} if page["ig"] else {})}
            for page in PAGES
        ]  # fmt: skip
        return json_reply(200, {"data": rows})
    if path == "/v2/userinfo":
        return json_reply(200, {"sub": "demo", "name": "Demo Member"})
    return None


def _no(why: str) -> Reply:
    return json_reply(400, {"error": "invalid_grant", "error_description": why})


def _page(platform: str, inside: str) -> str:
    style = "body{font:16px/1.5 system-ui;margin:12vh auto;max-width:26rem;padding:0 1rem}a{margin-right:1rem}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to {platform} (demo)</title>'
        f"<style>{style}</style><h1>{platform}, demo network</h1>{inside}</html>"
    )
