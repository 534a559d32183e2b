"""The page of a template in a browser: its pictures follow the form, and nothing is stored before Save."""

import pytest

from reelpress.video import branding

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIRST = "img[data-sample='0']"


def test_pictures_follow_what_is_typed_and_saving_keeps_it(page):
    own = branding.copy_template("bold")
    page.goto(f"/admin/video/templates/{own.name}/")
    page.wait_for_function(f'document.querySelector("{FIRST}").naturalWidth > 0')

    page.locator("#id_accent").fill("#00aa55")
    page.wait_for_function(f'document.querySelector("{FIRST}").src.startsWith("blob:")')
    tall = page.evaluate(f'document.querySelector("{FIRST}").naturalHeight')
    assert branding.template_named(own.name) == own

    page.locator("#tp-format").select_option("youtube")
    page.wait_for_function(f'document.querySelector("{FIRST}").naturalHeight < {tall}')

    page.get_by_label("Under the voice").select_option("calm")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    saved = branding.template_named(own.name)
    assert (saved.palettes[0].accent, saved.music) == ("#00aa55", "calm")
