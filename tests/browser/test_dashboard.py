"""The dashboard in a real browser: what moves by itself, what stays where it was, and the buttons that people press."""

import pytest
from django.conf import settings
from django.db import transaction

from reelpress.jobs import counts
from reelpress.jobs.models import Job
from tests.factories import a_job, a_post, a_user, a_video

pytestmark = pytest.mark.browser
LIST = "/admin/jobs/job/"
# It is shown for a moment only.
SEE_COPIED = """() => new MutationObserver(() => { window.copied ||= document.querySelector(".rp-copied") !== null; })
    .observe(document.body, {subtree: true, attributes: true, attributeFilter: ["class"]})"""


def refresh_now(page):
    """Have the page ask for what is new at once, as it does when its tab is shown again."""
    with page.expect_response("**/live/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def ask_something_else(page):
    """Make a request and wait for its answer: what the page asked before it has been noticed by then."""
    assert page.evaluate("fetch('/static/dashboard/live.js').then((answer) => answer.status)") == 200


def is_still_the_same_page(page):
    return page.evaluate("window.untouched === true")


def row_of(page, job):
    return page.locator("tbody", has=page.locator(f'[data-copy="{job.public_id}"]'))


def test_a_person_signs_in_and_sees_the_jobs(stranger):
    a_user(username="mira", password="reels-of-mira")
    job = a_job(subject=a_post(title="Why queues lose work"))
    stranger.goto(LIST)
    stranger.get_by_label("Username").fill("mira")
    stranger.get_by_label("Password").fill("reels-of-mira")
    stranger.get_by_role("button", name="Log in").click()
    row_of(stranger, job).get_by_text("Why queues lose work").wait_for()

    assert stranger.url.endswith(LIST)
    assert stranger.locator('[data-badge="pending"]').inner_text() == "1"


@pytest.mark.slow
def test_a_bar_moves_by_itself_and_the_place_is_kept(page):
    jobs = [a_job(status="processing", progress=10, message="Reading") for _ in range(40)]
    page.goto(LIST)
    page.evaluate("window.untouched = true")
    page.locator(f'input.action-select[value="{jobs[3].pk}"]').check()
    page.evaluate("document.querySelector('#main').scrollIntoView(); window.scrollTo(0, 400)")
    before = page.evaluate("window.scrollY")
    Job.objects.filter(pk=jobs[5].pk).update(progress=64, message="Narrating scene 4 of 7")
    page.locator(f'[data-live="bar-{jobs[5].pk}"] [aria-valuenow="64"]').wait_for(state="attached")

    assert "Narrating scene 4 of 7" in page.locator(f'[data-live="bar-{jobs[5].pk}"]').inner_text()
    assert page.locator(f'input.action-select[value="{jobs[3].pk}"]').is_checked()
    assert page.locator("input.action-select:checked").count() == 1
    assert page.evaluate("window.scrollY") == before > 0
    assert is_still_the_same_page(page)


def test_badges_and_states_follow_and_rows_do_not_jump(page):
    jobs = [a_job(status="pending") for _ in range(3)]
    page.goto(LIST)
    order = page.locator("[data-copy]").all_inner_texts()
    with transaction.atomic():  # the page may ask by itself at any moment
        Job.objects.filter(pk=jobs[1].pk).update(status="failed", error_message="The disk is full.")
        counts.moved(jobs[1], jobs[1].status, "failed")
        a_job(status="pending")
    refresh_now(page)
    page.locator('[data-badge="failed"]', has_text="1").wait_for()

    assert "failed" in page.locator(f'[data-live="state-{jobs[1].pk}"]').inner_text()
    assert page.locator("[data-copy]").all_inner_texts() == order
    assert page.locator("#live-newer").inner_text() == "1 newer job · show"


def test_focus_and_an_open_menu_survive_a_refresh(page):
    job = a_job(status="processing", progress=5)
    page.goto(LIST)
    page.get_by_role("button", name="Filters").click()
    page.locator("#changelist-filter").get_by_text("By status").wait_for()
    row_of(page, job).get_by_role("button", name="Cancel").focus()
    Job.objects.filter(pk=job.pk).update(progress=30)
    refresh_now(page)
    page.locator(f'[data-live="bar-{job.pk}"] [aria-valuenow="30"]').wait_for(state="attached")

    assert page.locator("#changelist-filter").get_by_text("By status").is_visible()
    assert page.evaluate("document.activeElement.dataset.key") == f"cancel-{job.pk}"


def test_a_filter_writes_into_the_search_line_which_a_key_leads_to(page):
    a_job(status="failed", type="video-generation")
    other = a_job(status="failed", type="platform-publish", queue="social")
    page.goto(f"{LIST}?tab=failed")
    page.keyboard.press("/")
    page.keyboard.type("type:platform-publish")
    page.keyboard.press("Enter")
    page.wait_for_url("**tab=failed*q=type*")
    assert page.locator("[data-copy]").all_inner_texts() == [page.get_by_title(f"Copy {other.public_id}").inner_text()]
    page.get_by_role("button", name="Filters").click()
    page.locator("#changelist-filter").get_by_role("link", name="social", exact=True).click()
    page.wait_for_url("**queue*")

    assert page.get_by_label("Search jobs").input_value() == "type:platform-publish queue:social"
    assert "tab=failed" in page.url
    page.get_by_text("Help", exact=True).click()
    assert page.get_by_text("words of the error or of its class").is_visible()


def test_a_refresh_without_news_has_no_body_and_the_next_one_with_news_is_shown(page):
    job = a_job(status="failed", progress=10)
    page.goto(LIST)
    refresh_now(page)
    with page.expect_response("**/live/**") as second:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert second.value.status == 304
    page.locator("#live-state", has_text="Live").wait_for()
    Job.objects.filter(pk=job.pk).update(progress=77)
    refresh_now(page)
    page.locator(f'[data-live="bar-{job.pk}"] [aria-valuenow="77"]').wait_for(state="attached")


def test_what_came_while_text_was_selected_is_shown_afterwards(page):
    job = a_job(status="failed", progress=10, message="Reading")
    page.goto(LIST)
    cell = page.locator(f'[data-live="bar-{job.pk}"]')
    cell.evaluate("(cell) => document.getSelection().selectAllChildren(cell)")
    Job.objects.filter(pk=job.pk).update(progress=77)
    refresh_now(page)
    ask_something_else(page)
    assert cell.locator('[aria-valuenow="10"]').count() == 1
    page.evaluate("document.getSelection().removeAllRanges()")
    refresh_now(page)
    cell.locator('[aria-valuenow="77"]').wait_for(state="attached")


def test_nothing_is_asked_while_the_tab_is_hidden(page):
    a_job(status="processing")
    page.goto(LIST)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    ask_something_else(page)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    refresh_now(page)
    assert len(asked) == 1


def test_the_refresh_can_be_paused_by_a_person(page):
    a_job(status="processing")
    page.goto(LIST)
    page.get_by_role("button", name="Live").click()
    assert page.locator("#live-state").inner_text() == "Paused"
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    ask_something_else(page)
    assert asked == []


def test_a_failed_job_is_retried_from_its_page(page):
    job = a_job(status="failed", attempts=3, error_message="The disk is full. Free some space.", subject=a_post())
    page.goto(f"{LIST}{job.pk}/change/")
    assert page.get_by_text("What went wrong").is_visible()
    page.get_by_role("button", name="Retry").click()
    page.get_by_text(f"Job {job.public_id} is back in the queue video.").wait_for()
    job.refresh_from_db()

    assert (job.status, job.max_attempts) == ("pending", 4)
    assert page.url.endswith(f"{LIST}{job.pk}/change/")


def test_a_waiting_job_is_cancelled_from_the_list_and_the_tab_is_kept(page):
    job = a_job(status="pending")
    page.goto(f"{LIST}?tab=pending")
    row_of(page, job).get_by_role("button", name="Cancel").click()
    page.get_by_text(f"Job {job.public_id} is cancelled.").wait_for()
    job.refresh_from_db()

    assert job.status == "cancelled"
    assert page.url.endswith("?tab=pending")


def test_a_selection_is_retried_together(page):
    jobs = [a_job(status="failed") for _ in range(3)]
    page.goto(f"{LIST}?tab=failed")
    for job in jobs[:2]:
        page.locator(f'input.action-select[value="{job.pk}"]').check()
    page.locator('select[name="action"]').select_option("retry_selected")
    page.get_by_role("button", name="Run").click()
    page.get_by_text("2 jobs put back into the queue.").wait_for()

    assert sorted(Job.objects.values_list("status", flat=True)) == ["failed", "pending", "pending"]


def test_the_page_of_a_running_job_follows_it_to_its_end_and_keeps_what_is_open(page):
    job = a_job(status="processing", progress=10, message="Reading")
    job.history.create(number=1, lease="x", worker="press-1", pid=1, traceback="line 52", outcome="error")
    page.goto(f"{LIST}{job.pk}/change/")
    page.evaluate("window.untouched = true")
    page.get_by_text("Traceback").click()
    job.history.create(number=2, lease="y", worker="press-1", pid=2)
    Job.objects.filter(pk=job.pk).update(status="completed", progress=100, message="Done")
    page.locator('[data-live="head"]').get_by_text("completed").wait_for()
    page.get_by_text("Attempt 2").wait_for()

    assert page.get_by_text("line 52").is_visible()
    assert page.get_by_role("button", name="Retry").is_visible()
    assert is_still_the_same_page(page)


def test_a_video_plays_and_can_be_wound_forward(page, film):
    vtt = settings.MEDIA_ROOT / "videos" / "short-film.vtt"
    vtt.write_text("WEBVTT\n\n00:00.000 --> 00:04.000\nThe press works.\n")
    video = a_video(file=film, vtt="videos/short-film.vtt", thumbnail="")
    page.goto(f"/admin/video/video/{video.pk}/change/")
    page.evaluate(
        "(player) => { player.muted = true; return player.play(); }", page.locator("#player").element_handle()
    )
    page.wait_for_function("document.getElementById('player').currentTime > 0.3")
    page.evaluate("document.getElementById('player').currentTime = 3")
    page.wait_for_function("document.getElementById('player').currentTime > 3.1")

    assert page.evaluate("document.getElementById('player').textTracks[0].kind") == "captions"


def test_an_id_is_copied_by_a_click(page):
    job = a_job(status="failed")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(LIST)
    page.evaluate(SEE_COPIED)
    page.get_by_title(f"Copy {job.public_id}").click()
    page.wait_for_function("window.copied === true")

    assert page.evaluate("navigator.clipboard.readText()") == job.public_id


def test_a_video_is_ordered_on_the_page_of_a_post(page):
    post = a_post(title="Why queues lose work")
    page.goto(f"/admin/content/post/{post.pk}/change/")
    page.get_by_label("Format").select_option("square")
    page.get_by_role("button", name="Make video").click()
    page.get_by_text("is in the queue video.").wait_for()

    assert Job.objects.get().metadata["format"] == "square"
    assert "/admin/jobs/job/" in page.url
