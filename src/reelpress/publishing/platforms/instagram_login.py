"""Instagram Login: the second of two ways to connect an account, with a host and a renewal of its own."""

from dataclasses import replace
from datetime import timedelta

from reelpress.lib import clock
from reelpress.lib.http import Client, HttpFailure, Unsendable
from reelpress.publishing.platforms.base import Credentials
from reelpress.publishing.platforms.calls import LONGEST_TOKEN_SECONDS, count
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, from_silence
from reelpress.publishing.platforms.graph import VERSION
from reelpress.publishing.platforms.graph_errors import RECONNECT
from reelpress.publishing.platforms.instagram_errors import NAME, TABLE

ORIGIN = "https://graph.instagram.com"
HOST = f"{ORIGIN}/{VERSION}"
PREFIX = "IG"  # Page tokens begin with EAA


def is_instagram_login(credentials: Credentials) -> bool:
    """Return whether the account was connected by Instagram Login."""
    return credentials.access_token.startswith(PREFIX)


def renewed(http: Client, credentials: Credentials) -> Credentials:
    """Return the token prolonged by 60 days; it renews itself, so it is its own refresh token.

    It must be a day old and alive; Page tokens know no renewal.
    """
    if not is_instagram_login(credentials):
        raise PublishError(
            ErrorClass.AUTH,
            "The Page token of the Instagram account is not accepted, and such tokens are not renewed.",
            means="The connection to the account has ended; nothing was published.",
            todo=RECONNECT,
        )
    asked = {"grant_type": "ig_refresh_token", "access_token": credentials.access_token}
    try:
        answer = http.request("GET", f"{ORIGIN}/refresh_access_token", params=asked, secrets=credentials.secrets)
    except (HttpFailure, Unsendable) as error:
        raise from_silence(error, platform=NAME) from None
    token = answer.json().get("access_token")
    if answer.status != 200 or not isinstance(token, str) or not token:
        raise TABLE.refusal(answer)
    seconds = count(answer.json().get("expires_in"))
    ends = clock.now() + timedelta(seconds=min(seconds, LONGEST_TOKEN_SECONDS)) if seconds else None
    return replace(credentials, access_token=token, refresh_token=token, expires_at=ends)
