"""New posts are read every day, older ones more and more seldom, very old ones no more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.metrics.ageing import LAST_AGE, is_due

AGES = st.timedeltas(timedelta(0), 2 * LAST_AGE)


@pytest.mark.parametrize(
    ("age_days", "since_days", "due"),
    [(1, None, True), (5, 1, True), (5, 0.5, False), (40, 1, False), (40, 7, True), (200, 29, False), (200, 30, True)],
)
def test_the_pause_grows_with_the_age(age_days, since_days, due):
    since = None if since_days is None else timedelta(days=since_days)
    assert is_due(timedelta(days=age_days), since) is due


@given(AGES, AGES)
def test_what_was_not_read_for_longer_is_no_less_due(age, since):
    assert is_due(age, since + timedelta(days=1)) >= is_due(age, since)


@given(st.timedeltas(LAST_AGE + timedelta(seconds=1), 3 * LAST_AGE))
def test_very_old_posts_are_left_in_peace(age):
    assert not is_due(age, None)
