"""The processors of this machine, shared by all makings of one home: whoever paints or encodes holds one.

A processor is a file with a lock on it (flock), which the kernel frees when its holder dies. Knows no task.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from reelpress.lib import clock

LOOK_EVERY = 0.02
SAY_EVERY = 2.0


@contextmanager
def one(folder: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold one processor of `folder` while the block runs; wait until one is free, calling `waiting` every two seconds.

    Who waits stands at a gate, one at a time: so whoever has just finished cannot take the next turn, too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    look = _patiently(waiting)
    with (folder / "gate").open("a") as gate:
        while not _locked(gate):
            look()
        held = _free(folder)
        while held is None:
            look()
            held = _free(folder)
    with held:  # closing a file frees its lock
        yield


def _free(folder: Path) -> ExitStack | None:
    """Return what holds a processor that was free and is ours now; None when there is none."""
    with ExitStack() as tried:
        for number in range(os.cpu_count() or 1):
            if _locked(tried.enter_context((folder / f"{number}").open("a"))):
                return tried.pop_all()
    return None


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a file system without locks: nobody waits there
    return True


def _patiently(waiting: Callable[[], None]) -> Callable[[], None]:
    said_at = clock.monotonic()

    def look() -> None:
        nonlocal said_at
        clock.sleep(LOOK_EVERY)
        if clock.monotonic() - said_at >= SAY_EVERY:
            waiting()
            said_at = clock.monotonic()

    return look
