"""Moments as people type and read them."""

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.cli.times import ago, parse_since, parse_when, told_twice, when
from reelpress.lib import clock
from reelpress.lib.errors import BadInput

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")  # an hour ahead of NOW's clock in winter


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+30m", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("+2h", datetime(2026, 3, 1, 14, 0, tzinfo=UTC)),
        (" +1d ", datetime(2026, 3, 2, 12, 0, tzinfo=UTC)),
        ("18:30", datetime(2026, 3, 1, 17, 30, tzinfo=UTC)),
        ("9:15", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("13:00", datetime(2026, 3, 2, 12, 0, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        ("2026-03-02 09:00", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
        ("2026-07-02T09:00", datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        ("2026-03-02T09:00Z", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("2026-03-02T09:00+05:30", datetime(2026, 3, 2, 3, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_understood_in_the_zone_of_the_settings(typed, meant):
    assert parse_when(typed, now=NOW, zone=BERLIN) == meant


@pytest.mark.parametrize("typed", ["", "soon", "+2", "+2w", "25:00", "12:60", "2026-13-01", "01.03.2026", "+٣h", "-2h"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(BadInput, match=r"is not a time\. Write it like \+2h"):
        parse_when(typed, now=NOW, zone=UTC)


@pytest.mark.parametrize("typed", ["2026-03-01T12:00Z", "2020-01-01", "+0m"])
def test_a_moment_in_the_past_is_refused(typed):
    with pytest.raises(BadInput, match="is in the past"):
        parse_when(typed, now=NOW, zone=UTC)


@pytest.mark.parametrize("typed", ["2206-03-01", "+999999d", "9999-12-31"])
def test_a_moment_absurdly_far_ahead_is_refused(typed):
    with pytest.raises(BadInput, match="more than ten years ahead"):
        parse_when(typed, now=NOW, zone=UTC)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_time_ahead_or_refused(typed):
    with contextlib.suppress(BadInput):
        assert parse_when(typed, now=NOW, zone=BERLIN) > NOW


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (0, "0s ago"), (4.6, "5s ago"), (75, "1m ago"), (7260, "2h ago"), (47 * 3600, "47h ago"),
        (3 * 86_400, "3 days ago"), (-130, "in 2m"), (-5 * 86_400, "in 5 days"),
    ],
)  # fmt: skip
def test_distance_is_told_as_people_do(away, said):
    assert ago(NOW - timedelta(seconds=away), NOW) == said


def test_no_moment_has_no_distance():
    assert ago(None, NOW) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("30m", datetime(2026, 3, 1, 11, 30, tzinfo=UTC)),
        ("-2h", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        (" 7d ", datetime(2026, 2, 22, 12, 0, tzinfo=UTC)),
        ("2026-02-28", datetime(2026, 2, 27, 23, 0, tzinfo=UTC)),
        ("2026-02-28T09:00+00:00", datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_that_has_passed_is_read(typed, meant):
    assert parse_since(typed, now=NOW, zone=BERLIN) == meant


@pytest.mark.parametrize("typed", ["", "soon", "2026-03-02", "2026-13-01", "999999d", "2 h", "²h"])
def test_what_is_no_moment_that_has_passed_is_refused(typed):
    with pytest.raises(BadInput):
        parse_since(typed, now=NOW, zone=BERLIN)


NEW_YORK = ZoneInfo("America/New_York")
SPRING = datetime(2027, 3, 14, 6, 0, tzinfo=UTC)  # 01:00 there, an hour before 02:00 becomes 03:00
AUTUMN = datetime(2027, 11, 7, 5, 45, tzinfo=UTC)  # 01:45 there, for the first time


@pytest.mark.parametrize("typed", ["2027-03-14T02:30", "02:30"])
def test_a_time_that_clocks_leap_over_is_refused_with_the_next_that_they_show(typed):
    with pytest.raises(BadInput, match=r"There is no 02:30 on 2027-03-14 in America/New_York.*is 03:00 \("):
        parse_when(typed, now=SPRING, zone=NEW_YORK)


def test_the_second_time_of_the_hour_that_is_shown_twice_is_taken_when_the_first_has_passed():
    assert parse_when("01:30", now=AUTUMN, zone=NEW_YORK).astimezone(UTC) == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_of_a_time_that_is_shown_twice_is_told_which_was_taken(settings, capsys, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: SPRING)
    settings.TIME_ZONE = "America/New_York"
    assert when("2027-11-07T01:30").astimezone(UTC) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    said = capsys.readouterr().err
    assert "Clocks show 01:30 twice on 2027-11-07; the first was taken (EDT)." in said
    assert "For the other write 2027-11-07T01:30-05:00." in said
    when("2027-11-07T01:30-05:00")
    when("2027-11-07T02:30")
    assert capsys.readouterr().err == ""
    second = parse_when("01:30", now=AUTUMN, zone=NEW_YORK)
    assert "the second was taken (EST). For the other write 2027-11-07T01:30-04:00." in told_twice(second)
