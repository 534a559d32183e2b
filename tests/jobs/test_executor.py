"""One run of one job, from claim to record, on a real database."""

import pytest
from django.db.models.functions import Now

from reelpress.jobs import control, executor, transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Attempt, Job, JobLog
from reelpress.jobs.outcomes import ClaimLost
from reelpress.jobs.states import Outcome, Status
from reelpress.jobs.testing import drain
from reelpress.lib.errors import BadInput
from tests.jobs import types

pytestmark = pytest.mark.django_db


def run(**arguments):
    job = enqueue("test-echo", arguments)
    executor.work_one("default")
    job.refresh_from_db()
    return job


def seconds_until_due(job):
    return (job.run_after - job.history.latest("pk").finished_at).total_seconds()


def test_work_that_returns_is_completed_with_its_lines():
    job = run(do="ok", value=7)

    assert types.seen == [7]
    assert (job.status, job.progress, job.attempts, job.lease) == (Status.COMPLETED, 100, 1, "")
    assert job.message == "half way"
    assert [attempt.outcome for attempt in job.history.all()] == [Outcome.OK]
    assert [line.line for line in job.log_lines.all()] == ["a line"]
    assert job.duration is not None


def test_a_failure_waits_out_the_backoff_and_keeps_its_three_sentences():
    job = run(do="fail")

    assert (job.status, job.attempts) == (Status.PENDING, 1)
    assert 53 <= seconds_until_due(job) <= 67
    assert job.error_message == "It broke. Nothing was done. Try again."
    attempt = job.history.get()
    assert (attempt.outcome, attempt.error_class) == (Outcome.ERROR, "Failure")
    assert "types.py" in attempt.traceback


def test_attempts_run_out_and_the_job_fails():
    job = enqueue("test-echo", {"do": "bug"})
    for _ in range(3):
        Job.objects.filter(pk=job.pk).update(run_after=Now())
        executor.work_one("default")

    job.refresh_from_db()
    assert (job.status, job.attempts, job.error_class) == (Status.FAILED, 3, "ZeroDivisionError")
    assert job.history.count() == 3
    assert executor.work_one("default") is None


def test_a_permanent_failure_is_not_tried_again():
    job = run(do="refuse")

    assert (job.status, job.attempts) == (Status.FAILED, 1)


def test_a_failure_may_say_when_to_come_back():
    job = run(do="later")

    assert job.status == Status.PENDING
    assert 1230 <= seconds_until_due(job) <= 1240


def test_a_snooze_costs_no_attempt():
    job = run(do="snooze")

    assert (job.status, job.attempts, job.snoozes, job.message) == (Status.PENDING, 0, 1, "not yet")
    assert 29 <= seconds_until_due(job) <= 31
    assert job.history.get().outcome == Outcome.SNOOZED


def test_an_unknown_type_is_put_off_and_not_failed():
    job = enqueue("test-echo", {})
    Job.objects.filter(pk=job.pk).update(type="from-the-future")

    executor.work_one("default")

    job.refresh_from_db()
    assert (job.status, job.attempts, job.snoozes) == (Status.PENDING, 0, 1)
    assert "from-the-future" in job.message


def test_a_worker_that_lost_its_claim_writes_nothing():
    job = enqueue("test-echo", {})
    claimed = executor.take(job)
    Job.objects.filter(pk=job.pk).update(lease="someone else's")

    executor.perform(claimed)

    job.refresh_from_db()
    assert (job.status, job.lease) == (Status.PROCESSING, "someone else's")
    assert Attempt.objects.get(job=job).outcome == ""


def test_progress_of_a_lost_claim_ends_the_work():
    job = executor.take(enqueue("test-echo", {}))
    one = executor.Run(job)
    Job.objects.filter(pk=job.pk).update(lease="someone else's")

    with pytest.raises(ClaimLost):
        one.progress(10, "on")


def test_a_job_that_another_worker_has_cannot_be_taken():
    job = enqueue("test-echo", {})
    executor.take(job)

    with pytest.raises(BadInput, match="under way"):
        executor.take(job)


def test_lines_past_the_limit_are_dropped_visibly(monkeypatch):
    monkeypatch.setattr("reelpress.jobs.context.MAX_LOG_LINES", 3)
    one = executor.Run(executor.take(enqueue("test-echo", {})))

    for number in range(9):
        one.log(f"line {number}")

    assert list(JobLog.objects.values_list("line", flat=True)) == ["line 0", "line 1", "(further lines are dropped)"]


def test_what_the_immediate_mode_enqueues_runs_at_commit(settings, django_capture_on_commit_callbacks):
    settings.QUEUE_MODE = "immediate"

    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("test-echo", {"value": 1})
        assert types.seen == []

    job.refresh_from_db()
    assert (types.seen, job.status) == ([1], Status.COMPLETED)


def test_the_immediate_mode_leaves_what_is_due_later(settings, django_capture_on_commit_callbacks):
    settings.QUEUE_MODE = "immediate"

    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("test-echo", {"value": 1}, delay=3600)

    job.refresh_from_db()
    assert (types.seen, job.status) == ([], Status.PENDING)


def test_drain_runs_all_that_is_due_in_queue_order():
    enqueue("test-echo", {"value": "default"})
    enqueue("test-social", {"value": "social"})

    done = drain()

    assert types.seen == ["social", "default"]
    assert [job.status for job in done] == [Status.COMPLETED] * 2


def test_a_cancel_that_comes_after_the_work_is_done_is_too_late():
    job = executor.take(enqueue("test-echo", {}))
    control.cancel(job, by="ada")

    assert transitions.complete(job)

    job.refresh_from_db()
    assert job.status == Status.COMPLETED


@pytest.mark.parametrize("do", ["fail", "snooze"])
def test_a_cancel_is_not_forgotten_when_the_work_fails_or_snoozes_first(do):
    job = executor.take(enqueue("test-echo", {"do": do}))
    control.cancel(job, by="ada")

    executor.perform(job)

    job.refresh_from_db()
    assert (job.status, job.error_message) == (Status.CANCELLED, "Cancelled by ada.")


@pytest.mark.django_db
def test_an_error_that_no_database_takes_is_kept_as_far_as_it_can_be():
    job = enqueue("test-echo", {"do": "unprintable"}, max_attempts=1)
    executor.work_one("default")
    job.refresh_from_db()

    assert job.status == Status.FAILED
    assert job.error_message.startswith("Half a character: ?, and a NUL:")
    assert "Half a character" in job.history.get().traceback


@pytest.mark.django_db
def test_a_handler_that_exits_has_failed_and_spends_its_attempts():
    job = enqueue("test-echo", {"do": "exit"}, max_attempts=1)
    executor.work_one("default")
    job.refresh_from_db()

    assert (job.status, job.error_class, job.error_message) == (Status.FAILED, "SystemExit", "enough")


@pytest.mark.django_db
def test_an_end_that_cannot_be_written_as_it_is_is_written_plainly(monkeypatch):
    job = enqueue("test-echo", {"do": "ok"}, max_attempts=3)

    def broken(*_args, **_facts):
        raise LookupError("a bug")

    monkeypatch.setattr(transitions, "complete", broken)
    executor.work_one("default")
    job.refresh_from_db()

    assert (job.status, job.error_class) == (Status.FAILED, "LookupError")
    assert "could not be recorded" in job.error_message
