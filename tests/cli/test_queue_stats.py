"""`reelpress queue workers`, `stats`, `reasons`, and the pace that `monitor` shows."""

import os
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from reelpress import __version__
from reelpress.jobs import counts
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.executor import host
from reelpress.jobs.models import Worker
from reelpress.jobs.testing import drain
from reelpress.jobs.workers import seen
from tests.factories import a_job
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db


def _work(*deeds):
    for do in deeds:
        enqueue("test-echo", {"do": do}, max_attempts=1)
    drain()
    counts.fold()


def test_workers_are_listed_with_what_they_work_on(run):
    seen(["video", "default"])
    job = a_job(status="processing", progress=40, worker=f"{host()}:{os.getpid()}")
    [row] = run("queue", "workers", "--json").data
    assert (row["alive"], row["queues"], row["version"]) == (True, ["video", "default"], __version__)
    assert row["memory_mb"] > 0
    assert [(one["id"], one["progress"]) for one in row["jobs"]] == [(job.public_id, 40)]
    assert f"{job.public_id} {job.type} 40 %" in run("queue", "workers").out


def test_a_worker_that_fell_silent_is_told_from_one_that_works(run):
    seen(["video"])
    Worker.objects.update(seen_at=Now() - timedelta(minutes=5))
    assert run("queue", "workers", "--json").data[0]["alive"] is False
    assert "silent" in run("queue", "workers").out


def test_no_worker_is_said_with_what_to_do(run):
    assert run("queue", "workers").out.startswith("No workers. Start them with `reelpress up`")


def test_reasons_are_counted_with_an_example(run):
    _work("refuse", "refuse", "bug")
    rows = run("queue", "reasons", "--json").data
    assert [(row["jobs"], row["type"]) for row in rows] == [(2, "test-echo"), (1, "test-echo")]
    assert rows[0]["example"] == "It will never work."
    assert rows[0]["first_at"] <= rows[0]["last_at"]
    cut = run("queue", "reasons", "--limit", 1)
    assert rows[0]["reason"] in cut.out
    assert cut.err.startswith("1 more; raise --limit to see them.\n")
    assert f"reelpress queue retry --reason {rows[0]['reason']}" in cut.err


def test_stats_tell_throughput_success_times_and_reasons(run):
    _work("ok", "ok", "ok", "refuse")
    told = run("queue", "stats", "--json").data
    assert (told["hours"], told["completed"], told["failed"], told["success_rate"]) == (24, 3, 1, 0.75)
    assert told["per_hour"] == 0.12
    assert all(told[f"{name}_seconds"] >= 0 for name in ("wait_p50", "wait_p95", "run_p50", "run_p95", "run_p99"))
    assert [(row["jobs"], row["example"]) for row in told["failures"]] == [(1, "It will never work.")]
    assert sum(hour["completed"] for hour in told["by_hour"]) == 3
    said = run("queue", "stats").out
    assert "75.0%" in said
    assert "It will never work." in said


def test_stats_of_another_queue_are_empty_and_no_drama(run):
    _work("ok", "refuse")
    told = run("queue", "stats", "--queue", "social", "--json").data
    assert (told["completed"], told["success_rate"], told["failures"], told["run_p99_seconds"]) == (0, None, [], None)
    assert run("queue", "stats", "--queue", "social").code == 0
    assert run("queue", "stats", "--queue", "vidoe").code == 2


def test_the_monitor_says_how_fast_it_goes_and_when_it_will_be_done(run):
    _work(*["ok"] * 20)
    for _ in range(6):
        enqueue("test-echo", {})
    row = next(row for row in run("queue", "monitor", "--json").data if row["queue"] == "default")
    assert (row["per_minute"], row["seconds_to_clear"]) == (2.0, 180.0)
    assert "3m 00s" in run("queue", "monitor").out


def test_watching_needs_a_terminal_and_is_not_for_programs(run):
    for options in (["--watch"], ["--watch", "--json"]):
        assert run("queue", "monitor", *options).code == 2
