"""Narrators behind HTTP, beside a real server on this machine: times, limits, and failures in sentences."""

import base64
import io
import json
import math
import struct
import threading
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.narrators import service, sound
from reelpress.video.narrators.base import NarratorFailed, Setup
from reelpress.video.narrators.elevenlabs import word_times
from reelpress.video.narrators.registry import get_narrator
from reelpress.video.narrators.segmentation import pieces
from reelpress.video.narrators.service import portions

KEY = "sk-sesame-open"
TEXT = "Eins zwei drei. Vier fünf."


def beeps(*lengths, rate=16_000, pause=0.4):
    """A WAV file of tones with pauses between them."""
    whole = io.BytesIO()
    with wave.open(whole, "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        for seconds in lengths:
            tone = (int(9000 * math.sin(n / 5)) for n in range(int(seconds * rate)))
            out.writeframes(b"".join(struct.pack("<h", n) for n in tone) + b"\0\0" * int(pause * rate))
    return whole.getvalue()


class Speech(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's answers, the last one for ever."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        server.asked.append((self.path, dict(self.headers), body))
        status, kind, data, headers = server.answers[min(len(server.asked), len(server.answers)) - 1]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(service, "WAITS", (0.0, 0.0))
    with ThreadingHTTPServer(("127.0.0.1", 0), Speech) as running:
        running.asked, running.answers = [], []
        running.url = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def says(server, status, data, kind="audio/wav", **headers):
    server.answers.append((status, kind, data if isinstance(data, bytes) else json.dumps(data).encode(), headers))


def openai(server, language="de"):
    setup = Setup(speech_url=f"{server.url}/v1", speech_key=KEY, speech_model="m", speech_voice="v")
    return get_narrator("openai", language, setup)


def elevenlabs(server):
    setup = Setup(elevenlabs_url=server.url, elevenlabs_key=KEY, elevenlabs_model="m", elevenlabs_voice="v")
    return get_narrator("elevenlabs", "de", setup)


def test_a_speech_service_is_asked_as_its_protocol_says_and_its_words_are_timed_by_its_pauses(server, tmp_path):
    says(server, 200, beeps(1.2, 0.8))
    spoken = openai(server).speak(TEXT, tmp_path / "a.wav")
    path, headers, body = server.asked[0]

    assert path == "/v1/audio/speech" and headers["Authorization"] == f"Bearer {KEY}"
    assert body == {"model": "m", "voice": "v", "input": TEXT, "response_format": "wav"}
    assert [word.text for word in spoken.words] == TEXT.split()
    assert spoken.words[2].end == pytest.approx(1.2, abs=0.08) and spoken.words[3].start == pytest.approx(1.6, abs=0.08)


def test_the_times_of_elevenlabs_are_those_of_its_characters(server, tmp_path):
    times = [place * 0.1 for place in range(len(TEXT))]
    alignment = {
        "characters": list(TEXT),
        "character_start_times_seconds": times,
        "character_end_times_seconds": [t + 0.1 for t in times],
    }
    sent = {"audio_base64": base64.b64encode(beeps(2.6, pause=0)).decode(), "alignment": alignment}
    says(server, 200, sent, "application/json")
    spoken = elevenlabs(server).speak(TEXT, tmp_path / "a.wav")
    path, headers, body = server.asked[0]

    assert path == "/v1/text-to-speech/v/with-timestamps?output_format=mp3_44100_128"
    assert {name.lower(): value for name, value in headers.items()}["xi-api-key"] == KEY
    assert body == {"text": TEXT, "model_id": "m"}
    assert [round(word.start, 1) for word in spoken.words] == [0.0, 0.5, 1.0, 1.6, 2.1]


def test_times_that_are_not_those_of_the_text_are_not_believed(server, tmp_path):
    says(server, 200, {"audio_base64": base64.b64encode(beeps(1.2, 0.8)).decode(), "alignment": {"characters": 3}})
    spoken = elevenlabs(server).speak(TEXT, tmp_path / "a.wav")

    assert spoken.words[3].start == pytest.approx(1.6, abs=0.08)
    assert word_times("a", ["a"], {"characters": ["b"], "character_start_times_seconds": [0],
                                   "character_end_times_seconds": [1]}) == []  # fmt: skip


@pytest.mark.parametrize("narrator", [openai, elevenlabs])
@pytest.mark.parametrize(
    ("status", "happened", "todo", "tries"),
    [
        (401, "does not accept the key", "Correct REELPRESS_", 1),
        (403, "does not allow this", "what the key in", 1),
        (404, "no such address, model or voice", "_VOICE", 1),
        (422, "refused what it was asked", "_URL", 1),
        (302, "sends elsewhere", "_URL", 1),
        (429, "asked too often", "Wait", 3),
        (503, "out of order", "Retry later", 3),
    ],
)
def test_a_refusal_says_what_to_do_and_never_the_key(server, tmp_path, narrator, status, happened, todo, tries):
    says(server, status, {"error": f"bad key {KEY}"}, "application/json")
    with pytest.raises(NarratorFailed) as failed:
        narrator(server).speak(TEXT, tmp_path / "a.wav")

    told = failed.value.explanation
    assert happened in told.happened and todo in told.todo and KEY not in str(failed.value)
    assert len(server.asked) == tries and failed.value.permanent == (tries == 1)
    assert not list(tmp_path.iterdir())


def test_a_service_that_recovers_is_asked_again(server, tmp_path):
    says(server, 500, b"oops", "text/plain")
    says(server, 429, b"busy", "text/plain", **{"Retry-After": "0"})
    says(server, 200, beeps(1.0))

    assert openai(server).speak("Eins.", tmp_path / "a.wav").seconds > 0.9


def test_a_service_that_wants_a_long_wait_is_given_up(server, tmp_path):
    says(server, 429, b"quota", "text/plain", **{"Retry-After": "3600"})
    with pytest.raises(NarratorFailed, match="quota is used up"):
        openai(server).speak("Eins.", tmp_path / "a.wav")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("kind", "data"),
    [("text/html", b"<html>Welcome</html>"), ("audio/wav", b"RIFF nonsense"), ("application/json", b"{}")],
)
def test_an_answer_that_is_no_sound_is_named(server, tmp_path, kind, data):
    says(server, 200, data, kind)
    for narrator in (openai, elevenlabs):
        with pytest.raises(NarratorFailed, match=r"answered with .*, not with"):
            narrator(server).speak("Eins.", tmp_path / "a.wav")


def test_an_enormous_answer_is_thrown_away(server, tmp_path, monkeypatch):
    monkeypatch.setattr(service, "MOST_BYTES", 1000)
    says(server, 200, beeps(1.0))
    with pytest.raises(NarratorFailed, match="thrown away"):
        openai(server).speak("Eins.", tmp_path / "a.wav")


def test_an_empty_answer_and_a_closed_door_say_to_retry(server, tmp_path):
    says(server, 200, b"")
    with pytest.raises(NarratorFailed, match="empty answer"):
        openai(server).speak("Eins.", tmp_path / "a.wav")
    closed = get_narrator("openai", "de", Setup(speech_url="http://127.0.0.1:9", speech_key=KEY))
    with pytest.raises(NarratorFailed, match=r"did not answer.*Check REELPRESS_SPEECH_URL"):
        closed.speak("Eins.", tmp_path / "a.wav")


def test_a_service_that_is_too_slow_did_not_answer(server, tmp_path, monkeypatch):
    monkeypatch.setattr(service, "READ_SECONDS", 0.05)
    held = threading.Event()
    monkeypatch.setattr(Speech, "do_POST", lambda self: held.wait(5))
    with pytest.raises(NarratorFailed, match="did not answer"):
        openai(server).speak("Eins.", tmp_path / "a.wav")
    held.set()


def test_a_key_that_cannot_be_sent_is_named_by_its_setting(server, tmp_path):
    broken = get_narrator("openai", "de", Setup(speech_url=server.url, speech_key="sk\nsesame"))
    with pytest.raises(NarratorFailed, match="REELPRESS_SPEECH_KEY") as failed:
        broken.speak("Eins.", tmp_path / "a.wav")
    assert "sesame" not in str(failed.value)


def test_a_long_narration_is_asked_for_in_parts_and_joined(server, tmp_path):
    says(server, 200, beeps(1.0, pause=0))
    text = "Das ist ein Satz von acht kurzen Worten. " * 40
    spoken = openai(server).speak(text, tmp_path / "a.wav")

    asked = [body["input"] for _, _, body in server.asked]
    assert len(asked) == spoken.seconds // 1 == 3
    assert " ".join(asked) == text.strip() and all(part.endswith(".") for part in asked)
    assert len(spoken.words) == 8 * 40


def test_what_holds_no_word_is_shown_in_silence_and_nobody_is_asked(server, tmp_path):
    spoken = openai(server).speak("😀 …", tmp_path / "a.wav")

    assert not server.asked and [word.text for word in spoken.words] == ["😀", "…"]
    assert not sound.stretches(sound.decode(spoken.path.read_bytes(), 24_000), 24_000)


@given(st.text(st.sampled_from("ab .。,界，語"), max_size=120), st.integers(4, 30))
def test_the_parts_are_the_text_and_none_is_too_long(text, longest):
    parts = portions(text, longest, "zh")

    assert all(0 < len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert sum(len(pieces(part, "zh")) for part in parts) >= len(text.split()) or not text.split()
