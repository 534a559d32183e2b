"""One scene of the editor: its picture as stored and as typed, its clip, and what a stranger's address gets."""

import io

import pytest
from django.urls import reverse
from PIL import Image as Picture

from reelpress.jobs.models import Job
from reelpress.lib.errors import Failure
from reelpress.pipeline import scenes
from reelpress.video import editing, preview, scene_edits
from reelpress.video.formats import FORMATS, Format
from reelpress.video.models import Video
from tests.factories import a_job, a_post, a_video


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.MEDIA_ROOT.mkdir()
    settings.ARTEFACTS.mkdir()
    monkeypatch.setitem(FORMATS, "square", Format("square", 120, 120))
    yield
    preview.desk.close()


@pytest.fixture
def video(db):
    post = a_post()
    told = [{"kind": "text", "narration": f"{name}.", "text": name} for name in ("One", "Two")]
    board = {"title": "The press", "scenes": told}
    return a_video(of=post, format="square", storyboard=board, post_digest=post.digest)


def url(name, video, number=0):
    return reverse(f"dashboard:storyboard-{name}", args=[video.pk, number])


def ask(client, address, **given):
    return client.post(address, given, headers={"accept": "application/json"})


@pytest.mark.slow
def test_a_still_is_sent_once_and_again_only_when_the_scene_changes(boss, video):
    first = boss.get(url("still", video), {"w": "540"})
    assert Picture.open(io.BytesIO(first.content)).size == (120, 120)
    again = boss.get(url("still", video), {"w": "540"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    editing.change(video, lambda board: scene_edits.edit(board, 0, {"text": "Three"}), by="mira")
    changed = boss.get(url("still", video), {"w": "540"}, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed.content != first.content


@pytest.mark.slow
def test_pictures_need_nobody_who_speaks_the_language(boss, video, settings):
    settings.SPEECH = {**settings.SPEECH, "order": ("hibari",)}
    Video.objects.filter(pk=video.pk).update(storyboard={**video.storyboard, "language": "hi"})
    assert boss.get(url("still", video)).status_code == 200
    assert boss.post(url("typed", video), {"do": "edit", "kind": "text", "text": "Typed"}).status_code == 200
    html = boss.get(reverse("dashboard:storyboard", args=[video.pk])).content.decode()

    assert "No narrator here speaks Hindi" in html, "why nothing can be made is said"
    assert 'scene/0/still/?w=216&amp;k="' not in html, "each picture is named by its look all the same"


@pytest.mark.slow
def test_what_is_typed_is_drawn_and_not_stored(boss, video):
    before = Video.objects.filter(pk=video.pk).values().get()
    drawn = boss.post(url("typed", video), {"do": "edit", "kind": "text", "narration": "Said.", "text": "Typed"})
    added = boss.post(url("typed", video), {"do": "add", "kind": "text", "narration": "Said.", "text": "New"})

    assert drawn["Content-Type"] == added["Content-Type"] == "image/jpeg" and drawn.content != added.content
    assert "no-store" in drawn["Cache-Control"]
    assert Video.objects.filter(pk=video.pk).values().get() == before


def test_what_cannot_be_drawn_is_a_sentence(boss, video, monkeypatch):
    refused = boss.post(url("typed", video), {"do": "edit", "kind": "list", "narration": "Said.", "items": ""})
    assert refused.status_code == 400 and b"at least one row" in refused.content
    outside = boss.post(url("typed", video), {"do": "edit", "kind": "image", "picture": "../../secret.png"})
    assert outside.status_code == 400 and b"not one of this post" in outside.content

    def fail(*_, **__):
        raise Failure("The renderer stopped.")

    monkeypatch.setattr(preview, "still", fail)
    broken = boss.get(url("still", video))
    assert broken.status_code == 503 and broken.content == b"The renderer stopped."


def test_a_scene_that_is_not_there_has_no_picture_and_no_clip(boss, video):
    assert boss.get(url("still", video, 2)).status_code == 404
    assert ask(boss, url("play", video, 2)).json()["error"].startswith("There is no scene 3.")
    assert Job.objects.count() == 0


def test_playing_twice_is_one_job_before_all_others_and_an_edited_scene_another(boss, video):
    first, again = ask(boss, url("play", video)).json(), ask(boss, url("play", video)).json()
    job = Job.objects.get()
    assert first == again == {"progress": url("progress", video, job.pk)}
    assert (job.type, job.queue, job.priority, job.subject) == ("scene-preview", "video", scenes.FIRST, video)
    editing.change(video, lambda board: scene_edits.edit(board, 0, {"narration": "Else."}), by="mira")
    ask(boss, url("play", video))
    assert Job.objects.count() == 2


def test_a_scene_that_moved_meanwhile_is_still_the_one_that_is_played(video):
    key = scenes.scene_key(video, 0)
    editing.change(video, lambda board: scene_edits.move(board, 0, 1), by="mira")
    assert scenes.place_of(video, 0, key) == 1
    editing.change(video, lambda board: scene_edits.delete(board, 1), by="mira")
    with pytest.raises(Failure, match="changed meanwhile"):
        scenes.place_of(video, 0, key)


def test_progress_tells_how_far_a_clip_is_and_why_it_failed(boss, viewer, video):
    job = a_job(
        type="scene-preview", status="processing", progress=40, message="Rendering", metadata={"video_id": video.pk}
    )
    assert viewer.get(url("progress", video, job.pk)).json()["percent"] == 40
    Job.objects.filter(pk=job.pk).update(status="failed", error_message="The disk is full.")
    told = boss.get(url("progress", video, job.pk)).json()

    assert (told["over"], told["error"], "clip" in told) == (True, "The disk is full.", False)


def test_a_clip_is_sent_in_parts_and_nothing_outside_of_the_artefacts(boss, video, settings):
    clip = settings.ARTEFACTS / "clips" / "a.mp4"
    clip.parent.mkdir()
    clip.write_bytes(b"0123456789")
    secret = settings.MEDIA_ROOT / "secret.mp4"
    secret.write_bytes(b"secret")
    for path, status in (
        (clip, 206),
        (secret, 404),
        ("", 404),
        ("/etc/passwd", 404),
        (clip.with_name("gone.mp4"), 404),
    ):
        job = a_job(type="scene-preview", status="completed", metadata={"video_id": video.pk, "clip": str(path)})
        response = boss.get(url("clip", video, job.pk), headers={"range": "bytes=2-4"})
        assert response.status_code == status
        if status == 206:
            assert b"".join(response.streaming_content) == b"234"


def test_a_job_of_another_video_is_not_told(boss, video):
    job = a_job(metadata={"video_id": video.pk + 1})

    assert boss.get(url("progress", video, job.pk)).status_code == 404
    assert boss.get(url("clip", video, job.pk)).status_code == 404
