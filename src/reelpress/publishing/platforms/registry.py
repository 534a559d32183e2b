"""The platforms there are: one line each. Knows their names, not their protocols."""

from collections.abc import Callable

from reelpress.lib.errors import BadInput
from reelpress.lib.http import Client
from reelpress.publishing.platforms.base import Tuning
from reelpress.publishing.platforms.facebook import Facebook
from reelpress.publishing.platforms.instagram import Instagram
from reelpress.publishing.platforms.linkedin import LinkedIn
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.telegram import Telegram
from reelpress.publishing.platforms.tiktok import TikTok
from reelpress.publishing.platforms.x import X
from reelpress.publishing.platforms.youtube import YouTube

PLATFORMS: dict[str, Callable[[Client, Tuning], Platform]] = {
    "youtube": YouTube,
    "instagram": Instagram,
    "twitter": X,
    "facebook": Facebook,
    "linkedin": LinkedIn,
    "tiktok": TikTok,
    "telegram": Telegram,
}
SPELLINGS = {"x": "twitter"}


def spelled(name: str) -> str:
    """Return the name of a platform that a person typed: in small letters, by the word that is stored."""
    name = name.strip().lower()
    return SPELLINGS.get(name, name)


def shown(name: str) -> str:
    """Return the name of a platform as people type and read it: by its newer one, where an older one is stored."""
    return next((typed for typed, stored in SPELLINGS.items() if stored == name), name)


def platform_names() -> tuple[str, ...]:
    """Return the names of all platforms that can be published to."""
    return tuple(PLATFORMS)


def get_platform(name: str, *, base_url: str = "", tuning: Tuning | None = None) -> Platform:
    """Return the platform `name`, reached at `base_url` when given; raise `BadInput` for an unknown one."""
    if name not in PLATFORMS:
        raise BadInput(f"There is no platform {name!r}.", todo=f"Choose from {', '.join(map(shown, PLATFORMS))}.")
    tuning = tuning or Tuning()
    return PLATFORMS[name](Client(base_url, read_seconds=tuning.read_seconds), tuning)
