"""The voices that are here, for real: hibari comes along, espeak-ng and Piper where they are installed."""

import json
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from reelpress.lib import proc
from reelpress.lib.errors import BadInput, Failure
from reelpress.video.narrators import sound
from reelpress.video.narrators.base import NarratorFailed, Setup
from reelpress.video.narrators.kept import read_narration
from reelpress.video.narrators.registry import get_narrator, narrator_version
from reelpress.video.narrators.segmentation import pieces
from reelpress.video.narrators.speaker import Speaker
from reelpress.video.narrators.voices import piper_program, piper_voices

TEXT = "Version v1.29 costs $9.99 — on March 3rd, 1,250 people paid. It works."
SAID = {
    "en": "The report shows that 42% of 1,250 users moved to version 3.11.",
    "es": "El informe muestra que el 42% de los usuarios pasó a la versión 3.11.",
    "de": "Der Bericht zeigt, dass 42% der Nutzer zur Version 3.11 gewechselt sind.",
    "fr": "Le rapport montre que 42% des utilisateurs sont passés à la version 3.11.",
    "pt-BR": "O relatório mostra que 42% dos usuários mudaram para a versão 3.11.",
    "ar": "يوضح التقرير أن 42% من المستخدمين انتقلوا إلى الإصدار 3.11.",
    "hi": "रिपोर्ट दिखाती है कि 42% उपयोगकर्ता संस्करण 3.11 पर चले गए।",
    "zh": "报告显示，2024年有1250名用户中的42%升级到了3.11版本。",
}
needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
PIPER = Setup()
needs_piper = pytest.mark.skipif(
    piper_program(PIPER) is None or not piper_voices(PIPER), reason="Piper is not installed, or has no voice"
)


@pytest.fixture(scope="module")
def hibari():
    return get_narrator("hibari")


def assert_timed(spoken, text, language="en"):
    """Every word as it is shown has its time inside the sound, in order."""
    assert [(word.text, word.glued) for word in spoken.words] == pieces(text, language)
    assert all(0 <= word.start <= word.end <= spoken.seconds for word in spoken.words)
    assert [word.start for word in spoken.words] == sorted(word.start for word in spoken.words)
    with wave.open(str(spoken.path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (spoken.rate, 1)
        assert file.getnframes() == round(spoken.seconds * spoken.rate)


def test_every_word_as_written_has_its_time_inside_the_sound(hibari, tmp_path):
    assert_timed(hibari.speak(TEXT, tmp_path / "a.wav"), TEXT)


def test_the_same_text_is_the_same_sound(hibari, tmp_path):
    first, second = (hibari.speak("It works.", tmp_path / name).path.read_bytes() for name in ("a.wav", "b.wav"))

    assert first == second


def test_the_words_begin_where_the_sound_does(hibari, tmp_path):
    spoken = hibari.speak("Tests should start quickly.", tmp_path / "a.wav")
    onset = sound.stretches(sound.decode(spoken.path.read_bytes(), spoken.rate), spoken.rate)[0][0]

    assert abs(spoken.words[0].start - onset) < 0.1


@pytest.mark.slow
def test_the_voice_and_a_judge_by_ear_agree_about_its_words(hibari, tmp_path):
    from benchmarks.words import errors_of, figures

    found = figures("here", errors_of([SAID["en"], "A slow query rarely looks slow on a laptop, does it?"]))

    assert found["words"] >= 20 and found["median"] <= 25


@pytest.mark.parametrize("text", ["你好，世界。", "😀", "…", "a" * 4000, "word " * 120])
def test_what_it_can_hardly_say_still_has_a_sound_and_times(hibari, tmp_path, text):
    spoken = hibari.speak(text, tmp_path / "a.wav")

    assert spoken.seconds > 0.1
    assert [word.text for word in spoken.words] == text.split()


@needs_espeak
@pytest.mark.parametrize("language", SAID)
def test_espeak_speaks_each_language_at_a_sane_pace_with_a_time_for_each_word(tmp_path, language):
    text = SAID[language]
    spoken = get_narrator("espeak", language).speak(text, tmp_path / "a.wav")

    assert_timed(spoken, text, language)
    letters_a_second = len(text) / spoken.seconds
    assert (2.5 if language == "zh" else 6) < letters_a_second < 20
    lengths = [word.end - word.start for word in spoken.words]
    assert max(lengths) < spoken.seconds / 2 and sum(length > 0.04 for length in lengths) >= 0.7 * len(lengths)


@needs_espeak
def test_espeak_reads_chinese_characters_and_no_letters_that_stand_for_them(tmp_path):
    """Its plain Mandarin voice spells some characters in English letters."""
    command = ["espeak-ng", "-q", "-v", get_narrator("espeak", "zh").voice, "--ipa", "报告显示，你好世界。"]

    assert "(en)" not in subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_espeak
def test_espeak_keeps_the_pause_of_a_text_out_of_its_words(tmp_path):
    spoken = get_narrator("espeak", "en").speak("One two. Three four.", tmp_path / "a.wav")
    (_, first), (second, _) = sound.stretches(sound.decode(spoken.path.read_bytes(), spoken.rate), spoken.rate)

    assert spoken.words[1].end == pytest.approx(first, abs=0.05)
    assert spoken.words[2].start == pytest.approx(second, abs=0.05)


@needs_espeak
@pytest.mark.parametrize("text", ["😀", "…", "\x01", "<speak>a & b</speak>", "--version", "a" * 4000, "1 250 000"])
def test_espeak_survives_what_it_can_hardly_say(tmp_path, text):
    spoken = get_narrator("espeak", "en").speak(text, tmp_path / "a.wav")

    assert spoken.seconds > 0.1
    assert [word.text for word in spoken.words] == text.replace("\x01", " ").split()


def test_espeak_refuses_a_voice_that_is_no_name():
    with pytest.raises(NarratorFailed, match="no voice"):
        get_narrator("espeak:../../etc", "en")


@needs_piper
@pytest.mark.slow
def test_piper_speaks_with_a_time_for_each_word(tmp_path):
    spoken = get_narrator("piper", "en").speak(TEXT, tmp_path / "a.wav")

    assert_timed(spoken, TEXT)


def a_piper(folder, body):
    """A program that takes Piper's options; it stands in for the real one where that is not installed."""
    program = folder / "piper"
    program.write_text(f"#!{sys.executable}\n{body}")
    program.chmod(0o755)
    (folder / "de_DE-test-low.onnx").write_bytes(b"voice")
    (folder / "de_DE-test-low.onnx.json").write_text('{"language": {"code": "de_DE"}}')
    return Setup(piper=str(program), voices=str(folder))


BEEPS = """
import math, struct, sys, wave
from pathlib import Path
def given(name): return sys.argv[sys.argv.index(name) + 1]
target = Path(given("--output-dir")); target.mkdir()
for number, line in enumerate(Path(given("--input-file")).read_text().splitlines()):
    with wave.open(str(target / f"{number + 9}.wav"), "wb") as out:
        out.setparams((1, 2, 16000, 0, "NONE", ""))
        tone = (int(9000 * math.sin(n / 5)) for n in range(16000))
        out.writeframes(b"".join(struct.pack("<h", n) for n in tone))
"""


def test_piper_is_given_a_sentence_a_line_and_its_sounds_stand_one_after_the_other(tmp_path):
    voice = get_narrator("piper:test", "de", a_piper(tmp_path, BEEPS))
    text = "Eins zwei. Drei vier. Fünf!"
    spoken = voice.speak(text, tmp_path / "a.wav")

    assert_timed(spoken, text, "de")
    assert spoken.seconds == pytest.approx(3.4, abs=0.2)
    assert spoken.words[2].start == pytest.approx(1.2, abs=0.1)
    assert spoken.words[4].start == pytest.approx(2.4, abs=0.15)


def test_a_broken_piper_is_out_of_order_and_not_the_text(tmp_path):
    voice = get_narrator("piper", "de", a_piper(tmp_path, "raise SystemExit('no such model')"))

    with pytest.raises(NarratorFailed, match=r"Piper failed.*REELPRESS_PIPER"):
        voice.speak("Eins.", tmp_path / "a.wav")
    assert not (tmp_path / "a.wav").exists()


def test_an_unknown_narrator_is_refused_with_the_choices():
    with pytest.raises(BadInput, match="hibari"):
        narrator_version("nobody")


def run_program(*tasks):
    with proc.running([sys.executable, "-m", "reelpress.video.narrators"]) as program:
        program.stdin.write("".join(json.dumps(task) + "\n" for task in [*tasks, {"task": "end"}]))
        program.stdin.flush()
        said = [json.loads(line) for line in program.stdout]
        return program.wait(), said


@pytest.mark.slow
def test_the_program_speaks_with_the_dictionary_and_keeps_what_is_written(tmp_path):
    speaker = Speaker("hibari", "en", (("nginx", "engine x"), ("IT", "eye tee")))
    text = "Use nginx, it is what IT wants."
    code, said = run_program(speaker.task([{"index": 3, "text": text, "target": str(tmp_path / "a.wav")}]))
    plain = get_narrator("hibari").speak(text, tmp_path / "plain.wav")
    kept = read_narration(tmp_path / "a.wav")

    assert code == 0 and said[0]["index"] == 3 and said[-1] == {"done": True}
    assert kept is not None and [word.text for word in kept.words] == text.split()
    assert kept.seconds != plain.seconds


@pytest.mark.slow
def test_the_program_says_that_a_narrator_and_not_a_text_has_failed(tmp_path):
    speaker = Speaker("espeak:xx-nobody", "en")
    code, said = run_program(speaker.task([{"index": 0, "text": "Hello.", "target": str(tmp_path / "a.wav")}]))

    assert code == 1
    assert said[-1]["narrator"] is True and "espeak" in said[-1]["error"]


def test_a_sound_that_is_none_is_a_failure():
    for data in (b"", b"<html>", b"RIFF" + b"\0" * 40):
        with pytest.raises(Failure):
            sound.decode(data, 24_000)


def test_keys_are_not_shown():
    assert "sesame" not in repr(Speaker("openai", "en", (), Setup(speech_key="sesame", elevenlabs_key="sesame")))


def test_no_narrator_imports_the_code_of_a_gpl_program():
    folder = Path(sys.modules["reelpress.video.narrators.base"].__file__).parent

    foreign = re.compile(r"^\s*(import|from) piper\b|CDLL|espeakng", re.M)
    assert not [path.name for path in folder.glob("*.py") if foreign.search(path.read_text("utf-8"))]
