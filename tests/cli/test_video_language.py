"""`reelpress video generate --language`: what it queues and what it refuses."""

import pytest

from reelpress.jobs.models import Job
from reelpress.pipeline import flow
from reelpress.video.models import Video
from tests.cli import rows
from tests.factories import a_post, a_video

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(settings):
    """A language model is set; nobody asks it here."""
    settings.LLM_URL, settings.LLM_MODEL = "http://127.0.0.1:1/v1", "small"


def test_a_language_queues_a_video_of_its_own(run, model):
    rows.post()
    assert run("video", "generate", "a-post", "tiktok", "--language", "es", "--queue").code == 0
    assert run("video", "generate", "a-post", "tiktok", "--language", "Spanish", "--queue").code == 0
    assert run("video", "generate", "a-post", "tiktok", "--queue").code == 0

    assert sorted(video.language for video in Video.objects.all()) == ["", "es"]
    assert {job.metadata.get("language") for job in Job.objects.all()} == {"es", None}


@pytest.mark.parametrize("more", [(), ("--queue",)])
def test_without_a_language_model_it_says_what_to_set(run, more):
    rows.post()
    said = run("video", "generate", "a-post", "tiktok", "--language", "es", *more)

    assert said.code == 2 and "Set REELPRESS_LLM_URL, REELPRESS_LLM_MODEL" in " ".join(said.err.split())
    assert not Job.objects.exists() and not Video.objects.exists()


def test_what_is_no_language_is_wrong_usage(run, model):
    rows.post()
    said = run("video", "generate", "a-post", "tiktok", "--language", "klingonish", "--queue")

    assert said.code == 2 and "'klingonish' is no language." in said.err and not Video.objects.exists()


def test_the_list_says_the_language(run):
    a_video(language="es")

    assert run("video", "list", "--json").data[0]["language"] == "es"
    assert "  es  " in run("video", "list").out


def test_two_languages_of_one_format_are_published_apart():
    post = a_post()
    ours, theirs = a_video(of=post), a_video(of=post, language="es")

    assert flow.publish_post(post, video=ours) != flow.publish_post(post, video=theirs)
    assert flow.newest_video(post) == ours
