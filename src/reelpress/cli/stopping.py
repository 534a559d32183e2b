"""Being told to stop: SIGTERM and SIGHUP end work that is done here and now just as Ctrl-C does, tidily."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def as_ctrl_c() -> Iterator[None]:
    """Raise `KeyboardInterrupt` in the block when this process is told to end, or its terminal is closed."""
    former = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in former.items():
        if handler is not signal.SIG_IGN:  # as under nohup: it is to outlive its terminal
            signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # a second one must not disturb the tidying up
    raise KeyboardInterrupt
