"""How long a running job still takes, from past runs of its type and its own pace. Reads roll-ups, no other jobs."""

from datetime import timedelta

from django.db.models.functions import Now

from reelpress.jobs import histogram
from reelpress.jobs.models import Job, Rollup
from reelpress.jobs.states import Status
from reelpress.lib import clock

TYPICAL_DAYS = 30


def seconds_left(job: Job) -> float | None:
    """Estimate how long a running job still takes, from past runs of its type and its own pace; None when unknown."""
    if job.status != Status.PROCESSING or job.started_at is None:
        return None
    elapsed = (clock.now() - job.started_at).total_seconds()
    share = min(job.progress, 99) / 100
    typical = typical_seconds(job.type)
    by_pace = elapsed * (1 - share) / share if share else None
    if typical is None or by_pace is None:
        guess = by_pace if typical is None else typical - elapsed
    else:
        # The further it is, the more its own pace says.
        guess = share * by_pace + (1 - share) * max(typical - elapsed, 0)
    return None if guess is None else max(guess, 0.0)


def typical_seconds(type_: str) -> float | None:
    """Return how long half of the runs of a type took at most, lately; None when there were none."""
    rows = Rollup.objects.filter(span="hour", type=type_, at__gte=Now() - timedelta(days=TYPICAL_DAYS))
    return histogram.percentile(histogram.merged(rows.values_list("runs", flat=True)), 0.5)
