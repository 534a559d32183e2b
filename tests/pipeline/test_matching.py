"""The jobs that a search line finds, and that a slip finds none."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelpress.jobs.models import Batch, Job
from reelpress.lib import clock
from reelpress.pipeline import matching as module
from reelpress.pipeline.matching import matching
from reelpress.pipeline.search import MEANINGS, STATUSES, parse
from tests.factories import a_job, a_post, a_publication, a_user, a_video

pytestmark = pytest.mark.django_db


def found(line):
    return set(matching(parse(line)))


def one_of_each():
    """A job for each search of `SEARCHES`, by that search."""
    later = clock.now() + timedelta(hours=1)
    batch = Batch.objects.create(name="all", public_id="b222222222", total=1)
    old = a_job(status="completed")
    Job.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=9))
    return {
        "status:scheduled": a_job(run_after=later),
        "status:processing": a_job(status="processing"),
        "status:cancelled type:platform-publish": a_job(status="cancelled", type="platform-publish"),
        "queue:social": a_job(queue="social"),
        "id:jabc": a_job(public_id="jabcde2345"),
        'error:"disk is FULL"': a_job(status="failed", error_message="The disk is full."),
        "reason:abc123": a_job(status="failed", error_group="abc123"),
        "user:mira": a_job(user=a_user(username="mira")),
        "worker:press": a_job(worker="press:12"),
        "batch:B222222222": a_job(batch=batch),
        "narrating scene": a_job(message="Narrating scene 4 of 7"),
        "before:7d": old,
    }


SEARCHES = (
    "status:scheduled", "status:processing", "status:cancelled type:platform-publish", "queue:social", "id:jabc",
    'error:"disk is FULL"', "reason:abc123", "user:mira", "worker:press", "batch:B222222222", "narrating scene",
    "before:7d",
)  # fmt: skip


@pytest.mark.parametrize("line", SEARCHES)
def test_a_search_finds_its_job_and_no_other(line):
    jobs = one_of_each()

    assert found(line) == {jobs[line]}


def test_every_name_that_the_help_lists_can_be_searched():
    assert module.READS.keys() == MEANINGS.keys()


def test_after_is_the_other_side_of_before():
    jobs = one_of_each()

    assert found("after:7d") == set(jobs.values()) - {jobs["before:7d"]}


def test_pending_and_scheduled_share_no_job_and_each_status_can_be_asked_for():
    one_of_each()

    assert not found("status:pending") & found("status:scheduled")
    assert sum(len(found(f"status:{status}")) for status in STATUSES) == Job.objects.count()


def test_terms_of_one_name_are_alternatives_and_of_two_names_are_both_asked_for():
    jobs = one_of_each()

    assert found("queue:social batch:b222222222") == set()
    assert found("status:scheduled status:processing") == {jobs["status:scheduled"], jobs["status:processing"]}


def test_what_two_searches_ask_for_must_hold_together():
    jobs = one_of_each()

    assert set(matching(parse("status:processing"), parse("status:cancelled"))) == set()
    assert set(matching(parse("queue:social"), parse("status:pending"))) == {jobs["queue:social"]}


def test_a_title_finds_what_is_done_for_the_post_its_videos_and_publications():
    post = a_post(title="Why queues lose work", slug="queues")
    publication = a_publication(of=post)
    jobs = {a_job(subject=row) for row in (post, a_video(of=post, format="square"), publication)}
    other = a_job(subject=a_post(title="Bread"))

    assert found('subject:"queues lose"') == found("subject:queues") == jobs
    assert found(f"subject:post:{other.subject_id}") == {other}


def test_words_are_looked_for_in_the_newest_jobs_only(monkeypatch):
    old = a_job(status="failed", error_message="full")
    new = a_job(status="failed", error_message="full")
    monkeypatch.setattr(module, "TEXT_IN_NEWEST", 1)

    assert found("error:full") == found("full") == {new}
    assert old in found("status:failed")


@pytest.mark.parametrize("line", ["status:faild", "queue:video before:x", 'type:""'])
def test_a_slip_finds_nothing(line):
    a_job()

    assert found(line) == set()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30), st.sampled_from(["", *MEANINGS]))
def test_no_text_breaks_a_search(text, name):
    list(matching(parse(f'{name}:"{text}" {text}')))
