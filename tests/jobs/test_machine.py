"""Everything that can happen to jobs, in any order, on the real tables; after each step all that must hold holds.

A longer run: `make chaos`, or `pytest tests/jobs/test_machine.py --hypothesis-profile=long`.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Max
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reelpress.jobs import chains, control, counts, transitions, upkeep
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.executor import host
from reelpress.jobs.models import Attempt, Batch, Job, Move
from reelpress.jobs.outcomes import ShuttingDown, TimedOut, Verdict, cancelled, judge
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure
from tests.jobs.expected import FINAL, ExpectedBatch, World
from tests.jobs.holds import Holds

QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
RUNS = {"long": settings(max_examples=600, stateful_step_count=60, **QUIET)}
SHORT = settings(max_examples=20, stateful_step_count=25, **QUIET)
QUEUES = ("default", "social")
DEAD = tuple(f"{host()}:{2**22 + n}" for n in range(3))  # process ids that no kernel gives out

keys = st.sampled_from([None, None, "u:1", "u:2"])
places = st.sampled_from([None, None, "one:a", "two:b"])
queues = st.sampled_from(QUEUES)
waits = st.sampled_from([0, 0, 0, 300])
options = st.fixed_dictionaries({}, optional={
    "unique_key": keys, "concurrency_key": places, "delay": waits, "queue": queues, "priority": st.integers(-2, 2),
    "max_attempts": st.integers(1, 3),
})  # fmt: skip
picks = st.integers(0, 1000)
ENDS = (
    "finish", "finish", "finish_and_go_on", "fail", "fail_for_good", "time_out", "snooze", "interrupted",
    "heartbeat", "crash", "crash", "fall_silent", "fall_silent", "the_keeper_ends_it",
)  # fmt: skip


ROLES = ("then", "catch", "finally")
MAKES = st.sampled_from(["one", "one", "after", "chain", "batch"])


class NothingToDo(Exception):
    """No job is in the state that the step needs: the step does nothing."""


class Machine(Holds, RuleBasedStateMachine):
    """The tables beside what is expected of them."""

    doctor_every = 6  # most of what it asks is asked here too, after every step, in other words

    def __init__(self):
        super().__init__()
        self.world = World()
        self.claims = []  # every claim ever made, the overtaken too
        self.paused = set()
        self.known = set()
        self.moves_seen = self.steps = 0
        self.ticker = upkeep.Ticker()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- choosing ---------------------------------------------------------------------------------------
    def one(self, pick, *statuses):
        found = [job.key for job in self.world.jobs.values() if not statuses or job.status in statuses]
        if not found:
            raise NothingToDo
        return Job.objects.get(pk=found[pick % len(found)])

    def held(self, pick):
        """A claim that still holds."""
        running = {job.key for job in self.world.jobs.values() if job.status == "processing"}
        leases = set(Job.objects.filter(pk__in=running).values_list("lease", flat=True))
        found = [claim for claim in self.claims if claim.pk in running and claim.lease in leases]
        if not found:
            raise NothingToDo
        return found[pick % len(found)]

    def any_of(self, *statuses):
        return any(job.status in statuses for job in self.world.jobs.values())

    def adopt(self, job, **facts):
        """Take a job that was just enqueued into the world."""
        self.known.add(job.pk)
        self.world.add(
            job.pk, unique=job.unique_key, concurrency=job.concurrency_key, max_attempts=job.max_attempts, **facts
        )

    # --- enqueueing -------------------------------------------------------------------------------------
    @initialize(given=options)
    def begin(self, given):
        self.batch([{}, {}, given], set(ROLES))
        self.chain([{}, {}])
        self.enqueue({"concurrency_key": "one:a", "unique_key": "u:1"}, None)

    @rule(many=st.lists(options, min_size=1, max_size=3), how=MAKES, roles=st.sets(st.sampled_from(ROLES)), pick=picks)
    def something_is_enqueued(self, many, how, roles, pick):
        if how == "chain":
            self.chain(many)
        elif how == "batch":
            self.batch(many, roles)
        else:
            self.enqueue(many[0], self.one(pick) if how == "after" and self.world.jobs else None)

    def enqueue(self, given, after):
        holder = self.world.holder(given.get("unique_key"))
        job = enqueue("test-echo", {}, after=after, **given)
        if holder is not None:
            assert job.pk == holder.key
        else:
            assert job.pk not in self.known
            self.adopt(job, follower_of=after.pk if after else None)

    def chain(self, many):
        many = [{name: value for name, value in given.items() if name != "unique_key"} for given in many]
        before = None
        for job in chains.chain(*(Spec("test-echo", {}, given) for given in many)):
            self.adopt(job, follower_of=before)
            before = job.pk

    def batch(self, many, roles):
        holders = [self.world.holder(given.get("unique_key")) for given in many]
        refused = any(one and (one.batch is not None or one.status == "processing") for one in holders)
        specs = [Spec("test-echo", {}, given) for given in many]
        follow = {f"{role}_" if role == "finally" else role: Spec("test-social", {"value": role}) for role in roles}
        try:
            batch = start_batch("batch", specs, **follow)
        except BadInput:
            assert refused
            return
        assert not refused
        members = list(batch.jobs.order_by("pk").values_list("pk", flat=True))
        made = ExpectedBatch(batch.pk, members, {role: role in roles for role in ROLES})
        self.world.batches[batch.pk] = made
        for job in batch.jobs.order_by("pk"):
            if job.pk not in self.known:
                self.adopt(job)
            self.world.jobs[job.pk].batch = batch.pk

    # --- workers ----------------------------------------------------------------------------------------
    def best(self, queue):
        """Which job a worker should get: worked out here, from the rows."""
        if queue in self.paused:
            return None
        busy = [job.concurrency for job in self.world.jobs.values() if job.status == "processing" and job.concurrency]
        now = clock.now()
        can = [
            row
            for row in Job.objects.filter(queue=queue, status="pending")
            if row.run_after <= now
            and (row.concurrency_key is None or busy.count(row.concurrency_key) < self.world.jobs[row.pk].limit)
        ]
        return min(can, key=lambda row: (-row.priority, row.run_after, row.pk), default=None)

    @precondition(lambda self: self.any_of("pending"))
    @rule(pick=picks, worker=st.sampled_from(DEAD), times=st.integers(1, 3))
    def claim(self, pick, worker, times):
        queue = self.one(pick, "pending").queue
        for _ in range(times):
            best = self.best(queue)
            job = transitions.claim_best(queue, worker=worker, pid=1, bell=f"bell-{len(self.claims)}")
            assert job == best
            self.note_claim(job)

    def note_claim(self, job):
        if job is not None:
            self.world.claim(job.pk)
            self.claims.append(job)

    @precondition(lambda self: self.any_of("processing"))
    @rule(pick=picks, how=st.sampled_from(ENDS))
    def an_attempt_ends(self, pick, how):
        getattr(self, how)(self.held(pick))

    @precondition(lambda self: self.any_of("pending"))
    @rule(pick=picks, worker=st.sampled_from(DEAD), how=st.sampled_from(ENDS))
    def one_is_claimed_and_ends(self, pick, worker, how):
        before = len(self.claims)
        self.claim(pick, worker, 1)
        if len(self.claims) > before:
            getattr(self, how)(self.claims[-1])

    def finish(self, job):
        assert transitions.complete(job)
        self.world.end(job.pk, "completed", "ok")

    def finish_and_go_on(self, job):
        queue = QUEUES[job.pk % 2]
        done, following = transitions.complete_and_claim(job, queue, pid=1)
        assert done
        self.world.end(job.pk, "completed", "ok")
        self.adopt_what_followed()
        if following is None:
            best = self.best(queue)
            assert best is None or best.concurrency_key is not None
        self.note_claim(following)

    def conclude(self, job, error):
        assert transitions.conclude(job, judge(error, transitions.standing(job)))

    def fail(self, job):
        self.conclude(job, Failure("No.", retry_after=(None, 0)[job.pk % 2]))
        self.world.fail(job.pk, "error")

    def fail_for_good(self, job):
        self.conclude(job, Failure("No.", permanent=True))
        self.world.fail(job.pk, "error", permanent=True)

    def time_out(self, job):
        self.conclude(job, TimedOut())
        self.world.fail(job.pk, "timeout")

    def snooze(self, job):
        assert transitions.snooze(job, 30 * (job.pk % 2), "not yet")
        self.world.back(job.pk, "snoozed")

    def interrupted(self, job):
        self.conclude(job, ShuttingDown())
        self.world.back(job.pk, "interrupted")

    def heartbeat(self, job):
        assert transitions.mine(job).update(heartbeat_at=clock.now())

    def crash(self, job):
        overdue = self.is_overdue(job)
        assert upkeep.bury(bell=job.bell, how="Its worker process died.")
        self.world.died(job.pk, "crashed", overdue=overdue)
        self.writes_late(job)

    def fall_silent(self, job):
        Job.objects.filter(pk=job.pk).update(heartbeat_at=transitions.ago((13, 31)[job.pk % 2]))
        self.bury_the_silent()
        self.writes_late(job)
        # Whoever claims it next is not hurt by the late either.
        rows = Job.objects.filter(pk=job.pk, status="pending")
        self.note_claim(transitions.claim(rows, worker=DEAD[0], pid=1, bell=f"bell-{len(self.claims)}"))
        self.writes_late(job)

    def the_keeper_ends_it(self, job):
        control.cancel(job, by="ada")
        assert transitions.conclude(job, cancelled("ada"))
        self.world.end(job.pk, "cancelled", "cancelled")

    def is_overdue(self, job):
        row = Job.objects.get(pk=job.pk)
        return (clock.now() - row.started_at).total_seconds() > row.timeout_seconds

    def bury_the_silent(self):
        """Bury who is silent; all others beat first, so that none becomes silent by how long this takes."""
        Job.objects.filter(status="processing", heartbeat_at__gte=transitions.ago(12)).update(heartbeat_at=clock.now())
        silent = list(Job.objects.filter(status="processing", heartbeat_at__lt=transitions.ago(12)))
        overdue = {job.pk: self.is_overdue(job) for job in silent}
        assert upkeep.bury_lost() == len(silent)
        for job in silent:
            self.world.died(job.pk, "lost", overdue=overdue[job.pk])

    def writes_late(self, job):
        """A worker that was taken for dead goes on and writes: nothing changes."""
        before = self.dump()
        tries = {
            "complete": lambda: transitions.complete(job),
            "go on": lambda: transitions.complete_and_claim(job, "default", pid=1)[0],
            "snooze": lambda: transitions.snooze(job, 1, "late"),
            "fail": lambda: transitions.conclude(job, Verdict(Status.PENDING, Outcome.ERROR)),
            "end": lambda: transitions.conclude(job, cancelled("ada")),
            "beat": lambda: transitions.mine(job).update(heartbeat_at=clock.now()),
        }
        assert [how for how, write in tries.items() if write()] == []
        assert self.dump() == before

    def dump(self):
        return [list(model.objects.order_by("pk").values()) for model in (Job, Attempt, Batch, Move)]

    # --- people -----------------------------------------------------------------------------------------
    @rule(what=st.sampled_from(["cancel", "retry", "retry", "hurry", "forget", "pause"]), pick=picks)
    def a_person_does(self, what, pick):
        with suppress(NothingToDo):
            getattr(self, what)(pick)

    def cancel(self, pick):
        job = self.one(pick)
        expected = self.world.jobs[job.pk]
        if not expected.live:
            with pytest.raises(BadInput):
                control.cancel(job, by="ada")
            return
        control.cancel(job, by="ada")
        if expected.status == "processing":
            expected.asked = True
        else:
            self.world.end(job.pk, "cancelled", "")

    def retry(self, pick):
        job = self.one(pick, *FINAL)
        if self.world.holder(job.unique_key):
            with pytest.raises(BadInput, match="already under way"):
                control.retry(job)
            return
        control.retry(job, by="ada")
        self.world.revive(job.pk)

    def hurry(self, pick):
        job = self.one(pick, "pending")
        control.run_now(job, by="ada")
        control.set_priority(job, pick % 3 - 1, by="ada")

    def pause(self, pick):
        queue = QUEUES[pick % 2]
        (control.resume_queue if queue in self.paused else control.pause_queue)(queue)
        self.paused ^= {queue}

    def forget(self, pick):
        job = self.one(pick, *FINAL)
        control.forget(job)
        self.world.forget(job.pk)

    # --- the clock --------------------------------------------------------------------------------------
    @precondition(lambda self: self.steps % 4 == 3)
    @rule(minutes=st.sampled_from([0, 1, 6, 11]))
    def the_clock_ticks(self, minutes):
        """The database's clock cannot be set: everything that it wrote moves back instead."""
        moved = {name: F(name) - timedelta(minutes=minutes) for name in ("run_after", "started_at", "heartbeat_at")}
        if minutes:
            Job.objects.update(**moved)
        if minutes == 1:  # then the workers beat first
            Job.objects.processing().update(heartbeat_at=clock.now())
        self.bury_the_silent()
        assert self.ticker.tick(lambda queue: 0)
        assert Move.objects.count() == 0
        self.moves_seen = Move.objects.aggregate(last=Max("pk"))["last"] or self.moves_seen

    # --- what must hold ---------------------------------------------------------------------------------
    def adopt_what_followed(self):
        """What batches have started since the last look: just what had to follow, each once."""
        due = [(Batch.objects.get(pk=key).public_id, role) for key, role in self.world.follow()]
        new = Job.objects.exclude(pk__in=self.known).order_by("pk")
        assert sorted((job.metadata["batch"], job.args["value"]) for job in new) == sorted(due)
        for job in new:
            self.adopt(job)

    @invariant()
    def everything_holds(self):
        self.adopt_what_followed()
        rows = list(Job.objects.order_by("pk"))
        self.rows_are_as_expected(rows)
        self.keys_are_kept(rows)
        self.moves_are_allowed()
        self.batches_are_right()
        assert counts.current() == Counter((row.queue, row.type, row.status) for row in rows)
        self.steps += 1
        if self.steps % self.doctor_every == 0:
            self.the_doctor_finds_nothing()


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_in_whatever_order_every_invariant_holds():
    short = SHORT if connection.vendor == "sqlite" else settings(SHORT, max_examples=10, stateful_step_count=20)
    with override_settings(CONCURRENCY={"two": 2}):
        run_state_machine_as_test(Machine, settings=RUNS.get(settings.get_current_profile_name(), short))
