"""What an English voice is given to read, where it would misread what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.narrators.pronunciation import is_readable, read_as


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It costs $5, 42% more.", "It costs 5 dollars, 42 percent more."),
        ("$9.99 or £2.01", "9 dollars and 99 cents or 2 pounds and 1 penny"),
        ("€1 a day", "1 euro a day"),
        ("$3 million and $10k", "$3 million and $10k"),
        ("1 250 000 users", "1250000 users"),
        ("In 2020 300 people", "In 2020 300 people"),
        ("10/second, read/write", "10 per second, read write"),
        ("v1.29 of C# on node.js", "version 1.29 of C sharp on node dot js"),
        ("a_b -> c", "a b to c"),
        ("call fetch_all() (or not)", "call fetch all (or not)"),
        ("3.11 and e.g. this", "3.11 and e.g. this"),
    ],
)
def test_what_would_be_misread_is_read_as_it_is_meant(written, read):
    assert read_as(written) == read


@given(st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F), min_size=1, max_size=12))
def test_plain_words_stay_as_they_are_and_can_be_read(word):
    assert read_as(word) == word
    assert is_readable(word)


@pytest.mark.parametrize("word", ["你好", "你", "Привет", "مرحبا", "नमस्ते"])
def test_words_in_another_script_cannot_be_read(word):
    assert not is_readable(word)


@pytest.mark.parametrize("word", ["naïve", "α", "x²", "e-mail", "42%", "—", "µµ"])
def test_a_sign_or_a_single_greek_letter_does_not_silence_a_word(word):
    assert is_readable(word)
