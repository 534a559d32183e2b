"""The list of jobs: tabs, filters, search, rows, actions on a selection, and that no form changes a job."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reelpress.jobs.models import Audit, Count, Job
from reelpress.jobs.stats import badges
from reelpress.lib import clock
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job, a_post, a_publication, a_user, a_video

LIST = "/admin/jobs/job/"
HOSTILE = '<img src=x onerror="alert(1)">'


def ids(response):
    """The jobs that a list shows, in order."""
    return [job.pk for job in response.context["cl"].result_list]


def one_of_each():
    """A job in every tab, by the tab's name."""
    later = clock.now() + timedelta(hours=1)
    plain = {"type": "engagement-metrics", "queue": "low-priority"}
    return {
        "pending": a_job(**plain, status="pending"),
        "scheduled": a_job(**plain, status="pending", run_after=later),
        "processing": a_job(**plain, status="processing"),
        "completed": a_job(**plain, status="completed"),
        "failed": a_job(**plain, status="failed"),
        "cancelled": a_job(**plain, status="cancelled"),
        "video": a_job(type="video-generation", status="waiting"),
        "social": a_job(type="telegram-publish", queue="social", status="waiting"),
    }


@pytest.mark.parametrize(
    "tab", ["pending", "scheduled", "processing", "completed", "failed", "cancelled", "video", "social"]
)
def test_a_tab_holds_its_own_jobs_and_wears_their_number(boss, tab):
    jobs = one_of_each()
    response = boss.get(LIST, {"tab": tab})

    assert ids(response) == [jobs[tab].pk]
    assert badges()[tab] == 1
    shown = {link["name"]: link["count"] for link in response.context["tabs"]}
    assert shown[tab] == 1
    assert shown["all"] == 8


def test_the_first_tab_holds_every_job_the_newest_first(boss):
    jobs = one_of_each()

    assert ids(boss.get(LIST)) == sorted((job.pk for job in jobs.values()), reverse=True)


@pytest.mark.parametrize(
    ("filter_", "value"), [("status", "failed"), ("type", "telegram-publish"), ("queue", "social")]
)
def test_a_filter_narrows_the_list(boss, filter_, value):
    one_of_each()
    found = boss.get(LIST, {filter_: value}).context["cl"].result_list

    assert len(found) == 1
    assert getattr(found[0], filter_) == value


def test_the_list_can_be_narrowed_to_a_person(boss):
    person = a_user()
    mine = a_job(user=person)
    a_job()

    assert ids(boss.get(LIST, {"user": person.pk})) == [mine.pk]


@pytest.mark.parametrize("noise", ["tab=nothing", "user=x", "status=nothing", "queue=%00", "p=zzz", "o=9.9"])
def test_a_senseless_address_breaks_nothing(boss, noise):
    a_job()

    assert boss.get(f"{LIST}?{noise}").status_code in (200, 302)


@pytest.mark.parametrize("part", [slice(None), slice(4), slice(1)])
def test_a_job_is_found_by_the_beginning_of_its_id(boss, part):
    job = a_job(public_id="jabcde2345")
    a_job(public_id="k222222222")

    assert ids(boss.get(LIST, {"q": job.public_id[part].upper()})) == [job.pk]


def test_the_search_line_narrows_the_list_and_stays_in_its_tabs(boss):
    full = a_job(status="failed", error_message="The disk is full.")
    a_job(status="failed", error_message="No voice.")
    response = boss.get(LIST, {"q": 'error:"disk is full" status:failed'})

    assert ids(response) == [full.pk]
    assert {link["query"] for link in response.context["tabs"]} >= {"tab=processing&q=error%3A%22disk+is+full%22"}
    assert "error:&quot;disk is full&quot; status:failed" in response.content.decode()


def test_a_slip_in_the_search_shows_no_job_and_says_why(boss):
    a_job()
    response = boss.get(LIST, {"q": f"status:faild {HOSTILE}"})

    assert ids(response) == []
    assert "No status is named faild." in response.content.decode()
    assert HOSTILE not in response.content.decode()


def test_no_field_can_be_asked_for_past_the_search_line(boss):
    job = a_job()

    assert ids(boss.get(LIST, {"user__password__startswith": "x"})) == [job.pk]


def test_an_id_that_nobody_has_is_explained(boss):
    a_job()

    assert "No row fits this search or filter." in boss.get(LIST, {"q": "jzzzzzzzzz"}).content.decode()


def test_an_empty_list_says_what_to_do(boss):
    html = boss.get(LIST).content.decode()

    assert "No jobs here" in html
    assert "reelpress video generate POST tiktok --queue" in html


def test_an_empty_tab_says_which_jobs_there_are_none_of(boss):
    a_job(status="completed")

    html = boss.get(LIST, {"tab": "failed"}).content.decode()
    assert "No failed jobs" in html and "No job has failed for good." in html
    assert "reelpress video generate" not in html


def test_a_bookmark_of_a_page_that_is_empty_by_now_leads_to_the_newest(boss):
    job = a_job()
    html = boss.get(LIST, {"before": job.pk, "q": "queue:video"}).content.decode()

    assert "This page is empty by now" in html and "No jobs here" not in html
    assert '<a class="rp-button" href="?q=queue%3Avideo">Show the newest</a>' in html


def test_a_large_number_is_written_as_people_read_it(boss):
    Count.objects.create(queue="video", type="video-generation", status="completed", n=187_604)

    assert 'data-badge="completed" data-count="187604">187,604<' in boss.get(LIST).content.decode()


def test_a_row_says_all_that_it_should(boss):
    person = a_user(username="mira")
    post = a_post(title="Why queues lose work")
    job = a_job(subject=post, user=person, status="processing", progress=58, message="Narrating scene 4 of 7",
                attempts=1, priority=7, started_at=clock.now() - timedelta(seconds=70))  # fmt: skip
    html = boss.get(LIST).content.decode()

    for shown in (f'data-copy="{job.public_id}"', "video-generation", "Why queues lose work", "processing",
                  'aria-valuenow="58"', "Narrating scene 4 of 7", "1/3", "mira", "1m ago",
                  f"/admin/content/post/{post.pk}/change/", f"/admin/jobs/job/{job.pk}/cancel/"):  # fmt: skip
        assert shown in html, shown
    assert re.search(r"\b1m [1-5]\ds\b", html), "how long it has run until now"


def test_a_row_says_when_a_job_is_due_and_when_it_is_tried_again(boss):
    an_hour = clock.now() + timedelta(minutes=59, seconds=30)
    planned, failing = a_job(run_after=an_hour), a_job(run_after=an_hour, started_at=clock.now(), attempts=1)
    html = boss.get(LIST).content.decode()

    def cell(name, job):
        return re.sub("<[^>]+>", "", html.split(f'data-live="{name}-{job.pk}">')[1].split("</span>")[0])

    assert (cell("started", planned), cell("finished", planned)) == ("due in 59m", "–")
    assert (cell("started", failing), cell("finished", failing)) == ("now", "again in 59m")


def test_each_tick_box_says_which_job_it_chooses(boss):
    job = a_job()

    assert f'aria-label="Select video-generation {job.public_id}"' in boss.get(LIST).content.decode()


def test_hostile_titles_and_messages_are_only_text(boss):
    a_job(subject=a_post(title=HOSTILE), status="failed", message=HOSTILE, error_message=HOSTILE)
    html = boss.get(LIST).content.decode()

    assert HOSTILE not in html
    assert "&lt;img src=x" in html


def test_the_list_takes_the_same_number_of_queries_for_few_and_for_many_jobs(boss):
    def fill(count):
        for number in range(count):
            publication = a_publication() if number % 3 else None
            a_job(subject=publication or a_video(), user=a_user())

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            boss.get(LIST)
        return len(seen)

    fill(4)
    few = queries()
    fill(12)
    assert queries() == few
    assert few <= 18


def test_a_selection_is_retried_together(boss, said):
    jobs = [a_job(status="failed"), a_job(status="cancelled"), a_job(status="processing")]
    response = boss.post(LIST, {"action": "retry_selected", "_selected_action": [job.pk for job in jobs]}, follow=True)

    assert [type(job).objects.get(pk=job.pk).status for job in jobs] == ["pending", "pending", "processing"]
    assert said(response)[0] == "2 jobs put back into the queue."
    assert jobs[2].public_id in said(response)[1]


def test_a_selection_is_cancelled_together_and_others_stay(boss):
    chosen, other = a_job(status="pending"), a_job(status="pending")
    boss.post(LIST, {"action": "cancel_selected", "_selected_action": [chosen.pk]})

    for job in (chosen, other):
        job.refresh_from_db()
    assert (chosen.status, other.status) == ("cancelled", "pending")
    assert chosen.cancel_requested_by == "boss"


def test_all_that_a_tab_holds_can_be_retried_at_once(boss):
    jobs = [a_job(status="failed") for _ in range(3)]
    done = a_job(status="completed")
    boss.post(
        f"{LIST}?tab=failed",
        {"action": "retry_selected", "_selected_action": [jobs[0].pk], "select_across": "1"},
    )

    assert {type(job).objects.get(pk=job.pk).status for job in jobs} == {"pending"}
    done.refresh_from_db()
    assert done.status == "completed"


def test_a_selection_is_made_due_moved_up_and_deleted_and_each_deed_is_in_the_audit(boss):
    later = a_job(run_after=clock.now() + timedelta(hours=1))
    done = a_job(status="completed")
    for action, job in (("run_now_selected", later), ("move_up_selected", later), ("delete_chosen", done)):
        boss.post(LIST, {"action": action, "_selected_action": [job.pk]})
    later.refresh_from_db()

    assert later.run_after < clock.now()
    assert later.priority == 100
    assert not Job.objects.filter(pk=done.pk).exists()
    said = list(Audit.objects.order_by("pk").values_list("actor", "action", "what__jobs"))
    verbs = (("run-now", later), ("priority", later), ("delete", done))
    assert said == [("boss", f"{verb} selection", [job.public_id]) for verb, job in verbs]


@pytest.mark.parametrize("action", ["run_now_selected", "move_up_selected", "delete_chosen"])
def test_a_person_who_may_not_delete_or_change_cannot_do_it_by_hand(action, db):
    job = a_job(status="completed" if action == "delete_chosen" else "pending", priority=1)
    permissions = ("view_job", "change_job") if action == "delete_chosen" else ("view_job", "delete_job")
    signed_in(somebody(*permissions)).post(LIST, {"action": action, "_selected_action": [job.pk]})

    assert Job.objects.get(pk=job.pk).priority == 1


@pytest.mark.parametrize("verb", ["retry_selected", "cancel_selected"])
def test_view_permission_offers_no_action_and_allows_none(viewer, verb):
    job = a_job(status="failed" if verb == "retry_selected" else "pending")
    before = job.status
    html = viewer.get(LIST).content.decode()

    assert verb not in html
    assert "formaction" not in html
    viewer.post(LIST, {"action": verb, "_selected_action": [job.pk]})
    job.refresh_from_db()
    assert job.status == before


def test_no_form_can_change_or_delete_a_job(boss):
    job = a_job(status="failed")

    assert boss.post(f"{LIST}{job.pk}/change/", {"status": "completed"}).status_code == 405
    assert boss.post(f"{LIST}add/", {"status": "pending"}).status_code == 403
    assert boss.post(f"{LIST}{job.pk}/delete/", {"post": "yes"}).status_code == 403
    boss.post(LIST, {"action": "delete_selected", "_selected_action": [job.pk], "post": "yes"})
    job.refresh_from_db()
    assert job.status == "failed"


def test_cleaning_is_offered_to_those_who_may_delete(db):
    a_job()
    may, may_not = signed_in(somebody("view_job", "delete_job")), signed_in(somebody("view_job", username="other"))

    assert "Clean old jobs" in may.get(LIST).content.decode()
    assert "Clean old jobs" not in may_not.get(LIST).content.decode()
