"""`reelpress queue`: watching the queues and putting jobs right."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, Queue
from reelpress.jobs.testing import drain
from reelpress.jobs.workers import seen
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db


def _failed():
    """A job that failed for good."""
    job = enqueue("test-echo", {"do": "refuse"})
    drain()
    job.refresh_from_db()
    assert job.status == "failed"
    return job


def test_monitor_counts_each_queue(run):
    _failed()
    enqueue("test-echo", {})
    enqueue("test-echo", {}, delay=3600)
    enqueue("test-social", {})
    seen(["default", "video"])
    rows = {row["queue"]: row for row in run("queue", "monitor", "--json").data}
    assert list(rows) == ["video", "social", "default", "low-priority"]
    default = rows["default"]
    assert 0 <= default.pop("oldest_wait_seconds") < 60
    assert default == {
        "queue": "default", "pending": 1, "scheduled": 1, "processing": 0, "failed": 1, "paused": False, "workers": 1,
        "per_minute": 0.0, "seconds_to_clear": None,
    }  # fmt: skip
    assert (rows["social"]["pending"], rows["social"]["workers"]) == (1, 0)


def test_monitor_says_in_words_which_queue_is_paused_and_which_has_nobody(run):
    seen(["video", "default"])
    run("queue", "pause", "video")
    lines = {line.split()[0]: line for line in run("queue", "monitor").out.splitlines()}
    assert lines["video"].endswith("paused")
    assert lines["default"].endswith("1 worker")
    assert lines["social"].endswith("no worker")


def test_a_paused_queue_starts_nothing_until_it_is_resumed(run):
    enqueue("test-echo", {})
    assert run("queue", "pause", "default").out == "The queue default is paused.\n"
    assert drain() == []
    assert run("queue", "resume", "default", "--json").data == {"queue": "default", "paused": False}
    assert [job.status for job in drain()] == ["completed"]


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_a_queue_that_does_not_exist_is_refused(run, command):
    said = run("queue", command, "vidoe")
    assert said.code == 2
    assert said.err == "There is no queue 'vidoe'.\nChoose from video, social, default, low-priority.\n"
    assert not Queue.objects.exists()


def test_failed_jobs_are_listed_with_their_reason(run):
    job = _failed()
    said = run("queue", "failed")
    assert job.public_id in said.out
    assert "It will never work." in said.out
    assert [row["id"] for row in run("queue", "failed", "--json").data] == [job.public_id]


def test_no_failed_job_is_said_in_a_sentence(run):
    assert run("queue", "failed").out == "No failed jobs.\n"


@pytest.mark.parametrize("named_by", ["public_id", "pk"])
def test_retry_puts_a_failed_job_back(run, named_by):
    job = _failed()
    assert run("queue", "retry", getattr(job, named_by)).out == f"Job {job.public_id} is pending.\n"
    job.refresh_from_db()
    assert job.status == "pending"


def test_retry_all_takes_every_failed_job_and_no_other(run):
    first, second = _failed(), _failed()
    done = enqueue("test-echo", {})
    drain()
    ids = [row["id"] for row in run("queue", "retry", "all", "--json").data]
    assert ids == [first.public_id, second.public_id]
    done.refresh_from_db()
    assert done.status == "completed"


def test_retry_all_without_failed_jobs_is_no_failure(run):
    said = run("queue", "retry", "all")
    assert (said.code, said.out) == (0, "No failed jobs.\n")
    assert run("queue", "retry", "all", "--json").data == []


def test_one_wrong_id_does_not_keep_the_others_from_being_retried(run):
    job = _failed()
    said = run("queue", "retry", "jnonsense", job.public_id)
    assert said.code == 2
    assert said.out == f"Job {job.public_id} is pending.\n"
    assert said.err.startswith("There is no job jnonsense.")


def test_a_live_job_cannot_be_retried_or_forgotten(run):
    job = enqueue("test-echo", {})
    for command in ("retry", "forget"):
        said = run("queue", command, job.public_id)
        assert said.code == 2
        assert job.public_id in said.err
    assert Job.objects.filter(pk=job.pk, status="pending").exists()


def test_cancel_ends_a_job_that_waits_and_refuses_one_that_ended(run):
    job = enqueue("test-echo", {})
    assert run("queue", "cancel", job.public_id.upper()).out == f"Job {job.public_id} is cancelled.\n"
    assert drain() == []
    said = run("queue", "cancel", job.public_id)
    assert said.code == 2
    assert "already cancelled" in said.err


def test_forget_deletes_a_finished_job(run):
    job = _failed()
    assert run("queue", "forget", job.public_id, "--json").data == [{"id": job.public_id, "status": "forgotten"}]
    assert not Job.objects.exists()


def test_flush_deletes_failed_jobs_only(run):
    _failed()
    kept = enqueue("test-echo", {})
    assert run("queue", "flush").out == "Deleted 1 failed job.\n"
    assert list(Job.objects.all()) == [kept]
    assert run("queue", "flush", "--json").data == {"deleted": 0}


def test_clean_deletes_what_completed_long_ago(run):
    old, new = enqueue("test-echo", {}), enqueue("test-echo", {})
    _failed()
    Job.objects.filter(pk=old.pk).update(finished_at=Now() - timedelta(days=8))
    assert run("queue", "clean").out == "Deleted 1 completed job.\n"
    assert not Job.objects.filter(pk=old.pk).exists()
    assert Job.objects.filter(pk=new.pk).exists()
    assert run("queue", "clean", "--days", "-1").code == 2


def test_the_doctor_finds_nothing_on_sound_tables(run):
    enqueue("test-echo", {})
    drain()
    said = run("queue", "doctor")
    assert (said.code, said.out) == (0, "All is well: every invariant of the job tables holds.\n")


def test_the_doctor_names_the_job_with_a_broken_invariant(run):
    job = enqueue("test-echo", {})
    Job.objects.filter(pk=job.pk).update(attempts=5)
    said = run("queue", "doctor")
    assert said.code == 1
    assert job.public_id in said.out
    told = run("queue", "doctor", "--json")
    assert (told.code, told.data["ok"]) == (1, False)


def test_work_once_runs_one_job_in_this_process(run):
    first, second = enqueue("test-echo", {}), enqueue("test-echo", {})
    assert run("queue", "work", "--once").code == 0
    assert Job.objects.get(pk=first.pk).status == "completed"
    assert Job.objects.get(pk=second.pk).status == "pending"
