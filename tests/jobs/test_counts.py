"""How many there are: the steps that are not folded yet, the counts, the roll-ups."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models.functions import Now

from reelpress.jobs import control, counts, executor, histogram, transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Count, Job, Move, Rollup
from reelpress.jobs.outcomes import Verdict
from reelpress.jobs.states import Outcome, Status
from reelpress.jobs.testing import drain

pytestmark = pytest.mark.django_db
ECHO = ("default", "test-echo")


def a_few():
    """Two completed, one failed, one pending."""
    for do in ("ok", "ok", "refuse"):
        enqueue("test-echo", {"do": do})
    drain()
    enqueue("test-echo", {}, delay=60)


def test_the_steps_that_are_not_folded_are_counted_too():
    a_few()

    assert counts.current() == {(*ECHO, "completed"): 2, (*ECHO, "failed"): 1, (*ECHO, "pending"): 1}
    assert Count.objects.count() == 0


def test_folding_changes_no_number():
    a_few()
    before = counts.current()

    assert counts.fold() == 10  # four enqueued, three started, three ended

    assert counts.current() == before
    assert Move.objects.count() == 0
    assert counts.fold() == 0


def test_a_part_may_be_folded(monkeypatch):
    a_few()
    before = counts.current()
    monkeypatch.setattr(counts, "FOLD_AT_ONCE", 3)

    while counts.fold():
        assert counts.current() == before
        assert not counts.excess()


def test_what_was_deleted_is_counted_no_more():
    a_few()
    control.forget(Job.objects.failed().get())
    assert (*ECHO, "failed") not in counts.current()

    counts.fold()

    assert (*ECHO, "failed") not in counts.current()


def test_a_count_that_is_off_shows_by_how_much():
    a_few()
    counts.fold()
    Count.objects.filter(status="completed").update(n=7)

    assert counts.excess() == {(*ECHO, "completed"): 5}


def test_changes_of_one_and_of_many_add_up():
    moves = [Move(queue="q", type="t", source="", target="pending", n=3), Move(queue="q", type="t", source="pending")]

    assert counts.changes(moves) == Counter({("q", "t", "pending"): 2})


def test_every_span_gains_what_ended_and_how_long_it_waited_and_ran():
    job = enqueue("test-echo", {})
    Job.objects.filter(pk=job.pk).update(run_after=transitions.ago(8), created_at=transitions.ago(60))
    job = executor.take(job)
    job.started_at -= timedelta(seconds=2)
    transitions.complete(job)
    counts.fold()

    for row in Rollup.objects.all():
        assert (row.completed, row.failed, row.cancelled, row.retried) == (1, 0, 0, 0)
        assert histogram.percentile(row.waits, 0.5) == pytest.approx(8, rel=0.1)
        assert histogram.percentile(row.runs, 0.5) == pytest.approx(2, rel=0.1)
    assert sorted(Rollup.objects.values_list("span", flat=True)) == ["day", "hour", "minute", "ten"]


@pytest.mark.parametrize(
    ("outcome", "retried"),
    [(Outcome.ERROR, 1), (Outcome.CRASHED, 1), (Outcome.LOST, 1), (Outcome.TIMEOUT, 1), (Outcome.INTERRUPTED, 0)],
)
def test_a_retry_is_counted_as_one_and_a_stopped_worker_is_none(outcome, retried):
    job = executor.take(enqueue("test-echo", {}))
    transitions.conclude(job, Verdict(Status.PENDING, outcome))
    counts.fold()

    assert Rollup.objects.get(span="minute").retried == retried


def test_what_is_cancelled_before_it_starts_is_rolled_up_and_a_retry_by_a_person_is_not():
    job = control.cancel(enqueue("test-echo", {}))
    control.retry(job)
    counts.fold()

    row = Rollup.objects.get(span="minute")
    assert (row.cancelled, row.completed, row.retried, row.waits) == (1, 0, 0, {})


def test_two_folds_add_to_the_same_row():
    for _ in range(2):
        enqueue("test-echo", {})
        drain()
        counts.fold()

    assert Rollup.objects.get(span="hour").completed == 2
    assert sum(Rollup.objects.get(span="hour").runs.values()) == 2


def test_old_minutes_and_hours_are_forgotten():
    for span, days in (("minute", 1), ("minute", 3), ("hour", 3), ("hour", 401)):
        Rollup.objects.create(span=span, at=Now() - timedelta(days=days), queue="default", type="test-echo")

    counts.forget_old()

    assert sorted(Rollup.objects.values_list("span", flat=True)) == ["hour", "minute"]


def test_hours_that_were_counted_before_there_were_days_are_added_up():
    day = datetime(2026, 11, 20, tzinfo=UTC)
    for hour, kind in ((0, "a"), (23, "a"), (24, "a"), (5, "b")):
        Rollup.objects.create(
            span="hour", at=day + timedelta(hours=hour), queue="q", type=kind, completed=2, failed=1, runs={"4": hour}
        )
    import_module("reelpress.jobs.migrations.0002_gauge").days(apps, None)

    days = Rollup.objects.filter(span="day").order_by("at", "type")
    assert list(days.values_list("at", "type", "completed", "failed", "runs")) == [
        (day, "a", 4, 2, {"4": 23}),
        (day, "b", 2, 1, {"4": 5}),
        (day + timedelta(days=1), "a", 2, 1, {"4": 24}),
    ]
