"""What the first page shows of a time: every step has its place, counted and seen things stand together."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.dashboard import overview
from reelpress.dashboard.operations import interval
from reelpress.jobs import counts, histogram, stats
from reelpress.jobs.models import Gauge, Rollup
from reelpress.lib import clock

NOON = datetime(2026, 11, 24, 12, 10, tzinfo=UTC)


@pytest.fixture
def noon(monkeypatch, db):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def seen(choice):
    return overview.overview(choice, stats.period(choice.since, choice.step))


@pytest.mark.parametrize("name", [choice.name for choice in overview.CHOICES])
def test_a_time_ends_with_the_step_that_goes_on_and_has_all_its_steps(noon, name):
    choice = overview.chosen(name)
    span = stats.span_of(choice.step)
    for ago in (timedelta(0), choice.since):  # the second has left the time a moment ago
        at = counts.floor(NOON, choice.step) - ago
        Rollup.objects.create(span=span, at=at, queue="video", type="notify", completed=5, failed=1)
        Gauge.objects.create(span=span, at=at, waiting=9, running=2, places=4)
    found = seen(choice)

    assert [row[1:] for row in found.rows] == [("5", "1", "0", "83.3%", "–", "–", "–", "–", "9", "2", "4")]
    values = [series.values for chart in found.charts for series in chart.series]
    assert {len(one) for one in values} == {choice.since // choice.step}
    assert [one[-1] for one in values] == [1, 5, 0, 5 / 6, None, None, None, None, 9, 2, 4]
    assert all(value is None for one in values for value in one[:-1])
    assert found.marks[2] == "now"


def test_times_are_said_as_people_say_them(noon):
    waits, runs = ({histogram.bucket(seconds * 1000): 1} for seconds in (2, 65.5))
    Rollup.objects.create(
        span="ten", at=NOON - timedelta(hours=2), queue="video", type="x", completed=1, waits=waits, runs=runs
    )
    ((name, *_, wait, _, run, _, waiting, _, _),) = seen(overview.USUAL).rows

    assert (name, wait, run, waiting) == ("10:00", "2.0s", "1m 06s", "–")


def test_where_nothing_was_every_chart_says_so(noon):
    found = seen(overview.USUAL)

    assert found.rows == []
    assert all(chart.plot == "" and chart.none.endswith(".") for chart in found.charts)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_only_all_is_a_hundred_percent_and_only_none_is_nothing_said(completed, failed):
    share = completed / (completed + failed) if completed + failed else None
    said = overview.rate(share)

    assert (said == "100%") == (share is not None and failed == 0)
    assert (said == "") == (share is None)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "second"), (30, "30 seconds"), (60, "minute"), (900, "15 minutes"), (3600, "hour"), (5400, "90 minutes"),
     (86_400, "day"), (172_800, "2 days")],
)  # fmt: skip
def test_how_often_is_said_after_every(seconds, said):
    assert interval(timedelta(seconds=seconds)) == said
