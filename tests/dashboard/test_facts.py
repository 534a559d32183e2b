"""What the page of a job says: its moments in order, its attempts with their lines."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from reelpress.dashboard.facts import attempts_of, pairs, timeline_of
from reelpress.jobs.models import Attempt, JobLog
from reelpress.lib import clock
from tests.factories import a_job

pytestmark = pytest.mark.django_db


def ago(seconds):
    return clock.now() - timedelta(seconds=seconds)


def titles(job):
    return [moment.title for moment in timeline_of(job)]


def test_a_finished_job_was_queued_started_and_ended():
    job = a_job(status="completed", created_at=ago(100), run_after=ago(100), started_at=ago(90), finished_at=ago(10))

    assert titles(job) == ["Queued", "Started", "Completed"]
    assert [moment.since for moment in timeline_of(job)] == ["", "10s", "1m 20s"]
    assert timeline_of(job)[1].clock == f"{localtime(job.started_at):%H:%M:%S}"


def test_a_scheduled_job_says_when_it_is_due():
    assert titles(a_job(created_at=ago(10), run_after=clock.now() + timedelta(hours=1))) == ["Queued", "Due"]


def test_a_job_between_two_attempts_says_when_the_next_is():
    job = a_job(created_at=ago(90), run_after=clock.now() + timedelta(minutes=5), started_at=ago(80))

    assert titles(job) == ["Queued", "Started", "Next try"]


def test_a_running_job_that_was_told_to_end_says_so():
    job = a_job(
        status="processing", created_at=ago(20), run_after=ago(20), started_at=ago(9), cancel_requested_at=ago(2)
    )

    assert titles(job) == ["Queued", "Started", "Told to end"]


def test_attempts_come_newest_first_each_with_its_own_lines_in_order():
    job = a_job()
    for number in (1, 2):
        attempt = Attempt.objects.create(job=job, number=number, lease=f"l{number}", worker="press-1", pid=1)
        for line in "ab":
            JobLog.objects.create(job=job, attempt=attempt, line=f"{number}{line}")
    shown = [(tried.row.number, [line.line for line in tried.lines]) for tried in attempts_of(job)]

    assert shown == [(2, ["2a", "2b"]), (1, ["1a", "1b"])]


def test_only_the_last_two_hundred_lines_are_shown_and_the_cut_is_visible():
    job = a_job()
    attempt = Attempt.objects.create(job=job, number=1, lease="l", worker="press-1", pid=1)
    JobLog.objects.bulk_create(JobLog(job=job, attempt=attempt, line=f"line {number}") for number in range(300))
    tried = attempts_of(job)[0]

    assert (len(tried.lines), tried.lines[-1].line) == (200, "line 299")
    assert tried.dropped > 0


def test_arguments_are_readable_and_nothing_empty_is_shown():
    assert pairs({"a": "x", "b": None, "c": [1, 2], "d": True}) == [("a", "x"), ("c", "[\n  1,\n  2\n]"), ("d", "true")]
