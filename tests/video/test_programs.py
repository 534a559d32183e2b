"""Programs side by side: heard while they run, judged at their end, gone on every way out."""

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from reelpress.lib import clock
from reelpress.lib.errors import Failure
from reelpress.video import programs

TALKER = """
import json, sys, time
spec = json.load(open(sys.argv[1]))
for number in range(spec.get("lines", 3)):
    print(json.dumps({"number": number, "name": spec["name"]}), flush=True)
print("a library's chatter")
if spec.get("error"):
    print(json.dumps({"error": spec["error"], "todo": "Do this.", "permanent": True}), flush=True); sys.exit(1)
if spec.get("crash"):
    sys.exit("it broke")
time.sleep(spec.get("sleep", 0))
"""


@pytest.fixture(autouse=True)
def talker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    script = tmp_path / "talker.py"
    script.write_text(TALKER)
    monkeypatch.setattr(programs, "command_for", lambda module, spec: [sys.executable, str(script), str(spec)])
    yield script


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if lives(child)]


def lives(child: psutil.Process) -> bool:
    try:
        return child.status() != "zombie"
    except psutil.NoSuchProcess:
        return False


def run(folder: Path, *specs: dict[str, object], listen: object = None, stall: float = 60) -> list[dict[str, object]]:
    heard: list[dict[str, object]] = []
    tasks = [(f"Program {i}", "talker", {"name": f"p{i}", **spec}) for i, spec in enumerate(specs)]
    programs.run_side_by_side(tasks, folder=folder, listen=listen or heard.append, stall_seconds=stall)  # type: ignore[arg-type]
    return heard


def test_every_program_is_heard_to_its_end(tmp_path: Path) -> None:
    heard = run(tmp_path, {"lines": 200}, {"lines": 5})
    assert [item["number"] for item in heard if item["name"] == "p0"] == list(range(200))
    assert sum(item["name"] == "p1" for item in heard) == 5


def test_a_programs_own_sentence_becomes_the_failure(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="No ink left") as caught:
        run(tmp_path, {"error": "No ink left."}, {"sleep": 600})
    assert caught.value.permanent and caught.value.explanation.todo == "Do this."
    assert children() == []


def test_a_crash_says_what_the_program_said_last(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"Program 0 ended with code 1: it broke"):
        run(tmp_path, {"crash": True})


def test_a_program_that_says_nothing_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="made no progress"):
        run(tmp_path, {"sleep": 600}, stall=0.6)
    assert children() == []


def test_whatever_interrupts_leaves_no_program(tmp_path: Path) -> None:
    class Cancelled(BaseException):
        pass

    def interrupt(item: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        run(tmp_path, {"sleep": 600}, {"sleep": 600}, listen=interrupt)
    assert clock.wait_until(lambda: children() == [], seconds=30)
