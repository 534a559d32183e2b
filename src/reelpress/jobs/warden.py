"""The warden: ends, from the parent, what a worker's child cannot end itself, and sees at once when a child is dead.

A keeper is a thread: native code that never lets go of the interpreter silences it. Knows no broker; the parent calls
`watch` with the ids of its children a few times a second.
"""

import contextlib
import logging
import os
import signal
from collections.abc import Collection

from django.conf import settings
from django.db.models import Q

from reelpress.jobs import transitions
from reelpress.jobs.executor import host
from reelpress.jobs.models import Job
from reelpress.jobs.outcomes import Cancelled, Stop, TimedOut, judge
from reelpress.jobs.states import Status

log = logging.getLogger(__name__)
CANCEL_SECONDS = 1.4  # the keeper kills after 1.3
LATE_SECONDS = 2.0  # beyond limit and grace, when the keeper would have killed


def children_jobs(children: Collection[int], bells: Collection[str]) -> dict[int, Job]:
    """Return the running jobs of these processes of this machine that answer one of `bells`, by process id.

    By the bell too: a container that starts again gives the process ids of the dead to the living.
    """
    names = {f"{host()}:{pid}": pid for pid in children}
    running = Job.objects.filter(status=Status.PROCESSING, worker__in=names, bell__in=bells)
    return {names[job.worker]: job for job in running}


def watch(children: Collection[int], *, bells: Collection[str]) -> list[int]:
    """Kill children whose work was to end and did not, and record that end; return the ids of the killed."""
    if not children:
        return []
    killed = []
    for pid, job in children_jobs(children, bells).items():
        how = _overdue(job)
        if how is None:
            continue
        log.warning("%s holds its process for itself; process %d is killed", job, pid)
        # Written first: work that ended in this moment keeps its process, which has the next job already.
        if transitions.conclude(job, judge(how(), transitions.standing(job))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            killed.append(pid)
    return killed


def _overdue(job: Job) -> type[Stop] | None:
    rows = transitions.mine(job)
    if rows.filter(cancel_requested_at__lt=transitions.ago(CANCEL_SECONDS)).exists():
        return Cancelled
    return TimedOut if rows.filter(_past_limit(job)).exists() else None


def _past_limit(job: Job) -> Q:
    over = job.timeout_seconds + settings.JOB_GRACE_SECONDS + LATE_SECONDS
    return Q(started_at__lt=transitions.ago(over))
