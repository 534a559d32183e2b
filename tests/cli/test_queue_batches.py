"""`reelpress queue batches` and `batch`."""

import pytest

from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.testing import drain
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db


def _batch():
    batch = start_batch("Videos of May", [Spec("test-echo"), Spec("test-echo", {"do": "refuse"}), Spec("test-social")])
    drain("default")
    return batch


def test_batches_are_listed_with_their_counts(run):
    batch = _batch()
    [row] = run("queue", "batches", "--json").data
    assert (row["id"], row["name"], row["total"], row["left"]) == (batch.public_id, "Videos of May", 3, 1)
    assert (row["completed"], row["failed"], row["cancelled"], row["finished_at"]) == (1, 1, 0, None)
    assert batch.public_id in run("queue", "batches").out


def test_no_batch_is_said_in_a_sentence(run):
    assert run("queue", "batches").out == "No batches.\n"
    assert run("queue", "batches", "--json").data == []


def test_one_batch_is_shown_with_its_jobs(run):
    batch = _batch()
    told = run("queue", "batch", batch.public_id.upper(), "--json").data
    assert told["failed"] == 1
    assert {job["status"] for job in told["jobs"]} == {"completed", "failed", "pending"}
    said = run("queue", "batch", batch.public_id).out
    assert "Videos of May" in said
    assert "It will never work." in said


def test_lists_that_are_cut_say_so(run):
    batch = _batch()
    start_batch("Another", [Spec("test-echo")])
    assert run("queue", "batches", "--limit", 1).err == "1 more; raise --limit to see them.\n"
    assert run("queue", "batch", batch.public_id, "--limit", 2).err == "1 more; raise --limit to see them.\n"


def test_a_batch_that_does_not_exist_is_refused(run):
    assert run("queue", "batch", "bnone").code == 2
