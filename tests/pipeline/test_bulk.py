"""What is done to all jobs that a search finds: each once, newer ones not, also when it is run again midway."""

import pytest

from reelpress.jobs.context import Run
from reelpress.jobs.models import Audit, Job
from reelpress.jobs.testing import drain
from reelpress.lib.errors import BadInput
from reelpress.pipeline import bulk
from reelpress.pipeline.search import parse
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


class Told(Run):
    """A run without a claim: what is noted stays with the job object."""

    def progress(self, percent, message=""):
        self.percent = percent

    def log(self, line):
        self.line = line

    def note(self, **facts):
        self.job.metadata = {**self.job.metadata, **facts}


def carried_out(verb, line, **options):
    """Start `verb` for all of `line` and do the job; return its run."""
    run = Told(bulk.start(verb, [parse(line)], bulk.newest(), user=a_user(username="mira"), **options))
    bulk.carry_out(run, **run.job.args)
    return run


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("retry", {"status": "failed"}, {"status": "pending"}),
        ("cancel", {"status": "pending"}, {"status": "cancelled"}),
        ("priority", {"status": "pending"}, {"status": "pending", "priority": 7}),
    ],
)
def test_every_match_is_taken_and_no_other(verb, before, after, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    jobs = [a_job(queue="video", **before) for _ in range(5)]
    other = a_job(queue="social", **before)
    run = carried_out(verb, "queue:video", priority=7)

    assert Job.objects.filter(pk__in=[job.pk for job in jobs], **after).count() == 5
    assert Job.objects.filter(pk=other.pk, **before).exists()
    assert (run.job.metadata["done"], run.percent) == (5, 100)
    deeds = Audit.objects.filter(action=f"{verb} all", what__job=run.job.public_id)
    assert sorted(one for deed in deeds for one in deed.what["jobs"]) == sorted(job.public_id for job in jobs)
    assert Audit.objects.count() == 1 + deeds.count()  # the start; no further row a job


def test_finished_jobs_are_deleted_and_running_ones_are_refused_in_words():
    a_job(status="completed")
    running = a_job(status="processing")
    run = carried_out("delete", "type:video-generation")

    assert list(Job.objects.exclude(type=bulk.BULK)) == [running]
    assert (run.job.metadata["done"], run.job.metadata["refused"]) == (1, 1)
    assert f"Job {running.public_id} is not finished." in run.line


def test_of_a_chain_every_link_is_cancelled_and_none_refused(monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    first = a_job(status="pending")
    second = a_job(status="waiting", after=first)
    links = [first, second, a_job(status="waiting", after=second)]
    run = carried_out("cancel", "type:video-generation")

    assert Job.objects.filter(pk__in=[link.pk for link in links], status="cancelled").count() == 3
    assert (run.job.metadata["done"], run.job.metadata["refused"], run.percent) == (3, 0, 100)


def test_a_worker_does_it_as_a_job_like_any_other():
    failed = [a_job(status="failed") for _ in range(3)]
    job = bulk.start("retry", [parse("status:failed")], bulk.newest(), user=a_user())
    (ran,) = drain("default")

    assert (ran.pk, ran.status, ran.metadata["done"]) == (job.pk, "completed", 3)
    assert not Job.objects.filter(pk__in=[one.pk for one in failed]).exclude(status="pending").exists()


def test_jobs_that_came_after_the_preview_stay():
    old = a_job(status="failed")
    upto = bulk.newest()
    new = a_job(status="failed")

    assert list(bulk.chosen([parse("status:failed")], upto)) == [old]
    assert new.pk > upto


def test_cancelling_everything_does_not_cancel_the_job_that_does_it():
    a_job()
    run = carried_out("cancel", "")
    run.job.refresh_from_db()

    assert run.job.status == "pending"


def test_a_second_run_goes_on_where_the_first_ended():
    first, second = a_job(status="failed"), a_job(status="failed")
    run = Told(bulk.start("retry", [parse("status:failed")], bulk.newest(), user=a_user()))
    run.job.metadata |= {"done": 1, "reached": first.pk}
    bulk.carry_out(run, **run.job.args)

    assert [Job.objects.get(pk=job.pk).status for job in (first, second)] == ["failed", "pending"]
    assert run.job.metadata["done"] == 2


@pytest.mark.parametrize(
    ("verb", "line", "priority"), [("burn", "", 0), ("priority", "", 101), ("retry", "before:x", 0)]
)
def test_senseless_wishes_are_refused(verb, line, priority):
    with pytest.raises(BadInput):
        bulk.start(verb, [parse(line)], 1, user=a_user(), priority=priority)
