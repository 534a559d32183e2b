"""The search line of the jobs in a real browser: suggestions come as one types, and the keyboard chooses."""

import pytest

from tests.factories import a_job

pytestmark = pytest.mark.browser


def test_the_keyboard_takes_a_suggestion_and_searches_with_it(page):
    wanted = a_job(status="failed", error_message="The disk is full.")
    a_job(status="completed")
    page.goto("/admin/jobs/job/")
    line, offers = page.get_by_role("combobox", name="Search jobs"), page.locator("#job-suggestions [role=option]")
    line.focus()
    page.keyboard.type("sta")
    offers.filter(has_text="status:").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#job-suggestions [aria-selected=true]").wait_for()

    assert line.get_attribute("aria-activedescendant") == offers.first.get_attribute("id")
    page.keyboard.press("Enter")
    page.keyboard.type("fail")
    page.locator("#job-suggestions [role=option]:only-child", has_text="status:failed").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#job-suggestions [aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    assert line.input_value() == "status:failed "
    assert page.locator("#job-suggestions").is_hidden()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [one.get_attribute("data-copy") for one in page.locator("[data-copy]").all()] == [wanted.public_id]
