"""Who is told and how: targets named by a digest, since their addresses hold secrets; one door for each way.

Knows no job; what is told stands in sentences.py.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from reelpress.notifications import chat, webhook
from reelpress.notifications.sentences import Notice

WEBHOOK = "webhook"


@dataclass(frozen=True)
class Target:
    """One address that notices go to."""

    name: str  # twelve hex digits, the same as long as the address is
    way: str  # webhook, or the scheme that Apprise knows
    address: str = field(repr=False)

    @property
    def shown(self) -> str:
        """What it is called in messages."""
        return f"{self.way} target {self.name}"


def targets(addresses: Sequence[str], webhooks: Sequence[str]) -> list[Target]:
    """Return the targets of the settings, each address once."""
    found = [Target(digest(one), one.partition("://")[0].lower(), one) for one in addresses]
    found += [Target(digest(one), WEBHOOK, one) for one in webhooks]
    return list({target.name: target for target in found}.values())


def digest(address: str) -> str:
    """Return the name of an address, from which nobody learns the address."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:12]


def problem(target: Target) -> str:
    """Return why nothing can be sent to `target`, without showing its address; empty when it looks well."""
    return "" if target.way == WEBHOOK else chat.problem(target.address)


def send(target: Target, notice: Notice, *, delivery: str, secret: str, private: bool) -> None:
    """Send `notice` to `target`; raise `Failure`. `delivery` names this notice, through all its tries."""
    if target.way == WEBHOOK:
        webhook.send(target.address, secret, notice, shown=target.shown, delivery=delivery, private=private)
    else:
        chat.send(target.address, notice, shown=target.shown, private=private)
