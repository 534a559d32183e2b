"""What each notice says: what happened, what it means, what to do. Pure text; whatever comes from outside is tamed.

Knows neither who reads it nor on which way it goes.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reelpress.lib.redaction import redact
from reelpress.lib.text import clip, duration

ERROR_CHARACTERS = 400
NAME_CHARACTERS = 120
KINDS = ("job-failed", "queue-waits", "batch-done", "account-ended", "publication-waits")


@dataclass(frozen=True)
class Notice:
    """One thing to be told: words for people, facts (JSON-able) for programs."""

    kind: str
    title: str
    body: str
    url: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FailedJobs:
    """Jobs of one type that failed for good for one reason; `ids` are some of them, the first one first."""

    type: str
    group: str
    count: int
    error_class: str
    error: str
    ids: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class WaitingQueue:
    """A queue whose oldest due job waits too long."""

    name: str
    seconds: float
    limit: int
    pending: int
    paused: bool
    workers: int
    url: str


@dataclass(frozen=True)
class EndedBatch:
    """A batch whose jobs have all ended."""

    id: str
    name: str
    completed: int
    failed: int
    cancelled: int
    url: str


@dataclass(frozen=True)
class EndedAccount:
    """An account whose connection has ended."""

    id: int
    platform: str
    name: str
    reason: str
    url: str


@dataclass(frozen=True)
class DoubtfulPosts:
    """Publications to one account of which nobody knows whether they went out; `posts` are the names of some."""

    account: str
    ids: tuple[int, ...]
    posts: tuple[str, ...]
    url: str


def tame(text: str, limit: int) -> str:
    """Return `text` as one line of at most `limit` visible characters, without what looks like a secret."""
    head = redact(text[: 4 * limit])
    # Control characters, line ends, marks that turn the direction of writing, halves of characters: all become blanks.
    seen = (" " if unicodedata.category(c)[0] in "CZ" else c for c in head)
    return clip(" ".join("".join(seen).split()), limit)


def job_failed(failed: FailedJobs) -> Notice:
    """Return the notice of one failure, or of many that have one reason."""
    kind, reason = tame(failed.type, NAME_CHARACTERS), _reason(failed)
    if failed.count == 1:
        title = f"{kind} failed"
        first = f"Job {failed.ids[0]} ({kind}) failed for good: {reason}"
        means = "It is not tried again by itself."
        todo = f"When the cause is mended: reelpress queue retry {failed.ids[0]}"
    else:
        title = f"{failed.count:,} jobs failed: {kind}"
        some = ", ".join(failed.ids) + (" and others" if failed.count > len(failed.ids) else "")
        first = f"{failed.count:,} jobs ({kind}) failed for good for the same reason: {reason}"
        means = f"They are not tried again by themselves: {some}."
        which = f"--reason {failed.group}" if failed.group else "all"
        todo = f"When the cause is mended: reelpress queue retry {which}"
    facts = {
        "type": kind, "count": failed.count, "reason": failed.group, "error_class": tame(failed.error_class, 120),
        "error": tame(failed.error, ERROR_CHARACTERS), "jobs": list(failed.ids),
    }  # fmt: skip
    return Notice("job-failed", title, f"{first}\n{means}\n{todo}", failed.url, facts)


def _reason(failed: FailedJobs) -> str:
    return tame(failed.error or failed.error_class, ERROR_CHARACTERS) or "no reason was given."


def queue_waits(queue: WaitingQueue) -> Notice:
    """Return the notice of a queue in which jobs wait too long, with what helps."""
    name = tame(queue.name, NAME_CHARACTERS)
    first = f"The oldest job in the queue {name} has been due for {duration(queue.seconds)}; {_waiting(queue.pending)}."
    if queue.paused:
        means, todo = "The queue is paused.", f"To let it run: reelpress queue resume {name}"
    elif not queue.workers:
        means = "No worker serves it."
        todo = f"Start one: reelpress up, or reelpress queue work --queue {name}"
    else:
        means = (
            f"Its {queue.workers} worker{'s are' if queue.workers > 1 else ' is'} slower than the work that comes in."
        )
        todo = f"Start more: reelpress queue work --queue {name} --concurrency 2"
    facts = {
        "queue": name, "oldest_wait_seconds": queue.seconds, "limit_seconds": queue.limit, "pending": queue.pending,
        "paused": queue.paused, "workers": queue.workers,
    }  # fmt: skip
    return Notice("queue-waits", f"Jobs wait in the queue {name}", f"{first}\n{means}\n{todo}", queue.url, facts)


def _waiting(pending: int) -> str:
    return "1 job waits" if pending == 1 else f"{pending:,} jobs wait"


def batch_done(batch: EndedBatch) -> Notice:
    """Return the notice of a batch that has ended."""
    name = tame(batch.name, NAME_CHARACTERS)
    total = batch.completed + batch.failed + batch.cancelled
    counts = f"{batch.completed:,} completed, {batch.failed:,} failed, {batch.cancelled:,} cancelled"
    first = f"All {total:,} jobs of the batch {name} ({batch.id}) have ended: {counts}."
    if batch.completed == total:
        title, rest = f"The batch {name} is done", "Nothing is left to do."
    else:
        title = f"The batch {name} ended, not all of it well"
        rest = f"What did not complete is not tried again by itself.\nSee reelpress queue batch {batch.id}"
    facts = {
        "batch": batch.id, "name": name, "total": total, "completed": batch.completed, "failed": batch.failed,
        "cancelled": batch.cancelled,
    }  # fmt: skip
    return Notice("batch-done", title, f"{first}\n{rest}", batch.url, facts)


def account_ended(account: EndedAccount) -> Notice:
    """Return the notice of an account that has to be connected again."""
    name = tame(f"{account.platform}: {account.name}", NAME_CHARACTERS)
    reason = tame(account.reason, ERROR_CHARACTERS) or "no reason was given."
    first = f"The account {name} has to be connected again: {reason}"
    means = "Until then nothing can be published there, and no numbers are read."
    todo = "Sign in again on its page, or give it a new token with reelpress account add."
    facts = {"account": account.id, "platform": account.platform, "name": tame(account.name, NAME_CHARACTERS),
             "reason": reason}  # fmt: skip
    return Notice("account-ended", f"Connect {name} again", f"{first}\n{means}\n{todo}", account.url, facts)


def publication_waits(doubt: DoubtfulPosts) -> Notice:
    """Return the notice of publications that may or may not be out."""
    account, count = tame(doubt.account, NAME_CHARACTERS), len(doubt.ids)
    some = ", ".join(f"“{tame(post, NAME_CHARACTERS)}”" for post in doubt.posts)
    some += " and others" if count > len(doubt.posts) else ""
    word = "1 publication" if count == 1 else f"{count:,} publications"
    first = f"It is not known whether {word} to {account} went out: {some}."
    means = "Nothing of it is sent again before somebody has looked, or the platform can tell."
    todo = (
        "Look at the account, then say on its page whether the post is there, "
        f"or with reelpress publication confirm {doubt.ids[0]} --there or --not-there."
    )
    facts = {"account": account, "count": count, "publications": list(doubt.ids[:100])}
    return Notice(
        "publication-waits", f"Did it go out? {word} to {account}", f"{first}\n{means}\n{todo}", doubt.url, facts
    )
