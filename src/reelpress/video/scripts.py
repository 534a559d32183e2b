"""What a language model once wrote, kept under the digest of what it was asked, so that it is paid once.

A retry, another format and another language of the same post ask nobody again, and who asks the same at the same time
waits for the first. Knows no model and no post.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from reelpress.lib import clock
from reelpress.lib.files import write_text
from reelpress.video.storyboard import Storyboard
from reelpress.video.workspace import touch

LONGEST_WAIT = 300.0  # seconds for another's turn; whoever waited longer asks on its own


def kept(key: str, make: Callable[[], Storyboard], *, anew: bool = False) -> Storyboard:
    """Return the storyboard that is kept under `key`, else what `make` returns, which is kept; `anew`: the latter."""
    place = Path(settings.ARTEFACTS) / "scripts" / key[:2] / f"{key}.json"
    found = None if anew else _read(place)
    if found is None:
        with _turn(place):
            found = None if anew else _read(place)
            if found is None:
                return _made(place, make)
    touch(place)
    return found


def _made(place: Path, make: Callable[[], Storyboard]) -> Storyboard:
    board = make()
    if board.scenes:
        write_text(place, json.dumps(board.to_dict(), ensure_ascii=False))
    return board


@contextmanager
def _turn(place: Path) -> Iterator[None]:
    """Let one process at a time ask for what is kept at `place`; its death ends its turn."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        # Asked for again and again, not waited for inside the kernel: a job that waits can be cancelled.
        clock.wait_until(lambda: _locked(lock), seconds=LONGEST_WAIT, every=0.2)
        yield


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(place: Path) -> Storyboard | None:
    try:
        return Storyboard.from_dict(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
