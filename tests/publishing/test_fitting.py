"""Which words go out with a video: the post's own, and those of a translation with a translated video."""

import pytest

from reelpress.publishing import services
from reelpress.publishing.fitting import upload_of
from reelpress.video.storyboard import Scene, Storyboard
from tests import factories

pytestmark = pytest.mark.django_db
FIRST = Scene("title", "Jede Abfrage kostet Zeit.", title="Langsam", text="So wird es schneller.", source="Slow")


def sent(language: str, *scenes: Scene, title: str = "Langsame Abfragen"):
    board = Storyboard(title, scenes, language=language or "en").to_dict() if scenes else {}
    post = factories.a_post(title="Slow queries", summary="Make them fast.", language="en")
    video = factories.a_video(of=post, language=language, storyboard=board)
    return upload_of(services.prepare(post, video, factories.an_account("youtube")))


def test_a_translated_video_goes_out_with_words_of_its_language():
    upload = sent("de", FIRST)
    assert upload.title == "Langsame Abfragen"
    assert upload.text.startswith("So wird es schneller.")
    assert "Make them fast" not in upload.text
    assert upload.options["language"] == "de"


def test_a_translation_without_a_subtitle_is_described_by_its_first_words():
    assert sent("de", Scene("title", "Jede Abfrage kostet Zeit.")).text.startswith("Jede Abfrage kostet Zeit.")


def test_a_video_in_the_language_of_its_post_goes_out_with_the_posts_words():
    upload = sent("", Scene("title", "Something else.", text="Else"), title="Edited")
    assert (upload.title, upload.options["language"]) == ("Slow queries", "en")
    assert upload.text.startswith("Make them fast.")


@pytest.mark.parametrize("scenes", [(), (Scene("text", "Nichts."),)])
def test_what_a_translation_does_not_say_is_said_in_the_posts_words(scenes):
    assert sent("de", *scenes).text.startswith("Make them fast.")
