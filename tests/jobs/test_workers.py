"""Real workers, a real queue server, and processes killed for real."""

import os
import signal

import pytest
from django.db import transaction

from reelpress.jobs import broker, control, transitions, upkeep, workers
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from tests import processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def queue_server(django_db_setup):
    with processes.queue_server() as server:
        yield server


@pytest.fixture(scope="module")
def a_worker(queue_server, django_db_blocker):
    """One worker for all tests that leave it alive."""
    with django_db_blocker.unblock(), processes.worker() as process:
        yield process


@pytest.fixture
def ringing(queue_server, settings):
    """The test rings for what it enqueues, as the web does; no bell of an earlier test is left."""
    settings.QUEUE_MODE = "celery"
    broker.app.control.purge()


def test_a_worker_that_hears_a_bell_does_the_job(a_worker, ringing):
    job = enqueue("test-echo", {"do": "ok"})

    assert processes.becomes(job, Status.COMPLETED)
    assert job.history.get().pid != os.getpid()


def test_a_killed_worker_process_is_noticed_and_the_job_runs_again(a_worker, ringing):
    job = enqueue("test-echo", {"do": "swallow"})
    assert processes.becomes(job, Status.PROCESSING)
    first = job.history.get()

    os.kill(first.pid, signal.SIGKILL)

    assert clock.wait_until(lambda: job.history.count() == 2, seconds=processes.SECONDS)
    first.refresh_from_db()
    assert first.outcome == Outcome.CRASHED
    assert "died" in first.error
    control.cancel(job, by="ada")
    assert processes.becomes(job, Status.CANCELLED)


def test_a_killed_worker_takes_its_children_along_and_the_clock_finds_its_job(ringing):
    with processes.worker(queue="low-priority") as parent:
        job = enqueue("test-echo", {"do": "swallow"}, queue="low-priority")
        assert processes.becomes(job, Status.PROCESSING)
        family = processes.children(parent)

        parent.kill()

        assert clock.wait_until(lambda: not any(child.is_running() for child in family), seconds=processes.SECONDS)
        Job.objects.filter(pk=job.pk).update(heartbeat_at=transitions.ago(31))
        assert upkeep.bury_lost() == 1
        job.refresh_from_db()
        assert (job.status, job.history.get().outcome) == (Status.PENDING, Outcome.LOST)


@pytest.mark.parametrize("do", ["swallow", "deaf"])
def test_running_work_is_cancelled_whatever_it_does(a_worker, ringing, do):
    job = enqueue("test-echo", {"do": do})
    assert processes.becomes(job, Status.PROCESSING)

    control.cancel(job, by="ada")

    assert processes.becomes(job, Status.CANCELLED)
    assert job.history.get().outcome == Outcome.CANCELLED


def test_work_past_its_limit_is_stopped_and_named_a_timeout(a_worker, ringing):
    job = enqueue("test-echo", {"do": "swallow"}, timeout=1)

    assert clock.wait_until(lambda: job.history.filter(outcome=Outcome.TIMEOUT).exists(), seconds=processes.SECONDS)
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.PENDING, 1)


def test_a_worker_told_to_stop_gives_its_job_back_without_spending_an_attempt(ringing):
    with processes.worker(queue="low-priority") as parent:
        job = enqueue("test-echo", {"do": "swallow"}, queue="low-priority")
        assert processes.becomes(job, Status.PROCESSING)

        parent.terminate()

        assert clock.wait_until(lambda: parent.poll() is not None, seconds=processes.SECONDS)
        job.refresh_from_db()
        assert (job.status, job.attempts, job.history.get().outcome) == (Status.PENDING, 0, Outcome.INTERRUPTED)


def test_bells_that_were_lost_are_rung_again_by_the_clock(ringing):
    with transaction.atomic():
        job = enqueue("test-echo", {"do": "ok"}, queue="low-priority")
    broker.app.control.purge()
    assert broker.bells_in("low-priority") == 0

    completed = Job.objects.completed().filter(pk=job.pk)
    with processes.worker(queue="low-priority"), processes.program("queue", "clock"):
        assert clock.wait_until(completed.exists, seconds=processes.SECONDS)  # nobody else rings here


def test_the_worker_row_says_what_it_serves(ringing):
    with processes.worker(queue="social,default") as process:
        row = workers.alive().get(pid=process.pid)

        assert sorted(row.queues) == ["default", "social"]
