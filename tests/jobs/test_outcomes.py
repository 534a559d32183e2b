"""Pure decisions about the end of a run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.jobs.outcomes import (
    Cancelled,
    ShuttingDown,
    Standing,
    TimedOut,
    backoff_seconds,
    died,
    judge,
    trace,
)
from reelpress.jobs.states import Outcome, Status
from reelpress.lib.errors import Failure


def standing(attempts=1, **changes):
    facts = {"max_attempts": 3, "backoff": (60, 300, 900), "timeout_seconds": 600} | changes
    return Standing(attempts, **facts)


@pytest.mark.parametrize(("_case", "attempts", "wait"), [("first", 1, 60), ("second", 2, 300), ("last", 9, 900)])
def test_backoff_follows_the_list_and_repeats_its_last_entry(_case, attempts, wait):
    assert backoff_seconds((60, 300, 900), attempts) == wait


@given(st.lists(st.integers(0, 10_000), max_size=5), st.integers(1, 50), st.floats(-1, 1))
def test_jitter_is_at_most_a_tenth(backoff, attempts, jitter):
    plain = backoff_seconds(tuple(backoff), attempts)

    assert abs(backoff_seconds(tuple(backoff), attempts, jitter=jitter) - plain) <= 0.1 * plain + 1e-6


@given(st.integers(1, 10), st.integers(1, 10), st.booleans())
def test_a_failure_is_final_exactly_when_it_is_permanent_or_attempts_are_used_up(attempts, most, permanent):
    verdict = judge(Failure("no", permanent=permanent), standing(attempts, max_attempts=most))

    assert (verdict.status == Status.FAILED) == (permanent or attempts >= most)


def test_a_timeout_is_named_with_its_limit():
    verdict = judge(TimedOut(), standing(timeout_seconds=60))

    assert (verdict.status, verdict.outcome) == (Status.PENDING, Outcome.TIMEOUT)
    assert "60 s" in verdict.error


def test_a_cancel_names_the_person():
    verdict = judge(Cancelled(), standing(cancelled_by="ada"))

    assert (verdict.status, verdict.error) == (Status.CANCELLED, "Cancelled by ada.")


def test_a_shutdown_spends_no_attempt_and_does_not_wait():
    verdict = judge(ShuttingDown(), standing(3))

    assert (verdict.status, verdict.spends_attempt, verdict.retry_in) == (Status.PENDING, False, 0)


def test_a_first_crash_is_tried_again_at_once():
    verdict = died(standing(), outcome=Outcome.CRASHED, how="Its worker died.")

    assert (verdict.status, verdict.retry_in) == (Status.PENDING, 0)


def test_three_crashes_in_a_row_are_enough():
    verdict = died(standing(max_attempts=99, crashes=2), outcome=Outcome.CRASHED, how="Its worker died.")

    assert (verdict.status, verdict.error_class) == (Status.FAILED, "CrashLoop")


def test_an_exception_without_words_still_gets_a_sentence():
    verdict = judge(ValueError(), standing())

    assert "ValueError" in verdict.error


def test_a_long_traceback_keeps_its_ends():
    text = trace(ValueError("x" * 100_000 + "the end"))

    assert len(text) < 21_000
    assert text.rstrip().endswith("the end")
