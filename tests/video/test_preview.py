"""The preview: a still at once, drawn by a program at hand; a clip whose parts the video uses again."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from reelpress.lib.errors import BadInput, Failure
from reelpress.video import editing, preview, services
from reelpress.video.formats import FORMATS, Format
from reelpress.video.models import Video
from reelpress.video.visuals.look import Look
from tests.factories import a_post


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.MEDIA_ROOT.mkdir()
    settings.ARTEFACTS.mkdir()
    monkeypatch.setitem(FORMATS, "square", Format("square", 120, 120))
    yield tmp_path
    preview.desk.close()


def a_look(title: str = "One") -> Look:
    return Look(kind="title", width=180, height=320, seed="s", index=0, title=title)


def test_a_still_is_the_scene_at_the_width_that_was_asked_for_and_is_drawn_once() -> None:
    first = preview.still(a_look(), width=90)
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.format == "JPEG" and picture.size == (90, 160)
        assert len(picture.getcolors(90 * 160) or ()) > 50
    assert preview.still(a_look("Two"), width=90) != first
    preview.desk.close()
    assert preview.still(a_look(), width=90) == first
    assert preview.desk.thread is None, "what is kept needs no program"


def test_a_still_is_never_enlarged() -> None:
    with Image.open(io.BytesIO(preview.still(a_look(), width=900))) as picture:
        assert picture.size == (180, 320)


def test_a_program_that_fails_says_so_and_the_next_still_has_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Failure, match="The renderer stopped"):
        preview.desk.ask({"task": "still", "look": {}, "target": "x", "width": 1})
    assert preview.still(a_look(), width=90)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_clip_is_one_scene_with_its_sound_and_the_video_uses_its_parts() -> None:
    video = services.ensure_video(a_post(), "square")
    scenes = [{"kind": "text", "narration": said, "text": said} for said in ("The press prints.", "It reads aloud.")]
    editing.edit_storyboard(video, {"title": "How the press works", "scenes": scenes})
    log: list[str] = []
    path = preview.clip(video, 1, lambda percent, message: None, log.append)
    with av.open(str(path)) as clip:
        assert 30 < sum(1 for _ in clip.decode(video=0)) < 90
    with av.open(str(path)) as clip:
        assert sum(frame.samples for frame in clip.decode(audio=0)) > 24_000
    assert preview.clip(video, 1, lambda percent, message: None, log.append) == path
    assert log.count("Rendering 1 of 1 scenes, 49 frames.") <= 1
    log.clear()
    services.produce(Video.objects.get(pk=video.pk), progress=lambda percent, message: None, log=log.append)
    assert any(line.startswith("Narrating 1 of 2") for line in log)
    assert any(line.startswith("Rendering 1 of 2") for line in log)
    with pytest.raises(BadInput, match="no scene 3"):
        preview.clip(video, 2, lambda percent, message: None, log.append)
