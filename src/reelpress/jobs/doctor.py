"""The invariants of the job tables, each as a question with a sentence for an answer. Reads only."""

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Now

from reelpress.jobs import counts
from reelpress.jobs.executor import LEASE_SECONDS
from reelpress.jobs.models import Attempt, Batch, Job
from reelpress.jobs.states import FINAL, Status
from reelpress.jobs.transitions import ago

UNRUNG_SECONDS = 5


def check() -> list[str]:
    """Return a sentence for each invariant that does not hold; an empty list means all is well."""
    counted = Job.objects.annotate(runs=Count("history"))
    processing = Job.objects.filter(status=Status.PROCESSING)
    waiting = Job.objects.filter(status=Status.WAITING)
    unrung = Job.objects.filter(status=Status.PENDING, rung_at=None, run_after__lt=ago(UNRUNG_SECONDS))
    findings: list[tuple[QuerySet[Job], str]] = [
        (counted.exclude(runs=F("attempts") + F("snoozes")), "whose attempt rows do not match their attempts"),
        (processing.filter(lease=""), "processing without a lease"),
        (Job.objects.exclude(status=Status.PROCESSING).exclude(lease=""), "not processing but with a lease"),
        (Job.objects.filter(status__in=FINAL, finished_at=None), "final without an end time"),
        (processing.filter(heartbeat_at__lt=ago(LEASE_SECONDS + 10)), "without heartbeat; is the clock running?"),
        (waiting.filter(Q(after=None) | Q(after__status__in=FINAL)), "waiting for a job that is final or gone"),
        (unrung, "due and not rung for; is the clock running?"),
        (Job.objects.filter(pk__in=_open_attempts()), "not processing but with an open attempt"),
    ]
    sentences = [sentence for rows, what in findings if (sentence := _sentence(rows, what))]
    return sentences + _crowded_keys() + _wrong_counts() + _wrong_batches()


def _crowded_keys() -> list[str]:
    """Concurrency keys with more jobs at work than they have places."""
    running = Job.objects.filter(status=Status.PROCESSING, concurrency_key__isnull=False)
    keys = running.values("concurrency_key").order_by().annotate(n=Count("pk"), most=Max("concurrency_limit"))
    return [
        f"{row['n']} jobs with the concurrency key {row['concurrency_key']} run, and {row['most']} may."
        for row in keys.filter(n__gt=F("most"))[:5]
    ]


def _wrong_counts() -> list[str]:
    """Badges that differ from a recount."""
    return [
        f"The count of {status} jobs of {kind} in {queue} is wrong by {n:+d}."
        for (queue, kind, status), n in sorted(counts.excess().items())
    ]


def _wrong_batches() -> list[str]:
    """Batches, none of whose jobs was deleted, that count otherwise than their jobs stand, or end otherwise."""
    counted = Batch.objects.annotate(
        there=Count("jobs"),
        **{f"real_{s}": Count("jobs", filter=Q(jobs__status=s)) for s in ("completed", "failed", "cancelled")},
    ).filter(there=F("total"))
    right = Q(completed=F("real_completed"), failed=F("real_failed"), cancelled=F("real_cancelled"))
    over = Q(total=F("completed") + F("failed") + F("cancelled"))
    wrong = counted.exclude(right) | counted.filter(over, finished_at=None)
    wrong |= counted.filter(~over, finished_at__isnull=False)
    return [f"Batch {batch.public_id} counts otherwise than its jobs stand." for batch in wrong.order_by("pk")[:5]]


def _open_attempts() -> QuerySet[Attempt, int]:
    still_open = Attempt.objects.filter(outcome="", started_at__lte=Now()).exclude(job__status=Status.PROCESSING)
    return still_open.values_list("job_id", flat=True)


def _sentence(rows: QuerySet[Job], what: str) -> str:
    ids = list(rows.order_by("pk").values_list("public_id", flat=True)[:6])
    if not ids:
        return ""
    shown = ", ".join(ids[:5]) + (" and more" if len(ids) > 5 else "")
    return f"Jobs {what}: {shown}."
