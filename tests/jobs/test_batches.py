"""Jobs that start together, and what follows."""

import pytest

from reelpress.jobs import announce, control, doctor, executor, transitions
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Batch, Job
from reelpress.jobs.outcomes import Verdict
from reelpress.jobs.registry import UnknownJobType
from reelpress.jobs.states import Outcome, Status
from reelpress.jobs.testing import drain
from reelpress.lib.errors import BadInput

pytestmark = pytest.mark.django_db
FOLLOW = {role: Spec("test-social", {"value": role.strip("_")}) for role in ("then", "catch", "finally_")}


def a_batch(*does, **options):
    batch = start_batch("some", [Spec("test-echo", {"do": do}) for do in does], **(FOLLOW | options))
    batch.refresh_from_db()
    return batch


def followed():
    return [job.args["value"] for job in Job.objects.of_type("test-social").order_by("pk")]


def run(batch):
    drain("default")
    batch.refresh_from_db()


def test_when_all_complete_then_and_finally_follow():
    batch = a_batch("ok", "ok")
    assert (batch.total, batch.left) == (2, 2)

    run(batch)

    assert followed() == ["then", "finally"]
    assert (batch.completed, batch.left) == (2, 0)
    assert batch.finished_at is not None
    assert Job.objects.of_type("test-social").first().metadata == {"batch": batch.public_id}


def test_catch_follows_the_first_failure_and_not_the_second():
    batch = a_batch("refuse", "ok", "refuse")
    executor.work_one("default")
    assert followed() == ["catch"]

    run(batch)

    assert followed() == ["catch", "finally"]
    assert (batch.completed, batch.failed) == (1, 2)


def test_a_batch_of_cancelled_jobs_ends_with_finally_alone():
    batch = a_batch("ok", "ok")

    done = control.cancel_batch(batch, by="ada")

    assert (done.n, done.refused) == (2, ())
    assert followed() == ["finally"]


def test_a_retry_opens_the_batch_again_and_then_may_still_follow():
    batch = a_batch("ok", "refuse")
    run(batch)
    failed = Job.objects.failed().get()
    Job.objects.filter(pk=failed.pk).update(args={"do": "ok"})

    control.retry(failed)
    batch.refresh_from_db()
    assert (batch.finished_at, batch.failed, batch.left) == (None, 0, 1)
    run(batch)

    assert followed() == ["catch", "finally", "then"]
    assert batch.finished_at is not None
    assert doctor.check() == []


def test_nothing_follows_twice_however_often_a_batch_is_opened():
    batch = a_batch("ok")
    run(batch)
    for _ in range(2):
        control.retry(batch.jobs.get())
        run(batch)

    assert followed() == ["then", "finally"]


def test_who_listens_is_told_once_that_a_batch_is_done(monkeypatch):
    told = []
    monkeypatch.setattr(announce, "_batch_done", {"test": lambda batch: told.append(batch.pk)})
    batch = a_batch("ok", "refuse")

    run(batch)

    assert told == [batch.pk]


def test_an_empty_batch_is_refused():
    with pytest.raises(BadInput, match="at least one"):
        start_batch("none", [])


def test_two_names_of_one_key_are_one_job():
    batch = start_batch("some", [Spec("test-echo", {}, {"unique_key": "k"})] * 2)

    assert (batch.total, batch.jobs.count()) == (1, 1)


def test_a_job_that_has_not_started_joins_and_is_counted():
    job = enqueue("test-echo", {}, unique_key="k")
    batch = start_batch("some", [Spec("test-echo", {}, {"unique_key": "k"})])
    assert batch.jobs.get() == job

    run(batch)

    assert batch.completed == 1


@pytest.mark.parametrize("case", ["it runs", "it is of another batch"])
def test_work_that_is_under_way_elsewhere_is_refused_and_nothing_starts(case):
    spec = Spec("test-echo", {}, {"unique_key": "k"})
    if case == "it runs":
        executor.take(enqueue("test-echo", {}, unique_key="k"))
    else:
        start_batch("first", [spec])
    jobs, batches = Job.objects.count(), Batch.objects.count()

    with pytest.raises(BadInput, match="under way"):
        start_batch("second", [Spec("test-echo"), spec])

    assert (Job.objects.count(), Batch.objects.count()) == (jobs, batches)


def test_a_spec_that_makes_no_sense_starts_nothing():
    with pytest.raises(LookupError):
        start_batch("some", [Spec("test-echo"), Spec("nobody-knows-this")])

    assert (Job.objects.count(), Batch.objects.count()) == (0, 0)


def test_an_attempt_that_is_tried_again_ends_nothing():
    batch = a_batch("ok")
    job = executor.take(batch.jobs.get())

    transitions.conclude(job, Verdict(Status.PENDING, Outcome.ERROR))
    transitions.snooze(executor.take(job), 0, "not yet")

    batch.refresh_from_db()
    assert (batch.left, followed()) == (1, [])


def test_a_job_that_is_forgotten_stays_counted():
    batch = a_batch("ok", "ok")
    executor.work_one("default")
    control.forget(Job.objects.completed().get())

    run(batch)

    assert (batch.total, batch.completed, followed()) == (2, 2, ["then", "finally"])
    assert doctor.check() == []


def test_the_doctor_sees_a_batch_that_ended_with_jobs_left_and_one_that_did_not_end_without():
    late = a_batch("ok")
    run(late)
    early = a_batch("ok")
    Batch.objects.filter(pk=early.pk).update(finished_at=early.created_at)
    Batch.objects.filter(pk=late.pk).update(finished_at=None)

    told = doctor.check()
    assert all(any(batch.public_id in sentence for sentence in told) for batch in (early, late))


@pytest.mark.parametrize(
    "wrong", [Spec("nobody-knows"), Spec("test-echo", {}, {"tiemout": 1}), Spec("test-echo", {}, {"timeout": 0})]
)
def test_what_could_not_follow_is_refused_when_the_batch_begins(wrong):
    with pytest.raises((UnknownJobType, ValueError)):
        start_batch("b", [Spec("test-echo")], finally_=wrong)
    assert Batch.objects.count() == 0


def test_what_can_no_longer_follow_does_not_keep_the_end_from_being_written():
    batch = start_batch("b", [Spec("test-echo")], then=Spec("test-echo"))
    Batch.objects.update(then_spec={"type": "renamed-since", "args": {}, "options": {}})
    drain()
    batch.refresh_from_db()

    assert (batch.completed, batch.finished_at is not None) == (1, True)
