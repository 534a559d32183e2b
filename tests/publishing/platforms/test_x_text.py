"""X's way of counting: weights, addresses, emoji; its prices; and knowing one's own text again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.demo import x as demo
from reelpress.publishing.platforms.x_text import dollars, has_address, same, weighted_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        ("\u10ff\u1100", 3),  # the last that counts one, the first that counts two
        ("日本語", 6),
        ("“so” – yes…", 12),  # quotes and dashes count one, the dots two
        ("e\u0301", 1),  # composed first
        ("ﾊﾟ", 4),
        ("😀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇩🇪🇫🇷", 4),
        ("1️⃣", 2),
        ("❤️", 2),
        ("https://example.com", 23),
        ("https://example.com/" + "a" * 200, 23),
        ("see http://a.io/x, and more", 23 + 14),
        ("https://blog.example/" + "a" * 50, 71),  # an ending that does not exist: X makes no link of it
        ("example.com", 23),  # without https too
        ("write to me@example.com", 23),  # that is no link, and its length by chance
        ("1.5 or 3.14", 11),
    ],
)
def test_a_text_is_as_long_as_x_says(text, length):
    assert weighted_length(text) == length


@given(st.text(max_size=300))
def test_our_count_is_never_below_that_of_the_network(text):
    plain = "".join(character for character in text if character not in "\ufe0f\u200d")
    if not has_address(plain):
        assert weighted_length(plain) <= demo.weight(plain) <= 2 * len(plain)


def test_a_link_makes_a_post_thirteen_times_as_dear():
    assert dollars("no link") == pytest.approx(0.015)
    assert dollars("https://example.com") == pytest.approx(0.20)
    assert dollars("no link", "https://example.com") == pytest.approx(0.215)


def test_a_text_is_known_again_behind_short_addresses_and_escapes():
    shown = {
        "text": "Q&amp;A &lt;b&gt; https://t.co/abc\nend",
        "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": "https://blog.example/1"}]},
    }
    assert same("Q&A <b> https://blog.example/1 end", shown)
    assert not same("Q&A <b> https://blog.example/2 end", shown)
    assert not same("anything", {})
