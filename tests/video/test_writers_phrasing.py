"""How one sentence is said, or that it is not."""

import pytest

from reelpress.video.writers.phrasing import MOST_WORDS, phrase, shortened
from reelpress.video.writers.tongues.registry import tongue_of
from reelpress.video.writers.words import clip, count, headed


@pytest.mark.parametrize(
    "sentence",
    [
        "Every queue will run one of your jobs twice.",
        "Do you know where your slow queries hide?",
        "We found no trace of it on crates.io last year.",
        "データベースはいつも遅いです。",
    ],
)
def test_a_plain_sentence_is_said_as_it_stands(sentence: str) -> None:
    assert phrase(sentence).alone == sentence


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("However, the cache grows without any bound.", "The cache grows without any bound."),
        ("And so the cache grows without any bound.", "The cache grows without any bound."),
        ("Note that the cache grows without any bound.", "The cache grows without any bound."),
        ("The cache (see RFC 12) grows without any bound.", "The cache grows without any bound."),
        ("Every (re)build of the cache takes an hour.", "Every rebuild of the cache takes an hour."),
    ],
)
def test_what_a_sentence_hangs_on_is_trimmed(sentence: str, said: str) -> None:
    assert phrase(sentence).alone == said


@pytest.mark.parametrize(
    "sentence",
    [
        "This makes the second run harmless for everyone.",
        "They also found that the cache was empty.",
        "But these jobs were never started at all.",
        "In that case, the job is started again.",
        "Otherwise the job would be started once more.",
    ],
)
def test_a_sentence_that_leans_on_another_is_said_only_behind_it(sentence: str) -> None:
    assert phrase(sentence).alone == ""
    assert phrase(sentence).after == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The following table shows how long a job waits.",
        "Click here to read about all of the options.",
        "As shown below, the wait grows very fast.",
        "In this post, we will look at slow queries.",
        "The details are at https://example.org/a for everyone.",
        "Run cargo publish --workspace before you go home.",
        "There are three things to keep in mind:",
        "Call std::mem::swap when both values are needed.",
        "He said “stop and never came back again.",
        "a fragment in lower case with a full stop.",
        "no end",
        "Wait for it...",
    ],
)
def test_what_a_listener_cannot_follow_is_not_said(sentence: str) -> None:
    assert phrase(sentence).alone == ""
    assert phrase(sentence).after == ""


def test_a_long_sentence_ends_where_a_clause_does() -> None:
    long = (
        "We received many reports of a campaign that targets the users of our registry, mentioning a compromise of "
        "the servers and asking all of the people to log in again on a page of their own."
    )
    said = shortened(long)
    assert said == "We received many reports of a campaign that targets the users of our registry."
    assert count(said) <= MOST_WORDS < count(long)


def test_a_long_sentence_is_not_cut_where_that_turns_its_meaning() -> None:
    long = (
        "The new engine is faster than the old one in each test that we ran here, so we use it although it loses all "
        "data whenever the power goes out for more than the blink of an eye."
    )
    assert shortened(long) == ""


@pytest.mark.parametrize(
    "aside", ["including all its tests", "getUserAuthenticationTokenFromRequestHeadersOrThrowIfMissing"]
)
def test_a_long_sentence_is_not_cut_between_the_subject_of_a_clause_and_its_verb(aside: str) -> None:
    long = (
        f"Our code base has 14,212 identifiers in all, and the longest one, {aside}, is spelled wrong in three of the "
    )
    long += "places in which it is used, as nobody had noticed for four whole years and more than a few releases."
    assert shortened(long) in ("", "Our code base has 14,212 identifiers in all.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Of the readers who sign up, 38% are still here after a year.",
        "Today it weighs 40 KB, and it loads in 0.3 seconds on a train.",
    ],
)
def test_words_that_often_invite_or_delay_are_said_where_they_tell(sentence: str) -> None:
    assert phrase(sentence).alone == sentence
    assert not tongue_of("en").dullness.search(sentence)
    assert phrase("You can sign up for the news on every page.").alone == ""
    assert tongue_of("en").dullness.search("Today, we speak of the weather in the north.")


def test_a_promise_is_not_cut_from_what_it_promises() -> None:
    tail = "once a project compiles on one machine, it will go on to compile on every other machine in the whole world."
    assert shortened(f"The goals of the tool all start with a simple guarantee: {tail} Every one of them.") == ""


def test_what_cannot_be_said_is_left_off_where_a_whole_clause_stands_before_it() -> None:
    said = phrase("The team learned of the passing of one of our own: Frank, known on the web as @frank.")
    assert said.alone == "The team learned of the passing of one of our own: Frank."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("getUserAuthenticationTokenFromRequestHeaders", "getUserAuthentication…"),
        ("registry.example.org/library/postgres:17-alpine", "registry.example.org…"),
        ("internationalization_and_localization", "internationalization…"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "Donaudampfschifffahrtsges…"),
    ],
)
def test_a_long_name_is_cut_between_its_parts_where_it_has_any(name: str, shown: str) -> None:
    assert clip(name, 26) == shown


def test_a_cut_is_always_visible() -> None:
    assert clip("one two three four five", 12) == "one two…"
    assert clip("short", 10) == "short"


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("A heading that is short", "A heading that is short"),
        (
            "This lint warns no longer about the returned values of Result<(), UninhabitedType>",
            "This lint warns no longer about the returned values of…",
        ),
        (f"{'word ' * 16}end", f"{'word ' * 14}".strip() + "…"),
    ],
)
def test_a_heading_is_cut_between_words_and_outside_of_brackets(heading: str, shown: str) -> None:
    assert headed(heading) == shown
