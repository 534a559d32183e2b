"""The first page: numbers, first steps, what needs a person, queues."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reelpress.jobs import counts
from reelpress.jobs.models import Queue, Rollup
from reelpress.lib import clock
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job, a_post, a_publication, a_video, an_account

HOME = "/admin/"


def numbers(client, **query):
    """What the cards of the home page count, by their titles."""
    return {card.title: card.value for card in client.get(HOME, query).context["cards"]}


def test_the_cards_count_jobs_videos_and_publications(boss):
    a_job(status="processing")
    a_job(status="pending", run_after=clock.now() - timedelta(seconds=90))
    a_job(status="failed", started_at=clock.now())
    a_job(status="completed", started_at=clock.now())
    a_publication(status="published", published_at=clock.now())
    a_publication(status="published", published_at=clock.now() - timedelta(days=3))
    counts.fold()

    shown = numbers(boss)
    assert shown.pop("Run time") in ("0.0s", "0.1s")
    assert shown == {
        "Completed": "1", "Success rate": "50%", "Failed": "1", "Wait": "–", "Waiting now": "1", "Running now": "1",
        "Workers alive": "0", "Videos made": "1", "Posts published": "1",
    }  # fmt: skip
    assert numbers(boss, last="7d")["Posts published"] == "2"


def test_a_time_is_chosen_in_the_address_and_kept_by_the_refresh(boss):
    Rollup.objects.create(span="day", at=counts.begins(clock.now())["day"] - timedelta(days=60), queue="video",
                          type="video-generation", completed=1200, failed=300)  # fmt: skip
    page = boss.get(HOME, {"last": "90d"})
    html = page.content.decode()

    assert numbers(boss, last="90d")["Completed"] == "1,200"
    assert numbers(boss, last="7d")["Completed"] == "0"
    assert 'aria-current="page">90 days</a>' in html
    assert 'data-url="?last=90d&amp;live=1"' in html
    assert [row[1:5] for row in page.context["overview"].rows] == [("1,200", "300", "0", "80%")]
    assert boss.get(HOME, {"last": "for ever"}).context["choice"].name == "24h"


def test_a_person_sees_only_the_cards_that_are_allowed(db):
    a_job()
    videos = signed_in(somebody("view_video"))

    assert numbers(videos) == {"Videos made": "0"}
    assert "Jobs that ended" not in videos.get(HOME).content.decode()


def test_who_may_see_nothing_is_told_whom_to_ask(db):
    page = signed_in(somebody()).get(HOME)

    assert page.context["cards"] == page.context["needs"] == []
    assert "Ask a person who manages the users" in page.content.decode()


def test_a_refresh_that_has_no_news_has_no_body(boss):
    first = boss.get(HOME, {"live": "1"})
    again = boss.get(HOME, {"live": "1"}, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304

    a_publication(status="unconfirmed")
    told = boss.get(HOME, {"live": "1"}, headers={"if-none-match": first["ETag"]}).json()["cells"]
    assert "1 publication waits" in told["needs"]


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
    a_job(status="failed")
    ends = an_account(expires_at=clock.now() + timedelta(days=1))
    a_publication(to=ends, status="scheduled", due_at=clock.now() + timedelta(days=2))
    a_publication(to=ends, status="scheduled", due_at=clock.now() + timedelta(hours=2))
    html = boss.get(HOME).content.decode()

    assert "1 publication waits for your word" in html
    assert "Company page needs a new token" in html
    assert reverse("admin:publishing_account_change", args=[account.pk]) in html
    assert "1 job failed for good." in html
    assert "1 planned publication will not go out: the account&#x27;s token ends before." in html
    assert html.index("Needs you") < html.index("Latest jobs")


def test_hostile_text_is_only_text(boss):
    hostile = "<script>alert(1)</script>"
    an_account("linkedin", name=hostile, status="needs_reconnect")
    a_job(queue=hostile, subject=a_post(title=hostile))
    a_job("video-generation", status="failed", error_message=hostile)

    assert hostile not in boss.get(HOME).content.decode()
    assert hostile not in "".join(boss.get(HOME, {"live": "1"}).json()["cells"].values())


def test_what_stands_still_is_said_with_the_command_that_mends_it(boss):
    a_job(queue="video")
    a_job(queue="social")
    Queue.objects.create(name="social", paused_at=clock.now())
    html = boss.get(HOME).content.decode()

    assert "1 job waits in video and no worker serves it. Start one with reelpress queue work --queue video." in html
    assert "1 job waits in social, which is paused." in html
    assert "No clock runs" in html


def test_the_home_page_takes_a_fixed_number_of_queries(viewer):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            viewer.get(HOME)
        return len(seen)

    for _ in range(3):
        a_job(subject=a_publication(status="published"))
        a_job(subject=a_post())
        a_job(subject=a_video())
    queries()  # what Django remembers of content types, it has asked once
    few = queries()
    for number in range(9):
        a_job(subject=a_publication(status="unconfirmed"), queue=f"queue-{number}")
    assert queries() <= few
    assert few <= 15  # two of them ask what a person may do who may not do everything
