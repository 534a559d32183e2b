"""What a language model wrote is kept: made once, also when two ask at the same time."""

import threading
from pathlib import Path
from typing import Any

import pytest

from reelpress.lib import clock
from reelpress.video import scripts
from reelpress.video.storyboard import Scene, Storyboard

BOARD = Storyboard("t", (Scene("text", "It is said."),))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.ARTEFACTS = tmp_path


def test_what_was_made_is_kept_and_not_made_again() -> None:
    made: list[int] = []

    def make() -> Storyboard:
        made.append(1)
        return BOARD

    assert scripts.kept("abc", make) == scripts.kept("abc", make) == BOARD and len(made) == 1
    assert scripts.kept("abd", make) == BOARD and len(made) == 2
    assert scripts.kept("abc", make, anew=True) == BOARD and len(made) == 3


def test_a_failure_and_an_empty_board_are_not_kept() -> None:
    def fails() -> Storyboard:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        scripts.kept("abc", fails)
    assert scripts.kept("abc", lambda: Storyboard("t", ())).scenes == ()
    assert scripts.kept("abc", lambda: BOARD) == BOARD


def test_who_asks_the_same_meanwhile_waits_for_the_first() -> None:
    asked, answered = threading.Event(), threading.Event()
    boards: list[Storyboard] = []

    def slowly() -> Storyboard:
        asked.set()
        answered.wait(60)
        return BOARD

    def never() -> Storyboard:
        raise AssertionError("asked twice")

    first = threading.Thread(target=lambda: boards.append(scripts.kept("abc", slowly)))
    second = threading.Thread(target=lambda: boards.append(scripts.kept("abc", never)))
    first.start()
    assert asked.wait(60)
    second.start()
    assert not clock.wait_until(lambda: bool(boards), seconds=0.05)
    answered.set()
    first.join(60)
    second.join(60)
    assert boards == [BOARD, BOARD]


def test_who_waited_too_long_asks_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "LONGEST_WAIT", 0.01)

    def make() -> Storyboard:
        return scripts.kept("abc", lambda: BOARD)

    assert scripts.kept("abc", make) == BOARD
