"""`reelpress video`: in the background, or here and now."""

import os
import signal
from pathlib import Path

import pytest
from django.conf import settings as project

from reelpress.content.models import Post
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.video.models import Video
from tests import processes
from tests.cli import rows
from tests.video.test_bed import a_song, a_wav

KEYS = "video_id language path srt thumbnail width height fps frames seconds scenes wall_seconds"
POST = """---
title: Keep the kettle warm
---

A warm kettle makes tea in a minute. A cold one takes five.

## Fill it at night

Fill the kettle before you sleep, and the morning begins well.
"""


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ARTEFACTS = tmp_path / "artefacts"
    settings.MEDIA_ROOT.mkdir()
    settings.ARTEFACTS.mkdir()


@pytest.mark.django_db
def test_with_queue_it_returns_a_job_and_where_to_watch_it(run):
    post = rows.post()
    said = run("video", "generate", post.slug, "tiktok", "--queue", "--json")
    job = Job.objects.get()
    assert list(said.data) == ["job_id", "url"]
    assert said.data["job_id"] == job.public_id
    assert said.data["url"].startswith("http://")
    assert (job.type, job.queue, job.status, job.args["publish"]) == ("video-generation", "video", "pending", True)
    again = run("video", "generate", post.pk, "tiktok", "--queue")
    assert again.out.startswith(f"Job {job.public_id} is pending.\nWatch it at http://")
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_music_is_listed_chosen_for_one_video_and_refused_with_the_choices(run, settings, tmp_path):
    settings.MUSIC = str(tmp_path / "music")
    (tmp_path / "music").mkdir()
    a_wav(tmp_path / "music" / "own.wav", a_song(3))
    rows.post()
    listed = run("video", "music")
    assert "calm" in listed.out and "own.wav" in listed.out and str(tmp_path / "music") in listed.out
    refused = run("video", "generate", "a-post", "tiktok", "--queue", "--music", "jazz")
    assert refused.code == 2 and "no music 'jazz'" in refused.err and "own.wav" in refused.err
    assert run("video", "generate", "a-post", "tiktok", "--queue", "--music", "own.wav").code == 0
    assert Video.objects.get().music == "own.wav"


@pytest.mark.django_db
def test_with_queue_and_no_publish_nothing_follows(run):
    rows.post()
    assert run("video", "generate", "a-post", "youtube", "--queue", "--no-publish").code == 0
    assert Job.objects.get().args["publish"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [("nonsense", "tiktok"), ("a-post", "vertical"), ("a-post", ""), ("a-post", "tiktok", "--out", "x.mp4")]
)
@pytest.mark.parametrize("place", [("--queue",)])
def test_what_cannot_be_meant_is_wrong_usage_and_queues_nothing(run, typed, place):
    rows.post()
    said = run("video", "generate", *typed, *place)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_target_that_cannot_be_is_refused_before_the_work(run, tmp_path):
    rows.post()
    (tmp_path / "file").write_text("x")
    said = run("video", "generate", "a-post", "tiktok", "--out", tmp_path / "file" / "video.mp4")
    assert (said.code, said.out) == (2, "")
    assert "is not a folder" in said.err
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_list_shows_every_video_with_its_file(run):
    made = rows.video(rows.post())
    [row] = run("video", "list", "--json").data
    assert (row["id"], row["post"], row["format"], row["status"]) == (made.pk, "a-post", "tiktok", "ready")
    assert Path(row["path"]) == made.path
    assert row["path"] in run("video", "list").out


@pytest.mark.django_db
def test_an_empty_list_says_how_to_begin(run):
    assert run("video", "list").out == "No videos yet. Make one: reelpress video generate POST tiktok\n"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_video_is_made_here_and_now(run, tmp_path):
    source = tmp_path / "kettle.md"
    source.write_text(POST, encoding="utf-8")
    assert run("post", "import", source).code == 0
    said = run("video", "generate", Post.objects.get().slug, "square", "--out", tmp_path / "out", "--json")
    assert said.code == 0, said.err
    shown = said.data
    assert list(shown) == KEYS.split()
    assert shown["path"] == str(tmp_path / "out")
    assert (shown["width"], shown["height"], shown["fps"]) == (1080, 1080, 30)
    assert abs(shown["frames"] / shown["fps"] - shown["seconds"]) < 0.1
    assert shown["scenes"] >= 2
    for name in ("path", "srt", "thumbnail"):
        assert Path(shown[name]).stat().st_size > 100
    assert " %  " in said.err
    assert Job.objects.get().status == "completed"
    again = run("video", "generate", Post.objects.get().slug, "square")
    assert again.code == 0, again.err
    assert again.out.startswith(str(tmp_path / "media"))
    assert "1080x1080, 30 fps" in again.out


@pytest.mark.django_db(transaction=True)
def test_work_that_fails_is_told_in_sentences_and_leaves_a_job_to_look_at(run):
    post = rows.post()
    nonsense = {"title": "A post", "scenes": [{"kind": "nonsense", "narration": "x"}]}
    Video.objects.create(post=post, format="square", storyboard=nonsense, post_digest=post.digest)
    said = run("video", "generate", post.slug, "square")
    job = Job.objects.get()
    assert (said.code, said.out, job.status) == (1, "", "failed")
    assert "nonsense" in said.err
    assert f"reelpress job show {job.public_id}" in said.err


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_video_that_is_made_here_and_now_is_left_tidily_when_told_to_stop(number):
    of = rows.post()
    before = set(project.HOME.rglob("*.part*"))
    with processes.program("video", "generate", of.slug, "tiktok") as command:
        making = Video.objects.filter(status=Video.Status.MAKING)
        assert clock.wait_until(making.exists, seconds=30), "it did not begin"
        family = processes.children(command)
        os.kill(command.pid, number)
        assert clock.wait_until(lambda: command.poll() is not None, seconds=30), "it did not end"
    assert command.returncode == 130
    assert not any(child.is_running() for child in family)
    assert (Job.objects.get().status, Job.objects.get().history.get().outcome) == ("cancelled", "interrupted")
    assert Video.objects.get().status == Video.Status.NEW
    # The command keeps its files in the home of the tests.
    assert not list(project.HOME.glob(f"media/videos/*{of.slug}*"))
    assert set(project.HOME.rglob("*.part*")) <= before


@pytest.mark.django_db(transaction=True)
def test_a_video_is_removed_by_its_number(run):
    made = rows.video(rows.post())

    assert run("video", "remove", made.pk).out.startswith("Removed the tiktok video of “")
    assert not made.path.exists()
    again = run("video", "remove", made.pk)
    assert again.code == 2 and f"There is no video {made.pk}." in again.err
