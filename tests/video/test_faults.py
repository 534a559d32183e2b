"""What goes wrong in the middle: a full disk, a killed program. It is said in a sentence, and nothing is left."""

import errno
from pathlib import Path

import psutil
import pytest
from django.db import OperationalError

from reelpress.lib.errors import Failure
from reelpress.video.faults import full_disk_told
from reelpress.video.programs import Crew, ask
from reelpress.video.renderer.spec import Segment
from reelpress.video.studio import RENDERER
from reelpress.video.visuals.look import Look
from tests.video.test_making import SENTENCES, assert_nothing_is_left, board_of, order_of, run

pytestmark = pytest.mark.slow


def a_segment(target: Path) -> Segment:
    look = Look(kind="text", width=108, height=192, seed="s", index=0, text="One")
    return Segment(look, None, 40, (), 0, 1, str(target))


def test_a_full_disk_is_named_and_leaves_no_segment(tmp_path: Path) -> None:
    target = tmp_path / "kept" / "segment.mp4"
    target.parent.mkdir()
    # Whoever writes to /dev/full is told that no space is left on the device.
    (tmp_path / "segment-0.part.mp4").symlink_to("/dev/full")
    task = {"task": "segment", "folder": str(tmp_path), "segment": a_segment(target).to_dict()}
    with Crew(tmp_path) as crew, pytest.raises(Failure, match=r"The disk is full.*Free some space"):
        ask(crew, crew.start("The renderer", RENDERER), task)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("victim", ["narrators", "renderer"])
def test_a_program_that_is_killed_fails_the_making_in_a_sentence_and_the_next_one_succeeds(
    tmp_path: Path, victim: str
) -> None:
    def kill(percent: float, message: str) -> None:
        for pid in [child.pid for child in psutil.Process().children()]:
            if victim in " ".join(_command(pid)):
                psutil.Process(pid).kill()

    order = order_of(tmp_path, board_of(*SENTENCES[:2]))
    with pytest.raises(Failure, match=r"was killed by signal 9.*Retry"):
        run(order, progress=kill)
    assert_nothing_is_left(tmp_path)
    made, _ = run(order)
    assert made.frames > 60


def _command(pid: int) -> list[str]:
    try:
        return psutil.Process(pid).cmdline()
    except psutil.Error:
        return []


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")],
    ids=["file", "database"],
)
def test_a_full_disk_is_told_as_that_wherever_it_is_met(error: Exception) -> None:
    with pytest.raises(Failure, match=r"The disk is full.*Free some space"), full_disk_told():
        raise error
    with pytest.raises(ValueError, match="something else"), full_disk_told():
        raise ValueError("something else")
