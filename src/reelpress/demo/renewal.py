"""New access tokens for refresh tokens, as the platforms of the demo network give them. Knows no platform by name."""

from typing import Any

from reelpress.demo.exchange import Request
from reelpress.demo.network import Network


def renewed(network: Network, request: Request, platform: str, *, seconds: int, rotates: bool) -> dict[str, Any] | None:
    """Return a fresh set of tokens, or None for a refresh token that is no good.

    With `rotates`, each renewal gives a new refresh token and ends the old one.
    """
    form = request.form()
    old = form.get("refresh_token", "")
    store = network.store
    with store.lock:
        spent = f"{platform} spent {old}"
        if network.knobs.refuse_refresh or form.get("grant_type") != "refresh_token" or not old:
            return None
        if spent in store.sessions:
            return None
        number = store.count(f"{platform} tokens")
        answer: dict[str, Any] = {
            "access_token": f"demo-access-{number}-{store.new_id()}",
            "expires_in": seconds,
            "token_type": "Bearer",
        }
        if rotates or network.knobs.rotate_refresh:
            answer["refresh_token"] = f"demo-refresh-{number}-{store.new_id()}"
        if rotates:
            store.sessions[spent] = {}
        store.save()
    return answer
