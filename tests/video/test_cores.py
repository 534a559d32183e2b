"""The processors that makings share: no more are held than there are, each waits its turn, the dead hold none."""

import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from reelpress.lib import clock, proc
from reelpress.video.renderer import cores

COUNT = os.cpu_count() or 1
HOLDER = """
import sys
from pathlib import Path
from contextlib import ExitStack
from reelpress.video.renderer import cores
with ExitStack() as held:
    for _ in range(int(sys.argv[2])):
        held.enter_context(cores.one(Path(sys.argv[1]), waiting=lambda: None))
    print("held", flush=True)
    sys.stdin.read()
"""


def nobody_waits() -> None:
    raise AssertionError("there was a free processor")


def all_held(folder: Path) -> ExitStack:
    with ExitStack() as held:
        for _ in range(COUNT):
            held.enter_context(cores.one(folder, waiting=nobody_waits))
        return held.pop_all()


def at_the_gate(folder: Path) -> bool:
    with (folder / "gate").open("a") as gate:
        return not cores._locked(gate)


def test_all_processors_can_be_held_and_the_next_one_waits_until_one_is_free(tmp_path: Path) -> None:
    got = threading.Event()

    def wait() -> None:
        with cores.one(tmp_path, waiting=lambda: None):
            got.set()

    with all_held(tmp_path):
        thread = threading.Thread(target=wait)
        thread.start()
        assert clock.wait_until(lambda: at_the_gate(tmp_path), seconds=60)
        assert not got.is_set()
    assert got.wait(60)
    thread.join()


def test_who_has_finished_does_not_take_the_turn_of_who_waits(tmp_path: Path) -> None:
    order: list[str] = []

    def wait() -> None:
        with cores.one(tmp_path, waiting=lambda: None):
            order.append("who waited")

    with ExitStack() as others:
        for _ in range(COUNT - 1):
            others.enter_context(cores.one(tmp_path, waiting=nobody_waits))
        with cores.one(tmp_path, waiting=nobody_waits):
            thread = threading.Thread(target=wait)
            thread.start()
            assert clock.wait_until(lambda: at_the_gate(tmp_path), seconds=60)
        with cores.one(tmp_path, waiting=lambda: None):
            order.append("who had finished")
        thread.join()
    assert order == ["who waited", "who had finished"]


def test_a_processor_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path), str(COUNT)]
    with proc.running(command) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n", proc.stderr_of(holder)
        assert cores._free(tmp_path) is None
        holder.kill()
        holder.wait()
        with all_held(tmp_path):
            assert cores._free(tmp_path) is None


def test_who_waits_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "SAY_EVERY", 0.0)

    class Told(Exception):
        pass

    def tell() -> None:
        raise Told

    with all_held(tmp_path), pytest.raises(Told), cores.one(tmp_path, waiting=tell):
        raise AssertionError("all were held")
    assert not at_the_gate(tmp_path), "it left the gate"
