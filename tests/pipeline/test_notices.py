"""From a failed job to a told target, through real jobs, in manual mode, with a real receiver."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import CharField, JSONField, TextField
from django.db.models.functions import Now

from reelpress.jobs import announce, transitions, upkeep
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Attempt, Job, JobLog, Queue, Schedule
from reelpress.jobs.outcomes import error_group
from reelpress.jobs.states import Outcome, Status
from reelpress.jobs.testing import drain
from reelpress.notifications import delivery
from reelpress.pipeline import notices
from tests.factories import a_job
from tests.pipeline.telling import deliver, fail, make_due, told

pytestmark = pytest.mark.django_db
SECRETS = ("pa55word", "t0ken-in-path", "signing-secret")


def test_a_failure_for_good_is_told_once_and_says_which_job(receiver):
    failed = fail()

    [notice] = deliver()

    [said] = receiver.bodies
    assert notice.status == Status.COMPLETED
    assert said["kind"] == "job-failed" and said["id"] == notice.public_id
    assert said["facts"]["jobs"] == [failed.public_id] and said["facts"]["count"] == 1
    assert "It will never work." in said["body"]
    assert said["url"].endswith(f"/admin/jobs/job/{failed.pk}/change/")


def test_a_failure_that_is_tried_again_is_not_told(receiver):
    enqueue("test-echo", {"do": "fail"})
    drain("default")

    assert not told().exists()


def test_a_job_that_is_killed_again_and_again_is_told_too(receiver):
    job = enqueue("test-echo", {})
    for _ in range(3):
        Job.objects.filter(pk=job.pk).update(run_after=Now())
        claimed = transitions.claim(Job.objects.filter(pk=job.pk), worker="w", pid=1)
        upkeep._bury(claimed, Outcome.LOST, "It is gone.")

    assert told().count() == 1


@pytest.mark.parametrize("kind", ["notify", "engagement-metrics"])
def test_failures_of_little_weight_are_told_to_nobody(receiver, kind):
    failed = a_job(kind, status=Status.FAILED, error_group="x")
    announce.failed(failed)

    assert not told().exclude(pk=failed.pk).exists()


def test_a_notice_that_cannot_be_delivered_does_not_tell_of_itself(receiver):
    fail()
    receiver.will_answer(404)

    [notice] = deliver()

    assert notice.status == Status.FAILED and "status 404" in notice.error_message
    assert told().count() == 1


@pytest.mark.slow
def test_ten_thousand_failures_for_one_reason_are_one_notice(receiver):
    group = error_group("Failure", "It broke at 7.")
    first = a_job("video-generation", status=Status.FAILED, error_group=group, error_message="It broke at 7.",
                  finished_at=Now())  # fmt: skip
    facts = {"type": "video-generation", "queue": "video", "max_attempts": 3, "backoff": [], "timeout_seconds": 5,
             "status": Status.FAILED, "error_group": group, "error_message": "It broke at 8."}  # fmt: skip
    first.refresh_from_db()
    announce.failed(first)
    rest = Job.objects.bulk_create([Job(**facts, finished_at=first.finished_at) for _ in range(9_999)], batch_size=500)
    for job in rest[:200]:
        announce.failed(job)

    assert told().count() == 1
    deliver()

    [said] = receiver.bodies
    assert said["facts"]["count"] == 10_000 and len(said["facts"]["jobs"]) == 5
    assert said["title"] == "10,000 jobs failed: video-generation"


def test_a_failure_in_a_storm_costs_one_statement_a_target(receiver, django_assert_num_queries):
    fail()
    job = Job.objects.failed().get()

    with django_assert_num_queries(1):
        announce.failed(job)


def test_failures_for_two_reasons_are_two_notices(receiver):
    fail()
    job = enqueue("test-echo", {"do": "bug"}, max_attempts=1)
    drain("default")
    job.refresh_from_db()

    deliver()

    assert {said["facts"]["error_class"] for said in receiver.bodies} == {"Failure", "ZeroDivisionError"}


def test_in_the_quiet_time_nothing_is_told_and_afterwards_all_of_it(receiver, settings):
    settings.NOTIFY_QUIET = 600
    fail()
    deliver()
    second, third = fail(), fail()

    [waiting] = deliver()
    assert waiting.status == Status.PENDING and waiting.snoozes == 1 and waiting.attempts == 0
    assert len(receiver.requests) == 1
    left = (waiting.run_after - waiting.created_at).total_seconds()
    assert 590 < left <= 601

    make_due(601)
    deliver()

    assert [said["facts"]["count"] for said in receiver.bodies] == [1, 2]
    assert receiver.bodies[1]["facts"]["jobs"] == [second.public_id, third.public_id]


def test_what_fails_while_a_notice_is_on_its_way_is_told_by_the_next(receiver, settings):
    settings.NOTIFY_QUIET = 0
    fail()
    on_its_way = transitions.claim(told(), worker="w", pid=1) or _claim_now(told())

    late = fail()

    following = told().exclude(pk=on_its_way.pk).get()
    assert following.unique_key == f"{on_its_way.unique_key}:next"
    fail()
    assert told().count() == 2
    transitions.complete(on_its_way)
    deliver()
    [said] = receiver.bodies
    assert late.public_id in said["facts"]["jobs"] and said["facts"]["count"] >= 2


def _claim_now(jobs):
    jobs.update(run_after=Now())
    return transitions.claim(jobs.all(), worker="w", pid=1)


def test_a_notice_that_was_told_is_not_told_again_when_its_worker_dies(receiver, settings):
    settings.NOTIFY_QUIET = 0
    failed = fail()
    Job.objects.filter(pk=failed.pk).update(finished_at=Now() - timedelta(seconds=10))
    [notice] = deliver()
    transitions.revive(notice.pk)

    [again] = deliver()

    assert len(receiver.requests) == 1
    assert again.metadata["why"] == "There is nothing to tell any more."


def test_a_retry_keeps_the_name_of_the_delivery_and_heeds_the_receiver(receiver):
    fail()
    receiver.will_answer(503, Retry_After="7200")

    [notice] = deliver()
    assert notice.status == Status.PENDING
    assert (notice.run_after - notice.created_at).total_seconds() > 7100
    deliver()

    names = [headers["X-Reelpress-Delivery"] for _, headers, _ in receiver.requests]
    assert names == [notice.public_id] * 2
    notice.refresh_from_db()
    assert notice.status == Status.COMPLETED and notice.attempts == 2


def test_jobs_that_went_on_meanwhile_are_not_told(receiver):
    transitions.revive(fail().pk)

    [notice] = deliver()

    assert receiver.requests == [] and notice.status == Status.COMPLETED


def test_a_target_that_is_gone_ends_the_notice_with_a_note(receiver, settings):
    fail()
    settings.WEBHOOKS = []

    [notice] = deliver()

    assert notice.status == Status.COMPLETED and notice.metadata["why"] == "This target is no longer in the settings."


def test_each_target_has_a_notice_of_its_own(receiver, settings):
    settings.NOTIFY = [f"json://{receiver.url.removeprefix('http://')}"]
    fail()

    assert {notice.status for notice in deliver()} == {Status.COMPLETED}
    assert sorted(body.get("kind", "people") for body in receiver.bodies) == ["job-failed", "people"]


def test_events_that_nobody_wants_are_not_told(receiver, settings):
    settings.NOTIFY_EVENTS = ["batch-done"]
    Queue.objects.create(name="video", alert_after_seconds=1)
    a_job(run_after=Now() - timedelta(hours=1))
    fail()
    notices.tell_waits()

    assert not told().exists()


def test_no_secret_is_in_any_row(receiver, settings):
    place = receiver.url.removeprefix("http://")
    settings.NOTIFY = [f"json://user:pa55word@{place}/t0ken-in-path", "slack://t0ken-in-path"]
    fail()
    for status in (500, 503, 404):
        receiver.will_answer(status)
        deliver()
    settings.WEBHOOKS = ["http://user:pa55word@127.0.0.1:1/t0ken-in-path"]
    make_due()
    fail()
    deliver()

    assert told().failed().exists() and told().exclude(error_message="").count() >= 2
    for model in (Job, Attempt, JobLog, Schedule):
        names = [one.name for one in model._meta.fields if isinstance(one, CharField | TextField | JSONField)]
        text = repr(list(model.objects.values_list(*names)))
        assert not [secret for secret in (*SECRETS, place) if secret in text]


def test_a_private_target_is_refused_and_says_what_to_set(receiver, settings):
    settings.NOTIFY_PRIVATE = False
    fail()

    [notice] = deliver()

    assert receiver.requests == [] and notice.status == Status.FAILED
    assert "REELPRESS_NOTIFY_PRIVATE" in notice.error_message


def test_settings_that_make_no_sense_do_not_keep_a_failure_from_being_recorded(receiver, settings):
    settings.JOB_OVERRIDES = {"notify": {"timeout": "long"}}

    fail()

    assert not told().exists()


def test_a_failure_that_is_rolled_back_is_not_told(receiver):
    job = enqueue("test-echo", {})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce.failed(job)
        raise ZeroDivisionError

    assert not told().exists()


def test_a_listener_that_registers_again_is_told_once(receiver):
    announce.on_failed(notices.tell_failed)
    fail()

    assert told().count() == 1


def test_a_hostile_error_is_harmless_on_each_way(receiver, settings):
    settings.NOTIFY = [f"json://{receiver.url.removeprefix('http://')}"]
    text = "a\r\nX: 1\n<script>@everyone " + "x" * 100_000
    job = a_job("test-echo", status=Status.FAILED, error_message=text, error_group="g", finished_at=Now())
    announce.failed(job)

    deliver()

    assert len(receiver.requests) == 2
    for said in receiver.bodies:
        body = said.get("body") or said["message"]
        assert len(body) < 1000 and "\r" not in body and "x" * 500 not in body


def test_targets_are_those_of_the_settings(settings):
    settings.NOTIFY, settings.WEBHOOKS = ["json://a.example"], ["https://b.example"]

    assert notices.targets() == delivery.targets(["json://a.example"], ["https://b.example"])
