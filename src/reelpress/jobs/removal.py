"""final -> deleted: jobs with all that belongs to them. Knows no age and no wish; control.py chooses."""

from collections import Counter

from django.db import transaction

from reelpress.jobs.counts import removed
from reelpress.jobs.models import Attempt, Job, JobLog
from reelpress.jobs.states import FINAL


def forget(ids: list[int]) -> int:
    """final -> deleted, with attempts and lines; return how many. What is not final stays, whole."""
    with transaction.atomic():
        final = Job.objects.select_for_update(skip_locked=True).filter(pk__in=ids, status__in=FINAL)
        rows = Counter[tuple[str, str, str]]()
        gone = []
        for pk, queue, kind, status in final.values_list("pk", "queue", "type", "status"):
            gone.append(pk)
            rows[(queue, kind, status)] += 1
        JobLog.objects.filter(job_id__in=gone).delete()
        Attempt.objects.filter(job_id__in=gone).delete()
        Job.objects.filter(pk__in=gone).delete()
        removed(rows)
    return len(gone)
