"""What people do to one job and to many."""

import pytest

from reelpress.jobs import audit, control, executor, transitions
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Audit, Job, Queue
from reelpress.jobs.states import Status
from reelpress.jobs.testing import drain
from reelpress.lib.errors import BadInput

pytestmark = pytest.mark.django_db


def failed(error="refuse", times=1):
    for _ in range(times):
        enqueue("test-echo", {"do": error}, max_attempts=1)
    drain()
    return Job.objects.failed()


def last_deed():
    deed = Audit.objects.first()
    return (deed.actor, deed.action, deed.n)


def test_many_are_done_and_what_is_refused_does_not_stop_the_rest():
    jobs = [enqueue("test-echo", {}) for _ in range(3)]
    control.cancel(jobs[1])

    done = control.each(Job.objects.order_by("pk"), control.cancel, action="cancel some", by="ada", queue="default")

    assert done.n == 2
    assert len(done.refused) == 1
    assert jobs[1].public_id in done.refused[0]
    assert last_deed() == ("ada", "cancel some", 2)
    taken = [jobs[0].public_id, jobs[2].public_id]
    assert Audit.objects.get().what == {"queue": "default", "jobs": taken, "refused": 1}


def test_a_job_that_is_deleted_meanwhile_is_passed_over():
    jobs = [control.cancel(enqueue("test-echo", {})) for _ in range(2)]

    def forget_both(job, *, by):
        for one in jobs:
            control.forget(one)
        return job

    assert control.each(Job.objects.order_by("pk"), forget_both, action="forget").n == 1


def test_jobs_that_failed_for_one_reason_are_found_and_retried_together():
    failed("refuse", times=2)
    failed("bug")
    group = Job.objects.failed().filter(error_class="ZeroDivisionError").get().error_group

    assert control.failed_for(group).count() == 1
    assert control.each(control.failed_for(group), control.retry, action="retry reason").n == 1
    with pytest.raises(BadInput, match="No job failed"):
        control.failed_for(group)
    assert Job.objects.failed().count() == 2


def test_no_row_of_the_audit_names_more_than_a_few_jobs(monkeypatch):
    monkeypatch.setattr(audit, "MOST_JOBS", 2)
    ids = [enqueue("test-echo", {}).public_id for _ in range(5)]
    done = control.each(Job.objects.order_by("pk"), control.cancel, action="cancel some", by="ada")

    rows = [row.what["jobs"] for row in Audit.objects.order_by("pk")]
    assert (done.n, rows) == (5, [ids[:2], ids[2:4], ids[4:]])


@pytest.mark.parametrize("group", ["", "nothing"])
def test_a_reason_that_nobody_failed_for_is_refused(group):
    failed()

    with pytest.raises(BadInput):
        control.failed_for(group)


def test_a_job_that_is_due_later_can_be_run_now():
    job = enqueue("test-echo", {}, delay=600)
    assert drain() == []

    control.run_now(job, by="ada")

    assert drain() == [job]
    assert last_deed() == ("ada", "run now", 1)


@pytest.mark.parametrize("status", ["processing", "completed", "waiting"])
def test_only_what_is_pending_can_be_run_now(status):
    job = enqueue("test-echo", {}, after=enqueue("test-echo", {}) if status == "waiting" else None)
    if status != "waiting":
        claimed = executor.take(job)
    if status == "completed":
        transitions.complete(claimed)

    with pytest.raises(BadInput, match=status):
        control.run_now(job)


def test_a_higher_priority_comes_first():
    enqueue("test-echo", {})
    second = enqueue("test-echo", {})

    control.set_priority(second, 10, by="ada")

    assert executor.work_one("default") == second
    assert Audit.objects.first().what == {"job": second.public_id, "priority": 10}


def test_a_priority_that_is_no_priority_or_comes_too_late_is_refused():
    job = enqueue("test-echo", {})
    for priority in (-101, 101):
        with pytest.raises(BadInput, match="from -100 to 100"):
            control.set_priority(job, priority)
    executor.take(job)

    with pytest.raises(BadInput, match="keeps its priority"):
        control.set_priority(job, 1)


def test_a_batch_is_cancelled_with_what_waits_inside_it():
    batch = start_batch("some", [Spec("test-echo"), Spec("test-echo")])
    first = batch.jobs.order_by("pk").first()
    enqueue("test-echo", {}, after=first, batch=batch)
    executor.take(first)

    done = control.cancel_batch(batch, by="ada")

    assert (done.n, done.refused) == (3, ())
    assert last_deed() == ("ada", "cancel batch", 3)
    first.refresh_from_db()
    assert (first.status, first.cancel_requested_by) == (Status.PROCESSING, "ada")


def test_a_queue_that_is_paused_twice_and_resumed_runs():
    control.pause_queue("default", by="ada")
    control.pause_queue("default", by="bob")
    assert Queue.objects.get().paused_by == "bob"

    control.resume_queue("default", by="ada")

    assert Queue.objects.get().paused_at is None
    assert [deed.action for deed in Audit.objects.order_by("pk")] == ["pause", "pause", "resume"]


@pytest.mark.parametrize("find", [control.find_job, control.find_batch])
@pytest.mark.parametrize("name", ["jzzzzzzzzz", "0", "", "-1", "x" * 500, "9" * 18])
def test_what_is_not_there_is_not_found(find, name):
    with pytest.raises(BadInput, match="There is no"):
        find(name)


def test_jobs_and_batches_are_found_by_either_name():
    batch = start_batch("some", [Spec("test-echo")])
    job = batch.jobs.get()

    assert control.find_job(f" {job.public_id.upper()} ") == control.find_job(str(job.pk)) == job
    assert control.find_batch(batch.public_id) == control.find_batch(str(batch.pk)) == batch


def test_cleaning_goes_on_beyond_one_chunk(monkeypatch):
    monkeypatch.setattr(control, "CHUNK", 2)
    for _ in range(5):
        enqueue("test-echo", {})
    drain()
    Job.objects.update(finished_at=transitions.ago(8 * 86_400))
    kept = enqueue("test-echo", {})

    assert control.clean(days=7) == 5
    assert Job.objects.get() == kept
