"""The pages beside the job list: what each says, in few queries, to those who may see jobs, and as text only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reelpress.jobs import audit
from reelpress.jobs.models import Audit, Batch, Job, Schedule, Worker
from reelpress.lib import clock
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job

PAGES = ("failures", "queues", "workers", "batches", "schedule", "audit")
HOSTILE = "<script>alert(1)</script>"


def read(client, name, **query):
    return client.get(reverse(f"dashboard:jobs-{name}"), query)


def fill():
    """Something hostile on each page."""
    a_job(status="failed", error_class=HOSTILE, error_message=HOSTILE, error_group="abc", finished_at=clock.now())
    Worker.objects.create(name=HOSTILE, host=HOSTILE, pid=7, queues=[HOSTILE], version=HOSTILE, processes=[8])
    Batch.objects.create(name=HOSTILE, total=3, completed=1)
    audit.record(HOSTILE, "retry all", 3, lines=[HOSTILE])


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_only_text_and_queries_are_few(boss, name):
    fill()
    with CaptureQueriesContext(connection) as seen:
        html = read(boss, name).content.decode()

    assert HOSTILE not in html
    assert len(seen) <= 15


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_when_there_is_nothing_and_only_for_those_who_see_jobs(boss, name):
    assert read(boss, name).status_code == 200
    assert read(signed_in(somebody()), name).status_code == 403


def test_failures_are_grouped_and_a_group_is_retried_by_one_click(boss):
    for group in ("abc", "abc", "def"):
        a_job(status="failed", error_class="DiskFull", error_group=group, finished_at=clock.now())
    response = read(boss, "failures")
    html = response.content.decode()
    assert [row[0].n for row in response.context["rows"]] == [2, 1]
    assert "?tab=failed&amp;q=reason:abc" in html
    assert 'name="q" value="reason:abc"' in html

    asked = {"verb": "retry", "tab": "failed", "q": "reason:abc", "upto": str(response.context["upto"])}
    boss.post(reverse("dashboard:jobs-all-start"), asked)
    assert Job.objects.get(type="jobs-bulk").args["lines"] == ["status:failed", "reason:abc"]


def test_a_person_who_may_only_look_sees_no_button(viewer):
    fill()

    assert "Retry 1" not in read(viewer, "failures").content.decode()
    assert "/pause/" not in read(viewer, "queues").content.decode()


def test_a_worker_shows_what_it_works_on_and_whether_it_lives(boss):
    job = a_job(status="processing", worker="press:8")
    Worker.objects.create(
        name="one", host="press", pid=7, queues=["video"], version="1.2", processes=[8], memory_mb=310
    )
    Worker.objects.create(name="two", host="shed", pid=9, version="1.1")
    Worker.objects.filter(name="two").update(seen_at=clock.now().replace(year=2020))
    rows = {row[0].name: row for row in read(boss, "workers").context["rows"]}

    assert (rows["one"][1], rows["two"][1]) == (True, False)
    assert f"/admin/jobs/job/{job.pk}/" in rows["one"][2][0]
    assert rows["two"][2] == []


def test_a_queue_shows_how_much_of_its_processes_is_in_use(boss):
    a_job(status="processing", queue="video")
    Worker.objects.create(name="one", host="press", pid=7, queues=["video"], version="1.2", processes=[8, 9])
    rows = {row[0].name: row for row in read(boss, "queues").context["rows"]}

    assert rows["video"][3:] == ("50%", 2)
    assert rows["social"][3:] == ("", 0)


def test_the_schedule_is_told_in_words(boss):
    Schedule.objects.create(name="ask-again")
    rows = {row[0]: row for row in read(boss, "schedule").context["rows"]}

    assert rows["ask-again"][1] == "every 15 minutes"
    assert rows["metrics-daily"][1] == "every day"
    assert rows["ask-again"][2] != rows["ask-again"][3]


def test_the_audit_goes_on_to_older_rows(boss):
    for number in range(51):
        audit.record("mira", f"deed {number}")
    first = read(boss, "audit")
    second = read(boss, "audit", before=first.context["older"])

    assert len(first.context["rows"]) == 50
    assert [row[2] for row in second.context["rows"]] == ["deed 0"]
    assert Audit.objects.count() == 51
