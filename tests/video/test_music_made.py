"""Videos with music: what changes with it is the sound alone, and music that is lost or broken fails no video."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reelpress.lib.errors import Failure
from reelpress.video import branding, changes, editing, preview, services
from reelpress.video.formats import FORMATS, Format
from reelpress.video.models import Video
from reelpress.video.renderer import sound
from reelpress.video.storyboard import Storyboard
from tests.factories import a_post
from tests.video.test_bed import a_song, a_wav

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BOARD = {"title": "The press", "scenes": [{"kind": "text", "narration": "The press prints reels.", "text": "Reels"}]}


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT, settings.ARTEFACTS, settings.MUSIC = (tmp_path / name for name in ("media", "kept", "music"))
    for folder in (settings.MEDIA_ROOT, settings.ARTEFACTS, settings.MUSIC):
        folder.mkdir()
    monkeypatch.setitem(FORMATS, "square", Format("square", 120, 120))
    return tmp_path


@pytest.fixture
def video(home: Path) -> Video:
    """A told video whose template plays a file of the music folder."""
    branding.save_template(replace(branding.template_named("lights"), name="own", music="song.wav"))
    a_wav(home / "music" / "song.wav", a_song(3))
    return editing.edit_storyboard(services.ensure_video(a_post(), "square", template="own"), BOARD)


def produce(video: Video) -> list[str]:
    log: list[str] = []
    services.produce(video, progress=lambda percent, message: None, log=log.append)
    return [line for line in log if not line.startswith("Made ")]


def kept(home: Path, kind: str) -> list[Path]:
    return sorted(path for path in (home / "kept" / kind).rglob("*") if path.suffix in (".mp4", ".m4a", ".wav", ".npy"))


def test_other_music_makes_the_sound_anew_and_nothing_else(home: Path, video: Video) -> None:
    assert produce(video)[-1].startswith("Rendering 1 of 1")
    assert produce(video) == ["Nothing has changed since this video was made; its files are kept."]
    assert abs(sound.measure(video.path).integrated + 14) <= 0.5
    segments, narrations, first = kept(home, "segments"), kept(home, "narration"), kept(home, "sound")
    board = Storyboard.from_dict(video.storyboard)
    assert changes.pending(video, board).made
    made_at = video.made_at
    editing.choose(video, {"music": "none"}, by="mira")
    assert editing.is_behind(video) and video.made_at == made_at is not None
    editing.undo(video)
    video.refresh_from_db()
    assert not editing.is_behind(video)

    a_wav(home / "music" / "song.wav", a_song(4, loud=0.1))
    assert not changes.pending(video, board).made
    assert produce(video) == [], "nothing is spoken and nothing is rendered"
    assert (kept(home, "segments"), kept(home, "narration")) == (segments, narrations)
    assert len(first) == 1 and len(kept(home, "sound")) == len(kept(home, "beds")) == 2

    branding.save_template(replace(branding.template_named("own"), music=""))
    assert produce(video) == [] and kept(home, "segments") == segments and len(kept(home, "sound")) == 3


def test_music_that_was_deleted_is_missed_aloud_and_played_again_when_it_is_back(home: Path, video: Video) -> None:
    (home / "music" / "song.wav").rename(home / "song.wav")
    log = produce(video)
    assert [line for line in log if "song.wav" in line] == [
        f"The music song.wav is not in {home / 'music'} or cannot be read: the video is made without music."
    ]
    assert video.status == Video.Status.READY and kept(home, "beds") == []

    (home / "song.wav").rename(home / "music" / "song.wav")
    assert produce(video) == [] and len(kept(home, "beds")) == 1


def test_a_broken_file_fails_no_video_and_is_named(home: Path, video: Video) -> None:
    (home / "music" / "song.wav").write_bytes(b"no sound at all" * 99)
    log = produce(video)
    assert video.status == Video.Status.READY
    assert len([line for line in log if "song.wav cannot be read" in line and "made without music" in line]) == 1
    assert abs(sound.measure(video.path).integrated + 14) <= 0.5


def test_a_broken_file_is_refused_when_it_is_chosen_for_a_video(home: Path, video: Video) -> None:
    (home / "music" / "broken.wav").write_bytes(b"no sound at all" * 99)
    with pytest.raises(Failure, match=r"broken\.wav cannot be read"):
        services.ensure_video(video.post, "square", music="broken.wav")
    video.refresh_from_db()
    assert video.music == ""
    assert services.ensure_video(video.post, "square", music="song.wav").music == "song.wav"
    assert len(kept(home, "beds")) == 1, "what was heard needs no second hearing"


def test_a_clip_of_one_scene_is_heard_with_its_music(home: Path, video: Video) -> None:
    def clip() -> Path:
        return preview.clip(video, 0, lambda percent, message: None, lambda line: None)

    first = clip()
    assert len(kept(home, "beds")) == 1
    branding.save_template(replace(branding.template_named("own"), music=""))
    assert clip() != first
