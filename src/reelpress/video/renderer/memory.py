"""Gives memory back to the system: large arrays at once, all that is free between two tasks. Knows no picture."""

import ctypes
import sys
from contextlib import suppress

M_MMAP_THRESHOLD = -3  # malloc.h of the GNU C library
LARGE = 1 << 20


def keep_little() -> None:
    """Have large blocks returned as soon as they are free; elsewhere than on Linux nothing happens."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Return what is free now."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
