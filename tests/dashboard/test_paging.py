"""Pages that begin after a row: nothing is shown twice, nothing left out, whatever is added meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelpress.dashboard.paging import page, row_number
from reelpress.jobs.models import Job
from tests.factories import a_job

pytestmark = pytest.mark.django_db
LIST = "/admin/jobs/job/"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 9), st.integers(1, 4))
def test_older_pages_show_every_row_once_and_newer_pages_lead_back(total, size):
    Job.objects.all().delete()
    rows = [a_job() for _ in range(total)][::-1]

    seen, firsts = [], []
    shown = page(Job.objects.all(), size=size)
    while True:
        seen += shown.rows
        firsts.append(shown.rows)
        if shown.older is None:
            break
        shown = page(Job.objects.all(), size=size, before=shown.older)
    assert seen == rows

    for expected in firsts[-2::-1]:
        shown = page(Job.objects.all(), size=size, after=shown.newer)
        assert shown.rows == expected


def test_new_rows_do_not_move_an_older_page():
    jobs = [a_job() for _ in range(6)][::-1]
    first = page(Job.objects.all(), size=2)
    a_job()

    assert page(Job.objects.all(), size=2, before=first.older).rows == jobs[2:4]


def test_a_page_of_several_types_sorts_no_whole_rows(boss):
    for kind in ("platform-publish", "video-generation", "telegram-publish"):
        a_job(type=kind, queue="social")
    with CaptureQueriesContext(connection) as seen:
        shown = boss.get(LIST, {"tab": "social"}).context["cl"].result_list

    assert [job.type for job in shown] == ["telegram-publish", "platform-publish"]
    reads = [one["sql"] for one in seen if "error_message" in one["sql"] and "telegram-publish" in one["sql"]]
    assert len(reads) == 1 and 'WHERE "jobs_job"."id" IN (SELECT' in reads[0]


def test_the_list_leads_to_older_and_newer_jobs_and_keeps_its_tab(boss, settings):
    jobs = [a_job(status="failed") for _ in range(51)]
    html = boss.get(LIST, {"tab": "failed"}).content.decode()
    older = f"?before={jobs[1].pk}&amp;tab=failed"
    assert f'href="{older}"' in html
    assert "51 jobs" in html

    html = boss.get(LIST + older.replace("&amp;", "&")).content.decode()
    assert jobs[0].public_id in html
    assert jobs[1].public_id not in html
    assert f'href="?after={jobs[0].pk}&amp;tab=failed"' in html


@pytest.mark.parametrize("text", [None, "", "x", "-1", "9" * 40, "٣"])
def test_senseless_numbers_in_an_address_are_none(text):
    assert row_number(text) is None
