"""When the rows of a list are said."""

import pytest

from reelpress.video.narrators.base import Word
from reelpress.video.spoken import row_starts


def spoken(text: str, *, glued: bool = False) -> list[Word]:
    parts = list(text) if glued else text.split()
    return [Word(part, float(at), at + 0.5, glued) for at, part in enumerate(parts)]


@pytest.mark.parametrize(
    ("rows", "said", "starts"),
    [
        (("Read the plan", "Count"), "You need habits: Read the plan. It tells much. Count the queries.", [3.0, 9.0]),
        (("Read the plan of each query…", "Count"), "Read the plan of each query that is slow. Count.", [0.0, 9.0]),
        (("Test", "Test again"), "Test. Test again.", [0.0, 1.0]),
        (("go-logr's API", "“Twice”"), "Use go-logr's API, twice!", [1.0, 3.0]),
        (("Said", "… and 4 more"), "Said and done.", [0.0, None]),
        (("C", "Go", "Rust"), "Choose according to Good taste: C, Go, Rust.", [5.0, 6.0, 7.0]),
        (("logr", "Test"), "The go-logr latest Test.", [1.0, 3.0]),
        (("Never", "said"), "It is said.", [None, 2.0]),
        (("", "🚀"), "Nothing.", [None, None]),
    ],
)
def test_a_row_begins_with_its_first_word(rows: tuple[str, ...], said: str, starts: list[float | None]) -> None:
    assert row_starts(rows, spoken(said)) == starts


def test_rows_are_found_where_no_spaces_are_written() -> None:
    assert row_starts(("关掉报警", "逐条问"), spoken("先关掉报警，再逐条问。", glued=True)) == [1.0, 7.0]
