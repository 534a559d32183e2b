"""Which worker processes are alive, as they say themselves. Knows no broker."""

import os
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from reelpress import __version__
from reelpress.jobs.executor import host, worker_name
from reelpress.jobs.models import Worker

ALIVE_SECONDS = 30
FORGOTTEN_SECONDS = 3600
_announced: set[str] = set()


def seen(queues: list[str]) -> None:
    """Record that this worker process is alive and serves `queues`; drop rows of those long gone."""
    facts = {"host": host(), "pid": os.getpid(), "queues": queues, "version": __version__, "seen_at": Now()}
    if worker_name() not in _announced:
        # A process id comes again, in containers at every start: a new process begins a new row's life.
        _announced.add(worker_name())
        facts["started_at"] = Now()
    Worker.objects.update_or_create(name=worker_name(), defaults=facts)
    Worker.objects.filter(seen_at__lt=Now() - timedelta(seconds=FORGOTTEN_SECONDS)).delete()


def alive() -> QuerySet[Worker]:
    """Workers seen within half a minute."""
    return Worker.objects.filter(seen_at__gte=Now() - timedelta(seconds=ALIVE_SECONDS))
