"""What an open job list asks for every few seconds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reelpress.jobs.models import Job
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job

ADDRESS = "/admin/jobs/live/"
HOSTILE = "<script>alert(1)</script>"


def answer(client, **query):
    return client.get(ADDRESS, query).json()


def test_it_answers_with_the_cells_of_the_rows_on_screen_and_no_others(boss):
    shown, hidden = a_job(status="processing", progress=41), a_job()
    cells = answer(boss, ids=str(shown.pk))["cells"]

    assert 'aria-valuenow="41"' in cells[f"bar-{shown.pk}"]
    assert not [name for name in cells if name.endswith(f"-{hidden.pk}")]


def test_it_answers_with_the_counts_of_all_tabs(boss):
    a_job(status="failed")
    a_job(status="processing")
    counts = answer(boss)["badges"]

    assert (counts["all"], counts["failed"], counts["processing"], counts["video"]) == (2, 1, 1, 2)


def test_the_buttons_follow_the_state(boss):
    job = a_job(status="failed")

    assert "/retry/" in answer(boss, ids=str(job.pk))["cells"][f"buttons-{job.pk}"]
    assert boss.post(reverse("dashboard:job-retry", args=[job.pk])).status_code == 302
    assert "/cancel/" in answer(boss, ids=str(job.pk))["cells"][f"buttons-{job.pk}"]


def test_it_offers_no_buttons_to_those_who_only_look(viewer):
    job = a_job(status="failed")

    assert f"buttons-{job.pk}" not in answer(viewer, ids=str(job.pk))["cells"]


def test_it_counts_the_jobs_that_came_since(boss):
    first = a_job()
    a_job()
    a_job()

    assert answer(boss, newest=str(first.pk))["newer"] == 2
    assert answer(boss)["newer"] == 0


def test_hostile_messages_are_only_text(boss):
    job = a_job(status="failed", message=HOSTILE, error_message=HOSTILE)

    assert "<script" not in "".join(answer(boss, ids=str(job.pk))["cells"].values())


@pytest.mark.parametrize("ids", ["", "abc", "1,x,,-4", "9" * 40, "1;drop table", "١٢"])
def test_senseless_numbers_are_left_out(boss, ids):
    assert answer(boss, ids=ids, newest=ids)["cells"] == {}


def test_one_refresh_of_a_full_page_is_a_handful_of_queries(boss):
    jobs = [a_job() for _ in range(50)]
    with CaptureQueriesContext(connection) as seen:
        answer(boss, ids=",".join(str(job.pk) for job in jobs), newest=str(jobs[-1].pk))

    assert len(seen) <= 6  # session, person, rows, newer, counts, what is due later


def test_an_answer_that_the_page_has_is_not_sent_again_until_something_changes(boss):
    job = a_job(status="failed")
    asked = {"ids": str(job.pk), "newest": str(job.pk)}
    first = boss.get(ADDRESS, asked)
    known = {"if-none-match": first["ETag"]}
    again = boss.get(ADDRESS, asked, headers=known)
    assert (again.status_code, again.content) == (304, b"")

    Job.objects.filter(pk=job.pk).update(progress=77)
    assert 'aria-valuenow="77"' in boss.get(ADDRESS, asked, headers=known).json()["cells"][f"bar-{job.pk}"]
    a_job()
    assert boss.get(ADDRESS, asked, headers=known).json()["newer"] == 1


def test_who_may_no_longer_look_is_not_told_that_nothing_changed(boss, db):
    known = {"if-none-match": boss.get(ADDRESS)["ETag"]}

    assert signed_in(somebody()).get(ADDRESS, headers=known).status_code == 403


def test_it_needs_view_permission(db):
    nobody = signed_in(somebody())

    assert nobody.get(ADDRESS).status_code == 403
