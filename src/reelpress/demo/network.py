"""The parts of the demo network that every platform shares. Knows no platform."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reelpress.demo.exchange import Reply, Request
from reelpress.demo.knobs import Knobs
from reelpress.demo.store import Store


@dataclass
class Network:
    """What was posted, and what is to go wrong."""

    store: Store
    knobs: Knobs = field(default_factory=Knobs)

    def refuses(self, token: str) -> bool:
        """Return whether an access token is not accepted."""
        knobs = self.knobs
        return (
            not token
            or token in knobs.expired_tokens
            or bool(knobs.accepted_tokens and token not in knobs.accepted_tokens)
        )


Service = Callable[[Network, Request], Reply | None]  # None: not a path of this platform
