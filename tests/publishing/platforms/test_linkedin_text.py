"""LinkedIn's little text: what was written is what is shown, hashtags are hashtags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.demo import linkedin as demo
from reelpress.publishing.platforms.linkedin_text import escaped


@given(st.text(max_size=200))
def test_every_text_is_shown_as_it_was_written(text):
    assert demo.visible(escaped(text)) == text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("#press (new) #2 C# a_b", r"#press \(new\) \#2 C\# a\_b"),
        ("#video_making", "#video_making"),
        ("x#tag", r"x\#tag"),
        ("[a](b) <c> {d} @e *f* ~g | h\\", r"\[a\]\(b\) \<c\> \{d\} \@e \*f\* \~g \| h\\"),
    ],
)
def test_hashtags_stay_hashtags_and_the_rest_is_only_text(text, sent):
    assert escaped(text) == sent


def test_a_bracket_that_was_not_escaped_cuts_the_post_off():
    assert demo.visible("so far (and no further)") == "so far " and demo.visible("a * b") is None
