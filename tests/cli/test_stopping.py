"""Being told to stop is heard once, surely, and the tidying up is left alone."""

import os
import signal
import sys

import pytest

from reelpress import __main__
from reelpress.cli import stopping
from reelpress.lib import clock


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(stopping, "AGAIN_SECONDS", 0.002)


class ToldInACallback:
    """Being deleted, it is told to stop: what is raised there, Python forgets."""

    def __init__(self, forgotten):
        self.forgotten = forgotten

    def __del__(self):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt as told:
            self.forgotten.append(type(told))
            raise


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_to_stop_ends_the_block(number):
    former = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), stopping.as_ctrl_c():
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is former
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


class BrokenInACallback:
    """Being deleted, it fails."""

    def __del__(self):
        raise ValueError("not ours")


def test_a_stop_that_a_callback_swallowed_is_heard_a_moment_later_and_leaves_no_trace(monkeypatch):
    printed, forgotten = [], []
    monkeypatch.setattr(sys, "unraisablehook", lambda fact: printed.append(fact.exc_type))
    with pytest.raises(KeyboardInterrupt), stopping.as_ctrl_c():
        told, broken = ToldInACallback(forgotten), BrokenInACallback()
        del broken
        del told
        clock.wait_until(lambda: False, seconds=60)
    assert forgotten == [KeyboardInterrupt] and printed == [ValueError]


def test_tidying_up_is_not_disturbed_by_further_signals():
    tidied = False
    with pytest.raises(KeyboardInterrupt), stopping.as_ctrl_c():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGHUP)
            clock.wait_until(lambda: False, seconds=0.02)
            try:
                raise ValueError("another, while it tidies up")
            except ValueError:
                clock.wait_until(lambda: False, seconds=0.01)
            tidied = True
    assert tidied


def test_a_stop_while_the_program_is_still_being_read_is_a_word_and_no_trace(monkeypatch, capsys):
    def stopped():
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "_run", stopped)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 130 and capsys.readouterr().err == "Stopped.\n"
