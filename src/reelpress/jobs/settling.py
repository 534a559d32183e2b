"""What follows from the end of a job, in the transaction of its end: its followers, its batch, its concurrency key.

Jobs are settled before batches, and batches in the order of their ids: two ends never wait for each other in a ring.
"""

from collections import Counter, defaultdict, deque

from django.db.models import Case, DateTimeField, When
from django.db.models.functions import Greatest, Now

from reelpress.jobs import announce, batches, bells
from reelpress.jobs.counts import moved
from reelpress.jobs.models import Job
from reelpress.jobs.prepared import Prepared
from reelpress.jobs.states import Status

_followers = Prepared(lambda pk: Job.objects.filter(after_id=pk, status=Status.WAITING).order_by("pk"), int)


def settle(job: Job, status: Status, *, awaited: bool = True) -> None:
    """Do what follows now that `job` has ended as `status`; `awaited` is False when surely nobody waits for it."""
    job.status = status
    ended = _release_followers(job) if awaited else []
    free_concurrency_key(job)
    _count_in_batches([job, *ended])
    if status == Status.FAILED:
        announce.failed(job)


def settle_followers(job: Job) -> None:
    """Release or cancel what still waits for `job`, which has ended."""
    _count_in_batches(_release_followers(job))


def _release_followers(job: Job) -> list[Job]:
    """waiting -> pending or cancelled, for all that waited for `job`, and for those that waited for these.

    Return those that were cancelled, to be counted in their batches.
    """
    cancelled: list[Job] = []
    ended = deque([job])
    while ended:
        first = ended.popleft()
        for follower in _followers.rows(first.pk):
            if first.status == Status.COMPLETED:
                release(follower)
                continue
            reason = f"Cancelled because {first.type} {first.public_id}, which it waited for, {_ended(first)}."
            gone = cancel_row(follower.pk, by="reelpress", reason=reason)
            if gone is not None:
                gone.status = Status.CANCELLED
                cancelled.append(gone)
                ended.append(gone)
    return cancelled


def _ended(job: Job) -> str:
    return "failed" if job.status == Status.FAILED else "was cancelled"


def release(job: Job) -> bool:
    """waiting -> pending; return whether it still waited."""
    rows = Job.objects.filter(pk=job.pk, status=Status.WAITING)
    if not rows.update(status=Status.PENDING, rung_at=mark_if_due(), run_after=Greatest("run_after", Now())):
        return False
    moved(job, Status.WAITING, Status.PENDING)
    bells.ring_on_commit(job.queue, job.pk)
    return True


def mark_if_due() -> Case | None:
    """Return what `rung_at` says of a row that is written to be rung for, if its time has come already."""
    mark = bells.mark()
    if mark is None:
        return None
    return Case(When(run_after__lte=Now(), then=mark), default=None, output_field=DateTimeField())


def cancel_row(job_id: int, *, by: str, reason: str) -> Job | None:
    """pending or waiting -> cancelled, the row alone; return the job, or None when it had started or ended."""
    job = Job.objects.select_for_update().filter(pk=job_id, status__in=(Status.PENDING, Status.WAITING)).first()
    if job is None:
        return None
    Job.objects.filter(pk=job_id, status=job.status).update(
        status=Status.CANCELLED, finished_at=Now(), error_class="", error_message=reason, cancel_requested_at=Now(),
        cancel_requested_by=by,
    )  # fmt: skip
    moved(job, Status(job.status), Status.CANCELLED)
    return job


def _count_in_batches(ended: list[Job]) -> None:
    by_batch: dict[int, Counter[Status]] = defaultdict(Counter)
    for job in ended:
        if job.batch_id is not None:
            by_batch[job.batch_id][Status(job.status)] += 1
    for batch_id in sorted(by_batch):
        batches.count(batch_id, by_batch[batch_id])


def free_concurrency_key(job: Job) -> None:
    """Ring for the next job that waits for the place that `job` had."""
    if job.concurrency_key is None:
        return
    heirs = Job.objects.filter(status=Status.PENDING, concurrency_key=job.concurrency_key, run_after__lte=Now())
    heir = heirs.order_by("-priority", "run_after", "id").first()
    if heir is not None:
        bells.ring_on_commit(heir.queue, heir.pk)
