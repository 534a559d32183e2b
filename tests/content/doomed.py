"""`python -m tests.content.doomed SPEC`: the reader of strange data, with tasks that end as badly as such data does."""

import os
import signal
import sys
from pathlib import Path

from reelpress.content.sources import __main__ as program
from reelpress.content.sources.pictures import Unusable


def echo(task):
    """Say what was given."""
    return {"value": task["value"]}


def refuse(task):
    """Judge the input."""
    raise Unusable("is damaged")


def fail(task):
    """Be surprised by the input."""
    return {"value": list(task["do"])[99]}


def nest(task):
    """Go deeper than the stack allows."""
    return nest(task)


def die(task):
    """Be killed from outside, as by the kernel when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def crash(task):
    """Break in native code."""
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(task):
    """Never end, deaf to everything that Python could be told; of the time that it was given, most is over."""
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    signal.setitimer(signal.ITIMER_REAL, left / 500)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    while True:
        signal.pause()


def grow(task):
    """Take a gigabyte."""
    return {"value": len(bytearray(1 << 30))}


program.TASKS |= {one.__name__: one for one in (echo, refuse, fail, nest, die, crash, hang, grow)}

if __name__ == "__main__":
    program.main(Path(sys.argv[1]))
