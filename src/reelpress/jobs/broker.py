"""The only module that imports Celery: bells out, bells answered, and the death of a worker process noticed.

Celery does what it does best (brokers, prefork pool, supervision). Its results, retries, ETA, canvas and
beat are not used: those are rows.
"""

import logging
import os
import signal
from typing import Any

import psutil
from celery import Celery, signals
from celery.exceptions import TimeLimitExceeded, WorkerLostError
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connections
from kombu.entity import Queue as Channel
from kombu.exceptions import KombuError, OperationalError

from reelpress.jobs import keeper, upkeep
from reelpress.jobs.embedded import embedded_url
from reelpress.jobs.workers import seen
from reelpress.lib.proc import die_with_parent

log = logging.getLogger(__name__)
BELL = "reelpress.bell"
SECONDS_PER_DAY = 86_400
RING_SECONDS = 2.0

app = Celery("reelpress")
app.conf.update(
    broker_url=settings.BROKER_URL or embedded_url(),
    task_queues=[Channel(name) for name in settings.QUEUES],
    task_default_queue="default",
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_time_limit=SECONDS_PER_DAY,
    broker_transport_options={
        "queue_order_strategy": "priority",
        "socket_connect_timeout": 2,
        "socket_timeout": 30,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_max_tasks_per_child=500,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
)

_transport = app.connection_for_write().transport
UNREACHABLE: tuple[type[Exception], ...] = (
    OperationalError, KombuError, OSError, *_transport.connection_errors, *_transport.channel_errors,
)  # fmt: skip


@app.task(name=BELL, bind=True, acks_late=True, ignore_result=True)
def answer(self: Any) -> None:
    """Answer a bell: run the best job of the queue that it hung in, if there is one."""
    from reelpress.jobs import executor

    queue = self.request.delivery_info.get("routing_key") or "default"
    executor.work_one(queue, bell=self.request.id)


def ring(queue: str, times: int = 1) -> None:
    """Put `times` bells into `queue`; raise one of `UNREACHABLE` within seconds when the broker is away."""
    # Not the producer pool: it waits for a connection without end when there is none to be had.
    with app.pool.acquire(block=True, timeout=RING_SECONDS) as connection:
        for _ in range(times):
            answer.apply_async(queue=queue, connection=connection, retry=False)


def bells_in(queue: str) -> int:
    """Return how many bells hang in `queue` and wait for a worker."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except connection.channel_errors:
            return 0


def worker_arguments(queues: list[str], *, concurrency: int, name: str) -> list[str]:
    """Return the command line of one worker, for Celery's own program."""
    return [
        "worker", "--queues", ",".join(queues), "--concurrency", str(concurrency), "--hostname", f"{name}@%h",
        "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
    ]  # fmt: skip


def run_worker(queues: list[str], *, concurrency: int, name: str) -> None:
    """Run a worker in this process until it is told to stop."""
    connections.close_all()  # children must not inherit one
    app.worker_main(["--quiet", *worker_arguments(queues, concurrency=concurrency, name=name)])


# --- In a worker's child process --------------------------------------------------------------------------
@signals.worker_process_init.connect
def _start_child(**_: Any) -> None:
    die_with_parent()
    os.setpgid(0, 0)  # a terminal's Ctrl-C reaches the parent alone, which then stops its children in order
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keeper.install()
    connections.close_all()


# --- In the parent ----------------------------------------------------------------------------------------
@signals.task_failure.connect
def _judge_dead_child(task_id: str = "", exception: BaseException | None = None, **_: Any) -> None:
    """Judge at once the job of a child that died; runs in the parent for these two exceptions only."""
    if not isinstance(exception, WorkerLostError | TimeLimitExceeded):
        return
    try:
        upkeep.bury(bell=task_id, how=f"Its worker process died: {exception}")
    except DatabaseTrouble:
        log.exception("could not judge the job of bell %s; the clock will", task_id)
    finally:
        # A child forked later must not share this connection.
        connections.close_all()


@signals.worker_ready.connect
def _announce(sender: Any = None, **_: Any) -> None:
    queues = sorted(sender.task_consumer.queues and [queue.name for queue in sender.task_consumer.queues])

    def tell() -> None:
        try:
            seen(queues)
        except DatabaseTrouble as error:
            log.warning("cannot say that this worker is alive: %s", error)
        finally:
            connections.close_all()

    tell()
    sender.timer.call_repeatedly(10.0, tell)


@signals.worker_shutting_down.connect
def _hand_back(**_: Any) -> None:
    """Tell running work that the worker stops: it gets its grace, then goes back to the queue."""
    for child in psutil.Process().children():
        child.send_signal(keeper.SIGNAL)
