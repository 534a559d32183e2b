"""Notices of queues that wait and batches that ended, through real jobs, with a real receiver."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models.functions import Now

from reelpress.jobs import batches, duties
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.models import Job, Queue, Schedule
from reelpress.jobs.states import Status
from reelpress.jobs.testing import drain
from reelpress.pipeline import notices
from reelpress.pipeline.matching import matching
from reelpress.pipeline.search import parse
from tests.factories import a_job
from tests.pipeline.telling import deliver, fail, make_due, told

pytestmark = pytest.mark.django_db


def waiting_job(seconds=1000, **fields):
    return a_job(run_after=Now() - timedelta(seconds=seconds), **fields)


def listed(url):
    """The jobs that the page of a notice lists: those that its search line finds."""
    asked = parse_qs(urlsplit(url).query)
    assert asked.keys() == {"q"}
    return list(matching(parse(*asked["q"])).values_list("pk", flat=True))


def test_a_queue_that_waits_is_told_once_an_hour(receiver):
    waiting_job()

    for _ in range(3):
        notices.tell_waits()
        deliver()
    [said] = receiver.bodies
    assert said["facts"]["queue"] == "video" and said["facts"]["limit_seconds"] == 900
    assert "No worker serves it." in said["body"]
    assert listed(said["url"]) == [Job.objects.get(queue="video").pk]

    make_due(3601)
    notices.tell_waits()
    deliver()
    assert len(receiver.requests) == 2


@pytest.mark.parametrize(
    ("own", "overall", "is_told"),
    [(None, 900, True), (None, 2000, False), (None, 0, False), (2000, 900, False), (60, 0, True), (0, 900, False)],
)
def test_the_limit_of_the_queue_goes_before_that_of_the_settings(receiver, settings, own, overall, is_told):
    settings.WAIT_ALERT = overall
    Queue.objects.create(name="video", alert_after_seconds=own)
    waiting_job()

    notices.tell_waits()

    assert told().exists() is is_told


def test_a_queue_that_went_on_meanwhile_is_not_told(receiver):
    job = waiting_job()
    notices.tell_waits()
    Job.objects.filter(pk=job.pk).update(status=Status.COMPLETED)

    deliver()

    assert receiver.requests == []


def test_a_paused_queue_says_how_to_let_it_run(receiver):
    Queue.objects.create(name="video", paused_at=Now())
    waiting_job()
    notices.tell_waits()
    deliver()

    assert "reelpress queue resume video" in receiver.bodies[0]["body"]


def test_the_clock_knows_both_duties():
    assert {"queue-waits", "notices-forget"} <= {duty.name for duty in duties.known()}


def test_what_was_told_long_ago_is_forgotten(receiver, settings):
    settings.NOTIFY_QUIET = 600
    fail()
    deliver()
    notices.forget_told()
    assert Schedule.objects.filter(name__startswith="told ").count() == 1

    make_due(86_401)
    notices.forget_told()

    assert not Schedule.objects.filter(name__startswith="told ").exists()


def test_a_batch_that_ended_is_told(receiver):
    batch = start_batch("import", [Spec("test-echo"), Spec("test-echo", {"do": "refuse"})])
    drain("default")

    deliver()

    said = next(body for body in receiver.bodies if body["kind"] == "batch-done")
    assert sorted(listed(said["url"])) == sorted(batch.jobs.values_list("pk", flat=True))
    assert said["facts"] == {"batch": batch.public_id, "name": "import", "total": 2, "completed": 1, "failed": 1,
                             "cancelled": 0}  # fmt: skip


def test_a_batch_that_was_opened_again_is_not_told(receiver):
    batch = start_batch("import", [Spec("test-echo", {"do": "refuse"})])
    drain("default")
    failed = Job.objects.failed().get()
    batches.reopen(failed)

    deliver()

    assert [body["kind"] for body in receiver.bodies] == ["job-failed"]
    assert batch.public_id not in str(receiver.bodies)
