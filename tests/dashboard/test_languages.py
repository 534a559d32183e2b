"""Making a video in another language from the dashboard."""

import pytest
from django.urls import reverse

from reelpress.jobs.models import Job
from reelpress.video.models import Video
from tests.factories import a_post, a_video


@pytest.fixture
def model(settings):
    """A language model is set; nobody asks it here."""
    settings.LLM_URL, settings.LLM_MODEL = "http://127.0.0.1:1/v1", "small"


def make(client, post, **given):
    return client.post(reverse("dashboard:post-make-video", args=[post.pk]), {"format": "square", **given}, follow=True)


def test_a_language_is_chosen_where_a_video_is_made(boss, model):
    post = a_post()
    assert '<option value="es"' in boss.get(reverse("admin:content_post_change", args=[post.pk])).content.decode()

    make(boss, post, language="es")
    assert [(video.format, video.language) for video in Video.objects.all()] == [("square", "es")]
    assert Job.objects.get().metadata["language"] == "es"


def test_without_a_language_model_nothing_starts_and_it_is_said_why(boss):
    html = make(boss, a_post(), language="es").content.decode()

    assert "A translation into Spanish needs a language model" in html and "Set REELPRESS_LLM_URL" in html
    assert not Job.objects.exists() and not Video.objects.exists()


def test_what_is_not_offered_is_refused(boss, model):
    make(boss, a_post(), language="xx-evil")

    assert not Video.objects.exists()


def test_a_translated_video_is_made_again_in_its_language(boss, model):
    video = a_video(language="es")
    html = boss.get(reverse("admin:video_video_change", args=[video.pk])).content.decode()
    assert 'srclang="es"' in html and "<dd>es</dd>" in html

    boss.post(reverse("dashboard:video-again", args=[video.pk]))
    assert Job.objects.get().args["video_id"] == video.pk and Video.objects.count() == 1


def test_the_list_says_the_language_of_each_video(boss):
    a_video(of=a_post(language="de"))
    a_video(language="pt-BR")
    html = boss.get(reverse("admin:video_video_changelist")).content.decode()

    assert ">de<" in html and ">pt-BR<" in html
