"""The small pieces of HTML: right words, right colours, and hostile text as text."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import override

from reelpress.dashboard import components
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.pipeline import search

HOSTILE = '"><script>alert(1)</script>'


def a_row(**fields):
    facts = {"pk": 7, "status": "pending", "run_after": clock.now(), "progress": 0, "type": "video-generation"}
    return Job(**(facts | fields))


def test_a_pending_job_for_later_is_called_scheduled():
    assert components.job_state(a_row(run_after=clock.now() + timedelta(hours=1))) == "scheduled"


def test_a_running_job_that_was_told_to_end_is_called_cancelling():
    assert components.job_state(a_row(status="processing", cancel_requested_at=clock.now())) == "cancelling"


def test_a_date_without_a_time_is_shown_as_that_date_west_of_greenwich():
    with override("America/New_York"):
        assert ">02 Mar 2024</time>" in components.dated(datetime(2024, 3, 2, tzinfo=UTC))
        assert ">01 Mar 2024</time>" in components.dated(datetime(2024, 3, 2, 0, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: components.badge(HOSTILE, title=HOSTILE),
        lambda: components.type_badge(HOSTILE),
        lambda: components.copyable(HOSTILE),
        lambda: components.note(HOSTILE),
        lambda: components.outside(f"https://host.example/{HOSTILE}"),
        lambda: components.progress(a_row(status="processing", message=HOSTILE)),
        lambda: components.progress(a_row(status="failed", error_message=HOSTILE)),
        lambda: components.job_badge(a_row(status="failed", error_message=HOSTILE)),
    ],
)
def test_hostile_text_is_escaped_in_every_piece(draw):
    html = str(draw())

    assert "<script" not in html
    assert "&lt;script" in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//other.example", "vbscript:x"])
def test_an_address_that_is_not_http_is_no_link(url):
    assert "href" not in components.outside(url)


def test_the_bar_tells_machines_how_far_the_job_is():
    html = components.progress(a_row(status="processing", progress=40, message="Narrating scene 3 of 7"))

    assert 'aria-valuenow="40"' in html
    assert "width:40%" in html
    assert "Narrating scene 3 of 7" in html


def test_a_failed_job_shows_why_in_the_place_of_its_message():
    html = components.progress(a_row(status="failed", message="Uploading", error_message="The disk is full."))

    assert "The disk is full." in html
    assert "Uploading" not in html


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "now"), (7, "7s ago"), (42, "42s ago"), (150, "2m ago"), (7300, "2h ago"), (-40, "in "), (-7300, "in 2h")],
)
def test_a_moment_is_said_as_people_say_it(seconds, words):
    assert words in components.moment(clock.now() - timedelta(seconds=seconds))


def test_a_moment_of_another_day_is_a_date():
    at = clock.now() - timedelta(days=3)

    assert f"{at:%d %b}" in components.moment(at)


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [(-1, "red", "expired"), (0.5, "red", "less than a day"), (1.5, "red", "1 day left"), (5.5, "amber", "5 days left"),
     (40.5, "green", "40 days left")],
)  # fmt: skip
def test_the_life_of_a_token_is_shown_in_days_and_colour(days, tone, words):
    html = components.days_left(clock.now() + timedelta(days=days))

    assert f"rp-{tone}" in html
    assert words in html


@pytest.mark.parametrize(
    ("status", "verbs"),
    [("pending", {"cancel"}), ("waiting", {"cancel"}), ("processing", {"cancel"}), ("completed", {"retry"}),
     ("failed", {"retry"}), ("cancelled", {"retry"})],
)  # fmt: skip
def test_a_row_offers_only_the_buttons_that_can_work(status, verbs):
    html = components.job_buttons(a_row(status=status), allowed=True)

    assert {verb for verb in ("retry", "cancel") if f"/{verb}/" in html} == verbs


def test_nobody_without_permission_is_offered_a_button():
    assert components.job_buttons(a_row(status="failed"), allowed=False) == ""


def test_a_moment_of_another_year_says_the_year():
    assert ">01 Mar 2023<" in components.moment(datetime(2023, 3, 1, 12, tzinfo=UTC))


def test_a_deed_to_any_number_of_jobs_lists_the_first_thousand():
    shown = components.deed(7, {"jobs": [f"j{n}" for n in range(1_003)]})

    assert "1,003 jobs" in shown and "j999 and 3 more</code>" in shown
    assert "j2</code>" in components.deed(7, {"jobs": ["j1", "j2"]})


def test_a_search_has_the_address_of_the_list():
    assert search.address('error:"disk is full" a&b') == (
        f"{reverse('admin:jobs_job_changelist')}?q=error%3A%22disk+is+full%22+a%26b"
    )
