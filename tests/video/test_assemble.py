"""Segments and sound become one file: exact frames, exact length, the right loudness; and broken ones are found."""

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from reelpress.lib.errors import Failure
from reelpress.video.renderer import assemble, sound, stills
from reelpress.video.renderer.encoder import render_segment
from reelpress.video.renderer.spec import FPS, RATE, SAMPLES_PER_FRAME, Line, Segment, Voice
from reelpress.video.visuals.look import Look

SIZE = (108, 192)
LENGTHS = (37, 64, 31)


def look(index: int) -> Look:
    return Look(kind="text", width=SIZE[0], height=SIZE[1], seed="s", index=index, text=f"Scene {index}")


def write_voice(path: Path, seconds: float, *, rate: int = 24_000, loud: float = 0.2) -> Path:
    """A voice of sorts: a tone whose strength rises and falls like syllables."""
    times = np.arange(int(seconds * rate)) / rate
    samples = loud * np.sin(times * 1400) * (0.4 + 0.6 * np.sin(times * 25) ** 2)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[Path, int]], Path]:
    folder = tmp_path_factory.mktemp("parts")
    segments = []
    for index, frames in enumerate(LENGTHS):
        target = folder / f"{index}.mp4"
        line = Line(("a", "word"), (8, 14), 20)
        segment = Segment(look(index), look(index - 1) if index else None, frames, (line,), index, 3, str(target))
        render_segment(segment, folder, painted=lambda: None)
        segments.append((target, frames))
    voices = [Voice(str(write_voice(folder / f"{i}.wav", n / FPS - 0.7)), n) for i, n in enumerate(LENGTHS)]
    track = folder / "sound.m4a"
    assert sound.make_sound(voices, track, folder, done=lambda step: None).right
    return segments, track


@pytest.fixture
def joined(parts: tuple[list[tuple[Path, int]], Path], tmp_path: Path) -> Path:
    assemble.join(*parts, tmp_path / "video.mp4")
    return tmp_path / "video.mp4"


def test_every_frame_lies_on_its_own_tick_across_all_joints(joined: Path) -> None:
    with av.open(str(joined)) as container:
        track = container.streams.video[0]
        times = [frame.pts * track.time_base for frame in container.decode(track)]
    assert times == [Fraction(number, FPS) for number in range(sum(LENGTHS))]


def test_the_check_passes_what_is_right(joined: Path) -> None:
    ticks: list[str] = []
    assemble.check(joined, frames=sum(LENGTHS), joints=[0, 37, 101], tick=ticks.append)
    assert ticks == ["counted", "joints"]


def test_sound_and_picture_end_together_at_the_loudness_that_was_asked_for(joined: Path) -> None:
    with av.open(str(joined)) as container:
        heard = container.streams.audio[0]
        samples = sum(frame.samples for frame in container.decode(heard))
        assert heard.rate == RATE and heard.codec_context.name == "aac"
    assert abs(samples - sum(LENGTHS) * SAMPLES_PER_FRAME) < 3 * 1024
    found = sound.measure(joined)
    assert abs(found.integrated + 14) <= 0.5 and found.peak < -1


def test_the_picture_is_tagged_as_what_it_is(joined: Path) -> None:
    with av.open(str(joined)) as container:
        context = container.streams.video[0].codec_context
        assert (context.width, context.height, context.pix_fmt) == (*SIZE, "yuv420p")
        assert int(context.colorspace) == int(context.color_trc) == int(context.color_primaries) == 1
        assert int(context.color_range) == 1
    start = joined.read_bytes()[:4096]
    assert b"moov" in start, "the index stands first, so that playing starts at once"


def test_the_check_finds_a_missing_frame_a_wrong_joint_and_a_cut_file(joined: Path) -> None:
    with pytest.raises(Failure, match="132 pictures, not 133"):
        assemble.check(joined, frames=133, joints=[0], tick=lambda step: None)
    with pytest.raises(Failure, match="does not begin with a whole picture"):
        assemble.check(joined, frames=132, joints=[0, 36], tick=lambda step: None)
    whole = joined.read_bytes()
    joined.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(Failure, match="failed its check"):
        assemble.check(joined, frames=132, joints=[0, 37, 101], tick=lambda step: None)


def test_the_check_finds_a_sound_that_is_not_the_one_that_was_measured(
    parts: tuple[list[tuple[Path, int]], Path], joined: Path, tmp_path: Path
) -> None:
    assemble.check_sound(joined, parts[1])
    voice = write_voice(tmp_path / "v.wav", 1.4)
    sound.make_sound([Voice(str(voice), 132)], tmp_path / "other.m4a", tmp_path, done=lambda step: None)
    with pytest.raises(Failure, match="its sound is not the one"):
        assemble.check_sound(joined, tmp_path / "other.m4a")


def test_segments_of_different_settings_are_not_joined(
    parts: tuple[list[tuple[Path, int]], Path], tmp_path: Path
) -> None:
    other = Look(kind="text", width=96, height=160, seed="s", index=0, text="Other")
    target = tmp_path / "other.mp4"
    render_segment(Segment(other, None, 5, (), 0, 1, str(target)), tmp_path, painted=lambda: None)
    with pytest.raises(Failure, match="encoded differently"):
        assemble.join([parts[0][0], (target, 5)], parts[1], tmp_path / "video.mp4")
    assert not (tmp_path / "video.mp4").exists()


def test_equal_segments_have_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        segment = Segment(look(1), look(0), 12, (), 1, 3, str(tmp_path / f"{name}.mp4"))
        render_segment(segment, tmp_path, painted=lambda: None)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize(("rate", "loud"), [(16_000, 0.02), (22_050, 0.9)])
def test_any_voice_ends_at_its_place_and_loudness(tmp_path: Path, rate: int, loud: float) -> None:
    voice = write_voice(tmp_path / "v.wav", 1.4, rate=rate, loud=loud)
    samples = sound.read_voice(voice)
    assert abs(len(samples) - 1.4 * RATE) < 64
    found = sound.make_sound([Voice(str(voice), 63)], tmp_path / "s.m4a", tmp_path, done=lambda step: None)
    assert found.right


def test_silence_is_a_failure_with_a_sentence(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "v.wav", 1.0, loud=0.0)
    with pytest.raises(Failure, match="silent"):
        sound.make_sound([Voice(str(voice), 51)], tmp_path / "s.m4a", tmp_path, done=lambda step: None)
    assert not (tmp_path / "s.m4a").exists()


def test_the_thumbnail_is_a_small_jpeg_of_the_format(tmp_path: Path) -> None:
    stills.make_thumbnail(look(0), tmp_path / "t.jpg")
    with Image.open(tmp_path / "t.jpg") as picture:
        assert picture.format == "JPEG" and picture.size == SIZE
    assert (tmp_path / "t.jpg").stat().st_size < 2_000_000
