"""Chains: jobs that run one after the other; when one fails or is cancelled, those after it are cancelled."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from reelpress.jobs.batches import Spec
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput


def chain(*specs: Spec, user: AbstractBaseUser | None = None) -> list[Job]:
    """Enqueue `specs` so that each waits for the one before it; return the jobs in that order."""
    jobs: list[Job] = []
    with transaction.atomic():
        for spec in specs:
            jobs.append(enqueue(spec.type, spec.args, user=user, after=jobs[-1] if jobs else None, **spec.options))
            if len({job.pk for job in jobs}) < len(jobs):
                raise BadInput("Two links of a chain have the same unique key.", means="Nothing was started.")
    return jobs


def links(job: Job) -> list[Job]:
    """Return the whole chain that `job` is a link of, first to last; branches in the order in which they were made."""
    first = job
    seen = {job.pk}
    while first.after is not None and first.after_id not in seen:
        first = first.after
        seen.add(first.pk)
    found = [first]
    for link in found:  # grows while it is walked
        found.extend(link.followers.exclude(pk__in=[known.pk for known in found]).order_by("pk"))
    return found
