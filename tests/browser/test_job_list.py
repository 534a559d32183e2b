"""The list of jobs as one works in it: what fits on the screen, menus, and buttons that change under the hand."""

import pytest

from reelpress.jobs.models import Job
from tests.browser import looking
from tests.factories import a_job, a_post, a_user

pytestmark = pytest.mark.browser
LIST = "/admin/jobs/job/"
HIDDEN = """() => {
    const edge = document.querySelector("#result_list").parentElement.getBoundingClientRect().right + 1;
    const right = (one) => one.getBoundingClientRect().right;
    const cells = [...document.querySelectorAll("#result_list td > *, #result_list th")];
    return cells.filter((one) => right(one) > Math.min(edge, innerWidth)).map((one) => one.outerHTML.slice(0, 120));
}"""


def refresh_now(page):
    """Have the page ask for what is new at once, as it does when its tab is shown again."""
    with page.expect_response("**/live/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def is_open(page, name):
    return page.locator("details[open]", has=page.locator("summary", has_text=name)).count() == 1


@pytest.mark.parametrize("width", [looking.DESK, 1280, 1024, looking.PHONE])
def test_every_column_is_seen_without_scrolling_sideways(page, width):
    job = a_job(type="social-media-publish", queue="low-priority", status="failed", priority=-100, attempts=3,
                user=a_user(username="somebody-with-a-name"), subject=a_post(title="Why queues lose work " * 9),
                error_message="The disk is full. " * 20)  # fmt: skip
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(LIST)
    page.get_by_text("priority -100").wait_for()

    assert page.evaluate(HIDDEN) == []
    for shown in (job.public_id, "low-priority", "somebody-with-a-name", "3/3 tries", "The disk is full."):
        assert page.locator("#result_list").get_by_text(shown).first.is_visible(), shown


def test_one_menu_is_open_at_a_time_and_closes_by_escape_and_by_a_click_beside_it(page):
    a_job()
    page.goto(LIST)
    page.get_by_text("All matching").click()
    page.get_by_text("Help", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("words of the error or of its class").wait_for()
    assert is_open(page, "Help") and not is_open(page, "All matching")
    page.keyboard.press("Escape")
    assert not is_open(page, "Help")
    assert page.evaluate("document.activeElement.textContent") == "Help"
    page.get_by_text("All matching").click()
    page.locator("#result_list .column-name").click()

    assert not is_open(page, "All matching")


def test_the_keyboard_goes_into_the_filters_and_back(page):
    a_job()
    page.goto(LIST)
    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('#changelist-filter')")
    page.keyboard.press("Escape")
    page.locator("#changelist-filter").wait_for(state="hidden")

    assert "Filters" in page.evaluate("document.activeElement.textContent")


def test_the_first_key_skips_the_side_bar(page):
    a_job()
    page.goto(LIST)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")


def test_a_press_that_was_meant_for_a_button_that_just_changed_does_nothing(page):
    job = a_job(status="processing")
    page.goto(LIST)
    cell = page.locator(f'[data-live="buttons-{job.pk}"]')
    cell.get_by_role("button", name="Cancel").focus()
    Job.objects.filter(pk=job.pk).update(status="completed")
    refresh_now(page)
    again = cell.get_by_role("button", name="Again")
    again.wait_for()

    assert again.is_disabled()
    assert page.evaluate("document.activeElement.dataset.live") == f"buttons-{job.pk}"
    page.wait_for_function(f"!document.querySelector('[data-key=\"retry-{job.pk}\"]').disabled")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.key") == f"retry-{job.pk}"
    assert Job.objects.count() == 1 and Job.objects.get().status == "completed"
