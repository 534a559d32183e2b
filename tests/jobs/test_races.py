"""Two connections at once: for a claim, a unique key, a place, the end of a batch. On PostgreSQL these truly meet."""

import threading
from collections import Counter

import pytest
from django.db import connection

from reelpress.jobs import control, counts, doctor, executor, transitions, upkeep
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Attempt, Batch, Job
from reelpress.jobs.outcomes import Verdict
from reelpress.jobs.states import Outcome, Status

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 30
FAILED = Verdict(Status.FAILED, Outcome.ERROR)


def at_once(*deeds):
    """Do all of `deeds` in threads of their own, from one moment on; return what each returned or raised."""
    gate = threading.Barrier(len(deeds))
    found = [None] * len(deeds)

    def one(number):
        try:
            gate.wait(SECONDS)
            found[number] = deeds[number]()
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    return found


def claim():
    return transitions.claim_best("default", worker="w", pid=1)


def is_well():
    findings = [line for line in doctor.check() if "not rung for" not in line]
    assert findings == []
    while counts.fold():
        pass
    assert not counts.excess()


def test_every_job_is_claimed_by_one():
    for _ in range(12):
        enqueue("test-echo", {})

    taken = [job for job in at_once(*[lambda: [claim() for _ in range(4)]] * 4) for job in job if job]

    assert len(taken) == len({job.pk for job in taken}) == 12
    assert Attempt.objects.count() == 12
    is_well()


def test_a_unique_key_is_given_once():
    found = at_once(*[lambda: enqueue("test-echo", {}, unique_key="k").pk] * 6)

    assert len(set(found)) == 1
    assert Job.objects.count() == 1
    is_well()


@pytest.mark.parametrize("limit", [1, 2])
def test_a_place_is_taken_once(settings, limit):
    settings.CONCURRENCY = {"account": limit}
    for _ in range(6):
        enqueue("test-echo", {}, concurrency_key="account:1")

    at_once(*[claim] * 6)

    running = Job.objects.processing()
    assert running.count() <= limit
    assert len(set(running.values_list("slot", flat=True))) == running.count()
    while claim():
        pass
    assert running.count() == limit
    is_well()


@pytest.mark.postgres
@pytest.mark.parametrize("limit", [1, 2])
def test_a_place_that_is_taken_between_the_choice_and_the_claim_is_not_given_again(settings, monkeypatch, limit):
    settings.CONCURRENCY = {"account": limit}
    jobs = [enqueue("test-echo", {}, concurrency_key="account:1") for _ in range(limit + 1)]
    real, others = transitions._free_slot, jobs[1:]

    def take(job):
        try:
            executor.take(job)
        finally:
            connection.close()

    def late(job):
        while others:
            thread = threading.Thread(target=take, args=(others.pop(),))
            thread.start()
            thread.join(SECONDS)
        return real(job)

    monkeypatch.setattr(transitions, "_free_slot", late)

    assert claim() is None
    assert Job.objects.processing().count() == limit


@pytest.mark.parametrize("end", ["complete", "fail"])
def test_a_batch_ends_once_however_many_of_its_jobs_end_at_once(end):
    follow = {role: Spec("test-social", {"value": role}) for role in ("then", "catch", "finally_")}
    batch = start_batch("some", [Spec("test-echo")] * 6, **follow)
    claims = [claim() for _ in range(6)]

    def finish(job):
        return transitions.complete(job) if end == "complete" else transitions.conclude(job, FAILED)

    assert all(at_once(*[lambda job=job: finish(job) for job in claims]))

    batch.refresh_from_db()
    assert batch.left == 0
    roles = Counter(job.args["value"] for job in Job.objects.of_type("test-social"))
    assert roles == ({"then": 1, "finally_": 1} if end == "complete" else {"catch": 1, "finally_": 1})
    is_well()


def test_an_end_and_a_cancel_at_once_leave_one_of_the_two():
    for _ in range(5):
        job = executor.take(enqueue("test-echo", {}))
        follower = enqueue("test-echo", {}, after=job)

        at_once(lambda job=job: transitions.complete(job), lambda one=follower: control.cancel(one, by="ada"))

        follower.refresh_from_db()
        assert follower.status == Status.CANCELLED
    is_well()


def test_a_cancel_and_a_claim_at_once_lose_neither():
    for _ in range(5):
        job = enqueue("test-echo", {})

        at_once(claim, lambda job=job: control.cancel(job, by="ada"))

        job.refresh_from_db()
        assert job.status == Status.CANCELLED or job.cancel_requested_by == "ada"
        if job.status == Status.PROCESSING:
            transitions.conclude(job, Verdict(Status.CANCELLED, Outcome.CANCELLED))
    is_well()


def test_a_cancel_and_a_retry_of_the_attempt_at_once_leave_no_wish_behind():
    for _ in range(5):
        job = executor.take(enqueue("test-echo", {}))

        at_once(
            lambda job=job: transitions.conclude(job, Verdict(Status.PENDING, Outcome.ERROR, retry_in=600)),
            lambda job=job: control.cancel(job, by="ada"),
        )

        assert Job.objects.get(pk=job.pk).status == Status.CANCELLED
    is_well()


def test_a_follower_that_comes_while_its_job_ends_is_never_left_waiting():
    for verdict in (None, FAILED) * 3:
        job = executor.take(enqueue("test-echo", {}))

        def end(job=job, verdict=verdict):
            return transitions.complete(job) if verdict is None else transitions.conclude(job, verdict)

        _, follower = at_once(end, lambda job=job: enqueue("test-echo", {}, after=job))

        follower.refresh_from_db()
        assert follower.status == (Status.PENDING if verdict is None else Status.CANCELLED)
        if follower.status == Status.PENDING:
            control.cancel(follower)
    is_well()


def test_two_gravediggers_and_the_dead_one_itself_write_one_end():
    job = executor.take(enqueue("test-echo", {}))
    Job.objects.filter(pk=job.pk).update(heartbeat_at=transitions.ago(31))

    first, second, finished = at_once(upkeep.bury_lost, upkeep.bury_lost, lambda: transitions.complete(job))

    assert first + second + finished == 1
    assert job.history.exclude(outcome="").count() == 1
    is_well()


def test_two_people_retry_one_job_once():
    job = executor.take(enqueue("test-echo", {}))
    transitions.conclude(job, FAILED)

    found = at_once(lambda: transitions.revive(job.pk), lambda: transitions.revive(job.pk))

    assert sorted(found) == [False, True]
    is_well()


def test_steps_are_folded_once_by_any_number_of_clocks():
    for _ in range(20):
        enqueue("test-echo", {})

    folded = at_once(*[counts.fold] * 4)

    assert sum(n for n in folded if isinstance(n, int)) == 20
    assert counts.current() == {("default", "test-echo", "pending"): 20}
    is_well()


def test_two_batches_for_one_key_share_nothing():
    specs = [Spec("test-echo", {}, {"unique_key": "k"})]

    found = at_once(lambda: start_batch("one", specs).pk, lambda: start_batch("two", specs).pk)

    assert sum(isinstance(one, int) for one in found) == Batch.objects.count() == Job.objects.count() == 1
    is_well()
