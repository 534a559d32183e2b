"""Beds: the one that comes along has no seam, files of all kinds become one, and hostile ones are refused by name."""

import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from reelpress.video.renderer import bed, sound
from reelpress.video.renderer.bed import UnusableMusic, bed_of
from reelpress.video.renderer.calm import BEAT, CHORD_BEATS, SCORE, _lay, calm
from reelpress.video.renderer.ducking import BED_LUFS, Bed, looped
from reelpress.video.renderer.spec import RATE, Music

Samples = NDArray[np.float32]


def a_song(seconds: float, *, loud: float = 0.3) -> Samples:
    """A melody of sorts: tones that follow one another, with a beat."""
    times = np.arange(round(seconds * RATE)) / RATE
    tones = 220 * 2 ** (np.array([0, 4, 7, 11, 12])[(times * 2).astype(int) % 5] / 12)
    beat = 0.5 + 0.5 * np.cos(2 * np.pi * 2 * times)
    return (loud * np.sin(2 * np.pi * np.cumsum(tones) / RATE) * beat).astype(np.float32)


def a_file(path: Path, codec: str, samples: Samples, *, container: str = "", rate: int = RATE) -> Path:
    """Write `samples` in two channels, as a person's music has them."""
    with av.open(str(path), "w", format=container or None) as out:
        stream = out.add_stream(codec, rate=rate, layout="stereo")
        stream.bit_rate = 128_000
        kind = stream.codec_context.format.name
        resampler = av.AudioResampler(format=kind, layout="stereo", rate=rate)
        frame = av.AudioFrame.from_ndarray(np.stack([samples, samples]), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = rate, 0
        size = stream.codec_context.frame_size or 4096
        fifo = av.AudioFifo()
        for piece in resampler.resample(frame):
            fifo.write(piece)
        while (part := fifo.read(size, partial=True)) is not None:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


def a_wav(path: Path, samples: NDArray[np.float64] | Samples, *, rate: int = RATE, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def made(path: Path, tmp_path: Path) -> Bed:
    return bed_of(Music(path.name, str(path), "key", str(tmp_path / "beds" / f"{path.name}.npy")), tmp_path)


@pytest.fixture(scope="module")
def round_() -> Samples:
    return calm()


# --- The bed that comes along -----------------------------------------------------------------------------
def test_the_bundled_bed_goes_round_without_a_click(round_: Samples) -> None:
    twice = np.concatenate([round_, round_]).astype(np.float64)
    bend = np.abs(np.diff(twice, 2))  # a click is a corner: the curve bends nowhere as much
    seam = len(round_)
    assert bend[seam - 3 : seam + 3].max() <= np.percentile(bend, 99)
    assert bend.max() < 0.006, "nor does it click anywhere else"


def test_what_is_laid_beyond_the_end_sounds_at_the_beginning() -> None:
    track = np.zeros(10, np.float32)
    _lay(track, 8, np.arange(1, 6, dtype=np.float32))
    assert track.tolist() == [3, 4, 5, 0, 0, 0, 0, 0, 1, 2]
    _lay(track, 0, np.ones(25, np.float32))
    assert track.tolist() == [6, 7, 8, 3, 3, 2, 2, 2, 3, 4]


def test_the_bundled_bed_is_as_long_as_its_score_and_the_same_each_time(round_: Samples) -> None:
    assert len(round_) == round(len(SCORE) * CHORD_BEATS * BEAT * RATE)
    assert np.array_equal(round_, calm())
    assert np.abs(round_).max() == pytest.approx(0.9, abs=1e-3)


def test_the_bundled_bed_stays_calm_and_out_of_the_way_of_consonants(round_: Samples) -> None:
    seconds = 20 * np.log10(np.sqrt(np.square(round_).reshape(-1, RATE).mean(axis=1)))
    assert seconds.max() - seconds.min() < 6, "no second stands out"
    power = np.abs(np.fft.rfft(round_)) ** 2
    hertz = np.fft.rfftfreq(len(round_), 1 / RATE)

    def share(low: float, high: float) -> float:
        return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / power.sum()))

    assert share(250, 1000) > -6, "a telephone's loudspeaker plays it"
    assert share(2000, 24_000) < -40
    assert share(0, 40) < -35, "no rumble"


def test_a_bed_is_made_once_at_one_loudness(tmp_path: Path) -> None:
    music = Music("calm", "", "key", str(tmp_path / "calm.npy"))
    found = bed_of(music, tmp_path)
    sound.write_wav(tmp_path / "heard.wav", found.samples.astype(np.float32) / 32767)
    assert sound.measure(tmp_path / "heard.wav").integrated == pytest.approx(BED_LUFS, abs=0.2)
    before = (tmp_path / "calm.npy").stat().st_ino
    assert np.array_equal(bed_of(music, tmp_path).samples, found.samples)
    assert (tmp_path / "calm.npy").stat().st_ino == before and not (tmp_path / "bed.wav").exists()


# --- Files of one's own -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "codec", "container"),
    [
        ("a.mp3", "libmp3lame", ""),
        ("a.flac", "flac", ""),
        ("a.ogg", "flac", "ogg"),
        ("a.opus", "libopus", "ogg"),
        ("a.m4a", "aac", "mp4"),
        ("a.aiff", "pcm_s16be", ""),
        ("a.wma", "wmav2", "asf"),
        ("a.mka", "pcm_f32le", "matroska"),
    ],
)
def test_every_usual_kind_of_file_becomes_a_bed(tmp_path: Path, name: str, codec: str, container: str) -> None:
    found = made(a_file(tmp_path / name, codec, a_song(4), container=container), tmp_path)
    assert len(found.samples) / RATE == pytest.approx(4, abs=0.15) and not found.seamless
    heard = found.samples.astype(np.float64)
    assert 20 * np.log10(np.sqrt(np.mean(heard**2)) / 32767) == pytest.approx(BED_LUFS, abs=3)


def test_other_rates_come_out_at_the_right_pitch_and_silence_at_the_ends_is_cut(tmp_path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(3 * 22_050) / 22_050)
    quiet = np.zeros(22_050 * 2)
    found = made(a_wav(tmp_path / "a.wav", np.concatenate([quiet, tone, quiet]), rate=22_050), tmp_path)
    assert len(found.samples) / RATE == pytest.approx(3, abs=0.05)
    power = np.abs(np.fft.rfft(found.samples))
    assert np.argmax(power) * RATE / len(found.samples) == pytest.approx(440, abs=1)


def test_of_a_long_file_the_beginning_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bed, "MOST_SECONDS", 5)
    assert len(made(a_wav(tmp_path / "a.wav", a_song(12)), tmp_path).samples) <= 5 * RATE


def test_a_short_file_is_looped_over_a_crossfade_without_a_click_or_a_hole(tmp_path: Path) -> None:
    found = made(a_wav(tmp_path / "a.wav", a_song(5.3)), tmp_path)
    track = looped(found, 23 * RATE)
    assert len(track) == 23 * RATE
    whole = found.samples.astype(np.float64) / 32767
    bend = np.abs(np.diff(track.astype(np.float64), 2)).max()
    assert bend < 2.5 * np.abs(np.diff(whole, 2)).max()
    seconds = np.sqrt(np.square(track).reshape(-1, RATE).mean(axis=1))
    assert seconds.min() > 0.5 * seconds.max()
    assert np.array_equal(looped(found, RATE), found.samples[:RATE].astype(np.float32) / np.float32(32767))


def test_the_crossfade_keeps_the_strength_of_what_it_joins() -> None:
    noise = np.random.default_rng(5).normal(0, 3000, 5 * RATE).astype(np.int16)
    track = looped(Bed(noise, seamless=False), 20 * RATE)
    parts = np.sqrt(np.square(track).reshape(-1, RATE // 20).mean(axis=1))
    assert 20 * np.log10(parts.max() / parts.min()) < 1.5, "in dB, between any two twentieths of a second"


def hostile(folder: Path, kind: str) -> Path:
    """Write a file that is no music, each in a way of its own."""
    path = folder / f"{kind}.mp3"
    if kind == "text":
        path.write_text("#!/bin/sh\nrm -rf /\n" * 200)
    elif kind == "list of other files":
        path.write_text(f"ffconcat version 1.0\nfile '{a_wav(folder / 'secret.wav', a_song(4)).name}'\n")
    elif kind == "one sample a second":
        a_wav(path, a_song(4), rate=1)
    elif kind == "silence":
        a_wav(path, np.zeros(4 * RATE))
    elif kind == "all but silence":
        a_wav(path, np.resize(np.array([1, -1]), 4 * RATE) / 32767)
    elif kind == "opposite channels":
        a_wav(path, np.stack([a_song(4), -a_song(4)], axis=1), channels=2)
    elif kind == "short":
        a_wav(path, a_song(0.5))
    elif kind == "noise behind a header":
        whole = a_file(folder / "whole.mp3", "libmp3lame", a_song(4)).read_bytes()
        path.write_bytes(whole[:600] + np.random.default_rng(3).bytes(60_000))
    elif kind == "torn":
        whole = bytearray(a_file(folder / "whole.mka", "flac", a_song(6), container="matroska").read_bytes())
        for at in range(1600, len(whole) - 1000, 400):
            whole[at : at + 40] = bytes(40)
        path.write_bytes(whole)
    elif kind == "no numbers":
        a_file(path, "pcm_f32le", np.full(4 * RATE, np.nan, np.float32), container="wav")
    elif kind == "no sound":
        with av.open(str(path), "w", format="mp4") as out:
            stream = out.add_stream("libx264", rate=30)
            stream.width = stream.height = 64
            stream.pix_fmt = "yuv420p"
            for _ in range(30):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
            out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("text", "cannot be read"),
        ("list of other files", "cannot be read"),
        ("one sample a second", "1 samples a second"),
        ("silence", "less than 2 seconds of sound"),
        ("all but silence", "is silent"),
        ("opposite channels", "less than 2 seconds of sound"),
        ("short", "less than 2 seconds of sound"),
        ("noise behind a header", "(?:is damaged|less than 2 seconds|cannot be read)"),
        ("torn", "is damaged"),
        ("no numbers", "less than 2 seconds of sound"),
        ("no sound", "has no sound"),
        ("absent", "cannot be read"),
    ],
)
def test_what_is_no_music_is_refused_by_name_and_leaves_nothing(tmp_path: Path, kind: str, why: str) -> None:
    path = hostile(tmp_path, kind)
    with pytest.raises(UnusableMusic, match=rf"The music {kind}\.mp3 .*{why}"):
        made(path, tmp_path)
    assert not (tmp_path / "beds").exists() or not list((tmp_path / "beds").iterdir())


def test_a_file_that_is_cut_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = a_file(tmp_path / "whole.mp3", "libmp3lame", a_song(8)).read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole[: len(whole) // 2 + 100])
    assert len(made(tmp_path / "cut.mp3", tmp_path).samples) / RATE == pytest.approx(4, abs=0.5)


def test_numbers_beyond_all_bounds_become_no_louder_than_others(tmp_path: Path) -> None:
    wild = a_song(4)
    wild[::1000] = np.inf
    wild[500::1000] = np.nan
    wild[700::1000] = 1e30
    found = made(a_file(tmp_path / "a.wav", "pcm_f32le", wild), tmp_path)
    assert len(found.samples) / RATE == pytest.approx(4, abs=0.1)
    assert np.median(np.abs(found.samples)) > 300, "the music beside them is still heard"
