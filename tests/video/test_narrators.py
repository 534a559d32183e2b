"""The voice that comes along, for real."""

import wave

import pytest

from reelpress.lib.errors import BadInput
from reelpress.video.narrators.registry import get_narrator, narrator_version

TEXT = "Version v1.29 costs $9.99 — on March 3rd, 1,250 people paid. It works."


@pytest.fixture(scope="module")
def hibari():
    return get_narrator("hibari")


def test_every_word_as_written_has_its_time_inside_the_sound(hibari, tmp_path):
    spoken = hibari.speak(TEXT, tmp_path / "a.wav")

    assert [word.text for word in spoken.words] == TEXT.split()
    assert all(0 <= word.start <= word.end <= spoken.seconds for word in spoken.words)
    assert [word.start for word in spoken.words] == sorted(word.start for word in spoken.words)
    with wave.open(str(spoken.path)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (spoken.rate, 1)
        assert sound.getnframes() == round(spoken.seconds * spoken.rate)


def test_the_same_text_is_the_same_sound(hibari, tmp_path):
    first, second = (hibari.speak("It works.", tmp_path / name).path.read_bytes() for name in ("a.wav", "b.wav"))

    assert first == second


def test_the_words_begin_where_the_sound_does(hibari, tmp_path):
    from reelpress.video.narrators import hibari as voice

    spoken = hibari.speak("Tests should start quickly.", tmp_path / "a.wav")
    with wave.open(str(spoken.path)) as sound:
        samples = voice.np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype("f4") / 32768
    onset = voice._loud(samples)[0] / 100

    assert abs(spoken.words[0].start - onset) < 0.1


@pytest.mark.parametrize("text", ["你好，世界。", "😀", "…", "a" * 4000, "word " * 120])
def test_what_it_can_hardly_say_still_has_a_sound_and_times(hibari, tmp_path, text):
    spoken = hibari.speak(text, tmp_path / "a.wav")

    assert spoken.seconds > 0.1
    assert [word.text for word in spoken.words] == text.split()


def test_an_unknown_narrator_is_refused_with_the_choices():
    with pytest.raises(BadInput, match="hibari"):
        narrator_version("nobody")
