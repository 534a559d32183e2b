"""What follows from the end of a job, in the transaction of its end."""

import pytest
from django.db import transaction

from reelpress.jobs import announce, bells, control, executor, settling, transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.outcomes import Verdict, cancelled
from reelpress.jobs.states import Outcome, Status

pytestmark = pytest.mark.django_db
FAILED = Verdict(Status.FAILED, Outcome.ERROR, error_class="Failure", error="No.")


@pytest.fixture
def rung(monkeypatch):
    """The jobs for which a bell was to be rung."""
    found = []
    monkeypatch.setattr(bells, "ring_on_commit", lambda queue, job_id: found.append(job_id))
    return found


def status(job):
    return Job.objects.get(pk=job.pk).status


def test_all_that_waited_for_one_job_start_with_its_end(rung):
    first = executor.take(enqueue("test-echo", {}))
    followers = [enqueue("test-echo", {}, after=first) for _ in range(3)]
    rung.clear()

    transitions.complete(first)

    assert [status(job) for job in followers] == [Status.PENDING] * 3
    assert rung == [job.pk for job in followers]


@pytest.mark.parametrize(("verdict", "said"), [(FAILED, "failed"), (cancelled("ada"), "was cancelled")])
def test_a_whole_tree_is_cancelled_with_its_root(verdict, said):
    root = executor.take(enqueue("test-echo", {}))
    middle = enqueue("test-echo", {}, after=root)
    leaves = [enqueue("test-echo", {}, after=middle) for _ in range(2)]

    transitions.conclude(root, verdict)

    assert [status(job) for job in (middle, *leaves)] == [Status.CANCELLED] * 3
    middle.refresh_from_db()
    assert middle.error_message.endswith(f"which it waited for, {said}.")
    assert middle.cancel_requested_by == "reelpress"


def test_what_is_enqueued_after_a_job_that_completed_starts_at_once(rung):
    first = executor.take(enqueue("test-echo", {}))
    transitions.complete(first)
    rung.clear()

    follower = enqueue("test-echo", {}, after=first)

    assert follower.status == Status.PENDING
    assert rung == [follower.pk]


def test_what_is_enqueued_after_a_job_that_failed_is_cancelled_at_once(rung):
    first = executor.take(enqueue("test-echo", {}))
    transitions.conclude(first, FAILED)
    rung.clear()

    assert enqueue("test-echo", {}, after=first).status == Status.CANCELLED
    assert rung == []


def test_a_follower_keeps_its_delay():
    first = executor.take(enqueue("test-echo", {}))
    enqueue("test-echo", {}, after=first, delay=600)
    transitions.complete(first)

    assert executor.work_one("default") is None
    assert Job.objects.pending().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_follower_that_is_due_later_is_not_taken_for_rung(settings, monkeypatch):
    settings.QUEUE_MODE = "celery"
    monkeypatch.setattr(bells, "ring", lambda queue, times=1: True)
    first = executor.take(enqueue("test-echo", {}))
    follower = enqueue("test-echo", {}, after=first, delay=600)

    transitions.complete(first)

    follower.refresh_from_db()
    assert (follower.status, follower.rung_at) == (Status.PENDING, None)


def test_the_best_that_waits_for_a_place_is_rung_for_when_one_is_free(rung):
    first = executor.take(enqueue("test-echo", {}, concurrency_key="account:1"))
    enqueue("test-echo", {}, concurrency_key="account:1")
    best = enqueue("test-echo", {}, concurrency_key="account:1", priority=5, queue="social")
    enqueue("test-echo", {}, concurrency_key="account:2", priority=9)
    rung.clear()

    transitions.complete(first)

    assert rung == [best.pk]


@pytest.mark.parametrize("end", ["snooze", "retry", "cancel"])
def test_a_place_is_free_again_however_the_attempt_ended(end):
    first = executor.take(enqueue("test-echo", {}, concurrency_key="account:1"))
    second = enqueue("test-echo", {}, concurrency_key="account:1")
    assert executor.work_one("default") is None

    match end:
        case "snooze":
            transitions.snooze(first, 60, "not yet")
        case "retry":
            transitions.conclude(first, Verdict(Status.PENDING, Outcome.ERROR, retry_in=60))
        case "cancel":
            transitions.conclude(first, cancelled("ada"))

    assert executor.work_one("default") == second


def test_who_listens_is_told_of_a_failure_and_of_nothing_else(monkeypatch):
    told = []
    monkeypatch.setattr(announce, "_failed", {"test": lambda job: told.append((job.pk, job.error_message))})
    job = executor.take(enqueue("test-echo", {}))
    transitions.conclude(job, FAILED)
    transitions.complete(executor.take(enqueue("test-echo", {})))
    control.cancel(enqueue("test-echo", {}))

    assert told == [(job.pk, "No.")]


def test_the_end_and_what_follows_are_written_together_or_not_at_all():
    first = executor.take(enqueue("test-echo", {}))
    follower = enqueue("test-echo", {}, after=first)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        transitions.complete(first)
        raise ZeroDivisionError

    assert (status(first), status(follower)) == (Status.PROCESSING, Status.WAITING)


def test_settling_once_more_changes_nothing():
    first = executor.take(enqueue("test-echo", {}))
    follower = enqueue("test-echo", {}, after=first)
    transitions.complete(first)
    executor.take(follower)

    settling.settle_followers(Job.objects.get(pk=first.pk))

    assert status(follower) == Status.PROCESSING


@pytest.mark.parametrize("goes_on", ["snooze", "retry", "interrupt"])
def test_a_cancel_outlives_what_would_send_the_job_back(goes_on):
    job = executor.take(enqueue("test-echo", {}))
    control.cancel(job, by="ada")

    if goes_on == "snooze":
        assert transitions.snooze(job, 60, "not yet")
    else:
        outcome = Outcome.ERROR if goes_on == "retry" else Outcome.INTERRUPTED
        assert transitions.conclude(job, Verdict(Status.PENDING, outcome, spends_attempt=goes_on == "retry"))

    row = Job.objects.get(pk=job.pk)
    assert (row.status, row.error_message, row.attempts, row.snoozes) == (Status.CANCELLED, "Cancelled by ada.", 1, 0)
    assert job.history.get().outcome == Outcome.CANCELLED
