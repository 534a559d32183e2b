"""What must hold of the job tables after every step of test_machine.py, asked of the rows and of what is expected."""

from collections import Counter, defaultdict

from reelpress.jobs import doctor
from reelpress.jobs.models import Attempt, Batch, Move
from reelpress.jobs.states import MOVES, Status
from tests.jobs.expected import FINAL


class Holds:
    """The questions. Each fails with the rows that are wrong."""

    def the_doctor_finds_nothing(self):
        findings = doctor.check()
        assert [line for line in findings if "not rung for" not in line and "without heartbeat" not in line] == []

    def rows_are_as_expected(self, rows):
        outcomes = defaultdict(list)
        for job_id, outcome in Attempt.objects.order_by("pk").values_list("job_id", "outcome"):
            outcomes[job_id].append(outcome)
        found = [(r.pk, r.status, r.attempts, r.crashes, r.max_attempts, r.batch_id, outcomes[r.pk]) for r in rows]
        jobs = sorted(self.world.jobs.values(), key=lambda job: job.key)
        assert found == [
            (job.key, job.status, job.attempts, job.crashes, job.max_attempts, job.batch, job.outcomes) for job in jobs
        ]
        assert all(len(outcomes[row.pk]) == row.attempts + row.snoozes for row in rows)
        assert all((row.lease != "") == (row.status == "processing") for row in rows)
        assert all(row.cancel_requested_at is None for row in rows if row.status in ("pending", "waiting"))

    def keys_are_kept(self, rows):
        running = [row for row in rows if row.status == "processing"]
        live = [row.unique_key for row in rows if row.status not in FINAL and row.unique_key]
        assert len(live) == len(set(live))
        assert len({row.lease for row in running}) == len(running)
        for key, n in Counter(row.concurrency_key for row in running if row.concurrency_key).items():
            assert n <= (2 if key == "two:b" else 1)
        status = {row.pk: row.status for row in rows}
        assert all(status.get(row.after_id) not in (None, *FINAL) for row in rows if row.status == "waiting")

    def moves_are_allowed(self):
        new = list(Move.objects.filter(pk__gt=self.moves_seen).order_by("pk"))
        for move in new:
            if not move.source:
                assert move.target in ("waiting", "pending")
            elif not move.target:
                assert move.source in FINAL
            else:
                assert move.target in MOVES[Status(move.source)]
        self.moves_seen = new[-1].pk if new else self.moves_seen

    def batches_are_right(self):
        for row in Batch.objects.all():
            batch = self.world.batches[row.pk]
            ends = Counter(self.world.ends(batch))
            assert (row.completed, row.failed, row.cancelled) == tuple(ends[status] for status in FINAL)
            assert row.total == len(batch.members) + len(batch.forgotten)
            assert (row.finished_at is not None) == (row.left == 0) == batch.finished
            assert {name for name in ("then", "catch", "finally") if getattr(row, f"{name}_at")} == batch.fired
