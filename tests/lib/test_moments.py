"""Times that clocks show twice, once or never."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reelpress.lib.errors import BadInput
from reelpress.lib.moments import on_clock, second

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("zone", "shown", "following"),
    [
        ("America/New_York", datetime(2027, 3, 14, 2, 0), "03:00 (2027-03-14T03:00, EDT)"),
        ("America/New_York", datetime(2027, 3, 14, 2, 59), "03:00 (2027-03-14T03:00, EDT)"),
        ("Australia/Lord_Howe", datetime(2027, 10, 3, 2, 15), "02:30 (2027-10-03T02:30, +11)"),
        ("Pacific/Apia", datetime(2011, 12, 30, 12, 0), "00:00 (2011-12-31T00:00, +14)"),
    ],
)
def test_a_time_that_no_clock_shows_is_refused_with_the_next_one(zone, shown, following):
    with pytest.raises(BadInput) as refused:
        on_clock(shown, ZoneInfo(zone))
    assert f"There is no {shown:%H:%M} on {shown:%Y-%m-%d} in {zone}" in str(refused.value)
    assert f"The next time there is {following}" in str(refused.value)


def test_of_a_time_that_is_shown_twice_the_first_is_taken_and_the_second_known():
    moment = on_clock(datetime(2027, 11, 7, 1, 30), NEW_YORK)
    assert moment.astimezone(UTC) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    again = second(moment)
    assert again is not None and again.astimezone(UTC) == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("shown", [datetime(2027, 3, 14, 1, 59), datetime(2027, 3, 14, 3, 0), datetime(2027, 11, 7, 2)])
def test_a_time_that_is_shown_once_has_no_second(shown):
    moment = on_clock(shown, NEW_YORK)
    assert moment.replace(tzinfo=None) == shown and second(moment) is None


def test_the_ends_of_the_calendar_break_nothing():
    assert on_clock(datetime.min, ZoneInfo("Asia/Tokyo")).year == 1
    assert on_clock(datetime.max, NEW_YORK).year == 9999
