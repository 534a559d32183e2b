"""Home and the pages beside the job list in a real browser: what refreshes itself, what is pressed by keyboard."""

from datetime import datetime, timedelta

import pytest

from reelpress.jobs import counts
from reelpress.jobs.models import Batch, Job, Rollup, Worker
from reelpress.lib import clock
from tests.factories import a_job, a_publication

pytestmark = pytest.mark.browser


def ask_again(page):
    """Have the page ask for what is new, as it does when its tab is shown again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_home_follows_and_keeps_what_is_open_chosen_and_focused(page):
    at = counts.begins(clock.now())["hour"] - timedelta(hours=30)
    Rollup.objects.create(span="hour", at=at, queue="video", type="video-generation", completed=40, failed=2)
    page.goto("/admin/")
    page.get_by_role("link", name="7 days").click()
    page.wait_for_url("**?last=7d")
    assert (
        page.get_by_role("img", name="Jobs that ended")
        .get_attribute("aria-label")
        .startswith("Jobs that ended: failed from 2 to 2")
    )
    page.evaluate("window.untouched = true")
    page.get_by_text("The same as a table").click()
    page.get_by_role("button", name="Pause: social").focus()
    a_publication(status="unconfirmed")
    Rollup.objects.create(span="hour", at=at, queue="video", type="notify", completed=7)
    a_job(queue="social")
    ask_again(page)
    page.get_by_text("1 publication waits for your word").wait_for()

    assert page.get_by_role("cell", name="47").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Pause: social"
    assert page.evaluate("window.untouched === true && location.search") == "?last=7d"


def test_a_table_that_is_scrolled_by_keys_stays_where_it_is(page):
    page.set_viewport_size({"width": 720, "height": 700})
    page.goto("/admin/jobs/queues/")
    table = page.get_by_role("region", name="Queues")
    table.focus()
    table.evaluate("(box) => { box.scrollLeft = 120; }")
    a_job(queue="social")
    ask_again(page)
    page.get_by_role("row", name="social").get_by_role("cell", name="1", exact=True).wait_for()

    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Queues"
    assert table.evaluate("(box) => box.scrollLeft") == 120


def test_a_button_that_came_with_a_refresh_is_pressed_by_keyboard(page):
    page.goto("/admin/jobs/failures/")
    page.get_by_role("heading", name="No job failed in the last thirty days").wait_for()
    job = a_job(status="failed", error_class="DiskFull", error_group="abc", finished_at=clock.now())
    ask_again(page)
    button = page.get_by_role("button", name="Retry all: DiskFull")
    button.wait_for()
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("is in the queue default.").wait_for()

    assert Job.objects.get(type="jobs-bulk").args["upto"] == job.pk


def test_a_worker_is_watched_at_its_work(page):
    Worker.objects.create(name="one", host="press", pid=7, queues=["video"], version="1.2", processes=[8])
    job = a_job(status="processing", worker="press:8", progress=10)
    page.goto("/admin/jobs/workers/")
    Job.objects.filter(pk=job.pk).update(progress=64, message="Narrating scene 4 of 7")
    ask_again(page)
    page.get_by_text("Narrating scene 4 of 7").wait_for()
    page.get_by_role("link", name="video-generation").click()

    page.wait_for_url(f"**/jobs/job/{job.pk}/change/")


def test_a_batch_is_cancelled_only_by_those_who_mean_it(page):
    batch = Batch.objects.create(name="Season two", total=1)
    a_job(batch=batch)
    page.goto("/admin/jobs/batches/")
    cancel = page.get_by_role("button", name="Cancel: Season two")
    page.once("dialog", lambda dialog: dialog.dismiss())
    cancel.click()
    assert Job.objects.get().status == "pending"
    page.once("dialog", lambda dialog: dialog.accept())
    cancel.click()
    page.get_by_text("1 job of Season two cancelled").wait_for()

    assert Job.objects.get().status == "cancelled"


def test_when_nobody_answers_it_is_said_how_old_the_numbers_are_and_taken_back(page):
    page.goto("/admin/jobs/queues/")
    page.route("**/*live=1*", lambda route: route.abort())
    ask_again(page)
    page.get_by_role("status").get_by_text("Reelpress does not answer. What you see is of").wait_for()
    page.unroute("**/*live=1*")
    ask_again(page)
    page.get_by_text("Reelpress does not answer").wait_for(state="hidden")

    assert page.get_by_role("button", name="Live").is_visible()


@pytest.mark.parametrize(
    ("status", "said", "button"),
    [
        (404, "What this page shows is no longer there", "Gone"),
        (500, "Reelpress failed to bring this page up to date (error 500)", "Error"),
        (502, "Reelpress does not answer", "No answer"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(page, status, said, button):
    page.goto("/admin/jobs/queues/")
    page.route("**/*live=1*", lambda route: route.fulfill(status=status, body="no"))
    ask_again(page)
    page.get_by_role("status").get_by_text(said).wait_for()

    assert page.get_by_role("button", name=button).is_visible()


def test_what_is_shown_gets_no_younger_by_going_on_after_a_pause(page):
    page.clock.install(time=datetime(2027, 5, 6, 10))
    page.goto("/admin/jobs/queues/")
    page.get_by_role("button", name="Live").click()
    page.get_by_role("button", name="Paused").click(trial=True)
    page.route("**/*live=1*", lambda route: route.abort())
    hour = page.evaluate("new Date().toLocaleTimeString().split(':')[0]")
    page.clock.fast_forward("02:00:00")
    page.get_by_role("button", name="Paused").click()
    said = page.get_by_role("status").get_by_text("Reelpress does not answer. What you see is of").inner_text()

    assert f"What you see is of {hour}:" in said
