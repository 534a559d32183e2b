"""The same duties on Redis and RabbitMQ as on the queue server that comes along, of which test_workers.py tells.

Nothing of others is touched: Redis is used in a database of its own, RabbitMQ in a virtual host of its own where that
may be made, else in our four queues.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import tempfile
import threading
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from kombu import Connection

from reelpress.jobs import bells, broker, control
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock, proc
from tests import processes, services

# On one database only: a queue server knows nothing of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.sqlite_only]
QUEUE = "low-priority"
PATIENCE = 3.5  # seconds: a person waits for it
TRIES = 4  # to measure it: what the machine adds differs from time to time, what we add does not
_virtual_hosts = []  # of RabbitMQ, made by this process


@pytest.fixture(scope="module", autouse=True)
def _alone():
    """One process of the tests at a time uses these servers: both of a parallel run may come to this file."""
    with (Path(tempfile.gettempdir()) / f"reelpress-tests-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        while _virtual_hosts:
            _tell_rabbitmq("delete_vhost", _virtual_hosts.pop())
        _rabbitmq_of_ours.cache_clear()


@contextmanager
def _redis():
    url = services.redis() or pytest.skip("no Redis answers on port 6379 of this machine")
    _empty(url)
    try:
        yield url
    finally:
        _empty(url)


def _empty(url):
    with Connection(url) as connection:
        connection.default_channel.client.flushdb()


@contextmanager
def _rabbitmq():
    yield _rabbitmq_of_ours()


@cache
def _rabbitmq_of_ours():
    """Return the address of a virtual host, which is made once: each word to RabbitMQ costs it a second."""
    url = services.rabbitmq() or pytest.skip("no RabbitMQ answers on port 5672 of this machine")
    if shutil.which("rabbitmqctl") is None or os.getuid() != 0:
        return url
    host = f"reelpress-tests-{os.getpid()}"
    _tell_rabbitmq("add_vhost", host)
    _virtual_hosts.append(host)
    _tell_rabbitmq("set_permissions", "-p", host, "guest", ".*", ".*", ".*")
    return url.removesuffix("/") + host


def _tell_rabbitmq(*words):
    proc.run(["rabbitmqctl", "--quiet", *words], timeout=60)


BROKERS = {"redis": _redis, "rabbitmq": _rabbitmq}


@pytest.fixture(scope="module", params=list(BROKERS))
def url(request, django_db_setup):
    """Where the broker of this run is; this process rings there."""
    with BROKERS[request.param]() as found, processes.broker_at(found):
        yield found


@pytest.fixture(scope="module")
def a_worker(url, django_db_blocker):
    """One worker of the broker for all tests that leave it alive."""
    with django_db_blocker.unblock(), processes.worker(BROKER_URL=url) as process:
        yield process


@pytest.fixture
def ringing(url, settings):
    """The test rings for what it enqueues, as the web does; no bell of an earlier test is left."""
    settings.QUEUE_MODE = "celery"
    broker.app.control.purge()
    with processes.patience():
        yield


def test_a_worker_that_hears_a_bell_does_the_job(a_worker, ringing):
    job = enqueue("test-echo", {"do": "ok"})

    assert processes.becomes(job, Status.COMPLETED)
    assert job.history.get().pid != os.getpid()


def test_a_killed_process_of_a_worker_is_noticed_and_its_job_runs_again(a_worker, ringing):
    job = enqueue("test-echo", {"do": "swallow"})
    assert processes.becomes(job, Status.PROCESSING)
    first = job.history.get()

    os.kill(first.pid, signal.SIGKILL)

    assert clock.wait_until(lambda: job.history.count() == 2, seconds=processes.SECONDS)
    first.refresh_from_db()
    assert first.outcome == Outcome.CRASHED
    control.cancel(job, by="ada")
    assert processes.becomes(job, Status.CANCELLED)


def test_bells_that_were_lost_are_rung_again_by_the_clock(url, ringing):
    job = enqueue("test-echo", {"do": "ok"}, queue=QUEUE)
    assert clock.wait_until(lambda: broker.bells_in(QUEUE) == 1, seconds=processes.SECONDS)
    broker.app.control.purge()
    assert broker.bells_in(QUEUE) == 0

    with processes.program("queue", "clock", BROKER_URL=url):
        assert clock.wait_until(lambda: broker.bells_in(QUEUE) == 1, seconds=processes.SECONDS)
    with processes.worker(queue=QUEUE, BROKER_URL=url):
        assert processes.becomes(job, Status.COMPLETED)


def test_bells_are_counted_until_somebody_answers_them(ringing):
    assert broker.bells_in("video") == 0

    assert bells.ring("video", 3)

    assert clock.wait_until(lambda: broker.bells_in("video") == 3, seconds=processes.SECONDS)
    assert broker.bells_in("social") == 0


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_server_that_says_nothing_is_given_up_within_seconds(settings, scheme):
    settings.QUEUE_MODE = "celery"
    with closing(socket.create_server(("127.0.0.1", 0))) as mute, processes.ringing_at(f"{scheme}://{_address(mute)}/"):
        assert _is_soon(lambda: bells.ring("video"))
        assert _is_soon(_count)


@pytest.mark.parametrize("name", list(BROKERS))
def test_a_worker_whose_connection_was_cut_connects_anew_and_hears_the_next_bell(settings, name):
    settings.QUEUE_MODE = "celery"
    with (
        BROKERS[name]() as found,
        _relay(found) as relay,
        processes.broker_at(found),
        # On a queue that the worker of the other tests does not serve.
        processes.worker(queue=QUEUE, BROKER_URL=relay.url),
    ):
        running = enqueue("test-echo", {"do": "swallow"}, queue=QUEUE)
        assert processes.becomes(running, Status.PROCESSING)

        relay.cut()

        control.cancel(running, by="ada")
        assert processes.becomes(running, Status.CANCELLED)
        assert processes.becomes(enqueue("test-echo", {}, queue=QUEUE), Status.COMPLETED)
        assert running.history.count() == 1


@pytest.mark.parametrize("name", list(BROKERS))
def test_a_server_that_falls_silent_is_given_up_within_seconds(settings, name):
    settings.QUEUE_MODE = "celery"
    with BROKERS[name]() as found, _relay(found) as relay, processes.broker_at(relay.url):
        assert clock.wait_until(lambda: bells.ring("video"), seconds=processes.SECONDS)

        relay.silence.set()

        # The first may still go out, to nobody: the clock hears of it. No later one does.
        assert _is_soon(lambda: bells.ring("video"))
        assert not bells.ring("social")
        assert _is_soon(lambda: bells.ring("social"))
        assert _is_soon(_count)
        relay.silence.clear()
        assert clock.wait_until(lambda: bells.ring("social"), seconds=processes.SECONDS)


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_server_that_is_away_is_no_exception(settings, scheme):
    settings.QUEUE_MODE = "celery"
    with processes.ringing_at(f"{scheme}://127.0.0.1:1/"):
        assert not bells.ring("video")


def _address(listener):
    return "{}:{}".format(*listener.getsockname())


def _count():
    with pytest.raises(broker.UNREACHABLE):
        broker.bells_in("video")


def _is_soon(act):
    return any(_seconds_to(act) < PATIENCE for _ in range(TRIES))


def _seconds_to(act):
    begun = clock.monotonic()
    act()
    return clock.monotonic() - begun


class Relay:
    """Stands between this process and the broker at `url`: can fall silent, and cut every connection."""

    def __init__(self, url, front):
        self.there = ("127.0.0.1", Connection(url).info()["port"])
        self.url = url.replace(f"127.0.0.1:{self.there[1]}", _address(front))
        self.front = front
        self.silence = threading.Event()
        self.open = []

    def accept(self):
        while True:
            try:
                one, _ = self.front.accept()
            except OSError:  # closed: the test is over
                return
            other = socket.create_connection(self.there)
            self.open += [one, other]
            for pair in ((one, other), (other, one)):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target):
        with source, target, contextlib.suppress(OSError):  # the other end is gone
            while heard := source.recv(65_536):
                while self.silence.is_set():
                    clock.sleep(0.05)
                target.sendall(heard)

    def cut(self):
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open.clear()


@contextmanager
def _relay(url):
    with closing(socket.create_server(("127.0.0.1", 0))) as front:
        relay = Relay(url, front)
        threading.Thread(target=relay.accept, daemon=True).start()
        yield relay
