"""The pieces of the measurement on a large database: rows, plans, questions. No timing is judged."""

import pytest
from django.db import connection
from django.db.models import Count

from benchmarks import asking, dialect, rows
from reelpress.jobs import counts
from reelpress.jobs.models import Attempt, Job

JOBS = 6100  # the least that has every state


@pytest.fixture
def filled(db, monkeypatch):
    """A few thousand rows; without the cleaning that no transaction allows."""
    monkeypatch.setattr(dialect, "analyze", lambda: None)
    monkeypatch.setattr(rows, "MINUTES", 60)
    rows.fill(JOBS)


def test_the_rows_have_every_state_in_the_promised_shares(filled):
    found = dict(Job.objects.order_by().values_list("status").annotate(n=Count("pk")))

    assert sum(found.values()) == JOBS
    assert found["pending"] == pytest.approx(JOBS / 10, rel=0.05)
    assert found["failed"] == pytest.approx(JOBS / 50, rel=0.2)
    assert {"waiting", "processing", "cancelled", "completed"} < set(found)
    assert Attempt.objects.exists()


def test_the_counts_of_the_rows_are_what_a_recount_says(filled):
    wrong = counts.excess()

    # The moves of a busy second are made up: they are all that is too much.
    assert set(wrong.values()) == {1000}


def test_a_question_says_how_many_statements_it_sent_and_writes_nothing(filled):
    before = Job.objects.count()

    one = asking.asked("all", lambda: [Job.objects.count(), Job.objects.all()._raw_delete(Job.objects.db)])

    assert len(one.statements) == 2
    assert Job.objects.count() == before


@pytest.mark.django_db
def test_a_question_that_fails_says_why():
    one = asking.asked("broken", lambda: 1 / 0)

    assert one.problem.startswith("ZeroDivisionError") and not one.good


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_table_that_is_read_whole_is_seen(monkeypatch):
    monkeypatch.setattr(asking, "big_tables", lambda: ["jobs_job"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off"
        )

    assert asking.scanned("SELECT count(*) FROM jobs_job WHERE message = %s", ("x",)) == ["jobs_job"]
    assert asking.scanned("UPDATE jobs_job SET message = %s", ("x",)) == []


def test_a_scan_that_a_limit_stops_is_none():
    scan = {"Node Type": "Seq Scan", "Relation Name": "jobs_job"}

    assert list(asking.scans({"Node Type": "Limit", "Plans": [scan]})) == []
    assert list(asking.scans({"Node Type": "Limit", "Plans": [{"Node Type": "Sort", "Plans": [scan]}]})) == ["jobs_job"]


def test_a_question_under_the_goal_and_by_index_is_good():
    one = asking.Asked("a list")
    one.sql_ms = asking.GOAL_MS - 1

    assert one.good
    one.scans = [("jobs_job", "SELECT 1")]
    assert not one.good


def test_the_table_has_a_row_for_everything_that_was_asked():
    missed = asking.Asked("a chart")
    missed.sql_ms = asking.GOAL_MS
    _, head, rows = asking.asked_table([asking.Asked("a list"), missed])

    assert [(row[0], row[-1]) for row in rows] == [("a list", "yes"), ("a chart", "NO")]
    assert {len(row) for row in rows} == {len(head)}
