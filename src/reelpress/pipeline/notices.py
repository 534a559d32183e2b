"""Which ends and waits become notices, and the job that delivers one to one target. Knows no way of sending.

In the transaction of a failure only a job is enqueued, which looks up later what there is to tell: a storm of failures
for one reason is one notice. Jobs hold the digest of a target, never its address.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from reelpress.jobs import announce, stats
from reelpress.jobs.context import Run
from reelpress.jobs.duties import every
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Batch, Job, Queue, Schedule
from reelpress.jobs.outcomes import Snooze
from reelpress.jobs.registry import job
from reelpress.jobs.states import LIVE, Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.notifications import delivery, sentences
from reelpress.notifications.sentences import DoubtfulPosts, EndedAccount, EndedBatch, FailedJobs, Notice, WaitingQueue
from reelpress.pipeline import flow
from reelpress.pipeline.search import Search, Term, address
from reelpress.publishing.models import Account, Publication

log = logging.getLogger(__name__)
NOTIFY = "notify"
SILENT_TYPES = frozenset({NOTIFY, flow.METRICS, flow.PROBE, flow.COPY})  # their failures are told to nobody
GATHER_SECONDS = 5  # of failures that begin together, the first notice tells all
WAIT_AGAIN_SECONDS = 3600
ENDED_AGAIN_SECONDS = 86_400
DOUBT_AGE = timedelta(minutes=20)  # by then it was asked about again, where that can be
SHOWN_JOBS = 5
# What makes two notices of one kind the same, in the order in which it stands in keys.
SAME = {"job-failed": ("type", "group"), "queue-waits": ("queue",), "batch-done": ("batch",),
        "account-ended": ("account", "connection"), "publication-waits": ("account",)}  # fmt: skip
About = dict[str, Any]


def targets() -> list[delivery.Target]:
    """Return whom the settings want told."""
    return delivery.targets(settings.NOTIFY, settings.WEBHOOKS)


def tell_failed(failed: Job) -> None:
    """Have a failure told; called in the transaction that records it."""
    if failed.type in SILENT_TYPES:
        return
    about = {"type": failed.type, "group": failed.error_group, "first": failed.pk}
    _have_told("job-failed", about, delay=GATHER_SECONDS)


def tell_batch_done(batch: Batch) -> None:
    """Have the end of a batch told; called in the transaction that records it."""
    _have_told("batch-done", {"batch": batch.public_id})


@every("queue-waits", timedelta(minutes=1), "Tells those in the settings when a job waits too long to start.")
def tell_waits() -> None:
    """Have it told when the oldest due job of a queue waits too long; at most once an hour."""
    if "queue-waits" not in settings.NOTIFY_EVENTS or not targets():
        return
    for row in stats.queue_rows():
        if _waits_too_long(row):
            _have_told("queue-waits", {"queue": row.name}, again=False)


@every("accounts-ended", timedelta(minutes=1), "Tells those in the settings when an account has to be connected again.")
def tell_ended() -> None:
    """Have it told that an account has to be connected again, whoever found that out; once a day while it lasts."""
    if "account-ended" not in settings.NOTIFY_EVENTS or not targets():
        return
    for account in Account.objects.filter(status=Account.Status.NEEDS_RECONNECT).order_by("pk"):
        _have_told("account-ended", {"account": account.pk, "connection": _connection(account)}, again=False)


def _connection(account: Account) -> str:
    """Return what names this connection of the account: after the next sign-in it is another."""
    return hashlib.sha256(account.access_token_sealed.encode()).hexdigest()[:12]


@every("publications-wait", timedelta(minutes=1), "Tells those in the settings when a publication waits for a person.")
def tell_doubts() -> None:
    """Have it told that publications may or may not be out, once the platform was asked about them; hourly at most."""
    if "publication-waits" not in settings.NOTIFY_EVENTS or not targets():
        return
    asked = clock.now() - DOUBT_AGE
    new = _doubts().filter(updated_at__lte=asked, updated_at__gt=asked - timedelta(seconds=WAIT_AGAIN_SECONDS))
    for account_id in new.order_by("account_id").values_list("account_id", flat=True).distinct():
        _have_told("publication-waits", {"account": account_id}, again=False)


def _doubts() -> QuerySet[Publication]:
    return Publication.objects.filter(status=Publication.Status.UNCONFIRMED)


@every("notices-forget", timedelta(hours=1), "Forgets notices that keep nobody quiet any more.")
def forget_told() -> None:
    """Forget when notices were sent that keep nobody quiet any more."""
    kept = max(timedelta(days=1), timedelta(seconds=settings.NOTIFY_QUIET))
    Schedule.objects.filter(name__startswith="told ", fired_at__lt=Now() - kept).delete()


def _waits_too_long(row: stats.QueueRow) -> bool:
    limit = _limit(row.name)
    return 0 < limit < row.oldest_wait_seconds


def _limit(queue: str) -> int:
    own = Queue.objects.filter(name=queue).values_list("alert_after_seconds", flat=True).first()
    return int(settings.WAIT_ALERT if own is None else own)


def _have_told(kind: str, about: About, *, delay: float = 0, again: bool = True) -> None:
    """Enqueue a job for each target, unless one that has not begun tells it anyway, or `again` forbids it for now."""
    if kind not in settings.NOTIFY_EVENTS:
        return
    for target in targets():
        key = _key(target.name, kind, about)
        if not again and _told_lately(key, kind):
            continue
        try:
            _enqueue_once(key, {"target": target.name, "kind": kind, "about": about}, delay)
        except BadInput as error:  # settings that make no sense must not keep a failure from being recorded
            log.warning("no notice of %s is sent: %s", kind, error)


def _told_lately(key: str, kind: str) -> bool:
    lately = Now() - timedelta(seconds=_quiet_seconds(kind))
    return Schedule.objects.filter(name=_memory(key), fired_at__gt=lately).exists()


def _enqueue_once(key: str, args: dict[str, Any], delay: float) -> None:
    keys = (key, f"{key}:next")
    live = dict(Job.objects.filter(unique_key__in=keys, status__in=LIVE).values_list("unique_key", "status"))
    if any(status != Status.PROCESSING for status in live.values()):
        return
    # What runs now may have looked already: a second one waits for its end.
    free = next((one for one in keys if one not in live), None)
    if free is not None:
        enqueue(NOTIFY, args, unique_key=free, concurrency_key=key, delay=delay)


def _key(target: str, kind: str, about: About) -> str:
    return ":".join((NOTIFY, target, kind, *(str(about[name]) for name in SAME[kind])))


def _memory(key: str) -> str:
    """Return the name of the row that says when a notice was last sent."""
    return f"told {hashlib.sha256(key.encode()).hexdigest()[:40]}"


@job(NOTIFY, queue="low-priority", max_attempts=5, backoff=(60, 300, 900, 3600), timeout=60)
def notify(run: Run, *, target: str, kind: str, about: About) -> Snooze | None:
    """Tell one target what there is to tell now; a notice of the same reason too soon after the last one waits."""
    found = next((one for one in targets() if one.name == target), None)
    if found is None:
        run.note(sent="", why="This target is no longer in the settings.")
        return None
    memory = _memory(_key(target, kind, about))
    moment, told_at = _moments(run.job, memory)
    left = _quiet_seconds(kind) - (moment - told_at).total_seconds() if told_at else 0
    if left > 0 and kind == "job-failed":
        return Snooze(left, f"The same was told at {told_at:%H:%M:%S} UTC; the next notice tells all since then.")
    notice = NOTICES[kind](run.job, about, told_at) if left <= 0 else None
    if notice is None:
        run.note(sent="", why="There is nothing to tell any more.")
        return None
    delivery.send(
        found, notice, delivery=run.job.public_id, secret=settings.WEBHOOK_SECRET, private=settings.NOTIFY_PRIVATE
    )
    Schedule.objects.update_or_create(name=memory, defaults={"fired_at": moment})
    run.note(sent=notice.title, to=found.shown)
    return None


def _quiet_seconds(kind: str) -> int:
    hourly = dict.fromkeys(("queue-waits", "publication-waits"), WAIT_AGAIN_SECONDS)
    again = {**hourly, "account-ended": ENDED_AGAIN_SECONDS}
    return int(settings.NOTIFY_QUIET) if kind == "job-failed" else again.get(kind, 0)


def _moments(this: Job, memory: str) -> tuple[datetime, datetime | None]:
    """Return the database's now, and when the same was last told."""
    moment = Job.objects.filter(pk=this.pk).annotate(at=Now()).values_list("at", flat=True).get()
    return moment, Schedule.objects.filter(name=memory).values_list("fired_at", flat=True).first()


def _failed_notice(this: Job, about: About, told_at: datetime | None) -> Notice | None:
    """Tell all failures of one reason since the last notice, or since this one was enqueued."""
    same = Job.objects.failed().of_type(about["type"]).filter(error_group=about["group"])
    since = max(told_at, this.created_at) if told_at else this.created_at
    first = same.filter(pk=about["first"]).first()
    if first and first.finished_at and (told_at is None or first.finished_at > told_at - timedelta(seconds=5)):
        # It failed a moment before its notice was enqueued; SQLite keeps moments to the millisecond, cut off.
        since = min(since, first.finished_at - timedelta(milliseconds=1))
    untold = same.filter(finished_at__gte=since)
    some = list(untold.order_by("finished_at", "pk")[:SHOWN_JOBS])
    if not some:
        return None
    ids = tuple(one.public_id for one in some)
    error_class, error = some[0].error_class, some[0].error_message
    return sentences.job_failed(
        FailedJobs(about["type"], about["group"], untold.count(), error_class, error, ids, flow.job_url(some[0]))
    )


def _wait_notice(this: Job, about: About, told_at: datetime | None) -> Notice | None:
    """Tell how a queue stands now, unless it went on meanwhile."""
    row = next((row for row in stats.queue_rows() if row.name == about["queue"]), None)
    if row is None or not _waits_too_long(row):
        return None
    url = _jobs_url(Term("queue", row.name), Term("status", "pending"))
    return sentences.queue_waits(
        WaitingQueue(row.name, row.oldest_wait_seconds, _limit(row.name), row.pending, row.paused, row.workers, url)
    )


def _jobs_url(*terms: Term) -> str:
    """Return where the jobs are listed that a search line of these terms finds."""
    return f"{settings.REELPRESS_URL}{address(str(Search(terms)))}"


def _batch_notice(this: Job, about: About, told_at: datetime | None) -> Notice | None:
    """Tell how a batch ended, unless it was opened again."""
    batch = Batch.objects.filter(public_id=about["batch"], finished_at__isnull=False).first()
    if batch is None:
        return None
    url = _jobs_url(Term("batch", batch.public_id))
    return sentences.batch_done(
        EndedBatch(batch.public_id, batch.name, batch.completed, batch.failed, batch.cancelled, url)
    )


def _ended_notice(this: Job, about: About, told_at: datetime | None) -> Notice | None:
    """Tell that an account has to be connected again, unless it was, or was removed."""
    ended = Account.objects.filter(pk=about["account"], status=Account.Status.NEEDS_RECONNECT).first()
    if ended is None or _connection(ended) != about["connection"]:
        return None
    url = f"{settings.REELPRESS_URL}/admin/publishing/account/{ended.pk}/change/"
    return sentences.account_ended(EndedAccount(ended.pk, ended.platform, ended.name, ended.status_reason, url))


def _doubt_notice(this: Job, about: About, told_at: datetime | None) -> Notice | None:
    """Tell all publications to one account that may or may not be out now."""
    rows = list(_doubts().filter(account=about["account"]).select_related("account", "post").order_by("pk"))
    if not rows:
        return None
    page = f"{settings.REELPRESS_URL}/admin/publishing/publication/"
    url = f"{page}{rows[0].pk}/change/" if len(rows) == 1 else f"{page}?status__exact=unconfirmed"
    posts = tuple(str(row.post) for row in rows[:SHOWN_JOBS])
    return sentences.publication_waits(DoubtfulPosts(str(rows[0].account), tuple(row.pk for row in rows), posts, url))


NOTICES: dict[str, Callable[[Job, About, datetime | None], Notice | None]] = {
    "job-failed": _failed_notice,
    "queue-waits": _wait_notice,
    "batch-done": _batch_notice,
    "account-ended": _ended_notice,
    "publication-waits": _doubt_notice,
}
announce.on_failed(tell_failed)
announce.on_batch_done(tell_batch_done)
