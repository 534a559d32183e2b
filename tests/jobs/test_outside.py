"""Work that is done outside of a worker goes through the same moves as any other."""

import pytest

from reelpress.jobs import doctor, transitions, upkeep
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Outcome, Status
from reelpress.lib.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return enqueue("test-echo", {})


def test_work_outside_is_started_followed_and_completed(job):
    job.mark_started()
    job.update_progress(40, "Half way")
    assert (job.status, job.progress, job.message) == (Status.PROCESSING, 40, "Half way")

    job.mark_completed()

    assert (job.status, job.progress, job.attempts) == (Status.COMPLETED, 100, 1)
    assert job.formatted_duration
    assert job.history.get().outcome == Outcome.OK
    assert doctor.check() == []


def test_work_outside_that_failed_keeps_its_reason(job):
    job.mark_started()
    job.mark_failed("The camera was off.")

    assert (job.status, job.error_message) == (Status.FAILED, "The camera was off.")
    assert doctor.check() == []


def test_what_is_at_work_elsewhere_is_not_started_again(job):
    transitions.claim_best("default", worker="w", pid=1)
    with pytest.raises(BadInput, match="under way"):
        job.mark_started()


@pytest.mark.parametrize("step", ["mark_completed", "update_progress", "mark_failed"])
def test_nothing_is_recorded_for_a_job_that_was_never_started(job, step):
    with pytest.raises(BadInput, match="is pending, and not at work here"):
        getattr(job, step)(*{"update_progress": (1,), "mark_failed": ("x",)}.get(step, ()))


def test_nothing_is_recorded_for_a_job_that_was_taken_for_lost(job):
    job.mark_started()
    Job.objects.update(heartbeat_at=transitions.ago(31))
    assert upkeep.bury_lost() == 1

    with pytest.raises(BadInput, match="is pending, and not at work here"):
        job.mark_completed()
