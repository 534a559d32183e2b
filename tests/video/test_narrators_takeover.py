"""One voice a video: when a narrator is out of order the next one speaks all of it, and the log says so."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as loaded

from reelpress.lib.errors import Failure
from reelpress.video import services
from reelpress.video.models import Pronunciation, Video
from reelpress.video.voices import pronunciations, setup, speakers
from tests.factories import a_post

pytestmark = pytest.mark.django_db


class Refusing(BaseHTTPRequestHandler):
    """Accepts no key."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        self.send_response(401)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def refused(settings, tmp_path):
    """A speech service that is first in the chain and refuses the key."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        server.asked = 0
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        settings.SPEECH = {**loaded.SPEECH, "order": ("openai", "hibari"), "speech_url": url, "speech_key": "sesame"}
        settings.ARTEFACTS = tmp_path
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def made(monkeypatch):
    """What a video was made with; narrating is real, the rest of the making is left out."""
    speaker = []

    def make(video, order, key, started, progress, log):
        from reelpress.video.programs import Crew
        from reelpress.video.studio import NARRATORS

        with Crew(order.artefacts) as crew:
            program = crew.start("The narrator", NARRATORS)
            scenes = enumerate(order.storyboard.scenes[:1])
            program.give(
                order.narrator.task(
                    [{"index": i, "text": s.narration, "target": str(order.artefacts / "a.wav")} for i, s in scenes]
                )
            )
            program.dismiss()
            while crew.at_work:
                crew.hear()
        speaker.append(order.narrator.name)

    monkeypatch.setattr(services, "_make", make)
    return speaker


def a_new_video(narrator=""):
    video = services.ensure_video(a_post(body="It works on every machine that we have tried so far. " * 3), "square")
    Video.objects.filter(pk=video.pk).update(narrator=narrator)
    return video


def produced(video):
    log = []
    services.produce(video, progress=lambda *_: None, log=log.append)
    return "\n".join(log)


@pytest.mark.slow
def test_the_next_narrator_takes_over_the_whole_video_and_the_log_says_why(refused, made):
    log = produced(a_new_video())

    assert refused.asked == 1 and made == ["hibari"]
    assert "openai failed: The speech service does not accept the key." in log
    assert "hibari narrates the whole video instead." in log and "sesame" not in log


@pytest.mark.slow
def test_a_narrator_that_was_chosen_for_the_video_is_not_replaced(refused, made):
    with pytest.raises(Failure, match="REELPRESS_SPEECH_KEY"):
        produced(a_new_video(narrator="openai"))
    assert made == []


def test_speakers_know_the_settings_and_the_words_of_their_language():
    for word, spoken, language in (("a", "eh", ""), ("a", "ah", "de-AT"), ("b", "bee", "en"), ("c", "see", "de")):
        Pronunciation.objects.create(word=word, spoken=spoken, language=language)

    assert pronunciations("de") == (("a", "ah"), ("c", "see"), ("a", "eh"))
    assert pronunciations("en-GB") == (("b", "bee"), ("a", "eh"))
    assert setup().order[0] == "hibari" and speakers("", "en")[0].name == "hibari"
