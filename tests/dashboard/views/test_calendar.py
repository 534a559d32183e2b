"""The calendar shows what is planned and what went out on its day, on the clock of the settings."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from reelpress.dashboard.views import calendar
from reelpress.lib import clock
from reelpress.pipeline import flow
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_post, a_publication, a_video, an_account

CALENDAR = "/admin/publishing/calendar/"
MAY = datetime(2027, 5, 6, 9, 30, tzinfo=UTC)


def page(client, month="2027-05"):
    return client.get(reverse("dashboard:calendar"), {"month": month})


def lines(response):
    """Every day of the shown month with entries, and what they say."""
    days = [day for week in response.context["weeks"] for day in week if day.entries]
    return {day.date.isoformat(): [(f"{entry.at:%H:%M}", entry.title) for entry in day.entries] for day in days}


def test_what_is_planned_and_what_went_out_stands_on_its_day(boss):
    a_publication(of=a_post(title="Planned"), status="scheduled", due_at=MAY)
    a_publication(of=a_post(title="Out"), status="published", published_at=MAY - timedelta(days=1), due_at=MAY)
    a_publication(of=a_post(title="Dropped"), status="cancelled", due_at=MAY)
    assert lines(page(boss)) == {"2027-05-05": [("09:30", "Out")], "2027-05-06": [("09:30", "Planned")]}


def test_a_day_begins_at_midnight_of_the_settings_zone(boss, settings):
    settings.TIME_ZONE = "Asia/Kolkata"
    a_publication(of=a_post(title="Late"), status="scheduled", due_at=MAY.replace(hour=20))
    response = page(boss)
    assert lines(response) == {"2027-05-07": [("02:00", "Late")]} and b"Asia/Kolkata" in response.content


def test_posts_that_wait_for_their_time_are_there_before_they_are_spread_over_accounts(boss):
    an_account()
    flow.publish_post(a_video(of=a_post(title="Waiting")).post, at=MAY, platforms=["youtube"])
    assert lines(page(boss)) == {"2027-05-06": [("09:30", "Waiting")]}


@pytest.mark.parametrize("month", ["", "2027-13", "nonsense", "0001-01", "9999-12", "../../etc"])
def test_a_month_that_is_none_is_this_month(boss, month):
    assert page(boss, month).context["month"] == f"{clock.now():%B %Y}"


def test_an_empty_month_says_what_to_do(boss):
    assert b"nothing is planned" in page(boss).content


def test_hostile_titles_are_only_text(boss):
    a_publication(of=a_post(title="<script>alert(1)</script>"), status="scheduled", due_at=MAY)
    assert b"<script>alert" not in page(boss).content


def test_a_full_day_shows_its_first_entries_and_leads_to_the_whole_day(boss):
    for number in range(calendar.A_DAY + 2):
        a_publication(of=a_post(title=f"Post {number}"), status="scheduled", due_at=MAY + timedelta(minutes=number))
    month = page(boss)

    assert len(lines(month)["2027-05-06"]) == calendar.A_DAY and b'href="?day=2027-05-06">2 more' in month.content
    day = boss.get(CALENDAR, {"day": "2027-05-06"})
    assert len(lines(day)["2027-05-06"]) == calendar.A_DAY + 2 and b'href="?month=2027-05"' in day.content
    assert boss.get(CALENDAR, {"day": "2027-99-99"}).context["go"]["unit"] == "month"


def test_a_day_of_more_than_a_page_leads_on_to_its_last_entry(boss, monkeypatch):
    monkeypatch.setattr(calendar, "ALL_DAY", 12)
    for number in range(15):
        a_publication(of=a_post(title=f"Post {number}"), status="scheduled", due_at=MAY + timedelta(minutes=number))
    first = boss.get(CALENDAR, {"day": "2027-05-06"})

    assert len(lines(first)["2027-05-06"]) == 12 and b'href="?day=2027-05-06&amp;past=12">3 more' in first.content
    last = boss.get(CALENDAR, {"day": "2027-05-06", "past": "12"})
    assert [title for _, title in lines(last)["2027-05-06"]] == ["Post 12", "Post 13", "Post 14"]
    assert b" more</a>" not in last.content
    assert lines(boss.get(CALENDAR, {"day": "2027-05-06", "past": "9" * 30})) == lines(first)


def test_only_those_who_may_see_publications_see_the_calendar(db):
    assert signed_in(somebody("view_post")).get(CALENDAR).status_code == 403


def test_many_entries_cost_no_more_queries(boss, django_assert_max_num_queries):
    for _ in range(5):
        a_publication(status="scheduled", due_at=MAY)
    with django_assert_max_num_queries(8):
        page(boss)
