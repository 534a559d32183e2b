"""What a language model once wrote, kept under the digest of what it was asked, so that it is paid once.

A retry, another format and another language of the same post ask nobody again. Knows no model and no post.
"""

import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from reelpress.lib.files import write_text
from reelpress.video.storyboard import Storyboard
from reelpress.video.workspace import touch


def kept(key: str, make: Callable[[], Storyboard], *, anew: bool = False) -> Storyboard:
    """Return the storyboard that is kept under `key`, else what `make` returns, which is kept; `anew`: the latter."""
    place = Path(settings.ARTEFACTS) / "scripts" / key[:2] / f"{key}.json"
    found = None if anew else _read(place)
    if found is not None:
        touch(place)
        return found
    board = make()
    if board.scenes:
        write_text(place, json.dumps(board.to_dict(), ensure_ascii=False))
    return board


def _read(place: Path) -> Storyboard | None:
    try:
        return Storyboard.from_dict(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
