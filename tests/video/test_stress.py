"""What stands out on a card: words that are written as no others are, found again in the lines that were set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.visuals.stress import ranges, stressed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The feature is alpha starting from Kubernetes v1.24.", "Kubernetes v1.24"),
        ("We believe there to be approximately 500 crates affected.", "500"),
        ("Only 27.7% of all developers were satisfied with it.", "27.7%"),
        ("Plans begin at $9.99 for a month of it.", "$9.99"),
        ('If you answered "yes" to any of these questions', '"yes"'),
        ("Trusted Publishing now supports GitLab CI/CD in addition.", "GitLab CI/CD"),
        ("We have no evidence of a compromise of the crates.io infrastructure.", "crates.io"),
        ("We have demoted the x86_64-apple-darwin target from Tier 1.", "x86_64-apple-darwin"),
        ("لقد حذفنا في عام 2026 نصف صفحات موقعنا", "2026"),
        ("我们在三个月里关掉了 1200 个报警", "1200"),
    ],
)
def test_a_figure_a_quoted_word_or_a_name_stands_out(text: str, words: str) -> None:
    assert stressed(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rust is a programming language for everyone.",
        "It has 3 of them, e.g. the first and/or the last.",
        "KWOK",
    ],
)
def test_nothing_stands_out_where_no_word_is_special_or_all_are(text: str) -> None:
    assert stressed(text) == ""


def test_the_number_of_a_scene_comes_first() -> None:
    assert stressed("In 2025 it took 11 min to build", "11 min") == "11 min"


@given(st.text(max_size=80), st.text(max_size=8))
def test_what_stands_out_is_part_of_the_text(text: str, number: str) -> None:
    assert stressed(text, number) in text


def test_words_are_found_again_across_the_end_of_a_line() -> None:
    lines = ("starting from Kubernetes", "v1.24.")
    placed = ranges(lines, "Kubernetes v1.24")
    assert [line[first:last] for line, (first, last) in zip(lines, placed, strict=True)] == ["Kubernetes", "v1.24"]


def test_words_that_were_cut_off_mark_nothing() -> None:
    assert ranges(("one two…",), "three") == ((0, 0),)
