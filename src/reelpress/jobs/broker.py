"""The only module that imports Celery: bells out, bells answered, and the death of a worker process noticed.

Celery does what it does best (brokers, prefork pool, supervision). Its results, retries, ETA, canvas and
beat are not used: those are rows.
"""

import contextlib
import logging
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import psutil
from celery import Celery, bootsteps, signals
from celery.exceptions import TimeLimitExceeded, WorkerLostError
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connections
from kombu import pools
from kombu.entity import Queue as Channel
from kombu.exceptions import KombuError, OperationalError

from reelpress.jobs import keeper, upkeep, warden
from reelpress.jobs.embedded import embedded_url
from reelpress.jobs.hearing import Ear
from reelpress.jobs.workers import seen
from reelpress.lib.proc import die_with_parent

log = logging.getLogger(__name__)
BELL = "reelpress.bell"
SECONDS_PER_DAY = 86_400
RING_SECONDS = 1.5
CONNECT_SECONDS = 2
HEARTBEAT_SECONDS = 20
WATCH_SECONDS = 0.4
TELL_SECONDS = 10.0


def configuration(url: str) -> dict[str, Any]:
    """Return what Celery is told so that it works with the queue server at `url`."""
    amqp = _is_amqp(url)
    # RabbitMQ gives up on a consumer that holds a message for half an hour, unless the queue says otherwise (from 3.12
    # on; before, the worker connects anew and goes on with its job).
    arguments = {"queue_arguments": {"x-consumer-timeout": 2 * SECONDS_PER_DAY * 1000}} if amqp else {}
    # py-amqp is told by `broker_connection_timeout` how long to wait for a connection.
    of_redis = {
        "queue_order_strategy": "priority", "socket_timeout": 30, "socket_connect_timeout": CONNECT_SECONDS,
    }  # fmt: skip
    return {
        "broker_url": url,
        "task_queues": [Channel(name, **arguments) for name in settings.QUEUES],
        "broker_transport_options": {
            **({} if amqp else of_redis),
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.1,
        },
    }


def _is_amqp(url: str) -> bool:
    return url.startswith("amqp")


# Without Celery's own care for Django: it would open a connection to the database for every job, twice.
app = Celery("reelpress", fixups=[])
app.conf.update(
    **configuration(settings.BROKER_URL or embedded_url()),
    task_default_queue="default",
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_time_limit=SECONDS_PER_DAY,
    broker_connection_timeout=CONNECT_SECONDS,
    broker_heartbeat=HEARTBEAT_SECONDS,  # RabbitMQ only
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_max_tasks_per_child=500,
    worker_send_task_events=False,
    # Rows say what Celery's remote control would; and RabbitMQ may hold its queue for a connection that was cut, on
    # which the worker would end.
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
)


def _errors(url: str) -> tuple[type[Exception], ...]:
    transport = app.connection_for_write(url).transport
    return (*transport.connection_errors, *transport.channel_errors)


UNREACHABLE: tuple[type[Exception], ...] = (
    OperationalError, KombuError, OSError, *_errors("redis://"), *_errors("amqp://"),
)  # fmt: skip


@app.task(name=BELL, bind=True, acks_late=True, ignore_result=True, one_job=False, resultrepr_maxsize=100_000)
def answer(self: Any) -> str:
    """Answer a bell: run the best job of the queue that it hung in, if there is one; return a line for each run."""
    from reelpress.jobs import executor

    close_old_connections()
    queue = self.request.delivery_info.get("routing_key") or "default"
    ran = executor.answer(queue, bell=self.request.id, most=1 if self.one_job else None)
    return "\n".join(" ".join(f"{job.public_id} {job.type} {job.status} {job.error_message}".split()) for job in ran)


def ring(queue: str, times: int = 1) -> None:
    """Put `times` bells into `queue`; raise one of `UNREACHABLE` within seconds when the broker is away."""
    # Not Celery's producer pool: it waits for a connection without end when there is none to be had.
    with pools.connections[_ringer()].acquire(block=True, timeout=RING_SECONDS) as connection:
        try:
            for _ in range(times):
                answer.apply_async(queue=queue, connection=connection, retry=False)
        except UNREACHABLE:
            connection.collect()  # an answer that comes late must not be taken for that to the next question
            raise


def _ringer() -> Any:
    """Return a connection, not open yet, that gives up soon: a person waits, and the clock rings again."""
    names = ("read_timeout", "write_timeout") if _is_amqp(app.conf.broker_url) else ("socket_timeout",)
    return app.connection_for_write(transport_options=dict.fromkeys(names, RING_SECONDS))


def bells_in(queue: str) -> int:
    """Return how many bells hang in `queue` and wait for a worker."""
    with _ringer() as connection:
        channel = connection.default_channel
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except connection.channel_errors:
            return 0


def run_worker(
    queues: list[str],
    *,
    concurrency: int,
    name: str,
    max_jobs: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Run a worker in this process until it is told to stop, or has run `max_jobs`; `tell` hears of each job."""
    connections.close_all()  # children must not inherit one
    if max_jobs or tell:
        answer.Request = _heard_by(Ear(max_jobs, tell))
    answer.one_job = bool(max_jobs)  # the children are forked later, and know it too
    # Not by Celery's command line: that loads an interactive shell, which no worker needs.
    app.Worker(
        hostname=f"{name}@", queues=queues, concurrency=concurrency, loglevel="WARNING", quiet=True,
        without_gossip=True, without_mingle=True,
    ).start()  # fmt: skip


def _heard_by(ear: Ear) -> type:
    """Return the class of a bell whose answer the parent hears."""
    from celery.worker import state
    from celery.worker.request import Request

    class Heard(Request):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            # On the object, as Celery derives a class from this one whose own `on_success` calls no other.
            self.on_success: Callable[..., Any] = partial(self._hear, self.on_success)

        def revoked(self) -> bool:
            """Leave a bell unanswered that might be one job too many: a lost bell is rung again."""
            if ear.may_begin(self.id):
                return bool(super().revoked())
            state.task_ready(self)
            self.acknowledge()
            return True

        def on_failure(self, *args: Any, **kwargs: Any) -> Any:
            ear.ended(self.id, None)
            return super().on_failure(*args, **kwargs)

        def _hear(self, settle: Callable[..., Any], outcome: tuple[bool, Any, float], **kwargs: Any) -> None:
            settle(outcome, **kwargs)
            failed, answer_repr, _ = outcome
            if ear.ended(self.id, None if failed else answer_repr):
                state.should_stop = os.EX_OK

    return Heard


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


class Watch(bootsteps.StartStopStep):  # type: ignore[misc]
    """Says that this worker is alive and watches over its children; begun anew with each connection to the broker."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, consumer: Any) -> None:
        """Begin; the timer of a lost connection was cleared."""
        queues = sorted(queue.name for queue in consumer.task_consumer.queues)

        def tell() -> None:
            seen(queues, _children(consumer))

        _guarded(tell)
        consumer.timer.call_repeatedly(TELL_SECONDS, _guarded, (tell,))
        consumer.timer.call_repeatedly(WATCH_SECONDS, _guarded, (lambda: _watch(consumer),))


app.steps["consumer"].add(Watch)


def _guarded(duty: Callable[[], object]) -> None:
    try:
        duty()
    except DatabaseTrouble as error:
        log.warning("the worker cannot reach the database: %s", error)
    finally:
        # A child forked later must not share this connection.
        connections.close_all()


def _children(consumer: Any) -> list[int]:
    pool = getattr(consumer.pool, "_pool", None)
    return [process.pid for process in pool._pool] if pool is not None else []


def _watch(consumer: Any) -> None:
    from celery.worker import state  # slow to load, and only a worker needs it

    pool = consumer.pool._pool
    if any(process.exitcode is not None for process in pool._pool):
        pool.maintain_pool()  # it would look every five seconds; it reports the dead to `_judge_dead_child`
    if state.active_requests:
        warden.watch(_children(consumer), bells=[request.id for request in state.active_requests])


@signals.worker_shutting_down.connect
def _hand_back(**_: Any) -> None:
    """Tell running work that the worker stops: it gets its grace, then goes back to the queue."""
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):  # one that just died must not keep the others from hearing it
            child.send_signal(keeper.SIGNAL)
