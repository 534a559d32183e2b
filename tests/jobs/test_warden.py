"""The warden ends what a keeper cannot: native code that never lets go of the interpreter."""

import os

import pytest

from reelpress.jobs import broker, control, executor, transitions, upkeep, warden
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from tests import processes

NOBODY = 2**22 + 7


@pytest.fixture(scope="module")
def a_worker(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), processes.queue_server(), processes.worker() as process:
        yield process


def killed(monkeypatch):
    """The ids of the processes that would have been killed."""
    found = []
    monkeypatch.setattr(warden.os, "kill", lambda pid, how: found.append(pid))
    return found


def running(**options):
    job = executor.take(enqueue("test-echo", {}, **options))
    Job.objects.filter(pk=job.pk).update(worker=f"{executor.host()}:{NOBODY}", bell="heard")
    return job


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", ["cancelled", "too long"])
def test_native_code_that_holds_the_interpreter_is_ended_and_its_end_recorded(a_worker, settings, why):
    settings.QUEUE_MODE = "celery"
    broker.app.control.purge()
    options = {"timeout": 1} if why == "too long" else {}
    job = enqueue("test-echo", {"do": "native"}, **options)
    holding = Job.objects.filter(pk=job.pk, message="holding")
    assert clock.wait_until(holding.exists, seconds=processes.SECONDS)
    pid = job.history.get().pid

    if why == "cancelled":
        control.cancel(job, by="ada")

    assert clock.wait_until(lambda: job.history.exclude(outcome="").exists(), seconds=processes.SECONDS)
    outcome = job.history.get().outcome
    assert outcome == (Outcome.CANCELLED if why == "cancelled" else Outcome.TIMEOUT)
    assert clock.wait_until(lambda: upkeep._is_gone(f"{executor.host()}:{pid}"), seconds=processes.SECONDS)
    job.refresh_from_db()
    assert job.status == (Status.CANCELLED if why == "cancelled" else Status.PENDING)


def test_a_cancel_is_followed_within_the_two_seconds_that_are_promised():
    assert warden.CANCEL_SECONDS + broker.WATCH_SECONDS < 2


@pytest.mark.django_db
def test_work_that_ends_by_itself_is_left_alone(monkeypatch):
    found = killed(monkeypatch)
    monkeypatch.setattr(warden, "CANCEL_SECONDS", 1_400)  # not over while this test runs
    job = running()
    control.cancel(job, by="ada")

    assert warden.watch([NOBODY], bells=["heard"]) == found == []


@pytest.mark.django_db
def test_a_cancel_that_nobody_followed_ends_the_process(monkeypatch):
    found = killed(monkeypatch)
    job = running()
    control.cancel(job, by="ada")
    Job.objects.filter(pk=job.pk).update(cancel_requested_at=transitions.ago(2))

    assert warden.watch([NOBODY], bells=["heard"]) == found == [NOBODY]

    job.refresh_from_db()
    assert (job.status, job.error_message) == (Status.CANCELLED, "Cancelled by ada.")


@pytest.mark.django_db
def test_work_far_past_its_limit_is_ended(monkeypatch, settings):
    found = killed(monkeypatch)
    late = warden.LATE_SECONDS * 1_000  # the difference is more than this test takes
    monkeypatch.setattr(warden, "LATE_SECONDS", late)
    job = running(timeout=60)
    Job.objects.filter(pk=job.pk).update(started_at=transitions.ago(60 + settings.JOB_GRACE_SECONDS + late / 2))
    assert warden.watch([NOBODY], bells=["heard"]) == []

    Job.objects.filter(pk=job.pk).update(started_at=transitions.ago(60 + settings.JOB_GRACE_SECONDS + late * 1.5))

    assert warden.watch([NOBODY], bells=["heard"]) == found == [NOBODY]
    assert job.history.get().outcome == Outcome.TIMEOUT


@pytest.mark.django_db
def test_a_process_whose_work_ended_in_the_same_moment_lives(monkeypatch):
    found = killed(monkeypatch)
    job = running()
    control.cancel(job, by="ada")
    Job.objects.filter(pk=job.pk).update(cancel_requested_at=transitions.ago(2))
    real = warden._overdue

    def ends_meanwhile(one):
        how = real(one)
        assert transitions.complete(job)
        return how

    monkeypatch.setattr(warden, "_overdue", ends_meanwhile)

    assert warden.watch([NOBODY], bells=["heard"]) == found == []
    job.refresh_from_db()
    assert job.status == Status.COMPLETED


@pytest.mark.django_db
def test_only_the_children_of_this_parent_are_watched(monkeypatch):
    found = killed(monkeypatch)
    job = running()
    control.cancel(job)
    Job.objects.filter(pk=job.pk).update(cancel_requested_at=transitions.ago(60))

    assert warden.watch([os.getpid()], bells=["heard"]) == warden.watch([], bells=["heard"]) == found == []


@pytest.mark.django_db
def test_a_job_of_a_process_that_had_the_same_id_before_is_not_taken_for_that_of_the_child(monkeypatch):
    found = killed(monkeypatch)
    job = running()
    control.cancel(job, by="ada")
    Job.objects.update(cancel_requested_at=transitions.ago(5), bell="of another life")

    assert warden.watch([NOBODY], bells=["heard"]) == found == []
