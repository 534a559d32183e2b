"""Which music there is: the bundled bed and the files of a folder, and nothing outside of it."""

import os
from pathlib import Path

import pytest

from reelpress.video import music
from reelpress.video.music import BUNDLED, files_in, find_music


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "music"
    made.mkdir()
    for name in ("Song.MP3", "a b ü.ogg", "cover.jpg", "notes.txt", ".hidden.mp3"):
        (made / name).write_bytes(b"sound")
    (made / "empty.wav").touch()
    (made / "folder.mp3").mkdir()
    (tmp_path / "secret.mp3").write_bytes(b"secret")
    return made


def test_the_files_of_music_are_listed_by_name(folder: Path) -> None:
    os.mkfifo(folder / "pipe.mp3")
    assert files_in(folder) == ["a b ü.ogg", "Song.MP3"]
    assert files_in(folder / "absent") == []


def test_the_bundled_bed_needs_no_folder(tmp_path: Path) -> None:
    found = find_music(tmp_path / "absent", BUNDLED)
    assert found is not None and (found.name, found.path) == ("calm", "")


def test_a_file_is_named_by_its_bytes(folder: Path) -> None:
    first, other = find_music(folder, "Song.MP3"), find_music(folder, "a b ü.ogg")
    assert first and other and first.path == str(folder / "Song.MP3")
    assert first.key == other.key
    (folder / "Song.MP3").write_bytes(b"other sound")
    changed = find_music(folder, "Song.MP3")
    assert changed and changed.key != first.key


@pytest.mark.parametrize(
    "name", ["", "absent.mp3", "../secret.mp3", "cover.jpg", ".hidden.mp3", "empty.wav", "folder.mp3", ".", "..", "x\0"]
)
def test_what_is_no_file_of_the_folder_is_no_music(folder: Path, name: str) -> None:
    assert find_music(folder, name) is None
    assert find_music(folder, str(folder.parent / "secret.mp3")) is None


def test_a_huge_file_is_no_music(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(music, "MOST_BYTES", 4)
    assert files_in(folder) == [] and find_music(folder, "Song.MP3") is None


def test_a_file_that_must_not_be_read_is_no_music(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> str:
        raise PermissionError(path)

    monkeypatch.setattr(music, "file_digest", refused)
    assert find_music(folder, "Song.MP3") is None
