"""Real processes for tests: the queue server, workers and the clock, on the tests' own database and home.

They share the test's database by its URL and its queue server by its home.
"""

import contextlib
import socket
import sys
from collections import Counter
from contextlib import contextmanager
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection
from kombu import pools

from reelpress.config.env import child_env
from reelpress.jobs import broker, upkeep, workers
from reelpress.jobs.embedded import server_command, socket_path
from reelpress.lib import clock, proc

SECONDS = 60  # by when something must have happened; on a quiet machine it takes a few


def database_url():
    """The address of the database that the test uses now."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(facts['NAME']).lstrip('/'))}"
    password = f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else ""
    host = f"{facts['HOST'] or '127.0.0.1'}:{facts['PORT'] or 5432}"
    return f"postgresql://{quote(facts['USER'])}{password}@{host}/{facts['NAME']}"


def environment(**changes):
    """What the children are told; the types of the tests are known to them."""
    return child_env(
        DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=database_url(),
        REELPRESS_HOME=str(settings.HOME),
        REELPRESS_QUEUE="celery",
        REELPRESS_GRACE="1",
        **changes,
    )


def start(*arguments, **changes):
    """Start `reelpress` with `arguments`; end it with `proc.stop`."""
    log = settings.LOGS / f"test-{arguments[-1].strip('-')}.log"
    return proc.spawn((sys.executable, "-m", "reelpress", *arguments), log=log, env=environment(**changes))


def start_worker(*, queue="default", concurrency=1, **changes):
    """Start a worker that serves `queue`, without waiting for it."""
    return start("queue", "work", "--queue", queue, "-c", str(concurrency), **changes)


@contextmanager
def program(*arguments, **changes):
    """Run `reelpress` with `arguments` until the block ends, then stop it."""
    process = start(*arguments, **changes)
    try:
        yield process
    finally:
        proc.stop(process, grace=10)


@contextmanager
def queue_server():
    """Run the queue server that comes along."""
    socket_path().unlink(missing_ok=True)
    server = proc.spawn(server_command(), log=settings.LOGS / "test-queue.log")
    try:
        assert clock.wait_until(_listens, seconds=SECONDS), "the queue server did not start"
        with patience():
            yield server
    finally:
        proc.stop(server)
        disconnect()


@contextmanager
def patience():
    """Let this process wait long for a queue server that is there while the block runs: both may be slow."""
    usual, broker.RING_SECONDS = broker.RING_SECONDS, SECONDS
    try:
        yield
    finally:
        broker.RING_SECONDS = usual


@contextmanager
def broker_at(url):
    """Let this process ring at `url` while the block runs, on queues without a bell."""
    with ringing_at(url):
        broker.app.control.purge()
        try:
            yield
        finally:
            with contextlib.suppress(*broker.UNREACHABLE):
                broker.app.control.purge()


@contextmanager
def ringing_at(url):
    """Let this process ring at `url` while the block runs, whoever is there."""
    usual = broker.app.conf.broker_url
    _ring_at(url)
    try:
        yield
    finally:
        _ring_at(usual)


def _ring_at(url):
    disconnect()
    broker.app.conf.update(broker.configuration(url))
    broker.app.__dict__.pop("amqp", None)  # it remembers the queues, and those of RabbitMQ have arguments


def _listens():
    """Whether somebody answers at the socket: it exists a moment before."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(socket_path())) == 0


def disconnect():
    """Close this process's connections to the queue server, so that the next test starts with none."""
    pools.reset()
    broker.app._after_fork()


@contextmanager
def worker(*, queue="default", concurrency=1, **changes):
    """Run a worker that serves `queue`, and wait until it does."""
    with program("queue", "work", "--queue", queue, "-c", str(concurrency), **changes) as process:
        alive = workers.alive().filter(pid=process.pid)
        assert clock.wait_until(alive.exists, seconds=SECONDS), "the worker did not start"
        yield process


def children(process):
    """The processes that `process` started."""
    return psutil.Process(process.pid).children(recursive=True)


def command_of(process):
    """What `process` was started with; nothing when it has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def becomes(job, *statuses, seconds=SECONDS):
    """Wait until `job` has one of `statuses`; return whether it came to that.

    No clock runs beside most tests, and a bell may be lost: this does that one duty of it.
    """
    missing = Counter()
    healed = clock.monotonic()

    def arrived():
        nonlocal missing, healed
        job.refresh_from_db()
        if job.status == "pending" and clock.monotonic() - healed > 1:
            missing, healed = upkeep.heal_lost_bells(missing, broker.bells_in), clock.monotonic()
        return job.status in statuses

    return clock.wait_until(arrived, seconds=seconds)
