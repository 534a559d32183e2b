"""Which narrators there are. Cheap to import: a voice is loaded only when it is asked for."""

from collections.abc import Callable

from reelpress.lib.errors import BadInput
from reelpress.video.narrators.base import Narrator


def _hibari() -> Narrator:
    from reelpress.video.narrators.hibari import HibariNarrator

    return HibariNarrator()


# Each with a version that changes whenever the same text would sound or be timed differently.
NARRATORS: dict[str, tuple[str, Callable[[], Narrator]]] = {"hibari": ("hibari-0.2.1-heart-3", _hibari)}


DEFAULT = "hibari"


def narrator_version(name: str) -> str:
    """Return what names the voice and its timing, without loading it; raise `BadInput`."""
    return _entry(name)[0]


def get_narrator(name: str) -> Narrator:
    """Load and return the narrator `name`; raise `BadInput`."""
    return _entry(name)[1]()


def _entry(name: str) -> tuple[str, Callable[[], Narrator]]:
    try:
        return NARRATORS[name or DEFAULT]
    except KeyError:
        raise BadInput(f"There is no narrator {name!r}.", todo=f"Choose one of {', '.join(NARRATORS)}.") from None
