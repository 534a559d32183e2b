"""What an error of the machine is called in sentences. Knows no scene."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from reelpress.lib.errors import Failure
from reelpress.lib.proc import ProgramFailed

FULL = (errno.ENOSPC, errno.EDQUOT)
SAID = (*(os.strerror(code) for code in FULL), "database or disk is full")  # the last by SQLite


def full_disk(error: BaseException) -> Failure | None:
    """Return the failure to tell when `error` comes of a full disk, or of a full share of it; else None."""
    words = error.stderr if isinstance(error, ProgramFailed) else str(error)
    if getattr(error, "errno", None) not in FULL and not any(said in words for said in SAID):
        return None
    return Failure(
        "The disk is full.",
        means="The scene or file that was being written is not there; what was finished before is kept.",
        todo="Free some space or set REELPRESS_HOME to a larger disk, then retry.",
    )


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Raise the failure to tell when the block meets a full disk."""
    try:
        yield
    except Exception as error:
        if full := full_disk(error):
            raise full from None
        raise
