"""The last runs of a type, with a mark for this one."""

from datetime import timedelta

import pytest

from reelpress.dashboard.runs import RUNS, runs_of
from reelpress.lib import clock
from tests.factories import a_job

pytestmark = pytest.mark.django_db


def a_run(seconds=10, **fields):
    ended = clock.now()
    facts = {"status": "completed", "started_at": ended - timedelta(seconds=seconds), "finished_at": ended}
    return a_job(**(facts | fields))


def test_the_newest_runs_of_the_type_are_drawn_and_this_one_is_marked():
    jobs = [a_run(seconds) for seconds in (10, 20, 60)]
    a_run(900, type="post-import")
    a_job(status="pending")
    runs = runs_of(jobs[1])

    assert (runs.n, runs.typical, runs.longest, runs.failed, runs.marked) == (3, "20s", "1m 00s", 0, True)
    assert runs.chart.count("rp-run-mark") == 1 and f"{jobs[1].public_id}: completed in 20s" in runs.chart


def test_an_old_run_is_shown_among_those_before_it():
    old = a_run(status="failed")
    for _ in range(RUNS):
        a_run()
    runs = runs_of(old)

    assert (runs.n, runs.failed, runs.marked) == (1, 1, True)
    assert runs_of(a_job(status="processing")).n == RUNS


def test_before_the_first_run_there_is_no_chart():
    assert runs_of(a_job(status="pending")) is None
