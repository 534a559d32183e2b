"""Durations in buckets."""

from hypothesis import given
from hypothesis import strategies as st

from reelpress.jobs import histogram

durations = st.floats(1.0, histogram.MOST_MS, allow_nan=False)


def filled(milliseconds):
    found = {}
    for one in milliseconds:
        key = histogram.bucket(one)
        found[key] = found.get(key, 0) + 1
    return found


@given(durations)
def test_a_bucket_is_within_a_tenth_of_the_truth(milliseconds):
    told = histogram.seconds(histogram.bucket(milliseconds)) * 1000

    assert abs(told / milliseconds - 1) < 0.091


@given(st.lists(durations, min_size=1, max_size=50), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_within_a_tenth_of_the_duration_of_that_rank(milliseconds, share):
    ordered = sorted(milliseconds)
    rank = next(n for n in range(1, len(ordered) + 1) if n >= share * len(ordered))

    told = histogram.percentile(filled(milliseconds), share) * 1000

    assert abs(told / ordered[rank - 1] - 1) < 0.091


@given(st.lists(durations, max_size=20), st.lists(durations, max_size=20))
def test_histograms_add_up_whatever_was_in_which(some, others):
    assert histogram.merged((filled(some), filled(others))) == filled(some + others)


def test_what_is_shorter_than_a_millisecond_or_longer_than_half_a_year_has_a_bucket_too():
    assert histogram.bucket(0) == histogram.bucket(-5) == histogram.bucket(1)
    assert histogram.bucket(10**15) == histogram.bucket(histogram.MOST_MS)


def test_nothing_has_no_percentile():
    assert histogram.percentile({}, 0.5) is None
    assert histogram.percentile({"40": 0}, 0.5) is None
