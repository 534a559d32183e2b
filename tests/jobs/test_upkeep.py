"""The clock's duties, each alone."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from reelpress.jobs import control, executor, transitions, upkeep
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, Leader
from reelpress.jobs.states import Outcome, Status

pytestmark = pytest.mark.django_db


def running(**options):
    return executor.take(enqueue("test-echo", {}, **options))


def silent_for(job, seconds):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=transitions.ago(seconds))


def test_a_job_without_heartbeat_is_lost_and_tried_again_at_once():
    job = running()
    silent_for(job, 31)

    assert upkeep.bury_lost() == 1

    job.refresh_from_db()
    assert (job.status, job.lease, job.crashes) == (Status.PENDING, "", 1)
    assert job.history.get().outcome == Outcome.LOST
    assert executor.take(job)


def test_a_job_with_a_fresh_heartbeat_is_left_alone(monkeypatch):
    assert upkeep.LEASE_SECONDS == 30
    monkeypatch.setattr(upkeep, "LEASE_SECONDS", 30_000)  # a thirtieth of it is more than this test takes
    silent_for(running(), 29_000)

    assert upkeep.bury_lost() == 0


def test_a_job_whose_process_is_seen_to_be_gone_need_not_wait_for_its_silence():
    job = running()
    silent_for(job, 13)
    assert upkeep.bury_lost() == 0  # this process is alive

    Job.objects.filter(pk=job.pk).update(worker=f"{executor.host()}:{2**22 + 1}")

    assert upkeep.bury_lost() == 1
    job.refresh_from_db()
    assert "gone from this machine" in job.error_message


def test_a_silent_process_of_another_machine_is_given_its_thirty_seconds():
    job = running()
    Job.objects.filter(pk=job.pk).update(worker=f"elsewhere:{2**22 + 1}")
    silent_for(job, 13)

    assert upkeep.bury_lost() == 0


def test_a_lost_job_that_was_to_be_cancelled_is_cancelled():
    job = running()
    control.cancel(job, by="ada")
    silent_for(job, 31)

    upkeep.bury_lost()

    job.refresh_from_db()
    assert (job.status, job.history.get().outcome) == (Status.CANCELLED, Outcome.CANCELLED)


def test_a_lost_job_past_its_limit_timed_out():
    job = running(timeout=60)
    silent_for(job, 31)
    Job.objects.filter(pk=job.pk).update(started_at=transitions.ago(61))

    upkeep.bury_lost()

    job.refresh_from_db()
    assert (job.status, job.history.get().outcome) == (Status.PENDING, Outcome.TIMEOUT)


def test_a_job_that_kills_three_workers_is_given_up():
    job = enqueue("test-echo", {}, max_attempts=9)
    for _ in range(3):
        Job.objects.filter(pk=job.pk).update(run_after=Now())
        silent_for(executor.take(job), 31)
        upkeep.bury_lost()

    job.refresh_from_db()
    assert (job.status, job.error_class, job.attempts) == (Status.FAILED, "CrashLoop", 3)


def test_what_waits_for_a_job_that_was_deleted_is_released():
    first = enqueue("test-echo", {})
    follower = enqueue("test-echo", {}, after=first)
    Job.objects.filter(pk=first.pk).delete()

    assert upkeep.release_stranded() == 1

    follower.refresh_from_db()
    assert follower.status == Status.PENDING


def test_one_clock_leads_until_its_lease_ends(monkeypatch):
    monkeypatch.setattr(upkeep, "LEADER_SECONDS", 1_000)  # not over while this test runs
    assert upkeep.lead()
    assert upkeep.lead()
    monkeypatch.setattr(upkeep, "worker_name", lambda: "another:1")
    assert not upkeep.lead()

    Leader.objects.update(until=transitions.ago(1))

    assert upkeep.lead()


def test_a_clock_that_resigns_is_followed_at_once(monkeypatch):
    upkeep.lead()
    upkeep.resign()
    monkeypatch.setattr(upkeep, "worker_name", lambda: "another:1")

    assert upkeep.lead()


@pytest.mark.django_db
def test_a_duty_that_breaks_does_not_keep_the_others_from_being_done(monkeypatch):
    job = enqueue("test-echo", {})

    def broken():
        raise LookupError("a bug")

    monkeypatch.setattr(upkeep, "bury_lost", broken)
    ticker = upkeep.Ticker()
    assert ticker.tick() and ticker.tick()

    job.refresh_from_db()
    assert job.rung_at is not None


@pytest.mark.django_db
def test_nobody_is_taken_for_lost_right_after_the_database_was_away(monkeypatch):
    """Nobody could send a heartbeat then."""
    monkeypatch.setattr(upkeep, "AWAY_SECONDS", 500)  # more than this test takes
    job = executor.take(enqueue("test-echo", {}))
    ticker = upkeep.Ticker()
    assert ticker.tick()
    ticker.ticked_at -= timedelta(seconds=4_000)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=transitions.ago(40), worker="elsewhere:1")

    assert ticker.tick()
    assert Job.objects.get(pk=job.pk).status == Status.PROCESSING

    ticker.spare_until -= timedelta(seconds=60)
    assert ticker.tick()
    assert Job.objects.get(pk=job.pk).status == Status.PENDING
