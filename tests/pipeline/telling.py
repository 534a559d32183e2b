"""Steps from a failure to a told target, for the tests of notices."""

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, Schedule
from reelpress.jobs.states import Status
from reelpress.jobs.testing import drain


def fail(kind="test-echo", **args):
    """A job that failed for good, as the executor has it fail."""
    job = enqueue(kind, {"do": "refuse"} | args)
    drain("default")
    job.refresh_from_db()
    assert job.status == Status.FAILED
    return job


def told():
    """The jobs that tell something."""
    return Job.objects.of_type("notify").order_by("pk")


def make_due(seconds=3600):
    """Let so many seconds pass for the notices, sent or not."""
    told().pending().update(run_after=Now())
    Schedule.objects.filter(name__startswith="told ").update(fired_at=F("fired_at") - timedelta(seconds=seconds))


def deliver():
    """Run the notices that are there."""
    Job.objects.pending().of_type("notify").update(run_after=Now())
    return drain("low-priority")
