"""Words become lines and cues."""

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.captions import LONGEST_LINE, MOST_WORDS, caption_lines, srt_text, vtt_text
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.timeline import Timeline


def words_of(text, each=0.3):
    return tuple(Word(word, place * each, place * each + 0.25) for place, word in enumerate(text.split()))


def narration_of(text):
    words = words_of(text)
    return Narration(Path("a.wav"), 24_000, len(words) * 0.3 + 0.1, words)


SAID = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30), min_size=1
)


def test_a_line_breaks_after_a_sentence_and_after_a_pause_once_it_is_half_full():
    lines = caption_lines(words_of("It works. Slowly at first, then all at once."))

    assert [" ".join(line.texts) for line in lines] == ["It works.", "Slowly at first,", "then all at once."]


def test_a_long_word_without_spaces_is_cut_into_pieces():
    lines = caption_lines(words_of("世界你好" * 10))

    assert max(len("".join(line.texts)) for line in lines) <= LONGEST_LINE
    assert "".join("".join(line.texts) for line in lines) == "世界你好" * 10


def test_a_name_in_code_is_cut_at_its_joints():
    lines = caption_lines(words_of("framework.IgnoreNotFound"))

    assert [line.texts for line in lines] == [("framework.",), ("IgnoreNotFound",)]


@given(SAID)
def test_lines_hold_every_letter_in_order_and_stay_short(said):
    lines = caption_lines(words_of(" ".join(said)))

    assert "".join("".join(line.texts) for line in lines) == "".join(said)
    assert all(len(line.texts) <= MOST_WORDS and len(" ".join(line.texts)) <= LONGEST_LINE for line in lines)


@given(SAID)
def test_a_line_is_gone_before_the_next_one_comes(said):
    lines = caption_lines(words_of(" ".join(said)))

    assert all(before.end <= after.starts[0] for before, after in pairwise(lines))


def cues(text):
    """The texts and times (in ms) of a SubRip file."""
    found = re.findall(r"(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)\n(.*?)(?:\n\n|\Z)", text, re.S)
    times = [[int(part) for part in cue[:8]] for cue in found]
    clock = [(((h * 60 + m) * 60 + s) * 1000 + ms, ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2)
             for h, m, s, ms, h2, m2, s2, ms2 in times]  # fmt: skip
    return clock, " ".join(cue[8].strip() for cue in found)


def test_the_sidecar_holds_exactly_what_is_said():
    scenes = [narration_of("It works. {not} a <b>tag</b>, nor N\\N."), narration_of("All at once.")]
    timeline = Timeline.of([scene.seconds for scene in scenes])

    clock, text = cues(srt_text(timeline, scenes))

    assert text == "It works. {not} a <b>tag</b>, nor N\\N. All at once."
    assert all(start < end for start, end in clock)
    assert all(before[1] <= after[0] for before, after in pairwise(clock))
    assert clock[-1][1] <= timeline.seconds * 1000 + 1


def test_the_other_sidecar_is_webvtt():
    scene = narration_of("It works.")

    text = vtt_text(Timeline.of([scene.seconds]), [scene])

    assert text.startswith("WEBVTT")
    assert "It works." in text
