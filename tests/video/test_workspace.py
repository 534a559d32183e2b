"""The workspace: what is there is whole; what was being made is gone with its run."""

import os
from pathlib import Path

import pytest

from reelpress.lib import clock
from reelpress.video.workspace import Workspace, prune, touch


def dead_pid() -> int:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_a_run_has_a_folder_that_goes_with_it(tmp_path: Path) -> None:
    with Workspace(tmp_path, "video-1").run() as folder:
        (folder / "half.mp4").write_bytes(b"x")
    assert not folder.exists()


def test_the_folder_goes_on_any_way_out(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Workspace(tmp_path, "video-1").run() as folder:
        raise KeyboardInterrupt
    assert not folder.exists()


def test_folders_of_dead_runs_are_removed_and_those_of_others_alive_kept(tmp_path: Path) -> None:
    dead = tmp_path / "runs" / f"video-1.{dead_pid()}.aaaa"
    former = tmp_path / "runs" / f"video-1.{os.getpid()}.bbbb"
    other = tmp_path / "runs" / f"video-2.{os.getpid()}.cccc"
    for folder in (dead, former, other):
        folder.mkdir(parents=True)
    with Workspace(tmp_path, "video-1").run():
        assert not dead.exists() and not former.exists() and other.exists()


def test_artefacts_are_shared_between_videos_by_their_key(tmp_path: Path) -> None:
    one, two = Workspace(tmp_path, "video-1"), Workspace(tmp_path, "video-2")
    assert one.segment("abcd") == two.segment("abcd") != one.segment("abce")


def kept(root: Path, name: str, *, hours_ago: float) -> Path:
    """An artefact of five bytes that was used that long ago."""
    path = Workspace(root, "video-1").segment(name)
    path.write_bytes(b"12345")
    then = clock.now().timestamp() - hours_ago * 3600
    os.utime(path, (then, then))
    return path


def test_what_nobody_used_for_long_is_pruned(tmp_path: Path) -> None:
    old, used = kept(tmp_path, "aa11", hours_ago=400), kept(tmp_path, "bb22", hours_ago=400)
    touch(used)
    assert prune(tmp_path, older_than_seconds=14 * 86_400, most_bytes=1000) == 5
    assert not old.exists() and used.exists()


def test_when_all_is_too_much_the_longest_unused_goes_and_what_a_run_may_need_stays(tmp_path: Path) -> None:
    oldest, older = kept(tmp_path, "aa11", hours_ago=30), kept(tmp_path, "bb22", hours_ago=20)
    recent = [kept(tmp_path, name, hours_ago=1) for name in ("cc33", "dd44")]
    assert prune(tmp_path, older_than_seconds=14 * 86_400, most_bytes=15) == 5
    assert not oldest.exists() and older.exists()
    assert prune(tmp_path, older_than_seconds=14 * 86_400, most_bytes=0) == 5
    assert not older.exists() and all(path.exists() for path in recent)
