"""Jobs one after the other."""

import pytest

from reelpress.jobs import chains, control
from reelpress.jobs.batches import Spec
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.jobs.testing import drain
from reelpress.lib.errors import BadInput
from tests.jobs import types

pytestmark = pytest.mark.django_db


def a_chain(*does):
    return chains.chain(*(Spec("test-echo", {"do": do, "value": n}) for n, do in enumerate(does)))


def statuses(jobs):
    return [Job.objects.get(pk=job.pk).status for job in jobs]


def test_links_run_in_their_order():
    jobs = a_chain("ok", "ok", "ok")
    assert statuses(jobs) == [Status.PENDING, Status.WAITING, Status.WAITING]

    drain()

    assert types.seen == [0, 1, 2]
    assert statuses(jobs) == [Status.COMPLETED] * 3


def test_what_comes_after_a_failure_is_cancelled_with_the_reason():
    jobs = a_chain("ok", "refuse", "ok", "ok")

    drain()

    assert statuses(jobs) == [Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.CANCELLED]
    assert jobs[1].public_id in Job.objects.get(pk=jobs[2].pk).error_message
    assert types.seen == [0, 1]


def test_a_failure_that_is_tried_again_cancels_nothing():
    jobs = a_chain("fail", "ok")

    drain()

    assert statuses(jobs) == [Status.PENDING, Status.WAITING]


def test_a_chain_is_cancelled_whole_from_any_link():
    jobs = a_chain("ok", "ok", "ok")

    done = control.cancel_chain(jobs[1], by="ada")

    assert (done.n, done.refused) == (3, ())
    assert statuses(jobs) == [Status.CANCELLED] * 3


def test_links_that_have_ended_are_left_alone_when_a_chain_is_cancelled():
    jobs = a_chain("ok", "fail", "ok")
    drain()

    done = control.cancel_chain(jobs[2])

    assert done.n == 2
    assert statuses(jobs) == [Status.COMPLETED, Status.CANCELLED, Status.CANCELLED]


def test_two_links_with_one_key_are_refused_and_nothing_starts():
    twin = Spec("test-echo", {}, {"unique_key": "k"})

    with pytest.raises(BadInput, match="same unique key"):
        chains.chain(twin, Spec("test-echo"), twin)

    assert Job.objects.count() == 0


def test_the_links_of_a_job_are_found_from_any_of_them():
    jobs = a_chain("ok", "ok", "ok")
    branch = enqueue("test-echo", {}, after=jobs[1])
    enqueue("test-echo", {})

    for job in (*jobs, branch):
        assert chains.links(Job.objects.get(pk=job.pk)) == [*jobs, branch]


def test_a_chain_of_nothing_is_nothing():
    assert chains.chain() == []
