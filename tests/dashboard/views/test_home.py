"""The first page: numbers, first steps, what needs a person, queues."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reelpress.jobs import counts
from reelpress.jobs.models import Queue
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job, a_post, a_publication, a_video, an_account

HOME = "/admin/"


def numbers(client):
    """What the cards of the home page count, by their titles."""
    return {card.title: card.value for card in client.get(HOME).context["cards"]}


def test_the_cards_count_jobs_videos_and_publications(boss):
    a_job(status="processing")
    a_job(status="failed")
    a_job(status="completed")
    a_video(status="making")
    a_publication(status="published")

    counts.fold()

    assert numbers(boss) == {
        "Completed in 24 hours": 1,
        "Running now": 1,
        "Failed": 1,
        "Videos made": 1,
        "Publications": 1,
    }
    assert "50% of runs succeeded" in boss.get(HOME).content.decode()


def test_a_person_sees_only_the_cards_that_are_allowed(db):
    a_job()

    assert numbers(signed_in(somebody("view_video"))) == {"Videos made": 0}


def test_the_latest_jobs_are_shown_with_their_progress(boss):
    a_job(status="processing", progress=58, message="Narrating scene 4 of 7", subject=a_post(title="Why queues fail"))
    html = boss.get(HOME).content.decode()

    assert 'aria-valuenow="58"' in html
    assert "Narrating scene 4 of 7" in html
    assert "Why queues fail" in html


def test_a_new_installation_is_told_the_first_command(boss):
    html = boss.get(HOME).content.decode()

    assert "reelpress post import my-post.md" in html
    assert "reelpress demo" in html


def test_the_first_steps_are_ticked_off_and_then_go(boss):
    post = a_post(slug="first-post")
    assert "reelpress video generate first-post tiktok --queue" in boss.get(HOME).content.decode()
    a_video(of=post)
    steps = boss.get(HOME).context["steps"]
    assert [step.done for step in steps] == [True, True, False]
    an_account()
    assert "First steps" not in boss.get(HOME).content.decode()


def test_what_only_a_person_can_settle_is_on_top(boss):
    a_publication(status="unconfirmed")
    account = an_account("linkedin", name="Company page", status="needs_reconnect")
    html = boss.get(HOME).content.decode()

    assert "1 publication waits for your word" in html
    assert reverse("admin:publishing_account_change", args=[account.pk]) in html


def test_a_queue_is_paused_and_resumed(boss, said):
    paused = boss.post(reverse("dashboard:queue-pause", args=["video"]), follow=True)
    assert "The queue video is paused" in said(paused)[0]
    assert Queue.objects.get(name="video").paused_by == "boss"
    assert "paused" in paused.content.decode()

    boss.post(reverse("dashboard:queue-resume", args=["video"]))
    assert Queue.objects.get(name="video").paused_at is None


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_a_queue_that_nobody_knows_is_not_made_up(boss, verb):
    assert boss.post(reverse(f"dashboard:queue-{verb}", args=["nothing"])).status_code == 404
    assert not Queue.objects.exists()


def test_the_home_page_takes_a_fixed_number_of_queries(boss):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            boss.get(HOME)
        return len(seen)

    for _ in range(3):
        a_job(subject=a_publication(status="published"))
    queries()  # what Django remembers of content types, it has asked once
    few = queries()
    for _ in range(9):
        a_job(subject=a_publication(status="published"))
    assert queries() == few
    assert few <= 26
