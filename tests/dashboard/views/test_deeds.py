"""The buttons of the operations pages: what each does, what it writes into the audit, what it refuses."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.dashboard.views import deeds
from reelpress.jobs import duties, testing
from reelpress.jobs.models import Audit, Batch, Job, Leader, Queue, Schedule
from reelpress.lib import clock
from tests.factories import a_job


def press(client, name, *of):
    return client.post(reverse(f"dashboard:{name}", args=of), follow=True)


def test_a_queue_is_paused_and_resumed(boss, said):
    paused = press(boss, "queue-pause", "video")
    assert "The queue video is paused" in said(paused)[0]
    assert Queue.objects.get(name="video").paused_by == "boss"

    press(boss, "queue-resume", "video")
    assert Queue.objects.get(name="video").paused_at is None


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_a_queue_that_nobody_knows_is_not_made_up(boss, verb):
    assert press(boss, f"queue-{verb}", "nothing").status_code == 404
    assert not Queue.objects.exists()


def test_all_jobs_of_a_reason_are_retried_by_a_job_and_no_others(boss):
    same = [a_job(status="failed", error_group="abc") for _ in range(2)]
    other = a_job(status="failed", error_group="def")
    press(boss, "reason-retry", "abc")
    assert Job.objects.get(type="jobs-bulk").args["lines"] == ["status:failed reason:abc"]
    testing.drain("default")

    assert {job.status for job in Job.objects.filter(pk__in=[job.pk for job in same])} == {"pending"}
    assert Job.objects.get(pk=other.pk).status == "failed"
    assert Audit.objects.filter(actor="boss", action="retry all", n=2).exists()


def test_a_reason_that_is_gone_starts_nothing(boss, said):
    assert "No job failed for the reason gone" in said(press(boss, "reason-retry", "gone"))[0]
    assert not Job.objects.exists()


def a_batch(*statuses):
    batch = Batch.objects.create(name="season", total=len(statuses))
    return batch, [a_job(status=status, batch=batch) for status in statuses]


def test_a_small_batch_is_cancelled_at_once(boss, said):
    batch, jobs = a_batch("pending", "processing", "completed")
    Batch.objects.update(completed=1)
    assert said(press(boss, "batch-cancel", batch.public_id)) == ["2 jobs of season cancelled, or told to end."]

    waiting, running, done = Job.objects.filter(pk__in=[job.pk for job in jobs]).order_by("pk")
    assert (waiting.status, bool(running.cancel_requested_at), done.status) == ("cancelled", True, "completed")
    assert Audit.objects.get().what["batch"] == batch.public_id


def test_a_large_batch_is_cancelled_by_a_job(boss, monkeypatch):
    monkeypatch.setattr(deeds, "AT_ONCE", 2)
    batch, _ = a_batch("pending", "pending", "pending")
    outside = a_job()
    press(boss, "batch-cancel", batch.public_id)
    testing.drain("default")

    assert set(batch.jobs.values_list("status", flat=True)) == {"cancelled"}
    assert Job.objects.get(pk=outside.pk).status == "pending"


def test_what_failed_of_a_batch_is_retried_and_no_more(boss):
    batch, (failed, done) = a_batch("failed", "completed")
    Batch.objects.update(failed=1, completed=1)
    press(boss, "batch-retry", batch.public_id)
    testing.drain("default")

    assert [Job.objects.get(pk=job.pk).status for job in (failed, done)] == ["pending", "completed"]
    batch.refresh_from_db()
    assert (batch.failed, batch.left) == (0, 1)


@pytest.fixture
def fired(monkeypatch, db):
    """What the clock did, of one duty that was done a moment ago."""
    done = []
    monkeypatch.setattr(duties, "_schedule", {})
    duties.every("sweep", timedelta(days=1))(lambda: done.append(1))
    Schedule.objects.create(name="sweep")
    return done


def test_a_duty_is_done_with_the_next_tick_and_once(boss, said, fired):
    Leader.objects.create(name="clock", holder="press:3", until=clock.now() + timedelta(minutes=1))
    assert said(press(boss, "duty-run", "sweep")) == ["The clock does sweep within seconds."]
    duties.fire()
    duties.fire()

    assert fired == [1]
    row = Audit.objects.get()
    assert (row.actor, row.action, row.what) == ("boss", "run duty", {"duty": "sweep"})


@pytest.mark.parametrize(("duty", "why"), [("sweep", "No clock runs"), ("nothing", "no duty named nothing")])
def test_a_duty_that_nobody_would_do_is_refused(boss, said, fired, duty, why):
    assert why in said(press(boss, "duty-run", duty))[0]
    duties.fire()

    assert fired == []
    assert not Audit.objects.exists()
