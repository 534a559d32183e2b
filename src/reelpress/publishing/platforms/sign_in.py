"""Signing in with a platform in the browser: OAuth 2.0's authorization code, as data per platform.

Where a person is sent to, and how the code that comes back is traded for tokens (RFC 6749, PKCE: RFC 7636). Knows no
session and no database; whose accounts the tokens open is asked in `offers`.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from reelpress.lib.http import Answer, Client, HttpFailure, Unsendable, redact
from reelpress.lib.text import clip
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, by_status, from_silence

GRAPH = "https://graph.facebook.com/v25.0"
META_DIALOG = "https://www.facebook.com/v25.0/dialog/oauth"
LONGEST_SECONDS = 366 * 86_400
AGAIN = "Sign in once more."


@dataclass(frozen=True)
class SignIn:
    """How one platform does it."""

    authorize: str
    token: str
    scopes: tuple[str, ...]
    separator: str = " "
    pkce: bool = False
    client: str = "client_id"  # the name of that parameter
    by_get: bool = False  # the trade is a GET with everything in its query
    by_header: bool = False  # the client's secret goes into an Authorization header (Basic)
    extra: Mapping[str, str] = field(default_factory=dict)


GOOGLE = "https://www.googleapis.com/auth/"
SIGN_INS: dict[str, SignIn] = {
    "youtube": SignIn(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        (f"{GOOGLE}youtube.upload", f"{GOOGLE}youtube.readonly", f"{GOOGLE}youtube.force-ssl"),
        pkce=True,
        extra={"access_type": "offline", "prompt": "consent"},  # both, else no refresh token may come
    ),
    "instagram": SignIn(
        META_DIALOG,
        f"{GRAPH}/oauth/access_token",
        (
            "instagram_basic",
            "instagram_content_publish",
            "instagram_manage_insights",
            "pages_show_list",
            "pages_read_engagement",
        ),
        separator=",",
        by_get=True,
    ),
    "twitter": SignIn(
        "https://x.com/i/oauth2/authorize",
        "https://api.x.com/2/oauth2/token",
        ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        pkce=True,
        by_header=True,
    ),
    "facebook": SignIn(
        META_DIALOG,
        f"{GRAPH}/oauth/access_token",
        ("pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights"),
        separator=",",
        by_get=True,
    ),
    "linkedin": SignIn(
        "https://www.linkedin.com/oauth/v2/authorization",
        "https://www.linkedin.com/oauth/v2/accessToken",
        ("openid", "profile", "w_member_social"),
    ),
    "tiktok": SignIn(
        "https://www.tiktok.com/v2/auth/authorize/",
        "https://open.tiktokapis.com/v2/oauth/token/",
        ("user.info.basic", "video.publish", "video.upload", "video.list"),
        separator=",",
        client="client_key",
    ),
}
LINKEDIN_PAGES = ("w_organization_social", "r_organization_social", "rw_organization_admin")


@dataclass(frozen=True)
class App:
    """Our registration with a platform."""

    client_id: str
    client_secret: str = field(repr=False)
    more_scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grant:
    """What a person's consent gave us."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    seconds: int | None = None  # that the access token lives
    scopes: tuple[str, ...] = ()


def address(platform: str, app: App, *, http: Client, redirect: str, state: str, verifier: str) -> str:
    """Return where to send a person who signs in; `redirect` must be exactly what is registered."""
    way = SIGN_INS[platform]
    query = {
        way.client: app.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": way.separator.join((*way.scopes, *app.more_scopes)),
        "state": state,
        **way.extra,
    }
    if way.pkce:
        query |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
    return f"{http.at(way.authorize)}?{urlencode(query)}"


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def trade(platform: str, app: App, *, title: str, http: Client, redirect: str, code: str, verifier: str) -> Grant:
    """Trade the code that came back for tokens; raise `PublishError` when the platform refuses."""
    way = SIGN_INS[platform]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, way.client: app.client_id}
    headers = {}
    if way.by_header and app.client_secret:
        pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
    elif app.client_secret:
        form["client_secret"] = app.client_secret
    if way.pkce:
        form["code_verifier"] = verifier
    secrets = (code, verifier, app.client_secret)
    if way.by_get:
        return grant_of(ask(http, title, "GET", way.token, params=form, secrets=secrets), title)
    return grant_of(ask(http, title, "POST", way.token, form=form, headers=headers, secrets=secrets), title)


def ask(http: Client, title: str, method: str, url: str, **request: object) -> Answer:
    """Send one request of a sign-in; raise `PublishError` for a silence or a refusal."""
    try:
        answer = http.request(method, url, **request)  # type: ignore[arg-type]
    except (HttpFailure, Unsendable) as error:
        raise from_silence(error, platform=title) from None
    if answer.status != 200 or answer.json().get("error"):
        raise _refused(answer, title)
    return answer


def grant_of(answer: Answer, title: str) -> Grant:
    """Return the tokens in an answer."""
    said = answer.json()
    token, refresh = said.get("access_token"), said.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise _refused(answer, title)
    lives = said.get("expires_in")
    seconds = min(int(lives), LONGEST_SECONDS) if isinstance(lives, int) and lives > 0 else None
    granted = said.get("scope")
    scopes = tuple(granted.replace(",", " ").split()) if isinstance(granted, str) else ()
    return Grant(token, refresh if isinstance(refresh, str) else "", seconds, scopes)


def missing(platform: str, scopes: tuple[str, ...] | list[str]) -> list[str]:
    """Return the rights that publishing needs and a person did not grant; nothing when it is not known what was."""
    way = SIGN_INS.get(platform)
    return [scope for scope in way.scopes if scope not in scopes] if way and scopes else []


def _refused(answer: Answer, title: str) -> PublishError:
    said = answer.json()
    error = said.get("error")
    message = error.get("message", "") if isinstance(error, dict) else said.get("error_description") or error or ""
    # Redacted before it is cut: half a secret would not be known for one.
    case = by_status(answer, platform=title, said=clip(redact(str(message), answer.secrets), 300))
    return PublishError(
        case.error_class if answer.status >= 429 else ErrorClass.AUTH,
        case.happened,
        means="The account was not connected.",
        todo=AGAIN,
        raw=answer.shown,
    )
