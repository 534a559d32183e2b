"""`reelpress queue work`: which queues, how many jobs, held to which limits, and how it ends."""

import os
import signal

import pytest
from django.conf import settings as project

from reelpress.jobs import executor, transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, Move
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from tests import processes
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hold_to_nothing():
    yield
    executor.hold_to(transitions.NO_LIMITS)


def test_all_that_is_due_is_done_and_counted(run):
    for _ in range(3):
        enqueue("test-echo", {})
    said = run("queue", "work", "--stop-when-empty")
    assert (said.code, len(said.out.splitlines())) == (0, 3)
    assert not Move.objects.exists()
    assert run("queue", "work", "--stop-when-empty").out == "Nothing is due.\n"


def test_a_job_that_failed_for_good_is_the_exit_code(run):
    enqueue("test-echo", {"do": "refuse"})
    enqueue("test-echo", {})
    assert run("queue", "work", "--stop-when-empty").code == 1
    assert Job.objects.filter(status="completed").count() == 1


def test_a_job_that_is_tried_again_is_no_failure(run):
    enqueue("test-echo", {"do": "fail"})
    assert run("queue", "work", "--once").code == 0


def test_no_more_jobs_are_run_than_wanted(run):
    for _ in range(3):
        enqueue("test-echo", {})
    assert run("queue", "work", "--stop-when-empty", "--max-jobs", 2).code == 0
    assert Job.objects.pending().count() == 1


def test_only_the_named_queues_are_served_in_their_order(run):
    enqueue("test-echo", {})
    enqueue("test-social", {})
    run("queue", "work", "--stop-when-empty", "--queue", "social, social,")
    assert Job.objects.pending().get().queue == "default"
    assert run("queue", "work", "--once", "--queue", "vidoe").code == 2


def test_tries_and_timeout_go_before_what_the_row_says(run):
    job = enqueue("test-echo", {"do": "fail"}, max_attempts=3)
    assert run("queue", "work", "--once", "--tries", 1, "--timeout", 7).code == 1
    job.refresh_from_db()
    assert (job.status, job.max_attempts, job.timeout_seconds) == ("failed", 1, 7)


def test_a_job_whose_worker_is_gone_is_found_without_a_clock(run):
    lost = enqueue("test-echo", {})
    claimed = transitions.claim_best("default", worker="elsewhere:1", pid=1)
    Job.objects.filter(pk=claimed.pk).update(heartbeat_at=transitions.ago(60))
    run("queue", "work", "--stop-when-empty")
    lost.refresh_from_db()
    assert (lost.status, [run.outcome for run in lost.history.all()]) == ("completed", ["lost", "ok"])


@pytest.mark.parametrize("option", ["--tries", "--timeout", "--max-jobs", "-c"])
def test_less_than_one_is_refused(run, option):
    assert run("queue", "work", "--once", option, "0").code == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_after_its_jobs_holds_them_to_its_limits_and_tells_of_each(settings):
    settings.QUEUE_MODE = "celery"
    log = project.LOGS / "test-v.log"
    options = ("--queue", "default", "-c", "1", "--max-jobs", "2", "--tries", "1", "--timeout", "9", "-v")
    with processes.queue_server(), processes.program("queue", "work", *options) as worker:
        jobs = [enqueue("test-echo", {"do": "fail"}), enqueue("test-echo", {}), enqueue("test-echo", {})]
        assert clock.wait_until(lambda: worker.poll() is not None, seconds=60), "the worker did not end"
    assert worker.returncode == 0
    for job in jobs:
        job.refresh_from_db()
    # Held to its limits by the worker's child, which the parent forked.
    assert [job.status for job in jobs] == [Status.FAILED, Status.COMPLETED, Status.PENDING]
    assert (jobs[0].max_attempts, jobs[1].timeout_seconds, jobs[2].timeout_seconds) == (1, 9, 600)
    told = log.read_text("utf-8")
    assert f"\n{jobs[0].public_id} test-echo failed It broke." in told
    assert f"\n{jobs[1].public_id} test-echo completed\n" in told


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_work_here_and_now_that_is_told_to_stop_goes_back_to_its_queue(number):
    job = enqueue("test-echo", {"do": "swallow"})
    with processes.program("queue", "work", "--stop-when-empty") as worker:
        assert _becomes_processing(job)
        os.kill(worker.pid, number)
        assert clock.wait_until(lambda: worker.poll() is not None, seconds=60), "it did not end"
    assert worker.returncode == 130
    job.refresh_from_db()
    assert (job.status, job.attempts, job.history.get().outcome) == (Status.PENDING, 0, Outcome.INTERRUPTED)
    assert not Move.objects.exists()


def _becomes_processing(job):
    running = Job.objects.processing().filter(pk=job.pk)
    return clock.wait_until(running.exists, seconds=60)
