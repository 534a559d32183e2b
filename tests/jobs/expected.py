"""What the machine of test_machine.py expects: jobs and batches as plain objects, moved by rules of their own.

Written from docs/job-lifecycle.md and not from the code; it reads no database.
"""

from dataclasses import dataclass, field

FINAL = ("completed", "failed", "cancelled")
LIMITS = {"one": 1, "two": 2}


@dataclass
class Expected:
    """One job as it should stand."""

    key: int
    status: str
    unique: str | None = None
    concurrency: str | None = None
    after: int | None = None
    batch: int | None = None
    max_attempts: int = 3
    attempts: int = 0
    crashes: int = 0
    asked: bool = False
    outcomes: list = field(default_factory=list)

    @property
    def live(self):
        return self.status not in FINAL

    @property
    def limit(self):
        return LIMITS.get((self.concurrency or "").partition(":")[0], 1)


@dataclass
class ExpectedBatch:
    """One batch as it should stand: how its members ended, and what has followed."""

    key: int
    members: list
    follows: dict  # "then", "catch", "finally": whether there is such a job
    fired: set = field(default_factory=set)
    forgotten: list = field(default_factory=list)
    finished: bool = False
    failures: int = 0


class World:
    """All jobs and batches."""

    def __init__(self):
        self.jobs = {}
        self.batches = {}

    def holder(self, unique):
        """The live job that has this unique key."""
        return next((job for job in self.jobs.values() if unique and job.unique == unique and job.live), None)

    def add(self, key, *, follower_of=None, **facts):
        """A job that was enqueued; what it waits for may have ended."""
        before = self.jobs.get(follower_of)
        status = "pending"
        if before is not None and before.status != "completed":
            status = "cancelled" if before.status in FINAL else "waiting"
        self.jobs[key] = Expected(key, status, after=follower_of, **facts)
        return self.jobs[key]

    def claim(self, key):
        """A worker has it."""
        job = self.jobs[key]
        job.status, job.attempts = "processing", job.attempts + 1
        job.outcomes.append("")

    def end(self, key, status, outcome):
        """It ended for good; what waited for it follows."""
        job = self.jobs[key]
        if job.status == "processing":
            job.outcomes[-1] = outcome
        if status == "completed":
            job.crashes, job.asked = 0, False
        elif outcome in ("crashed", "lost"):
            job.crashes += 1
        elif outcome != "":
            job.crashes = 0
        job.status = status
        if status == "failed" and job.batch is not None:
            self.batches[job.batch].failures += 1
        self._followers(job)

    def _followers(self, job):
        for follower in [one for one in self.jobs.values() if one.after == job.key and one.status == "waiting"]:
            if job.status == "completed":
                follower.status = "pending"
            else:
                self.end(follower.key, "cancelled", "")

    def back(self, key, outcome):
        """It goes back to pending, unless its cancel was asked for."""
        job = self.jobs[key]
        if job.asked:
            self.end(key, "cancelled", "cancelled")
            return
        job.status = "pending"
        job.outcomes[-1] = outcome
        if outcome in ("snoozed", "interrupted"):
            job.attempts -= 1
        job.crashes = {"interrupted": job.crashes, "crashed": job.crashes + 1, "lost": job.crashes + 1}.get(outcome, 0)

    def fail(self, key, outcome, *, permanent=False):
        """An error or a timeout."""
        job = self.jobs[key]
        if permanent or job.attempts >= job.max_attempts:
            self.end(key, "failed", outcome)
        else:
            self.back(key, outcome)

    def died(self, key, outcome, *, overdue):
        """Its process is gone."""
        job = self.jobs[key]
        if job.asked:
            self.end(key, "cancelled", "cancelled")
        elif overdue:
            self.fail(key, "timeout")
        elif job.crashes >= 2:
            self.end(key, "failed", outcome)
        else:
            self.fail(key, outcome)

    def revive(self, key):
        """A person has it tried again."""
        job = self.jobs[key]
        job.status, job.crashes, job.asked = "pending", 0, False
        job.max_attempts = max(job.max_attempts, job.attempts + 1)
        if job.batch is not None:
            self.batches[job.batch].finished = False

    def forget(self, key):
        """It was deleted; its batch keeps its end."""
        job = self.jobs.pop(key)
        if job.batch is not None:
            batch = self.batches[job.batch]
            batch.members.remove(key)
            batch.forgotten.append(job.status)
        for other in self.jobs.values():
            if other.after == key:
                other.after = None

    def ends(self, batch):
        """How the members of a batch ended: a list of final states."""
        standing = [self.jobs[key].status for key in batch.members]
        return batch.forgotten + [status for status in standing if status in FINAL]

    def follow(self):
        """Find what follows now in each batch; return the new pairs of batch and role."""
        new = []
        for batch in self.batches.values():
            ends = self.ends(batch)
            whole = len(ends) == len(batch.members) + len(batch.forgotten)
            due = ["catch"] if batch.failures else []
            if whole and not batch.finished:
                batch.finished = True
                due += ["then"] if set(ends) == {"completed"} else []
                due.append("finally")
            for role in due:
                if role not in batch.fired:
                    batch.fired.add(role)
                    new += [(batch.key, role)] if batch.follows[role] else []
        return new
