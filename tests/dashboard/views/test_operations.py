"""The pages beside the job list: what each says, in few queries, to those who may see jobs, and as text only."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reelpress.jobs import audit
from reelpress.jobs.models import Audit, Batch, Gauge, Leader, Queue, Schedule, Worker
from reelpress.lib import clock
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job

PAGES = ("failures", "queues", "workers", "batches", "schedule", "audit")
HOSTILE = "<script>alert(1)</script>"


def read(client, name, **query):
    return client.get(reverse(f"dashboard:jobs-{name}"), query)


def rows_of(response, by):
    """The rows of a page, by what is shown of them."""
    return {by(row): row for row in response.context["rows"]}


def fill():
    """Something hostile on each page."""
    a_job(status="failed", error_class=HOSTILE, error_message=HOSTILE, error_group="abc", finished_at=clock.now())
    a_job(status="processing", worker=f"{HOSTILE}:8", message=HOSTILE)
    a_job(queue=HOSTILE, run_after=clock.now() + timedelta(hours=1))  # how long it waits would be news
    Worker.objects.create(name=HOSTILE, host=HOSTILE, pid=7, queues=[HOSTILE], version=HOSTILE, processes=[8])
    Leader.objects.create(name="clock", holder=HOSTILE, until=clock.now() + timedelta(minutes=1))
    Queue.objects.create(name="video", paused_at=clock.now(), paused_by=HOSTILE)
    Batch.objects.create(name=HOSTILE, total=3, completed=1, failed=1)
    audit.record(HOSTILE, "retry all", 3, lines=[HOSTILE])


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_only_text_and_queries_are_few(boss, name):
    fill()
    with CaptureQueriesContext(connection) as seen:
        html = read(boss, name).content.decode()
    fresh = read(boss, name, live="1").json()["cells"]

    assert HOSTILE not in html
    assert HOSTILE not in "".join(fresh.values())
    assert len(seen) <= 15


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_when_there_is_nothing_and_only_for_those_who_see_jobs(boss, name):
    assert read(boss, name).status_code == 200
    assert read(signed_in(somebody()), name).status_code == 403
    assert read(signed_in(somebody(username="other")), name, live="1").status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_refresh_sends_what_is_new_and_nothing_when_nothing_is(boss, name):
    fill()
    first = read(boss, name, live="1")
    known = {"if-none-match": first["ETag"]}
    address = reverse(f"dashboard:jobs-{name}")
    again = boss.get(address, {"live": "1"}, headers=known)
    assert (again.status_code, again.content) == (304, b"")

    a_job(status="failed", error_group="def", finished_at=clock.now(), queue="other")
    Worker.objects.create(name="two", host="shed", pid=9, version="1.1")
    Batch.objects.create(name="two", total=2)
    audit.record("mira", "pause", 1)
    Leader.objects.update(holder="shed:10")
    changed = boss.get(address, {"live": "1"}, headers=known)
    assert changed.status_code == 200
    assert changed.json()["cells"].keys() == {name}


@pytest.mark.parametrize("name", PAGES)
def test_a_person_who_may_only_look_sees_everything_and_no_button(boss, viewer, name):
    fill()
    buttons = re.compile(r'formaction="[^"]*/(retry|cancel|pause|resume|run)/"')

    assert not buttons.search(read(viewer, name).content.decode())
    assert bool(buttons.search(read(boss, name).content.decode())) == (name not in ("workers", "audit"))


def test_failures_are_grouped(boss):
    for group in ("abc", "abc", "def"):
        a_job(status="failed", error_class="DiskFull", error_group=group, finished_at=clock.now())
    response = read(boss, "failures")

    assert [row[0].n for row in response.context["rows"]] == [2, 1]
    assert "?tab=failed&amp;q=reason:abc" in response.content.decode()


def test_a_worker_shows_what_it_works_on_and_whether_it_lives(boss):
    job = a_job(status="processing", worker="press:8", progress=41)
    Worker.objects.create(
        name="one", host="press", pid=7, queues=["video"], version="1.2", processes=[8], memory_mb=310
    )
    Worker.objects.create(name="two", host="shed", pid=9, version="1.1")
    Worker.objects.filter(name="two").update(seen_at=clock.now().replace(year=2020))
    rows = rows_of(read(boss, "workers"), by=lambda line: line.row.name)

    assert (rows["one"].lives, rows["two"].lives) == (True, False)
    ((link, bar),) = rows["one"].jobs
    assert f"/admin/jobs/job/{job.pk}/" in link
    assert 'aria-valuenow="41"' in bar
    assert rows["two"].jobs == []


@pytest.mark.parametrize("name", ["workers", "schedule"])
def test_a_clock_that_does_not_run_is_missed(boss, name):
    assert "No clock runs" in read(boss, name).content.decode()
    Leader.objects.create(name="clock", holder="press:3", until=clock.now() + timedelta(minutes=1))
    assert "The clock runs on press:3" in read(boss, name).content.decode()


def test_a_queue_shows_how_much_of_its_processes_is_in_use_and_how_much_waited(boss):
    a_job(status="processing", queue="video")
    Worker.objects.create(name="one", host="press", pid=7, queues=["video"], version="1.2", processes=[8, 9])
    Gauge.objects.create(span="minute", at=clock.now().replace(second=0, microsecond=0), queue="video", waiting=7)
    rows = rows_of(read(boss, "queues"), by=lambda line: line.row.name)

    assert (rows["video"].used, rows["video"].row.places) == (50, 2)
    assert "In the last hour at most 7 waited" in rows["video"].chart
    assert (rows["social"].used, rows["social"].row.places, rows["social"].chart) == (None, 0, "")


def test_a_batch_shows_how_far_it_is_and_what_can_be_done(boss):
    Batch.objects.create(name="going", total=10, completed=5)
    Batch.objects.create(name="broken", total=4, completed=3, failed=1)
    Batch.objects.create(name="done", total=2, completed=2)
    rows = rows_of(read(boss, "batches"), by=lambda line: line.row.name)

    assert {name: (line.can_cancel, line.can_retry) for name, line in rows.items()} == {
        "going": (True, False), "broken": (False, True), "done": (False, False),
    }  # fmt: skip
    assert 'aria-label="3 completed, 1 failed, of 4"' in rows["broken"].bar
    assert "ended with failures" in rows["broken"].state


def test_the_schedule_is_told_in_words(boss):
    Schedule.objects.create(name="ask-again")
    rows = rows_of(read(boss, "schedule"), by=lambda line: line.name)

    assert rows["ask-again"].often == "every 15 minutes"
    assert rows["metrics-daily"].often == "every day"
    assert all(line.says.endswith(".") for line in rows.values())
    assert rows["ask-again"].last != rows["ask-again"].next


def test_a_duty_that_broke_says_why_there_and_on_home(boss):
    Schedule.objects.create(name="prune", problem=f"OSError: {HOSTILE} Bearer abcdefghijklmnopqrstuvwxyz123456")
    page, home = read(boss, "schedule").content.decode(), boss.get("/admin/").content.decode()

    assert "It broke and is tried again: OSError" in page
    assert HOSTILE not in page
    assert "abcdefghijklmnopqrstuvwxyz123456" not in page
    assert "prune, which the clock does by itself, breaks each time it is tried." in home


def test_a_duty_that_was_not_done_in_time_is_overdue(boss):
    Schedule.objects.create(name="prune", fired_at=clock.now() - timedelta(hours=3))

    assert "overdue" in rows_of(read(boss, "schedule"), by=lambda line: line.name)["prune"].next


@pytest.mark.parametrize("name", ["audit", "batches"])
def test_a_list_goes_on_to_older_rows(boss, name):
    for number in range(51):
        audit.record("mira", f"deed {number}")
        Batch.objects.create(name=f"batch {number}", total=1)
    first = read(boss, name)
    second = read(boss, name, before=first.context["older"])

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert f"before={first.context['older']}&amp;live=1" in second.content.decode()
    assert Audit.objects.count() == 51
