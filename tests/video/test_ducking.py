"""Music under a voice: down before a word and while one speaks, up where nobody does, and the whole as loud as ever."""

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reelpress.video.renderer import sound
from reelpress.video.renderer.bed import bed_of
from reelpress.video.renderer.ducking import BED_LUFS, Bed, looped, pauses, under
from reelpress.video.renderer.spec import FPS, RATE, Music, Voice
from tests.video.test_assemble import write_voice

Samples = NDArray[np.float32]
VOICE_LUFS = -20.0
STEADY = Bed(np.full(RATE, 3000, np.int16), seamless=True)


def speech(*seconds: float) -> Samples:
    """Syllables and pauses in turn, beginning with a pause."""
    parts = []
    for index, length in enumerate(seconds):
        times = np.arange(round(length * RATE)) / RATE
        said = 0.3 * np.sin(times * 1400) * (0.4 + 0.6 * np.sin(times * 25) ** 2)
        parts.append(said if index % 2 else 0 * said)
    return np.concatenate(parts).astype(np.float32)


def gain_of(voice: Samples) -> NDArray[np.float64]:
    """In dB: what becomes of a steady bed, against how loud it is kept."""
    return np.asarray(20 * np.log10(np.maximum(under(voice, STEADY, voice_lufs=VOICE_LUFS), 1e-9) / (3000 / 32767)))


def test_the_bed_is_down_before_a_word_and_comes_up_where_nobody_speaks() -> None:
    gain = gain_of(speech(3, 4, 3, 4, 3))
    low = VOICE_LUFS - 20 - BED_LUFS
    speaks = np.concatenate([gain[3 * RATE : 7 * RATE], gain[10 * RATE : 14 * RATE]])
    assert np.allclose(speaks, low, atol=0.05), "from the first sample of a word to the last"
    assert np.allclose(gain[8 * RATE : 9 * RATE], low + 7, atol=0.05)
    assert np.allclose(gain[RATE : 2 * RATE], low + 7, atol=0.05), "before the first word too"
    assert np.allclose(gain[15 * RATE : 16 * RATE], low + 7, atol=0.05), "and on the end card"


def test_the_bed_moves_softly() -> None:
    gain = gain_of(speech(2, 2, 2, 2, 2))[RATE : 9 * RATE]
    assert np.abs(np.diff(gain)).max() * RATE / 100 < 0.5, "dB in a hundredth of a second"


def test_the_bed_does_not_pump_between_words_and_less_in_short_pauses_than_in_long_ones() -> None:
    def lift(pause: float) -> float:
        return float(pauses(speech(1, 2, pause, 2, 1))[300 : 300 + round(pause * 100)].max())

    assert max(lift(0.2), lift(0.4)) < 1e-9
    assert 0.05 < lift(0.6) < lift(0.75) < lift(1.2) == pytest.approx(1)


def test_the_bed_comes_in_and_goes_out_with_the_video() -> None:
    bed = Bed(np.full(RATE, 3000, np.int16), seamless=True)
    music = under(speech(1, 2, 2), bed, voice_lufs=VOICE_LUFS)
    assert abs(music[0]) < 1e-4 and abs(music[-1]) < 1e-4
    assert np.abs(np.diff(music)).max() < 1e-4, "nothing begins or ends at once"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.05, 0.8), min_size=1, max_size=4), st.integers(RATE // 4, RATE), st.booleans())
def test_any_voice_and_any_bed_fit(seconds: list[float], length: int, seamless: bool) -> None:
    voice = speech(*seconds)
    bed = Bed((np.sin(np.arange(length) / 9) * 9000).astype(np.int16), seamless)
    music = under(voice, bed, voice_lufs=VOICE_LUFS)
    assert music.dtype == np.float32 and len(music) == len(voice) and np.isfinite(music).all()
    assert len(looped(bed, 2 * length)) == 2 * length


# --- The whole track, as it is heard ----------------------------------------------------------------------
@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Bed:
    folder = tmp_path_factory.mktemp("bed")
    return bed_of(Music("calm", "", "key", str(folder / "calm.npy")), folder)


def heard(path: Path) -> Samples:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def level(samples: Samples, folder: Path) -> float:
    """Loudness in LUFS, as the meter hears it."""
    sound.write_wav(folder / "part.wav", samples)
    return sound.measure(folder / "part.wav").integrated


@pytest.mark.slow
def test_music_under_a_voice_is_as_far_below_it_as_it_should_be_and_the_whole_is_right(
    bed: Bed, tmp_path: Path
) -> None:
    """Two scenes with five seconds of pause: what is heard there is the music alone."""
    voices = [Voice(str(write_voice(tmp_path / f"{i}.wav", 3.0)), 8 * FPS) for i in range(2)]
    plain = sound.make_sound(voices, tmp_path / "plain.m4a", tmp_path, done=lambda step: None)
    found = sound.make_sound(voices, tmp_path / "music.m4a", tmp_path, bed=bed, done=lambda step: None)
    assert plain.right and found.right
    assert sound.measure(tmp_path / "music.m4a") == found, "it was measured as it was encoded"

    track = heard(tmp_path / "music.m4a")
    pause = track[round(4.2 * RATE) : round(7.4 * RATE)]
    spoken = track[round(0.5 * RATE) : round(3.1 * RATE)]
    assert level(pause, tmp_path) - level(spoken, tmp_path) == pytest.approx(-20 + 7, abs=2)
    without = heard(tmp_path / "plain.m4a")
    assert level(without[round(4.2 * RATE) : round(7.4 * RATE)], tmp_path) < -60
    end = 16 * RATE
    assert np.abs(track[end - 200 : end]).max() < 0.01 < np.abs(track[end - RATE : end]).max(), "it goes out at the end"


def test_music_changes_nothing_of_what_is_measured_of_the_voice(bed: Bed, tmp_path: Path) -> None:
    voice = sound.read_voice(write_voice(tmp_path / "v.wav", 8.0))
    lufs = level(voice, tmp_path)
    mixed = level(voice + under(voice, bed, voice_lufs=lufs), tmp_path)
    assert abs(mixed - lufs) < 0.15
    music = under(voice, bed, voice_lufs=lufs)[RATE : 7 * RATE]
    assert level(music, tmp_path) - lufs == pytest.approx(-20, abs=2)
