"""Ringing: telling workers that something in a queue may be due. A bell may be lost, doubled or late.

Knows the three queue modes; what a bell is made of is the broker's business.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.db.models.functions import Now

from reelpress.jobs.models import Job
from reelpress.jobs.states import Status

log = logging.getLogger(__name__)
_immediate: list[Callable[[int], None]] = []


def on_immediate(run: Callable[[int], None]) -> None:
    """Tell who runs a job at once in `immediate` mode (the executor does, when it is loaded)."""
    _immediate[:] = [run]


def ring_on_commit(queue: str, job_id: int) -> None:
    """Ring for `job_id` once the caller's transaction is committed; never fail the caller."""
    if settings.QUEUE_MODE == "manual":
        return
    if settings.QUEUE_MODE == "immediate":
        transaction.on_commit(lambda: _run_now(job_id))
        return
    transaction.on_commit(lambda: _ring(queue, job_id), robust=True)


def _run_now(job_id: int) -> None:
    from reelpress.jobs import executor  # noqa: F401  (registers itself)

    _immediate[0](job_id)


def mark() -> Now | None:
    """Return what a row says in `rung_at` when it is written to be rung for at once.

    It is written with the row, not after the bell: a worker that hears the bell passes by a row that is being written.
    """
    return Now() if settings.QUEUE_MODE == "celery" else None


def _ring(queue: str, job_id: int) -> None:
    """Ring; take the mark back when nobody took the bell. A crash before it leaves a lost bell: the clock heals it."""
    if ring(queue):
        return
    try:
        Job.objects.filter(pk=job_id, status=Status.PENDING).update(rung_at=None)
    except DatabaseTrouble:
        log.warning("could not say that nobody was rung for job %s; the clock finds out", job_id)


def ring(queue: str, times: int = 1) -> bool:
    """Put `times` bells into `queue`; return whether the broker took them. Never raises.

    Without a broker (`immediate` and `manual` mode) there is nobody to ring for.
    """
    if settings.QUEUE_MODE != "celery":
        return True
    from reelpress.jobs import broker  # celery is loaded only where a bell is rung

    try:
        broker.ring(queue, times)
    except broker.UNREACHABLE as error:
        log.info("no bell for queue %s: %s; the clock rings when the broker is back", queue, error)
        return False
    return True
