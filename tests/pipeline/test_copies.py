"""What is too large for a platform waits for its smaller copy, and no longer; what is in doubt waits for none."""

from datetime import timedelta

import pytest

from reelpress.jobs import executor
from reelpress.jobs.models import Audit, Job
from reelpress.lib import clock
from reelpress.pipeline import flow
from reelpress.publishing import services as publishing
from reelpress.publishing import smaller
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Found, Limits
from tests.publishing.conftest import VIDEO_BYTES, press  # noqa: F401

pytestmark = pytest.mark.django_db
SMALL = b"a small film"


def run(queue="social"):
    job = executor.work_one(queue)
    job.refresh_from_db()
    return job


@pytest.fixture
def telegram_takes_less(press, monkeypatch, settings):  # noqa: F811
    settings.ARTEFACTS = press.media.parent / "artefacts"
    limits = Limits(text=1024, unit="utf16", media_bytes=VIDEO_BYTES - 1)
    monkeypatch.setattr("reelpress.publishing.platforms.telegram.Telegram.limits", limits)
    return limits


@pytest.fixture
def encoder(monkeypatch):
    """An encoder that is quick; what it has made can be removed."""
    made = []

    def encode(media, limits, folder):
        place = smaller._place(media, limits, folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(SMALL)
        made.append(place)

    monkeypatch.setattr(smaller, "make_copy", encode)
    return made


def test_a_video_that_is_too_large_is_sent_as_soon_as_its_smaller_copy_is_there(press, telegram_takes_less, encoder):  # noqa: F811
    publication = press.publication("telegram")
    flow.publish_to(publication)
    job = run()
    assert (job.status, job.attempts) == ("pending", 0) and "smaller copy" in job.message and not press.posts
    assert job.run_after > clock.now() + timedelta(seconds=10)
    assert run("video").parent == job
    assert run().status == "completed" and press.posts[0]["bytes"] == len(SMALL)
    assert not Audit.objects.exists(), "nobody did that"


def test_all_accounts_that_wait_for_one_copy_go_on_with_it_but_for_those_that_were_put_off(
    press,  # noqa: F811
    telegram_takes_less,
    encoder,
):
    first = press.publication("telegram")
    second, later = (publishing.prepare(first.post, first.video, press.account("telegram")) for _ in range(2))
    jobs = [flow.publish_to(one) for one in (first, second, later)]
    for _ in jobs:
        run()
    tomorrow = clock.now() + timedelta(days=1)
    flow.plan(later, tomorrow)
    assert run("video").metadata["went_on"] == 2
    assert {run().subject, run().subject} == {first, second} and len(press.posts) == 2
    assert Job.objects.get(pk=jobs[2].pk).run_after == tomorrow and executor.work_one("social") is None


def test_a_copy_that_was_removed_before_it_was_sent_is_made_once_more(press, telegram_takes_less, encoder):  # noqa: F811
    flow.publish_to(press.publication("telegram"))
    run()
    run("video")
    encoder[0].unlink()
    assert run().status == "pending"
    run("video")
    assert run().status == "completed" and len(encoder) == 2 and len(press.posts) == 1


def test_a_copy_that_is_removed_each_time_is_not_made_for_ever(press, telegram_takes_less, encoder):  # noqa: F811
    flow.publish_to(press.publication("telegram"))
    for _ in range(3):
        assert run().status == "pending"
        run("video")
        encoder[-1].unlink()
    assert run().status == "failed" and len(encoder) == 3


def in_doubt(network, platform):
    """A publication whose last call was lost, and its job."""
    publication = network.publication(platform)
    facts = {"status": "committing", "attempted_at": clock.now()}
    Publication.objects.filter(pk=publication.pk).update(**facts)
    return publication, flow.publish_to(publication)


def test_what_is_in_doubt_is_asked_about_before_a_copy_of_it_is_made_anew(press, telegram_takes_less, encoder):  # noqa: F811
    publication, _ = in_doubt(press, "telegram")
    job = run()
    publication.refresh_from_db()
    assert (job.status, publication.status) == ("completed", "unconfirmed")
    assert not Job.objects.filter(type=flow.COPY).exists() and not encoder


def test_what_is_proved_absent_is_sent_as_a_copy_that_is_made_then(press, encoder, monkeypatch, settings):  # noqa: F811
    settings.ARTEFACTS = press.media.parent / "artefacts"
    limits = Limits(text=5000, unit="bytes", title=100, media_bytes=VIDEO_BYTES - 1)
    monkeypatch.setattr("reelpress.publishing.platforms.youtube.YouTube.limits", limits)
    publication, _ = in_doubt(press, "youtube")
    job = run()
    publication.refresh_from_db()
    assert (job.status, job.attempts, publication.status) == ("pending", 0, "scheduled") and not press.posts
    run("video")
    assert run().status == "completed" and press.posts[0]["bytes"] == len(SMALL)


def test_the_longer_a_copy_takes_the_more_seldom_it_is_looked_for(press, telegram_takes_less):  # noqa: F811
    publication = press.publication("telegram")
    job, pauses = flow.publish_to(publication), []
    for _ in range(6):
        flow.publish_now(publication)
        asked = clock.now()
        pauses.append(round((run().run_after - asked).total_seconds()))
    assert pauses == [20, 40, 80, 160, 300, 300]
    assert Job.objects.filter(parent=job, type=flow.COPY).count() == 1


def test_a_file_of_which_no_copy_can_be_made_fails_at_once_with_a_sentence(press, telegram_takes_less):  # noqa: F811
    publication = press.publication("telegram")
    flow.publish_to(publication)
    run()
    copy = run("video")
    Job.objects.filter(pk=copy.pk).update(run_after=clock.now() - timedelta(seconds=1))
    assert run("video").status == "failed"
    assert (run().status, Job.objects.filter(type=flow.COPY).count()) == ("failed", 1)
    publication.refresh_from_db()
    assert publication.status == "failed" and "no smaller copy" in publication.error and not press.posts


def test_what_is_proved_absent_and_cannot_be_made_small_fails_at_once(press, telegram_takes_less, monkeypatch):  # noqa: F811
    publication, job = in_doubt(press, "telegram")
    monkeypatch.setattr("reelpress.publishing.platforms.telegram.Telegram.find", lambda *about: Found("no"))
    Job.objects.create(type=flow.COPY, parent=job, status="failed", max_attempts=1, backoff=[], timeout_seconds=5)
    assert run().status == "failed"
    publication.refresh_from_db()
    assert publication.status == "failed" and "no smaller copy" in publication.error and not press.posts
