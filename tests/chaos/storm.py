"""Jobs by the thousand while everything that can die dies: what is enqueued, what is struck down, what is found after.

Every decision comes from one seed; when a strike lands depends on the machine.
"""

import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction

from reelpress.jobs import counts, doctor
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.executor import host
from reelpress.jobs.models import Attempt, Batch, Job
from reelpress.jobs.states import FINAL, LIVE
from reelpress.lib import clock
from tests.chaos.database import HOW
from tests.chaos.fleet import Fleet
from tests.jobs import ledger

CHUNK = 25
BACKLOG = 150
BATCH = 20
EVERY_SECONDS = (1.0, 3.5)
AWAY = (DatabaseError, InterfaceError)
STRIKES = {
    "a worker's child killed": 5, "a worker killed": 3, "a worker told to stop": 3, "a clock killed": 1,
    "a clock told to stop": 1, "the queue server flushed": 2, "the queue server killed": 2, "PostgreSQL restarted": 2,
}  # fmt: skip


@dataclass
class Report:
    """What happened, and what is wrong after it."""

    jobs: int = 0
    seconds: float = 0.0
    restarts: int = 0
    strikes: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    outcomes: Counter = field(default_factory=Counter)
    noticed: list = field(default_factory=list)  # seconds from a strike to the end of the attempt that it hit
    recovered: list = field(default_factory=list)  # and to the end of the job
    given_up: list = field(default_factory=list)  # struck three times in a row
    wrong: list = field(default_factory=list)


def share(seconds, part):
    """The time that `part` of all do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class Storm:
    """One soak."""

    def __init__(self, *, jobs, seconds, seed, cluster=None):
        self.wanted = jobs
        self.seconds = seconds
        self.random = random.Random(seed)
        self.cluster = cluster
        self.fleet = Fleet()
        self.report = Report()
        self.hit = {}  # job and lease: when the process that ran it was struck down
        self.enqueued = 0
        self.last = None

    def run(self):
        """Enqueue, strike, wait for the end; return the report."""
        ledger.create()
        started = clock.monotonic()
        deadline = started + self.seconds
        next_strike = started + 5
        try:
            while clock.monotonic() < deadline and not self.over():
                self.fleet.mend()
                if clock.monotonic() >= next_strike and self.enqueued:
                    self.strike()
                    next_strike = clock.monotonic() + self.random.uniform(*EVERY_SECONDS)
                self.outlast(self.feed)
                self.outlast(self.see_recovered)
                clock.sleep(0.05)
            self.report.seconds = clock.monotonic() - started
        finally:
            self.fleet.stop()
        self.judge()
        return self.report

    def over(self):
        """Whether all was enqueued and all has ended."""
        return self.enqueued >= self.wanted and self.outlast(lambda: not Job.objects.live().exists())

    def outlast(self, ask):
        """Return what `ask` says; False while the database is away."""
        try:
            return ask()
        except AWAY:
            connection.close()
            clock.sleep(0.2)
            return False

    # --- work -------------------------------------------------------------------------------------------
    def feed(self):
        """Enqueue a little, unless enough is waiting."""
        if self.enqueued >= self.wanted or Job.objects.filter(status__in=LIVE).count() > BACKLOG:
            return
        before = self.enqueued
        try:
            with transaction.atomic():
                many = min(CHUNK, self.wanted - self.enqueued)
                if many == CHUNK and self.random.random() < 0.1:
                    self.feed_a_batch()
                else:
                    self.feed_jobs(many)
        except AWAY:
            # It was written all the same, when the answer to the commit was lost: count what is there.
            connection.close()
            self.last = None
            self.enqueued = before
            clock.wait_until(self.recounted, seconds=30, every=0.2)

    def recounted(self):
        """Whether the database could say how many jobs there are."""
        try:
            self.enqueued = Job.objects.count()
        except AWAY:
            connection.close()
            return False
        return True

    def feed_jobs(self, many):
        for _ in range(many):
            dice = self.random.random()
            options = {"priority": self.random.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 2))}
            if dice < 0.1:
                options["concurrency_key"] = f"account:{self.random.randint(1, 4)}"
            elif dice < 0.15:
                options["after"] = self.last
            elif dice < 0.2:
                options["delay"] = self.random.uniform(0.5, 3)
            seconds = self.random.choice((0.3, 1.0)) if self.random.random() < 0.08 else 0
            self.last = enqueue("test-ledger", {"seconds": seconds}, **options)
        self.enqueued += many

    def feed_a_batch(self):
        specs = [Spec("test-ledger") for _ in range(BATCH)]
        start_batch("storm", specs, then=Spec("test-ledger"), finally_=Spec("test-ledger"))
        self.enqueued += BATCH + 2

    # --- strikes ----------------------------------------------------------------------------------------
    def strike(self):
        """Do one bad thing, and remember whose work it hit."""
        possible = {name: weight for name, weight in STRIKES.items() if self.cluster or name != "PostgreSQL restarted"}
        name = self.random.choices(list(possible), list(possible.values()))[0]
        number = self.random.randrange(1000)
        self.report.strikes[name] += 1
        at = clock.now()
        if name == "a worker's child killed":
            self.fleet.killed.add(pid := self.kill_a_child(number))
            self.hits([pid], at)
        elif name.startswith("a worker"):
            pids = self.fleet.end(self.fleet.workers[number % len(self.fleet.workers)], _signal(name))
            self.fleet.killed.update(pids if "killed" in name else ())
            self.hits(pids, at)
        elif name.startswith("a clock"):
            self.fleet.end(self.fleet.clocks[number % len(self.fleet.clocks)], _signal(name))
        elif name == "the queue server flushed":
            self.outlast_server(self.fleet.flush)
        elif name == "the queue server killed":
            self.fleet.server.kill()
            self.fleet.server.wait()
        else:
            self.hits(self.fleet.children(), at)
            self.cluster.restart(HOW[number % len(HOW)])

    def kill_a_child(self, number):
        found = self.fleet.children()
        if not found:
            return 0
        victim = found[number % len(found)]
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return 0
        return victim

    def outlast_server(self, ask):
        """Ask the queue server; it may be starting."""
        try:
            ask()
        except OSError:
            return
        except Exception as error:  # of the client, which is no OSError
            if "onnection" not in type(error).__name__ and "Loading" not in type(error).__name__:
                raise

    def hits(self, pids, at):
        """Remember which jobs these processes ran."""

        def note():
            names = [f"{host()}:{pid}" for pid in pids]
            running = Job.objects.processing().filter(worker__in=names).values_list("pk", "lease")
            for run in running:
                self.hit.setdefault(run, at)

        self.outlast(note)

    def see_recovered(self):
        """Time from the strike to the end of the attempts and of the jobs that it hit."""
        ended = Job.objects.filter(pk__in=[job_id for job_id, _ in self.hit], status__in=FINAL)
        times = dict(ended.values_list("pk", "finished_at"))
        for run in [run for run in self.hit if run[0] in times]:
            attempt = Attempt.objects.get(job=run[0], lease=run[1])
            at = self.hit.pop(run)
            self.report.noticed.append(max(0.0, (attempt.finished_at - at) / timedelta(seconds=1)))
            self.report.recovered.append(max(0.0, (times[run[0]] - at) / timedelta(seconds=1)))

    # --- afterwards -------------------------------------------------------------------------------------
    def judge(self):
        """Look at everything that is left."""
        while counts.fold():
            pass
        report = self.report
        rows = list(Job.objects.values_list("pk", "status", "error_class"))
        report.jobs, report.restarts = len(rows), self.fleet.restarts
        report.statuses = Counter(status for _, status, _ in rows)
        attempts = list(Attempt.objects.values_list("job_id", "lease", "outcome"))
        report.outcomes = Counter(outcome or "open" for _, _, outcome in attempts)
        report.wrong += [f"{report.statuses[status]} jobs are {status}" for status in LIVE if report.statuses[status]]
        report.given_up = [_story(key) for key, _, why in rows if why == "CrashLoop"]
        report.wrong += [
            f"job {key} failed: {why}" for key, status, why in rows if status == "failed" and why != "CrashLoop"
        ]
        if self.enqueued < self.wanted:
            report.wrong.append(f"only {self.enqueued} of {self.wanted} jobs were enqueued in time")
        report.wrong += ledger.complaints([(key, status) for key, status, _ in rows], attempts)
        unfinished = Batch.objects.filter(finished_at=None).count()
        report.wrong += [f"{unfinished} batches have not ended"] if unfinished else []
        report.wrong += doctor.check()
        self.explain()

    def explain(self):
        """Every attempt that died must have been killed from here: a stop or a restart kills nobody."""
        died = Attempt.objects.filter(outcome__in=("crashed", "lost")).values_list("job_id", "pid")
        self.report.wrong += [
            f"job {job} died in process {pid}, which nobody killed" for job, pid in died if pid not in self.fleet.killed
        ]


def _story(job_id):
    """The attempts of a job, for people."""
    attempts = Attempt.objects.filter(job=job_id).order_by("pk")
    told = [
        f"{one.outcome} {one.started_at:%H:%M:%S.%f}-{one.finished_at:%H:%M:%S.%f} {one.worker}" for one in attempts
    ]
    return f"job {job_id} {Job.objects.get(pk=job_id).args}: " + "; ".join(told)


def _signal(name):
    return signal.SIGKILL if "killed" in name else signal.SIGTERM
