"""A post becomes a video, goes to every account once, and its numbers come back: real voice, encoder, HTTP."""

import pytest
from django.db.models.functions import Now

from reelpress.jobs import doctor, executor
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.jobs.testing import drain
from reelpress.pipeline import flow
from reelpress.publishing.models import Account
from reelpress.publishing.services import remove_account
from tests.factories import a_post, a_publication, a_video
from tests.flows.conftest import BODY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_a_post_becomes_a_published_and_measured_video(accounts, demo_network, drain_all):
    post = a_post(title="The page that printed itself", body=BODY)

    flow.generate_video(post, "square")
    drain_all()

    video = post.videos.get()
    assert Job.objects.of_type("video-generation").get().error_message == ""
    assert (video.status, video.width, video.height, video.fps) == ("ready", 1080, 1080, 30)
    assert -14.5 <= video.loudness <= -13.5
    assert sorted(row["platform"] for row in demo_network.store.live()) == ["telegram", "youtube"]
    assert set(post.publications.values_list("status", flat=True)) == {"published"}

    assert Job.objects.of_type("engagement-metrics").pending().count() == 2
    Job.objects.pending().update(run_after=Now())
    drain("low-priority")
    youtube = post.publications.get(account__platform="youtube")
    assert youtube.readings.get().views is not None
    assert doctor.check() == []


def test_the_five_job_types_have_their_queue_attempts_backoff_and_timeout():
    from reelpress.jobs.registry import job_type

    facts = {name: (t.queue, t.max_attempts, t.backoff, t.timeout) for name in TYPES for t in [job_type(name)]}

    assert facts == TYPES


TYPES = {
    "video-generation": ("video", 3, (60, 300, 900), 600),
    "social-media-publish": ("social", 3, (120, 600, 1800), 300),
    "platform-publish": ("social", 3, (180, 900, 3600), 300),
    "telegram-publish": ("social", 3, (60, 60, 60), 60),
    "engagement-metrics": ("low-priority", 2, (300, 1800), 60),
}


def test_publishing_starts_one_job_an_account_and_names_its_parent(accounts):
    post = a_video().post
    parent = flow.publish_post(post)

    executor.work_one("social")

    assert sorted(parent.children.values_list("type", flat=True)) == ["platform-publish", "telegram-publish"]
    keys = set(parent.children.values_list("concurrency_key", flat=True))
    assert keys == {f"account:{account.pk}" for account in accounts}


def test_publishing_twice_posts_once(accounts, demo_network, drain_all):
    post = a_video().post
    for _ in range(2):
        flow.publish_post(post)
        drain_all()

    assert len(demo_network.store.live()) == 2
    assert post.publications.count() == 2


def test_only_the_chosen_platforms_are_used(accounts, demo_network, drain_all):
    flow.publish_post(a_video().post, platforms=["telegram"])
    drain_all()

    assert [row["platform"] for row in demo_network.store.live()] == ["telegram"]


def test_without_an_account_publishing_by_itself_says_so_and_completes(db):
    job = flow.publish_by_itself(a_video().post)
    drain("social")

    job.refresh_from_db()
    assert job.status == Status.COMPLETED
    assert "No working account of any platform is connected." in job.log_lines.get().line


def test_what_a_person_planned_for_an_account_that_is_gone_since_fails_and_says_it(accounts, demo_network, drain_all):
    job = flow.publish_post(a_video().post, platforms=["telegram"])
    remove_account(Account.objects.get(platform="telegram"))
    drain_all()

    job.refresh_from_db()
    assert (job.status, demo_network.store.live()) == (Status.FAILED, [])
    assert job.error_message.startswith(
        "No working account of telegram is connected. The post was not published there."
    )


def test_auto_publish_takes_what_is_ready_and_was_not_sent(accounts, drain_all):
    sent, fresh = a_video().post, a_video().post
    a_video(status="new")
    flow.publish_post(sent)
    drain_all()

    started = flow.auto_publish()

    assert [job.subject for job in started.jobs] == [fresh]


def test_a_lost_answer_to_the_last_upload_call_leaves_one_post_that_is_published(accounts, demo_network, drain_all):
    demo_network.knobs.drop_commit_answers = 1
    post = a_video().post

    flow.publish_post(post, platforms=["youtube"])
    drain_all()

    assert len(demo_network.store.live()) == 1
    assert post.publications.get().status == "published"


def test_a_lost_answer_of_telegram_waits_for_a_person_and_is_not_sent_again(accounts, demo_network, drain_all):
    demo_network.knobs.drop_commit_answers = 1
    post = a_video().post

    flow.publish_post(post, platforms=["telegram"])
    drain_all()
    flow.publish_post(post, platforms=["telegram"])
    drain_all()

    assert len(demo_network.store.live()) == 1
    publication = post.publications.get()
    assert publication.status == "unconfirmed"
    assert publication.error_todo


def test_a_publication_whose_attempts_are_used_up_is_failed_with_its_reason(accounts, demo_network, drain_all):
    demo_network.knobs.answers = [{"path": "/upload", "status": 503, "body": {}, "times": 99}]
    post = a_video().post

    flow.publish_post(post, platforms=["youtube"])
    drain_all()

    publication = post.publications.get()
    assert publication.status == "failed"
    assert publication.error_happened and publication.error_means and publication.error_todo
    assert Job.objects.of_type("platform-publish").get().status == Status.FAILED


@pytest.mark.parametrize(
    ("before", "facts", "after"),
    [
        ("publishing", {}, "failed"),
        ("scheduled", {}, "failed"),
        ("committing", {}, "unconfirmed"),
        ("processing", {}, "failed"),
        ("processing", {"remote_id": "abc"}, "published"),
    ],
)
def test_a_publication_that_nobody_works_on_is_settled_without_a_guess(db, before, facts, after):
    publication = a_publication(status=before, **facts)

    assert flow.settle_stranded() == 1

    publication.refresh_from_db()
    assert publication.status == after
    assert bool(publication.error) == (after != "published" and before != "scheduled")


def test_what_a_live_job_is_about_is_left_alone(db):
    publication = a_publication(status="publishing")
    flow.publish_to(publication)
    video = a_video(status="making")
    flow.generate_video(video.post, video.format)

    assert flow.settle_stranded() == 0


def test_a_video_that_nobody_makes_has_failed(db):
    video = a_video(status="making")

    flow.settle_stranded()

    video.refresh_from_db()
    assert video.status == "failed"
