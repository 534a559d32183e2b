"""Lines of about one length: no word alone at the end, ends where a reader pauses, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.visuals.balance import balanced


def lines_of(text: str, count: int, width: int) -> list[str]:
    """The lines of `text` where every letter is one wide."""
    found = balanced([f"{word} " for word in text.split()], count, width, len)
    assert found is not None
    return found[0]


def test_no_word_stands_alone_on_the_last_line() -> None:
    assert lines_of("the many long ways of learning Rust", 2, 31) == ["the many long ways", "of learning Rust"]


def test_a_line_ends_at_a_pause_where_there_is_one() -> None:
    assert lines_of("Nobody wants a backup. All want it restored", 2, 30)[0] == "Nobody wants a backup."


def test_a_short_word_begins_a_line_rather_than_ending_one() -> None:
    assert lines_of("somebody asked a question", 2, 18) == ["somebody asked", "a question"]


def test_a_figure_stays_with_the_name_before_it() -> None:
    assert lines_of("Jekyll 4.0.0 Released", 2, 14) == ["Jekyll 4.0.0", "Released"]
    assert lines_of("Released Jekyll 4.0.0", 2, 15) == ["Released", "Jekyll 4.0.0"]


def test_no_line_begins_with_a_dash() -> None:
    assert lines_of("It is not atomic — networks do", 2, 20) == ["It is not atomic —", "networks do"]


def test_what_does_not_fit_is_not_balanced() -> None:
    assert balanced(["unbreakable ", "words "], 2, 5, len) is None
    assert balanced(["one "], 1, 50, len) is None


@given(st.lists(st.text("abc.", min_size=1, max_size=9), min_size=2, max_size=30), st.integers(2, 6))
def test_no_word_is_lost_and_no_line_is_too_long(words: list[str], count: int) -> None:
    found = balanced([f"{word} " for word in words], count, 24, len)
    if found is not None:
        lines, _ = found
        assert len(lines) == count and " ".join(lines).split() == words
        assert max(len(line) for line in lines) <= 24
