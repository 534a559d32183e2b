"""Addresses of one post are equal however they are spelt, and different posts never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content.sources import links


@pytest.mark.parametrize(
    "spelt",
    [
        "https://blog.example/a",
        "http://blog.example/a/",
        "https://www.BLOG.example:443/a#top",
        "https://blog.example/a/index.html?utm_source=rss&utm_medium=x",
        "https://blog.example/a?fbclid=1&gclid=2",
    ],
)
def test_all_spellings_of_an_address_have_one_key(spelt):
    assert links.key(spelt) == links.key("https://blog.example/a") != ""


@pytest.mark.parametrize("other", ["https://blog.example/b", "https://x.blog.example/a", "https://blog.example/a?p=2"])
def test_other_posts_have_other_keys(other):
    assert links.key(other) != links.key("https://blog.example/a")


def test_the_order_of_parameters_says_nothing():
    assert links.key("https://b.example/?p=1&q=2") == links.key("https://b.example/?q=2&p=1")


@pytest.mark.parametrize("bad", ["", "ftp://x.example/", "//x.example", "https://", "http://[", "https://x:99999/"])
def test_what_is_no_address_has_no_key(bad):
    assert (links.key(bad), links.is_web(bad), links.clean(bad)) == ("", False, "")


def test_a_clean_address_keeps_what_it_says():
    assert links.clean("https://b.example/a?p=1&utm_source=x#top") == "https://b.example/a?p=1"


@pytest.mark.parametrize(
    ("ref", "whole"),
    [
        ("b.png", "https://x.example/a/b.png"),
        ("/b c.png", "https://x.example/b%20c.png"),
        ("//y.example/b.png", "https://y.example/b.png"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,xx", ""),
        ("http://[", ""),
    ],
)
def test_a_ref_becomes_whole(ref, whole):
    assert links.absolute(ref, "https://x.example/a/") == whole


@given(st.text(st.sampled_from("htps:/.@[]?#=&%aé \n\0") | st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_breaks_the_reading_of_addresses(text):
    for address in (text, f"https://{text}", f"https://x.example/{text}"):
        links.last_part(address)
        assert links.key(address) == links.key(address)
        assert links.absolute(address, "https://x.example/") in ("", links.absolute(address, "https://x.example/"))
