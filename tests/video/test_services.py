"""The service: one row, one move; what fails says so and leaves no trace."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import av
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.files import aside, copy
from reelpress.video import editing, making, services
from reelpress.video.formats import FORMATS, Format
from reelpress.video.models import Video
from reelpress.video.storyboard import Storyboard
from tests.factories import a_post
from tests.video.test_bed import a_song, a_wav

pytestmark = pytest.mark.django_db


class Cancelled(BaseException):
    """What the job layer raises in the middle of anything."""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What videos are made of is kept from test to test; a sentence that no other test says is made anew."""
    return tmp_path_factory.mktemp("artefacts")


@pytest.fixture(autouse=True)
def home(parts: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", parts
    settings.MEDIA_ROOT.mkdir()
    monkeypatch.setitem(FORMATS, "square", Format("square", 120, 120))
    return tmp_path


def killed_while_copying(home: Path, *, minutes_ago: float) -> Path:
    """What a process leaves in the media folder that is killed while it puts a video there."""
    child = os.fork()
    if child == 0:
        with aside(home / "media" / "videos" / "a-post-tiktok-12345678.mp4") as part:
            part.write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    left = max((home / "media" / "videos").iterdir(), key=lambda path: path.stat().st_mtime)
    then = clock.now().timestamp() - minutes_ago * 60
    os.utime(left, (then, then))
    return left


def a_board(*sentences: str) -> dict[str, Any]:
    scenes = [{"kind": "text", "narration": said, "text": said} for said in sentences]
    return {"title": "How the press works", "scenes": scenes}


def a_told_video(*sentences: str) -> Video:
    """A video whose storyboard a person wrote."""
    video = services.ensure_video(a_post(title="How the press works"), "square")
    return editing.edit_storyboard(video, a_board(*sentences or ("The press prints reels.",)))


def produce(video: Video, progress: Any = None) -> tuple[list[tuple[float, str]], list[str]]:
    told: list[tuple[float, str]] = []
    log: list[str] = []

    def listen(percent: float, message: str) -> None:
        told.append((percent, message))
        if progress is not None:
            progress(percent, message)

    services.produce(video, progress=listen, log=log.append)
    return told, log


def files(home: Path) -> set[str]:
    return {path.name for path in (home / "media").rglob("*") if path.is_file()}


def test_there_is_one_video_a_post_and_format() -> None:
    post = a_post()
    assert services.ensure_video(post, "tiktok") == services.ensure_video(post, "tiktok")
    assert services.ensure_video(post, "tiktok") != services.ensure_video(post, "reel")
    with pytest.raises(BadInput, match="no format 'vhs'"):
        services.ensure_video(post, "vhs")


def test_a_template_and_a_narrator_are_kept_and_what_there_is_not_is_refused_with_the_choices() -> None:
    post = a_post()
    video = services.ensure_video(post, "tiktok", template="editorial", narrator="hibari")
    assert (video.template, video.narrator) == ("editorial", "hibari")
    assert services.ensure_video(post, "tiktok").template == "editorial"
    with pytest.raises(BadInput, match=r"no template 'neon'.*editorial"):
        services.ensure_video(post, "tiktok", template="neon")
    with pytest.raises(BadInput, match=r"nobody.*hibari"):
        services.ensure_video(post, "tiktok", narrator="nobody")
    assert Video.objects.get(pk=video.pk).narrator == "hibari"


def test_the_music_of_one_video_goes_before_its_template_s_and_none_is_a_choice(home: Path, settings: Any) -> None:
    settings.MUSIC = str(home / "music")
    (home / "music").mkdir()
    a_wav(home / "music" / "own.wav", a_song(3))
    post = a_post()

    def played(template: str, music: str) -> str:
        video = services.ensure_video(post, "tiktok", template=template, music=music)
        order = services.order_of(video, Storyboard.from_dict(a_board("One.")))
        return order.music.name if order.music else ""

    assert (played("lights", ""), played("editorial", "")) == ("", "calm")
    assert (played("lights", "calm"), played("editorial", "own.wav"), played("editorial", "none")) == (
        "calm", "own.wav", "",
    )  # fmt: skip
    assert played("editorial", "") == "", "it is kept for later makings"
    with pytest.raises(BadInput, match=r"no music 'song\.mp3'.*none, calm, own\.wav"):
        services.ensure_video(post, "tiktok", music="song.mp3")


def test_a_video_is_made_recorded_and_not_made_again(home: Path) -> None:
    video = a_told_video()
    told, _ = produce(video)
    percents = [percent for percent, _ in told]
    assert percents == sorted(percents) and percents[-1] == 100
    assert (video.status, video.width, video.height, video.fps) == ("ready", 120, 120, 30)
    assert video.seconds == video.frames / 30 and video.wall_seconds > 0 and abs(video.loudness + 14) <= 0.5
    assert video.file == f"videos/{video.post.slug}-square-{video.digest[:8]}.mp4"
    with av.open(str(video.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == video.frames
    with Image.open(video.thumbnail_path) as picture:
        assert picture.size == (120, 120)
    assert "The press prints reels." in video.srt_path.read_text() and video.vtt_path.read_text().startswith("WEBVTT")
    before, started = video.path.stat(), time.process_time()
    told, log = produce(Video.objects.get(pk=video.pk))
    assert time.process_time() - started < 2
    assert log == ["Nothing has changed since this video was made; its files are kept."]
    assert (video.path.stat().st_mtime_ns, video.path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert video.post_digest == video.post.digest


def test_an_edit_replaces_the_files_and_removes_the_old(home: Path) -> None:
    video = a_told_video("One.")
    produce(video)
    old = files(home)
    editing.edit_storyboard(video, a_board("Two."))
    produce(video)
    assert len(files(home)) == 4 and files(home).isdisjoint(old)
    assert video.path.is_file()


def test_half_a_video_of_a_killed_making_is_removed_and_what_is_being_copied_is_not(home: Path) -> None:
    by_upkeep, fresh = killed_while_copying(home, minutes_ago=61), killed_while_copying(home, minutes_ago=1)
    assert by_upkeep.is_file()
    services.prune_artefacts()
    assert files(home) == {fresh.name}
    killed_while_copying(home, minutes_ago=61)
    video = a_told_video("One.")
    produce(video)
    assert files(home) - {fresh.name} == {Path(getattr(video, name)).name for name in services.FILES}


def test_a_file_that_was_deleted_is_made_again_from_what_is_kept(home: Path) -> None:
    video = a_told_video()
    produce(video)
    video.srt_path.unlink()
    _, log = produce(video)
    assert video.srt_path.is_file() and video.path.is_file()
    assert not any(line.startswith(("Narrating", "Rendering")) for line in log)


def test_a_failure_is_recorded_and_keeps_the_former_files(
    home: Path, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = a_told_video("One.")
    produce(video)
    kept = files(home)
    editing.edit_storyboard(video, a_board("Two."))
    monkeypatch.setattr(making, "SOFTEST", -13.9)
    with pytest.raises(Failure, match="failed its check"):
        produce(video)
    assert video.status == "failed" and files(home) == kept and video.path.is_file()
    assert list((parts / "runs").iterdir()) == []


def test_an_interruption_gives_back_the_former_state(home: Path, parts: Path) -> None:
    video = a_told_video("Somebody comes in.")

    def cancel(percent: float, message: str) -> None:
        if message.startswith("Rendering"):
            raise Cancelled

    with pytest.raises(Cancelled):
        produce(video, cancel)
    assert Video.objects.get(pk=video.pk).status == "new"
    assert files(home) == set() and list((parts / "runs").iterdir()) == []


@pytest.mark.parametrize("after", [1, 3, 4])
def test_a_cancel_while_files_are_moved_into_place_leaves_the_former_ones(
    home: Path, parts: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    video = a_told_video("Somebody waits at the gate.")
    produce(video)
    former = files(home)
    copied: list[Path] = []

    def cancelled(source: Path, target: Path) -> None:
        copy(source, target)
        copied.append(target)
        if len(copied) == after:
            raise Cancelled

    monkeypatch.setattr("reelpress.lib.files.copy", cancelled)
    editing.edit_storyboard(video, a_board(f"Somebody waits at {after} gates."))
    with pytest.raises(Cancelled):
        produce(video)
    assert Video.objects.get(pk=video.pk).status != "making"
    assert files(home) == former and list((parts / "runs").iterdir()) == []


def test_a_run_that_died_does_not_leave_it_being_made_for_ever(home: Path) -> None:
    video = a_told_video()
    Video.objects.filter(pk=video.pk).update(status="making")

    def cancel(percent: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        produce(video, cancel)
    assert Video.objects.get(pk=video.pk).status == "new"
    produce(video)
    assert video.status == "ready"


def test_a_storyboard_that_changed_meanwhile_is_not_written_over(home: Path) -> None:
    video = a_told_video("Somebody writes.")

    def edit(percent: float, message: str) -> None:
        if message.startswith("Rendering"):
            editing.edit_storyboard(Video.objects.get(pk=video.pk), a_board("A person's sentence."))

    with pytest.raises(Failure, match="changed, removed"):
        produce(video, edit)
    stored = Video.objects.get(pk=video.pk)
    assert stored.storyboard["scenes"][0]["narration"] == "A person's sentence." and stored.status == "failed"
    assert files(home) == set()


def test_a_run_that_was_overtaken_records_nothing_and_leaves_the_row_to_its_successor(home: Path) -> None:
    video = a_told_video()

    def overtake(percent: float, message: str) -> None:
        if message.startswith("Joining"):
            Video.objects.filter(pk=video.pk).update(token="the successor's")

    with pytest.raises(Failure, match="begun anew"):
        produce(video, overtake)
    stored = Video.objects.get(pk=video.pk)
    assert (stored.status, stored.token, stored.file) == ("making", "the successor's", "")
    assert files(home) == set()


def test_no_transaction_is_open_while_the_work_is_done(home: Path) -> None:
    video = a_told_video()
    blocks: set[int] = set()
    depth = len(connection.savepoint_ids)
    with CaptureQueriesContext(connection) as queries:
        produce(video, lambda percent, message: blocks.add(len(connection.savepoint_ids)))
    assert blocks == {depth}
    updates = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("UPDATE")]
    assert len(updates) == 2, "one to say that it is being made, one for all that came out"


def test_a_person_may_edit_only_into_what_is_a_storyboard() -> None:
    video = a_told_video()
    for nonsense in ({}, {"scenes": []}, {"title": "x", "scenes": [{"kind": "dance", "narration": "x"}]}):
        with pytest.raises(BadInput):
            editing.edit_storyboard(video, nonsense)
    assert video.storyboard["scenes"][0]["narration"] == "The press prints reels."


def test_a_stored_storyboard_that_is_none_fails_in_a_sentence(home: Path) -> None:
    video = a_told_video()
    Video.objects.filter(pk=video.pk).update(storyboard={"scenes": "gone"})
    with pytest.raises(BadInput, match="no storyboard"):
        produce(video)
    assert Video.objects.get(pk=video.pk).status == "failed"


def test_a_post_is_told_by_the_writer_and_told_anew_when_it_changes(home: Path) -> None:
    body = "# How the press works\n\nThe press prints reels. It takes a post and reads it aloud.\n"
    post = a_post(title="How the press works", body=body)
    video = services.ensure_video(post, "square")
    produce(video)
    assert video.status == "ready" and video.post_digest == post.digest
    type(post).objects.filter(pk=post.pk).update(digest="another", body=body.replace("reels", "books"))
    produce(Video.objects.get(pk=video.pk))
    told = Video.objects.get(pk=video.pk)
    assert told.post_digest == "another" and "prints books" in str(told.storyboard)
