"""Posting slots are read as people write them, and the next free one is found on the account's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.lib.errors import BadInput
from reelpress.publishing.slots import MOST, next_free, parse, written

VIENNA = ZoneInfo("Europe/Vienna")
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
SLOT = st.tuples(st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
SLOTS = st.sets(SLOT, min_size=1, max_size=MOST)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("mon 09:00", [(0, time(9))]),
        ("Mon-Wed 9:00, 18:30", [(day, time(*at)) for day in (0, 1, 2) for at in ((9,), (18, 30))]),
        ("sat-mon 10:00", [(0, time(10)), (5, time(10)), (6, time(10))]),
        ("tuesday, fri 08:15; fri 8:15", [(1, time(8, 15)), (4, time(8, 15))]),
        ("weekends 10:00\nweekends 11:00", [(day, time(hour)) for day in (5, 6) for hour in (10, 11)]),
        ("", []),
    ],
)
def test_slots_are_read_as_people_write_them(text, slots):
    assert parse(text) == slots


@pytest.mark.parametrize(
    "text", ["mon", "09:00", "mon 25:00", "moonday 09:00 x", "mon-tue-wed 09:00", "xyz 09:00", "mon 9"]
)
def test_what_is_no_slot_is_refused_with_an_example(text):
    with pytest.raises(BadInput, match="Write it like"):
        parse(text)


def test_too_many_slots_are_refused():
    with pytest.raises(BadInput, match="Give at most"):
        parse("daily " + ",".join(f"{hour}:00" for hour in range(24)))


@given(SLOTS)
def test_what_is_written_is_read_back(slots):
    assert parse(written(slots)) == sorted(slots)


def test_days_that_share_their_times_share_a_line():
    assert written(parse("mon 9:00; tue 9:00; wed 9:00; sun 10:00, 9:00")) == "Mon–Wed 09:00; Sun 09:00, 10:00"
    assert written(parse("mon-wed, fri, sat 9:00")) == "Mon–Wed, Fri, Sat 09:00"
    assert written(parse("daily 9:00, 17:00")) == "Daily 09:00, 17:00"


@given(SLOTS, st.integers(0, 20), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_each_next_one_is_later_and_is_a_slot(slots, number, after):
    taken: list[datetime] = []
    for _ in range(number + 1):
        taken.append(next_free(slots, taken, after=after, zone=VIENNA))
    assert taken == sorted(set(taken)) and taken[0] > after
    assert all(is_one_of(slots, moment) for moment in taken)


def is_one_of(slots, moment):
    """Tell whether a moment is one of `slots`, or in the hour after the skipped one in which one of them is."""
    earlier = (moment.astimezone(UTC) - timedelta(hours=1)).astimezone(VIENNA)
    hours = timedelta(hours=1 if earlier.utcoffset() < moment.utcoffset() else 0)
    wanted = (moment, moment - hours)
    return any((one.weekday(), one.timetz().replace(tzinfo=None)) in slots for one in wanted)


def test_a_slot_stays_at_its_hour_when_summer_time_begins():
    slots, saturday = parse("daily 09:00"), datetime(2027, 3, 27, 12, tzinfo=UTC)
    first = next_free(slots, [], after=saturday, zone=VIENNA)
    before = next_free(slots, [], after=saturday - timedelta(days=1), zone=VIENNA)
    assert (first.astimezone(UTC).hour, before.astimezone(UTC).hour) == (7, 8)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("sun 02:30", datetime(2027, 3, 27, 12, tzinfo=UTC)),  # an hour that is skipped
        ("sun 02:30", datetime(2026, 10, 24, 12, tzinfo=UTC)),  # an hour that comes twice
        ("sun 02:30, 03:30", datetime(2027, 3, 27, 12, tzinfo=UTC)),  # two slots that are one moment
    ],
)
def test_a_slot_in_the_hour_of_a_clock_change_is_taken_once(text, before):
    taken: list[datetime] = []
    for _ in range(3):
        moment = next_free(parse(text), taken, after=before, zone=VIENNA)
        taken.append(moment.astimezone(UTC))  # as the database gives them
    assert taken == sorted(set(taken))


def test_a_full_year_is_said():
    taken = {MONDAY.replace(hour=9) + timedelta(days=7 * week) for week in range(60)}
    with pytest.raises(BadInput, match="more slots"):
        next_free(parse("mon 09:00"), taken, after=MONDAY, zone=UTC)
