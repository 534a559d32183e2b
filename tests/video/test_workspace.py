"""The workspace: what is there is whole; what was being made is gone with its run."""

import os
from pathlib import Path

import pytest

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


def test_what_nobody_used_for_long_is_pruned(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "video-1")
    old, used = workspace.segment("aa11"), workspace.segment("bb22")
    for path in (old, used):
        path.write_bytes(b"12345")
        os.utime(path, (1, 1))
    touch(used)
    assert prune(tmp_path) == 5
    assert not old.exists() and used.exists()
