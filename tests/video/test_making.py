"""Making a video: whole at the end, resumed after any death, and nothing left behind."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import av
import psutil
import pytest

from reelpress.lib import clock, proc
from reelpress.lib.errors import Failure
from reelpress.video.formats import FPS, Format
from reelpress.video.making import Made, Order, check_loudness, make
from reelpress.video.narrators.speaker import Speaker
from reelpress.video.plan import looks_of
from reelpress.video.progress import Stage
from reelpress.video.storyboard import Scene, Storyboard

TINY = Format("tiny", 108, 192)
SENTENCES = ("The press prints reels.", "It takes a post.", "It reads it aloud.", "Then it is done.")


class Cancelled(BaseException):
    """What the job layer raises in the middle of anything."""


def board_of(*sentences: str) -> Storyboard:
    return Storyboard("How the press works", tuple(Scene("text", said, text=said) for said in sentences))


def order_of(root: Path, board: Storyboard, *, workers: int = 2) -> Order:
    looks = tuple(looks_of(board, TINY, root / "media"))
    return Order("video-1", board, looks, TINY, Speaker("hibari"), root / "artefacts", workers)


def run(
    order: Order, *, progress: Callable[[float, str], None] = lambda percent, message: None
) -> tuple[Made, list[str]]:
    log: list[str] = []
    order.artefacts.mkdir(parents=True, exist_ok=True)
    with make(order, progress=progress, log=log.append) as made:
        with av.open(str(made.video)) as container:
            assert sum(1 for _ in container.decode(video=0)) == made.frames
        assert made.srt.read_text().count("-->") == made.vtt.read_text().count("-->") > 0
        assert made.thumbnail.stat().st_size > 0
    return made, log


def programs_of(root: Path) -> list[int]:
    return [
        p.pid for p in psutil.process_iter(["cmdline"]) if any(str(root) in part for part in p.info["cmdline"] or ())
    ]


def assert_nothing_is_left(root: Path) -> None:
    assert clock.wait_until(lambda: programs_of(root) == [], seconds=60)
    assert list((root / "artefacts" / "runs").iterdir()) == []
    assert not [path for path in (root / "artefacts").rglob("*") if ".part" in path.name]


def test_a_video_is_made_and_made_again_from_what_is_kept(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    made, log = run(
        order_of(tmp_path, board_of(*SENTENCES[:2])), progress=lambda percent, message: told.append((percent, message))
    )
    assert made.seconds == made.frames / FPS
    assert abs(made.loudness + 14) <= 0.5
    assert log == [
        "Narrating 2 of 2 scenes with hibari.",
        f"Rendering 2 of 2 scenes, {made.frames} frames.",
    ]
    assert any(message == "Rendering scene 2 of 2" for _, message in told)
    assert any(message.startswith("Narrating scene 1") for _, message in told)
    assert_nothing_is_left(tmp_path)
    again, log = run(order_of(tmp_path, board_of(*SENTENCES[:2])))
    assert log == [] and again.frames == made.frames
    # One sentence edited: it is spoken, and its scene is rendered, and the one after it that comes in over its look.
    _, log = run(order_of(tmp_path, board_of("The press prints films.", SENTENCES[1])))
    assert log[0] == "Narrating 1 of 2 scenes with hibari." and log[1].startswith("Rendering 2 of 2")


def test_what_is_only_spoken_differently_touches_one_segment(tmp_path: Path) -> None:
    board = board_of(*SENTENCES[:3])
    run(order_of(tmp_path, board))
    scenes = list(board.scenes)
    scenes[1] = Scene("text", "It takes any post.", text=scenes[1].text)
    _, log = run(order_of(tmp_path, Storyboard(board.title, tuple(scenes))))
    assert log[1].startswith("Rendering 1 of 3 scenes")


@pytest.mark.parametrize("moment", ["Narrating", "Rendering", "Joining"])
def test_a_cancel_in_the_middle_leaves_no_process_and_no_file(tmp_path: Path, moment: str) -> None:
    def cancel(percent: float, message: str) -> None:
        if message.startswith(moment):
            raise Cancelled

    with pytest.raises(Cancelled):
        run(order_of(tmp_path, board_of(*SENTENCES[:2])), progress=cancel)
    assert_nothing_is_left(tmp_path)


VICTIM = """
import os, signal, sys
from pathlib import Path
from tests.video.test_making import SENTENCES, board_of, order_of, run

def die(percent, message):
    if message.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

run(order_of(Path(sys.argv[1]), board_of(*SENTENCES[: int(sys.argv[3])]), workers=1), progress=die)
"""


@pytest.mark.parametrize("moment", ["Narrating", "Rendering", "Joining"])
def test_what_was_killed_at_any_stage_is_made_by_the_next_run_and_nothing_is_left(tmp_path: Path, moment: str) -> None:
    with proc.running([sys.executable, "-c", VICTIM, str(tmp_path), moment, "2"], cwd=Path.cwd()) as victim:
        assert victim.wait() == -signal.SIGKILL, proc.stderr_of(victim)
    assert clock.wait_until(lambda: programs_of(tmp_path) == [], seconds=60), "the programs die with who started them"
    made, _ = run(order_of(tmp_path, board_of(*SENTENCES[:2])))
    assert made.frames > 60
    assert_nothing_is_left(tmp_path)


def test_a_run_that_was_killed_is_resumed_where_it_stood(tmp_path: Path) -> None:
    amid = "Rendering scene 2"  # said when the first is finished
    with proc.running([sys.executable, "-c", VICTIM, str(tmp_path), amid, "4"], cwd=Path.cwd()) as victim:
        assert victim.wait() == -signal.SIGKILL, proc.stderr_of(victim)
    assert clock.wait_until(lambda: programs_of(tmp_path) == [], seconds=60), "the programs die with who started them"
    finished = {path: path.stat().st_ino for path in (tmp_path / "artefacts" / "segments").rglob("*.mp4")}
    assert finished and list((tmp_path / "artefacts" / "runs").iterdir()) != [], "it was killed in the middle"
    _, log = run(order_of(tmp_path, board_of(*SENTENCES), workers=1))
    assert [line for line in log if line.startswith("Narrating")] == []
    rest = len(SENTENCES) - len(finished)
    assert [line.split(" scenes")[0] for line in log] == ([f"Rendering {rest} of {len(SENTENCES)}"] if rest else [])
    assert {path: path.stat().st_ino for path in finished} == finished
    assert_nothing_is_left(tmp_path)


def test_a_scene_that_no_narrator_knows_fails_in_sentences(tmp_path: Path) -> None:
    board = board_of(SENTENCES[0])
    order = Order(
        "video-1", board, tuple(looks_of(board, TINY, tmp_path)), TINY, Speaker("nobody"), tmp_path / "artefacts"
    )
    with pytest.raises(Failure, match="nobody"):
        run(order)


def test_the_bar_creeps_while_a_program_starts_but_not_beyond_what_is_done() -> None:
    told: list[float] = []
    stage = Stage(10, 20, lambda percent, message: told.append(round(percent, 3)))
    stage.tick()
    assert told == [], "nothing to say yet"
    stage.at(0.1, "x")
    for _ in range(100):
        stage.tick()
    assert told[0] == 11 and told[-1] == 12 and told == sorted(told)
    stage.at(0.15, "x")
    assert told[-1] == 12, "it never goes back"
    stage.at(1, "x")
    stage.tick()
    assert told[-1] == 20


@pytest.mark.parametrize(("found", "peak"), [(-16.0, -3.0), (-12.9, -3.0), (-14.0, -0.5), (-99.0, 0.0)])
def test_wrong_loudness_fails_the_check(found: float, peak: float) -> None:
    with pytest.raises(Failure, match="loudness"):
        check_loudness(found, peak)
    assert check_loudness(-14.1, -1.2) == -14.1
