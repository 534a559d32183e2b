"""Whatever a post says, what is sent fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.publishing.platforms.base import Limits
from reelpress.publishing.platforms.checks import tags_size
from reelpress.publishing.platforms.telegram import Telegram
from reelpress.publishing.platforms.x import X
from reelpress.publishing.platforms.youtube import YouTube
from reelpress.publishing.rules import RESERVED_TAGS, Words, cut, fit, hashtags, plain_tags

LIMITS = [YouTube.limits, Telegram.limits, X.limits, Limits(text=280)]
LINK = "https://blog.example/a-post"
words = st.builds(
    Words,
    title=st.text(max_size=400),
    summary=st.text(max_size=400) | st.text(max_size=80).map(lambda part: part * 80),
    link=st.sampled_from(["", LINK]) | st.text(max_size=300),
    tags=st.lists(st.text(max_size=60), max_size=12).map(tuple),
)


@given(words, st.sampled_from(LIMITS))
def test_what_is_sent_is_within_the_limits(said, limits):
    sent = fit(said, limits)
    assert limits.size(sent.text) <= limits.text and len(sent.title) <= limits.title
    assert not set(limits.banned) & set(sent.title + sent.text)


@given(words, st.sampled_from(LIMITS))
def test_the_link_is_whole_or_absent(said, limits):
    said = Words(said.title, said.summary, LINK, said.tags)
    assert LINK in fit(said, limits).text


@given(st.text(max_size=300), st.integers(0, 300))
def test_a_cut_text_is_within_the_limit_and_of_the_same_beginning(text, limit):
    short = cut(text, limit)
    assert len(short) <= limit and text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("One. Two words. Three more words here.", 20, "One. Two words."),
        ("One. And then a long sentence that has no end", 20, "One. And then a…"),
        ("He said “yes.” Then more of it follows here", 16, "He said “yes.”"),
        ("Version 3.12 is out and about now", 14, "Version 3.12…"),
        ("fits", 4, "fits"),
        ("anything", 1, ""),
    ],
)
def test_a_text_is_cut_at_a_sentence_else_at_a_word(text, limit, short):
    assert cut(text, limit) == short


def test_bytes_are_counted_where_the_platform_counts_bytes():
    sent = fit(Words("T", "ü" * 4000), YouTube.limits)
    assert 4900 < len(sent.text.encode()) <= 5000 and sent.text.endswith("…")


def test_an_emoji_counts_as_telegram_counts_it():
    sent = fit(Words("T", "🙂" * 1000), Telegram.limits)
    assert len(sent.text.encode("utf-16-le")) // 2 <= 1024


def test_angle_brackets_become_their_likes_on_youtube():
    assert fit(Words("a < b", "<script>"), YouTube.limits).title == "a ‹ b"


def test_hashtags_are_words_each_once():
    assert hashtags(["Video making", "video-making", "2024", "C++", "日本", "!"]) == ["#Videomaking", "#C", "#日本"]


@given(st.lists(st.text(max_size=80), max_size=40))
def test_plain_tags_leave_room_for_ours(tags):
    kept = plain_tags(tags, YouTube.limits)
    assert tags_size(kept) <= 500 - RESERVED_TAGS and not set('<>",\n') & set("".join(kept))
