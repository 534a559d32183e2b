"""The jobs that publish: what is over budget moves instead of failing, and a doubt is asked about again by itself."""

from datetime import timedelta

import pytest

from reelpress.jobs import executor
from reelpress.jobs.models import Attempt, Job
from reelpress.lib import clock
from reelpress.pipeline import flow, steps
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.errors import PublishError
from reelpress.video.models import Video
from tests.factories import a_publication, an_account
from tests.publishing.conftest import press  # noqa: F401

pytestmark = pytest.mark.django_db


def run(queue="social"):
    job = executor.work_one(queue)
    job.refresh_from_db()
    return job


def full_day(network, platform="youtube"):
    account = network.account(platform)
    account.posts_per_day = 1
    account.save()
    first = network.publication(platform, account=account)
    network.release(first)
    return account


def test_a_post_over_budget_is_moved_with_its_new_time_and_no_attempt_is_spent(press):  # noqa: F811
    publication = press.publication("youtube", account=full_day(press))
    flow.publish_to(publication)
    job = run()
    publication.refresh_from_db()
    assert (job.status, job.attempts, publication.status) == ("pending", 0, "scheduled")
    assert abs(publication.due_at - job.run_after) < timedelta(seconds=5)
    assert publication.due_at > clock.now() + timedelta(hours=23) and "as many as it may" in publication.error


def test_a_platform_that_names_its_time_is_asked_then(press):  # noqa: F811
    press.knobs.answers.append(
        {"status": 429, "body": {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 77",
                                 "parameters": {"retry_after": 77}}, "times": 1}
    )  # fmt: skip
    publication = press.publication("telegram")
    flow.publish_to(publication)
    job = run()
    publication.refresh_from_db()
    assert (job.status, job.attempts) == ("pending", 0)
    assert 60 < (publication.due_at - clock.now()).total_seconds() <= 77


def test_while_a_platform_wants_no_calls_no_publication_of_the_account_makes_one(press):  # noqa: F811
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 77}}
    press.knobs.answers.append({"status": 429, "body": body, "times": 1})
    account = press.account("telegram")
    for _ in range(3):
        flow.publish_to(press.publication("telegram", account=account))
    jobs = [run() for _ in range(3)]
    assert [(job.status, job.attempts) for job in jobs] == [("pending", 0)] * 3 and not press.posts
    assert all(60 < (job.run_after - clock.now()).total_seconds() <= 77 for job in jobs)
    Publication.objects.update(due_at=clock.now() - timedelta(seconds=1))
    Job.objects.filter(type=flow.TELEGRAM).update(run_after=clock.now() - timedelta(seconds=1))
    assert [run().status for _ in range(3)] == ["completed"] * 3 and len(press.posts) == 3


def test_an_empty_account_with_the_platform_fails_and_does_not_wait_for_weeks(press):  # noqa: F811
    body = {"title": "Forbidden", "detail": "Your enrolled account does not have any credits."}
    press.knobs.answers.append({"path": "/2/tweets", "status": 402, "body": body, "times": 9})
    flow.publish_to(press.publication("twitter"))
    statuses = []
    for _ in range(3):
        job = run()
        statuses.append((job.status, job.attempts))
        Job.objects.filter(pk=job.pk).update(run_after=clock.now() - timedelta(seconds=1))
    assert statuses == [("pending", 1), ("pending", 2), ("failed", 3)]
    assert "usage and billing" in Publication.objects.get().error and Publication.objects.get().status == "failed"


@pytest.mark.parametrize(("said", "spent"), [(steps.COPYING, 0), ("Too Many Requests", 1)], ids=["copy", "platform"])
def test_a_platform_may_say_later_fifty_times_and_a_long_wait_for_a_copy_is_none_of_them(press, said, spent):  # noqa: F811
    press.knobs.answers.append(
        {"status": 429, "body": {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 77",
                                 "parameters": {"retry_after": 77}}, "times": 1}
    )  # fmt: skip
    job = flow.publish_to(press.publication("telegram"))
    waits = [Attempt(job=job, number=1, lease=f"wait-{n}", pid=1, outcome="snoozed", error=said) for n in range(50)]
    Attempt.objects.bulk_create(waits)
    Job.objects.filter(pk=job.pk).update(snoozes=50)
    again = run()
    assert (again.status, again.attempts) == ("pending", spent)


def in_doubt(network, platform, *, is_there):
    publication = network.publication(platform)
    if is_there:
        network.release(publication)
    facts = {"status": "unconfirmed", "attempted_at": clock.now(), "published_at": None, "remote_id": "", "url": ""}
    Publication.objects.filter(pk=publication.pk).update(**facts)
    return publication


def test_a_doubt_is_lifted_by_itself_when_the_platform_shows_the_post(press):  # noqa: F811
    publication = in_doubt(press, "youtube", is_there=True)
    assert len(flow.ask_again()) == 1
    assert run("low-priority").status == "completed"
    publication.refresh_from_db()
    assert publication.status == "published" and publication.url and len(press.posts) == 1
    assert Job.objects.filter(type=flow.METRICS).exists()


def test_what_the_platform_proves_absent_is_sent_after_all(press):  # noqa: F811
    publication = in_doubt(press, "youtube", is_there=False)
    flow.ask_again()
    run("low-priority")
    assert run("social").status == "completed"
    publication.refresh_from_db()
    assert publication.status == "published" and len(press.posts) == 1


def test_what_the_platform_cannot_tell_stays_with_a_person(press):  # noqa: F811
    publication = in_doubt(press, "telegram", is_there=True)
    flow.ask_again()
    run("low-priority")
    publication.refresh_from_db()
    assert publication.status == "unconfirmed" and len(press.posts) == 1


def test_old_doubts_and_lost_accounts_are_left_alone(press):  # noqa: F811
    old, lost = in_doubt(press, "youtube", is_there=True), in_doubt(press, "youtube", is_there=True)
    Publication.objects.filter(pk=old.pk).update(updated_at=clock.now() - timedelta(days=2))
    type(lost.account).objects.filter(pk=lost.account_id).update(status="needs_reconnect")
    assert flow.ask_again() == []


def test_a_doubt_is_as_old_as_the_doubt_not_as_the_first_try(press):  # noqa: F811
    publication = in_doubt(press, "youtube", is_there=True)
    long_ago = clock.now() - timedelta(days=3)  # the account's day was full, twice
    Publication.objects.filter(pk=publication.pk).update(attempted_at=long_ago, updated_at=clock.now())
    assert len(flow.ask_again()) == 1


@pytest.fixture
def meanwhile(monkeypatch):
    """Have a person decide "it is not there" while the platform is being asked."""

    def decide(publication):
        ask = publishing.ask_again

        def slow(asked):
            found = ask(asked)
            publishing.confirm(Publication.objects.get(pk=publication.pk), is_there=False)
            return found

        monkeypatch.setattr(publishing, "ask_again", slow)

    return decide


def test_what_the_platform_shows_is_not_sent_again_whatever_a_person_said_meanwhile(press, meanwhile):  # noqa: F811
    publication = in_doubt(press, "youtube", is_there=True)
    flow.ask_again()
    meanwhile(publication)
    run("low-priority")
    publication.refresh_from_db()
    assert publication.status == "published" and publication.remote_id
    assert not Job.objects.pending().filter(type=flow.PLATFORM).exists() and len(press.posts) == 1


def test_what_a_person_has_decided_meanwhile_is_his_to_send(press, meanwhile):  # noqa: F811
    publication = in_doubt(press, "youtube", is_there=False)
    flow.ask_again()
    meanwhile(publication)
    run("low-priority")
    publication.refresh_from_db()
    assert publication.status == "draft" and not Job.objects.pending().filter(type=flow.PLATFORM).exists()


def test_an_account_whose_keys_are_refused_when_asked_is_not_asked_again(press):  # noqa: F811
    publication = in_doubt(press, "youtube", is_there=False)
    press.knobs.accepted_tokens = ["another"]
    flow.ask_again()
    run("low-priority")
    publication.account.refresh_from_db()
    assert publication.account.status == "needs_reconnect" and flow.ask_again() == []


def test_a_text_goes_to_the_platforms_that_take_one_and_the_job_names_the_others(press):  # noqa: F811
    press.account("youtube")
    press.account("telegram")
    flow.publish_post(press.post(), variant="text")
    job = run()
    assert [publication.account.platform for publication in Publication.objects.all()] == ["telegram"]
    assert any("left out" in line.line and "youtube" in line.line for line in job.log_lines.all())


def test_a_text_and_a_video_of_one_post_are_two_publications(press):  # noqa: F811
    account, post = press.account("telegram"), press.post()
    video = press.video(post)
    variants = [publishing.prepare(post, one, account).variant for one in (video, None)]
    translated = Video.objects.create(post=post, format="tiktok", language="de", status="ready")
    assert [*variants, publishing.prepare(post, translated, account).variant] == ["tiktok", "text", "tiktok-de"]


def test_a_post_without_pictures_is_refused_before_anything_is_queued(press):  # noqa: F811
    with pytest.raises(PublishError, match="has no picture"):
        flow.publish_post(press.post(), variant="picture")
    assert not Job.objects.exists()


def test_of_what_was_taken_down_no_numbers_are_asked(db):
    account, now = an_account(), clock.now()
    facts = {"to": account, "status": "published", "published_at": now, "remote_id": "1"}
    out = a_publication(**facts)
    a_publication(**facts, taken_down_at=now)
    assert [job.subject for job in flow.update_metrics()] == [out]


def test_of_what_is_taken_down_while_its_reading_waits_no_numbers_are_asked(press):  # noqa: F811
    publication = press.release(press.publication("youtube"))
    flow.measure_later(publication, delay=0)
    publishing.take_down(publication)
    job = run("low-priority")
    assert job.status == "completed" and "taken down" in job.log_lines.get().line
    assert not publication.readings.exists()


def test_of_what_was_deleted_while_its_reading_waits_that_is_said(press):  # noqa: F811
    publication = press.release(press.publication("youtube"))
    flow.measure_later(publication, delay=0)
    publication.delete()
    said = run("low-priority").log_lines.get().line
    assert "deleted here" in said and "taken down" not in said


def test_what_a_person_took_back_is_not_sent_by_itself_but_when_asked_for(press):  # noqa: F811
    account, post = press.account("telegram"), press.post()
    video = press.video(post)
    publication = publishing.prepare(post, video, account)
    flow.take_back(publication)
    flow.publish_post(post, video=video, in_slots=True, by_itself=True)
    assert run().status == "completed"
    publication.refresh_from_db()
    assert publication.status == "cancelled" and not press.posts
    flow.publish_post(post, video=video)
    run()
    assert run().status == "completed" and len(press.posts) == 1
