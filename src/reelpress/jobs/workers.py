"""Which worker processes are alive, as they say themselves. Knows no broker."""

import os
from collections.abc import Sequence
from datetime import timedelta

import psutil
from django.db.models import QuerySet
from django.db.models.functions import Now

from reelpress import __version__
from reelpress.jobs.executor import host, worker_name
from reelpress.jobs.models import Job, Worker

ALIVE_SECONDS = 30
FORGOTTEN_SECONDS = 3600
_announced: set[str] = set()


def seen(queues: list[str], children: Sequence[int] = ()) -> None:
    """Record that this worker is alive, its queues and its children; drop rows of workers that are long gone."""
    facts = {
        "host": host(), "pid": os.getpid(), "queues": queues, "version": __version__, "seen_at": Now(),
        "processes": list(children), "memory_mb": sum(map(_memory, (os.getpid(), *children))) >> 20,
    }  # fmt: skip
    if worker_name() not in _announced:
        # A process id comes again, in containers at every start: a new process begins a new row's life.
        _announced.add(worker_name())
        facts["started_at"] = Now()
    Worker.objects.update_or_create(name=worker_name(), defaults=facts)
    Worker.objects.filter(seen_at__lt=Now() - timedelta(seconds=FORGOTTEN_SECONDS)).delete()


def _memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def current_jobs(worker: Worker) -> QuerySet[Job]:
    """Return what the processes of `worker` work on now."""
    names = [f"{worker.host}:{pid}" for pid in (worker.pid, *worker.processes)]
    return Job.objects.processing().filter(worker__in=names).order_by("started_at")


def alive() -> QuerySet[Worker]:
    """Workers seen within half a minute."""
    return Worker.objects.filter(seen_at__gte=Now() - timedelta(seconds=ALIVE_SECONDS))
