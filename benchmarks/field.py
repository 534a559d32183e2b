"""Who is measured: how each is started, what it keeps of a job, and what it loses when a worker is killed."""

import sys
from dataclasses import dataclass, field

from benchmarks.places import RIVALS_PYTHON


@dataclass(frozen=True)
class Contender:
    """One queue in one configuration, with two worker processes."""

    name: str
    client: str  # module of the side that enqueues
    worker: tuple[str, ...]  # "{socket}" stands for the queue server's
    keeps: str
    loses: str
    env: dict[str, str] = field(default_factory=dict)
    clock: tuple[str, ...] = ()
    database: str = ""
    python: str = str(RIVALS_PYTHON)


REELPRESS = (sys.executable, "-m", "reelpress", "queue")
CELERY_LATE = "celery, late acks"  # what ours is built on, and what the goal speaks of


def _ours(database):
    return Contender(
        f"reelpress, {database}",
        "with_reelpress",
        (*REELPRESS, "work", "--queue", "default", "-c", "2"),
        keeps="a row a job with its arguments, times and end, a row an attempt, counts; in the database",
        loses="nothing: a killed worker's job starts again within seconds, a wiped broker is rung anew",
        clock=(*REELPRESS, "clock"),
        database=database,
        python=sys.executable,
    )


def _module(name, *arguments):
    return (str(RIVALS_PYTHON), "-m", name, *arguments)


def _celery(name, **facts):
    arguments = ("-A", "benchmarks.contenders.with_celery", "worker", "-c", "2", "--loglevel", "WARNING")
    return Contender(name, "with_celery", _module("celery", *arguments), **facts)


def _huey(name, **facts):
    arguments = ("benchmarks.contenders.with_huey.huey", "-w", "2", "-k", "process", "-q")
    return Contender(
        name, "with_huey", _module("huey.bin.huey_consumer", *arguments),
        keeps="the message until it is fetched; of a job that ended, nothing",
        loses="what a killed worker ran", **facts,
    )  # fmt: skip


CONTENDERS = (
    _ours("sqlite"),
    _ours("postgresql"),
    _celery(
        CELERY_LATE, env={"BENCH_CELERY": "late"},
        keeps="the message until the handler returned; of a job that ended, nothing",
        loses="what a killed process ran; what a killed worker held comes back after an hour",
    ),
    _celery(
        "celery, defaults",
        keeps="the message until the handler begins; of a job that ended, nothing",
        loses="what a killed worker ran; what it had fetched ahead (eight) comes back after an hour",
    ),
    Contender(
        "rq", "with_rq", _module("rq.cli", "worker-pool", "default", "-n", "2", "-q", "--url", "unix://{socket}"),
        keeps="a hash a job and its result, for 500 s after success, a year after failure",
        loses="nothing silently: what a killed worker ran is marked as failed minutes later, not run again",
    ),
    Contender(
        "dramatiq", "with_dramatiq", _module("dramatiq", "benchmarks.contenders.with_dramatiq", "-p", "2"),
        keeps="the message until the handler returned; of a job that ended, nothing",
        loses="nothing: what a killed worker held is run again after a minute without its heartbeat",
    ),
    _huey("huey"),
    _huey("huey, priorities", env={"BENCH_HUEY": "priority"}),
)  # fmt: skip
