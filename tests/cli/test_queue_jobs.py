"""`reelpress queue retry`, `cancel` and their like, on jobs that are chosen by what they share."""

import pytest

from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.chains import chain
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Audit, Job
from reelpress.jobs.testing import drain
from reelpress.jobs.transitions import ago
from tests.factories import a_job
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db


def _failed(do="refuse"):
    job = enqueue("test-echo", {"do": do}, max_attempts=1)
    drain()
    job.refresh_from_db()
    assert job.status == "failed"
    return job


def test_what_failed_for_one_reason_is_listed_and_retried_without_the_rest(run):
    first, second, other = _failed(), _failed(), _failed("bug")
    group = first.error_group
    assert [row["id"] for row in run("queue", "failed", "--reason", group, "--json").data] == [
        second.public_id, first.public_id,
    ]  # fmt: skip

    assert run("queue", "retry", "--reason", group).out == "Retried 2 jobs.\n"

    assert list(Job.objects.failed()) == [other]
    assert Audit.objects.filter(actor="the command line", n=2).exists()


def test_a_reason_that_nothing_failed_for_is_refused(run):
    said = run("queue", "retry", "--reason", "nonsense")
    assert (said.code, said.out) == (2, "")


def test_what_cannot_be_retried_is_named_and_does_not_stop_the_rest(run):
    for _ in range(2):
        a_job(status="failed", error_group="same", unique_key="one at a time", finished_at=ago(1))
    said = run("queue", "retry", "--reason", "same", "--json")
    assert said.code == 2
    assert (said.data["retried"], len(said.data["refused"])) == (1, 1)
    assert Job.objects.pending().get().public_id in said.err
    assert Job.objects.failed().count() == 1


@pytest.mark.parametrize("command", ["retry", "cancel"])
def test_jobs_are_named_in_one_way_or_refused(run, command):
    assert run("queue", command).code == 2
    option = {"retry": "--reason", "cancel": "--batch"}[command]
    assert run("queue", command, "j1", option, "x").code == 2


def test_a_batch_is_cancelled_whole(run):
    batch = start_batch("many", [Spec("test-echo"), Spec("test-social")])
    other = enqueue("test-echo", {})
    assert run("queue", "cancel", "--batch", batch.public_id, "--json").data == {"cancelled": 2, "refused": []}
    assert {job.status for job in batch.jobs.all()} == {"cancelled"}
    other.refresh_from_db()
    assert other.status == "pending"
    assert run("queue", "cancel", "--batch", "bnone").code == 2


def test_a_chain_is_cancelled_whole_whichever_link_is_named(run):
    links = chain(Spec("test-echo"), Spec("test-echo"), Spec("test-echo"))
    assert run("queue", "cancel", "--chain", links[1].public_id).code == 0
    assert {Job.objects.get(pk=link.pk).status for link in links} == {"cancelled"}


def test_a_job_that_is_due_later_starts_now(run):
    job = enqueue("test-echo", {}, delay=3600)
    assert drain() == []
    assert run("queue", "run-now", job.public_id).out == f"Job {job.public_id} is pending.\n"
    assert drain() == [job]
    assert run("queue", "run-now", job.public_id).code == 2


def test_a_job_that_is_prioritized_comes_before_older_ones(run):
    enqueue("test-echo", {"value": "older"})
    job = enqueue("test-echo", {"value": "urgent"})
    assert run("queue", "prioritize", job.public_id, "--to", 50).code == 0
    assert drain(limit=100)[0] == job
    for wrong in (101, -101, "high"):
        assert run("queue", "prioritize", job.public_id, "--to", wrong).code == 2


def test_a_job_that_is_put_last_comes_after_younger_ones(run):
    job = enqueue("test-echo", {})
    younger = enqueue("test-echo", {})
    assert run("queue", "prioritize", job.public_id, "--to", -5).code == 0
    assert drain() == [younger, job]


def test_clean_takes_the_status_that_is_named(run):
    a_job(status="cancelled", finished_at=ago(40 * 86_400))
    kept = a_job(status="completed", finished_at=ago(40 * 86_400))
    assert run("queue", "clean", "--days", 30, "--status", "cancelled").out == "Deleted 1 cancelled job.\n"
    assert list(Job.objects.all()) == [kept]
    said = run("queue", "clean", "--status", "pending")
    assert said.code == 2
    assert "Choose from cancelled, completed, failed." in said.err


def test_forgetting_is_written_down(run):
    job = _failed()
    run("queue", "forget", job.public_id)
    assert Audit.objects.get(action="forget").actor == "the command line"
