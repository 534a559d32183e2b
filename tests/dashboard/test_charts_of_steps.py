"""Charts of steps: shapes stay inside, everything is said in words, what was not measured is not drawn."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from reelpress.dashboard import charts
from reelpress.dashboard.charts import STEP, TALL, Series

HOSTILE = "<script>"
COUNTS = st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=40)
SHARES = st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=40)


def steps(n):
    return [f"step {number}" for number in range(n)]


def shapes(svg, name):
    """The elements of a drawing that have this class."""
    return [one for one in ElementTree.fromstring(svg).iter() if name in one.get("class", "").split()]


@given(COUNTS, COUNTS)
def test_columns_stand_on_each_other_inside_the_drawing(first, second):
    n = min(len(first), len(second))
    series = [Series("failed", "red", first[:n]), Series("completed", "green", second[:n])]
    chart = charts.stacked("Jobs", steps(n), series, none="No job.")
    if not any(first[:n]) and not any(second[:n]):
        assert chart.plot == ""
        return
    columns = shapes(chart.plot, "rp-fill")
    assert len(columns) == sum(bool(value) for value in (*first[:n], *second[:n]))
    for one in columns:
        assert -2 * charts.LEAST <= float(one.get("y")) <= TALL
        assert 0 <= int(one.get("x")) <= n * STEP
        assert float(one.get("height")) >= charts.LEAST


@given(SHARES)
def test_a_line_breaks_where_nothing_was_measured(values):
    chart = charts.lines("Wait", steps(len(values)), [Series("wait", "blue", values)], none="None.", spoken=str)
    runs = len([run for run in "".join("N" if value is None else "x" for value in values).split("N") if run])
    if not runs:
        assert chart.plot == ""
        return
    (path,) = shapes(chart.plot, "rp-line")
    assert path.get("d").count("M") == runs
    assert all(0 <= float(y) <= TALL for y in re.findall(r"[ML][\d.]+ ([\d.-]+)", path.get("d")))


def test_every_step_is_said_and_the_whole_in_a_sentence():
    series = [Series("failed", "red", [0, 2, None]), Series("completed", "green", [5, 1200, None])]
    chart = charts.stacked("Jobs that ended", ["10:00", "11:00", "12:00"], series, none="No job.")
    root = ElementTree.fromstring(chart.plot)

    assert [title.text for title in root.iter("title")] == [
        "10:00: failed 0, completed 5", "11:00: failed 2, completed 1,200", "12:00: –",
    ]  # fmt: skip
    assert root.get("role") == "img"
    said = "Jobs that ended: failed from 0 to 2, at last 2; completed from 5 to 1,200, at last 1,200."
    assert root.get("aria-label") == said
    assert chart.top == "1,500"


def test_what_stands_behind_is_drawn_first():
    series = [Series("95 %", "sky", [10.0]), Series("half", "blue", [4.0])]
    columns = shapes(charts.layered("Wait", ["now"], series, none="", spoken=str, top=20.0).plot, "rp-fill")

    assert [(one.get("class"), one.get("height")) for one in columns] == [
        ("rp-fill rp-sky", "50.0"), ("rp-fill rp-blue", "20.0"),
    ]  # fmt: skip


def test_a_small_line_says_what_it_shows_and_is_nothing_without_values():
    assert charts.sparkline([None, None], "said") == ""
    assert ElementTree.fromstring(charts.sparkline([None, 3, 1], "at most 3")).get("aria-label") == "at most 3"


def test_words_are_only_text():
    series = [Series(HOSTILE, "red", [1])]
    assert HOSTILE not in charts.stacked(HOSTILE, [HOSTILE], series, none="").plot
    assert HOSTILE not in charts.sparkline([1], HOSTILE)


@given(st.floats(0, 1e12))
def test_a_scale_ends_with_a_round_number_that_holds_everything(most):
    for nice in (charts.nice_count, charts.nice_time):
        top = nice(most)
        assert top >= most
        assert top <= max(2.5 * most, 86_400 if nice is charts.nice_time else 1)
