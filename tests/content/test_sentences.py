"""Sentences end where a reader would end them, and none of the text is lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content.sentences import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["One.", "Two.", "Three"],
        ["It was introduced in v1.29.", "Then came 1.30."],
        ["Use a queue, e.g. Redis, i.e. a store.", "Then rest."],
        ["Dr. Smith met Mr. Jones.", "They spoke."],
        ["It is 3.5 times faster.", "It costs $3.50.", "Really."],
        ["Node.js is here.", "We use crates.io.", "Good."],
        ["What?", "Yes!", "No..."],
        ['"Really?" he asked.', "Then he left."],
        ['He said "go."', "Then he left."],
        ["Yahoo! is a name.", "So is this."],
        ["J. R. R. Tolkien wrote it.", "I did not.", "Nor did I.", "You?"],
        ["In the U.S. Army one says so.", "See Fig. 3 and No. 5."],
        ["Apples, pears, etc.", "The rest is easy."],
        ["kubectl stops.", "kubectl runs."],
        ["(This stands alone.)", "This too."],
        ["1. First do this.", "2. Then do that."],
        ["It was 2019.", "Then came 2020."],
        ["今日は晴れ。", "明日は雨！", "そうですか？"],
        ["「そうです。」と言った。", "終わり。"],
        ["这是第一句。", "这是第二句。"],
        ["Ein Satz, z.B. dieser.", "Noch einer."],
        ["He waited… and waited.", "Nothing."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected):
    joined = "".join(part + ("" if part[-1] in "。！？" else " ") for part in expected)
    assert sentences(joined) == expected


def test_an_empty_line_ends_a_sentence():
    assert sentences("No full stop\n\nNext") == ["No full stop", "Next"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_has_no_sentences(text):
    assert sentences(text) == []


@given(st.text(st.sampled_from("aB1. !?…。」\"')\n\t,e.g.Dr") | st.characters(exclude_categories=["Cs"])))
def test_nothing_is_lost_but_the_spaces_between(text):
    found = sentences(text)
    assert all(part == part.strip() != "" for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize("pattern", ["a. ", "...", "e.g. ", "。", '."', "1. ", "a.b", "A. "])
def test_long_texts_take_linear_time(pattern):
    started = time.process_time()
    sentences(pattern * (200_000 // len(pattern)))
    assert time.process_time() - started < 3
