"""Being told to stop: SIGTERM and SIGHUP end work that is done here and now just as Ctrl-C does, tidily and surely.

An exception that a signal handler raises while Python runs a callback (of fork, of the garbage collector, of SQLite)
is printed and forgotten. So it is raised again until the work is seen to unwind, and nothing is printed.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AGAIN_SECONDS = 0.1


@contextmanager
def as_ctrl_c() -> Iterator[None]:
    """Raise `KeyboardInterrupt` in the block when this process is told to end, or its terminal is closed."""
    told = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # nohup: outlive a terminal
    interrupt = _Interrupt()
    former = {number: signal.signal(number, interrupt) for number in (*told, signal.SIGALRM)}
    print_forgotten, sys.unraisablehook = sys.unraisablehook, interrupt.forget
    try:
        yield
    finally:
        sys.unraisablehook = print_forgotten
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in former.items():
            signal.signal(number, handler)


class _Interrupt:
    """The handler of all signals to stop, and of the timer that asks whether the first was heard."""

    def __init__(self) -> None:
        self.raised: KeyboardInterrupt | None = None
        self.print_forgotten = sys.unraisablehook

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        if self.raised is None and number == signal.SIGALRM:
            return
        if self.raised is not None and self._unwinds():
            return  # the tidying up must not be disturbed
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS, AGAIN_SECONDS)
        self.raised = KeyboardInterrupt()
        raise self.raised

    def forget(self, fact: "sys.UnraisableHookArgs") -> None:
        """Print what a callback raised and Python forgot, unless it is ours: that is raised again."""
        if self.raised is None or fact.exc_value is not self.raised:
            self.print_forgotten(fact)

    def _unwinds(self) -> bool:
        """Tell whether what was raised is being handled, or is the reason for what is."""
        handled = sys.exc_info()[1]
        while handled is not None:
            if handled is self.raised:
                return True
            handled = handled.__context__
        return False
