"""Claiming, priorities, keys, and every pair of states."""

import pytest
from django.db.models.functions import Now

from reelpress.jobs import control, doctor, executor, transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Attempt, Job
from reelpress.jobs.outcomes import Verdict
from reelpress.jobs.states import FINAL, MOVES, Outcome, Status
from reelpress.jobs.testing import drain
from reelpress.lib.errors import BadInput

pytestmark = pytest.mark.django_db


def claim(queue="default"):
    return transitions.claim(transitions.claimable(queue), worker="w", pid=1)


def a_job(**options):
    return enqueue("test-echo", {}, **options)


def test_the_highest_priority_is_claimed_first_then_the_earliest_due_then_the_lowest_id():
    late = a_job()
    early = a_job()
    urgent = a_job(priority=5)
    Job.objects.filter(pk=early.pk).update(run_after=transitions.ago(60))
    same = a_job()
    Job.objects.filter(pk__in=(late.pk, same.pk)).update(run_after=transitions.ago(1))

    assert [claim().pk for _ in range(4)] == [urgent.pk, early.pk, late.pk, same.pk]
    assert claim() is None


def test_what_is_due_later_is_not_claimed():
    a_job(delay=60)

    assert claim() is None


def test_a_paused_queue_gives_nothing_until_it_is_resumed():
    job = a_job()
    control.pause_queue("default", by="ada")

    assert claim() is None

    control.resume_queue("default")
    assert claim() == job


def test_a_concurrency_key_lets_one_run_at_a_time():
    first = a_job(concurrency_key="account:1")
    second = a_job(concurrency_key="account:1")

    taken = claim()
    assert taken == first
    assert claim() is None

    transitions.complete(taken)
    assert claim() == second


def test_a_unique_key_returns_the_live_job():
    first = a_job(unique_key="video:1")

    assert a_job(unique_key="video:1") == first
    assert Job.objects.count() == 1


def test_a_unique_key_is_free_again_when_the_job_is_final():
    first = a_job(unique_key="video:1")
    drain()

    assert a_job(unique_key="video:1") != first


def test_what_waits_for_a_job_starts_after_it():
    first = a_job()
    follower = a_job(after=first)
    assert follower.status == Status.WAITING

    executor.work_one("default")

    follower.refresh_from_db()
    assert follower.status == Status.PENDING


def test_what_waits_for_a_job_that_is_cancelled_is_cancelled_with_the_reason():
    first = a_job()
    follower = a_job(after=first)
    last = a_job(after=follower)

    control.cancel(first, by="ada")

    follower.refresh_from_db()
    last.refresh_from_db()
    assert (follower.status, last.status) == (Status.CANCELLED, Status.CANCELLED)
    assert first.public_id in follower.error_message


def test_a_retry_by_a_person_keeps_the_row_and_grants_an_attempt():
    job = enqueue("test-echo", {"do": "refuse"}, max_attempts=1)
    executor.work_one("default")

    control.retry(job, by="ada")

    assert (job.status, job.attempts, job.max_attempts, job.error_message) == (Status.PENDING, 1, 2, "")
    executor.work_one("default")
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.FAILED, 2)


def test_what_is_cancelled_before_its_time_and_retried_waits_for_that_time():
    job = a_job(delay=3600)
    planned = job.run_after
    control.cancel(job, by="ada")

    control.retry(job, by="ada")

    assert (job.status, job.run_after, job.rung_at) == (Status.PENDING, planned, None)
    assert claim() is None
    control.run_now(job)
    assert claim() == job


def test_what_is_cancelled_between_two_attempts_and_retried_starts_at_once():
    job = enqueue("test-echo", {"do": "fail"}, max_attempts=2)
    executor.work_one("default")
    control.cancel(job, by="ada")

    control.retry(job, by="ada")

    assert claim() == job


def test_a_retry_names_the_live_twin_instead():
    done = a_job(unique_key="video:1")
    drain()
    twin = a_job(unique_key="video:1")

    with pytest.raises(BadInput, match=twin.public_id):
        control.retry(done)


def test_cancelling_a_finished_job_is_refused_with_its_state():
    job = a_job()
    drain()

    with pytest.raises(BadInput, match="already completed"):
        control.cancel(job, by="ada")


def test_only_finished_jobs_can_be_forgotten():
    job = a_job()
    with pytest.raises(BadInput, match="not finished"):
        control.forget(job)
    drain()

    control.forget(job)

    assert (Job.objects.count(), Attempt.objects.count()) == (0, 0)


def test_cleaning_removes_old_completed_jobs_only():
    old, new = a_job(), a_job()
    drain()
    Job.objects.filter(pk=old.pk).update(finished_at=transitions.ago(8 * 86_400))
    failed = enqueue("test-echo", {"do": "refuse"})
    drain()
    Job.objects.filter(pk=failed.pk).update(finished_at=transitions.ago(8 * 86_400))

    assert control.clean(days=7) == 1
    assert set(Job.objects.all()) == {new, failed}


def put_into(status):
    """A job in `status`, and the claim that a worker might still hold on it."""
    job = a_job(after=a_job() if status == Status.WAITING else None)
    claimed = job
    if status not in (Status.WAITING, Status.PENDING):
        claimed = executor.take(job)
    match status:
        case Status.COMPLETED:
            transitions.complete(claimed)
        case Status.FAILED:
            transitions.conclude(claimed, Verdict(Status.FAILED, Outcome.ERROR))
        case Status.CANCELLED:
            transitions.conclude(claimed, Verdict(Status.CANCELLED, Outcome.CANCELLED))
    return claimed


def moves_of(job):
    """Every function that moves a job, by the state that it leads to."""
    pending = Job.objects.filter(pk=job.pk, status=Status.PENDING)
    return {
        Status.PROCESSING: lambda: transitions.claim(pending, worker="w", pid=1),
        Status.COMPLETED: lambda: transitions.complete(job),
        Status.FAILED: lambda: transitions.conclude(job, Verdict(Status.FAILED, Outcome.ERROR)),
        Status.CANCELLED: lambda: (
            transitions.cancel_unstarted(job.pk, by="ada")
            or transitions.conclude(job, Verdict(Status.CANCELLED, Outcome.CANCELLED))
        ),
        Status.PENDING: lambda: (
            transitions.revive(job.pk) or transitions.conclude(job, Verdict(Status.PENDING, Outcome.ERROR))
        ),
    }


@pytest.mark.parametrize("new", [status for status in Status if status != Status.WAITING])
@pytest.mark.parametrize("old", list(Status))
def test_only_the_moves_of_the_table_happen(old, new):
    job = put_into(old)
    if old == Status.WAITING and new == Status.PENDING:
        return  # by release_waiting, shown above

    moved = moves_of(job)[new]()

    job.refresh_from_db()
    assert bool(moved) == (new in MOVES[old])
    assert job.status == (new if moved else old)


@pytest.mark.parametrize("old", list(Status))
def test_the_doctor_finds_nothing_wrong_after_any_legal_move(old):
    for new in MOVES[old]:
        moves_of(put_into(old))[new]()
    Job.objects.filter(status=Status.PENDING).update(rung_at=Now())

    assert doctor.check() == []


def test_the_doctor_names_what_is_wrong():
    job = executor.take(a_job())
    Job.objects.filter(pk=job.pk).update(lease="", attempts=4)

    problems = doctor.check()

    assert len(problems) == 2
    assert all(job.public_id in problem for problem in problems)


def test_final_states_lead_nowhere_but_back():
    assert all(MOVES[status] == {Status.PENDING} for status in FINAL)
