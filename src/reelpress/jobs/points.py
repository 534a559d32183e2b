"""Named moments in the life of a run, at which a test may kill the process. Without a test nothing listens.

The moments: `bell` (heard, nothing claimed), `claimed` (written, not committed), `started` (claimed for good, the
handler not yet called), `finished` (the handler returned), `recording` (the end is written, not committed), `recorded`.
"""

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def listen(listener: Callable[[str], None]) -> None:
    """Call `listener` with the name of every moment that passes from now on."""
    _listeners.append(listener)


def passed(name: str) -> None:
    """Say that the moment `name` is here."""
    for listener in _listeners:
        listener(name)
