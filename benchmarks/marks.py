"""A file to which every job writes its number and the moment it starts. Plain Python: each contender loads this too.

The clock is the machine's monotonic one, which all processes share.
"""

import os
import struct
import time
from pathlib import Path

MARK = struct.Struct("<qq")  # number, nanoseconds
_file: list[int] = []


def mark(number):
    """Write that job `number` starts now; one small appending write, so that no two of them mix."""
    if not _file:
        _file.append(os.open(os.environ["BENCH_MARKS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
    os.write(_file[0], MARK.pack(number, time.monotonic_ns()))


class Marks:
    """The marks as a reader sees them."""

    def __init__(self, path):
        self.path = Path(path)

    def count(self):
        """How many jobs have started."""
        try:
            return self.path.stat().st_size // MARK.size
        except FileNotFoundError:
            return 0

    def since(self, first):
        """The marks from the `first` on, as (number, nanoseconds)."""
        with self.path.open("rb") as file:
            file.seek(first * MARK.size)
            return list(MARK.iter_unpack(file.read()))

    def wait(self, count, seconds, every=0.002):
        """Wait until `count` jobs have started; return whether they did."""
        deadline = time.monotonic() + seconds
        while self.count() < count:
            if time.monotonic() > deadline:
                return False
            time.sleep(every)
        return True
