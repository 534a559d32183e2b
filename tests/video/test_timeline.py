"""Scenes last whole frames."""

from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.timeline import SAMPLES_PER_FRAME, Timeline


def test_a_scene_has_its_pauses_and_ends_on_a_frame():
    timeline = Timeline.of([1.3, 2.0])

    assert timeline.frames == (60, 81)
    assert (timeline.total, timeline.seconds, timeline.start_of(1)) == (141, 4.7, 60)


def test_a_frame_holds_a_whole_number_of_samples():
    assert SAMPLES_PER_FRAME * 30 == 48_000


@given(st.lists(st.floats(0.1, 60), min_size=1, max_size=20))
def test_every_voice_fits_its_scene_with_less_than_a_frame_to_spare(seconds):
    timeline = Timeline.of(seconds)

    for voice, frames in zip(seconds, timeline.frames):
        assert -1e-6 <= frames / 30 - (0.25 + voice + 0.45) < 1 / 30 + 1e-6
