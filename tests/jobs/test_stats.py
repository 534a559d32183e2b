"""Numbers for screens, on a few rows whose truth is known."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from reelpress.jobs import control, counts, estimate, executor, histogram, stats, transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, Rollup
from reelpress.jobs.testing import drain

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def a_rollup(*, ago, span="minute", queue="default", type="test-echo", runs=(), **ended):
    """What happened some time ago."""
    spent = {}
    for seconds in runs:
        key = histogram.bucket(seconds * 1000)
        spent[key] = spent.get(key, 0) + 1
    return Rollup.objects.create(span=span, at=Now() - ago, queue=queue, type=type, runs=spent, **ended)


def running(seconds, progress=0):
    """A job that has run for some time and is so far."""
    job = executor.take(enqueue("test-echo", {}))
    Job.objects.filter(pk=job.pk).update(started_at=transitions.ago(seconds), progress=progress)
    job.refresh_from_db()
    return job


def test_nobody_knows_how_long_the_first_of_its_kind_takes():
    assert estimate.seconds_left(running(10)) is None


def test_what_does_not_run_has_no_time_left():
    a_rollup(ago=HOUR, span="hour", runs=[60])

    assert estimate.seconds_left(enqueue("test-echo", {})) is None


def test_the_time_left_follows_past_runs_when_it_says_nothing_of_itself():
    a_rollup(ago=HOUR, span="hour", runs=[6000, 6000, 60_000])

    assert estimate.seconds_left(running(2000)) == pytest.approx(4000, abs=700)


def test_the_time_left_follows_its_own_pace_when_there_were_no_others():
    assert estimate.seconds_left(running(3000, progress=75)) == pytest.approx(1000, abs=100)


def test_the_further_it_is_the_more_its_own_pace_says():
    a_rollup(ago=HOUR, span="hour", runs=[1000])

    early, late = estimate.seconds_left(running(10, progress=5)), estimate.seconds_left(running(10, progress=95))

    assert early > 900
    assert late < 60


def test_no_time_is_left_below_nothing():
    a_rollup(ago=HOUR, span="hour", runs=[1])

    assert estimate.seconds_left(running(500)) == 0


def test_old_runs_and_runs_of_others_say_nothing():
    a_rollup(ago=timedelta(days=31), span="hour", runs=[5])
    a_rollup(ago=HOUR, span="hour", type="test-social", runs=[5])

    assert estimate.typical_seconds("test-echo") is None


def test_history_is_cut_into_steps_oldest_first():
    a_rollup(ago=timedelta(minutes=50), span="ten", completed=1, failed=1)
    a_rollup(ago=timedelta(minutes=5), span="ten", completed=3)
    a_rollup(ago=timedelta(minutes=65), span="ten", completed=100)

    found = stats.history(HOUR, timedelta(minutes=10))

    assert [piece.completed for piece in found] == [1, 3]
    assert found[0].at < found[1].at
    assert [piece.success_rate for piece in found] == [0.5, 1.0]
    assert all(piece.at.minute % 10 == 0 and piece.at.second == 0 for piece in found)


def test_history_can_be_of_one_queue_and_of_some_types():
    a_rollup(ago=timedelta(minutes=5), span="ten", completed=1)
    a_rollup(ago=timedelta(minutes=5), span="ten", completed=2, queue="social", type="test-social")

    def completed(**which):
        return sum(piece.completed for piece in stats.history(HOUR, timedelta(minutes=10), **which))

    assert completed() == 3
    assert completed(queue="social") == 2
    assert completed(types=["test-echo"]) == 1
    assert completed(queue="social", types=["test-echo"]) == 0


def test_the_times_of_a_slice_are_those_of_all_its_rows():
    a_rollup(ago=HOUR, span="hour", runs=[1] * 60, completed=60)
    a_rollup(ago=HOUR, span="hour", type="test-social", runs=[100] * 40, completed=40)

    found = stats.total(timedelta(days=2))

    assert found.completed == 100
    assert found.run_p50 == pytest.approx(1, rel=0.1)
    assert found.run_p95 == pytest.approx(100, rel=0.1)


def test_a_slice_in_which_nothing_ended_has_no_rate():
    a_rollup(ago=timedelta(minutes=5), span="ten", cancelled=1)

    (piece,) = stats.history(HOUR, timedelta(minutes=30))
    assert (piece.success_rate, piece.run_p50, piece.wait_p95) == (None, None, None)


def test_reasons_are_those_of_failed_jobs_the_most_frequent_first():
    for _ in range(2):
        enqueue("test-echo", {"do": "refuse"})
    enqueue("test-echo", {"do": "bug"}, max_attempts=1)
    enqueue("test-echo", {"do": "fail"})
    drain()

    found = stats.reasons()

    assert [(reason.error_class, reason.n) for reason in found] == [("Failure", 2), ("ZeroDivisionError", 1)]
    assert found[0].example == "It will never work."
    assert found[0].first_at <= found[0].last_at
    assert control.failed_for(found[0].group).count() == 2


def test_a_reason_is_gone_when_its_jobs_are_tried_again():
    enqueue("test-echo", {"do": "refuse"})
    drain()

    control.retry(Job.objects.failed().get())

    assert stats.reasons() == []


def test_old_failures_are_no_reason_any_more():
    enqueue("test-echo", {"do": "refuse"})
    drain()
    Job.objects.update(finished_at=transitions.ago(31 * 86_400))

    assert stats.reasons() == []


def test_badges_tell_what_is_due_later_from_what_waits():
    enqueue("test-echo", {}, delay=60)
    job = enqueue("test-echo", {})
    enqueue("test-echo", {}, after=job)

    for _ in ("before the counts are folded", "after"):
        now = stats.badges()
        assert (now["pending"], now["scheduled"], now["waiting"], now["all"]) == (1, 1, 1, 3)
        counts.fold()


def test_a_queue_says_what_waits_and_how_fast_it_goes():
    control.pause_queue("default")
    job = enqueue("test-echo", {})
    Job.objects.filter(pk=job.pk).update(run_after=transitions.ago(3000))
    a_rollup(ago=timedelta(minutes=3), completed=50)

    row = next(row for row in stats.queue_rows() if row.name == "default")

    assert (row.pending, row.paused, row.per_minute) == (1, True, 5.0)
    assert row.oldest_wait_seconds == pytest.approx(3000, abs=300)
