"""A worker's child, or its parent, killed at every named moment of a run: nothing is lost, nothing is done twice.

Real processes: two workers of one process each, a clock, a queue server. Recovery times are printed at the end.
"""

import psutil
import pytest
from django.conf import settings
from django.core.management import call_command

from reelpress.jobs import doctor, transitions, workers
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock, proc
from tests import processes
from tests.jobs import ledger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECONDS = 120
BEFORE_THE_CLAIM = ("bell", "claimed")
AT_WORK = ("started", "handler", "finished", "recording")
POINTS = (*BEFORE_THE_CLAIM, *AT_WORK, "recorded")
HAS_WRITTEN = ("finished", "recording")  # the body ran, and nobody knows


class Fleet:
    """Two workers; one that was killed is replaced."""

    def __init__(self):
        self.workers = [processes.start_worker() for _ in range(2)]
        self.recovered = []

    def replace_the_dead(self):
        dead = [one for one in self.workers if one.poll() is not None]
        self.workers = [one for one in self.workers if one.poll() is None] + [processes.start_worker() for _ in dead]
        self.wait(1)

    def wait(self, many):
        """Wait until so many of the workers serve their queue."""
        serving = workers.alive().filter(pid__in=[one.pid for one in self.workers if one.poll() is None])
        assert clock.wait_until(lambda: serving.count() >= many, seconds=SECONDS)


@pytest.fixture(scope="module")
def fleet(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "QUEUE_MODE", "celery")
        ledger.create()
        with processes.queue_server(), processes.program("queue", "clock"):
            fleet = Fleet()
            try:
                fleet.wait(2)
                yield fleet
            finally:
                for worker in fleet.workers:
                    proc.stop(worker)
        ledger.drop()
        call_command("flush", interactive=False, verbosity=0)
    print("\nRecovered after a kill at:", ", ".join(fleet.recovered))


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """The rows stay from test to test: to empty the tables would meet the clock and the workers at theirs."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_child_costs_nothing_but_its_attempt(fleet, point):
    job = kill_at(point, "child")

    recovers(fleet, job, point, "child")

    assert outcomes(job) == ([Outcome.CRASHED] if point in AT_WORK else []) + [Outcome.OK]
    nothing_is_wrong(job, point)


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_parent_takes_its_child_along_and_the_clock_finds_the_job(fleet, point):
    job = kill_at(point, "parent")
    if point in AT_WORK:
        worker_is_gone(job)
        if point != "handler":  # there the whole wait is waited out
            Job.objects.filter(pk=job.pk, status=Status.PROCESSING).update(heartbeat_at=transitions.ago(13))

    recovers(fleet, job, point, "parent")

    assert outcomes(job) == ([Outcome.LOST] if point in AT_WORK else []) + [Outcome.OK]
    nothing_is_wrong(job, point)
    fleet.replace_the_dead()


def kill_at(point, whom):
    """Enqueue a job, and kill who runs it at `point`; return the job."""
    armed = settings.HOME / "kill-at"
    aside = armed.with_suffix(".new")
    aside.write_text(f"{point} {whom}")
    aside.rename(armed)
    job = enqueue("test-ledger", {})
    assert clock.wait_until(lambda: not armed.exists(), seconds=SECONDS), "the moment did not come"
    return job


def worker_is_gone(job):
    job.refresh_from_db()
    pid = int(job.worker.rpartition(":")[2])
    assert clock.wait_until(lambda: not psutil.pid_exists(pid), seconds=SECONDS)


def recovers(fleet, job, point, whom):
    started = clock.monotonic()
    assert processes.becomes(job, Status.COMPLETED, seconds=SECONDS)
    fleet.recovered.append(f"{point} of the {whom} {clock.monotonic() - started:.1f} s")


def outcomes(job):
    return [attempt.outcome for attempt in job.history.order_by("pk")]


def nothing_is_wrong(job, point):
    bodies = [lease for key, lease in ledger.bodies() if key == job.pk]
    assert len(bodies) == len(set(bodies)) == (2 if point in HAS_WRITTEN else 1)
    attempts = list(job.history.values_list("job_id", "lease", "outcome"))
    mine = [(job.pk, job.status)]
    assert [line for line in ledger.complaints(mine, attempts) if f"job {job.pk} " in line] == []
    assert [line for line in doctor.check() if "not rung for" not in line] == []
