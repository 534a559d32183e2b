"""What only a person can settle, as sentences that lead to where it is settled. Pure; knows no database.

Counts come in, so that one look at the database serves all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reelpress.jobs.stats import QueueRow


@dataclass(frozen=True)
class Need:
    """One thing that waits for a person: what it is, where it is settled, how bad it is."""

    sentence: str
    link: str
    label: str
    tone: str = "amber"
    icon: str = "front_hand"


def of_publications(*, unconfirmed: int, failed: int, reconnect: int, outliving: int) -> list[Need]:
    """Return what publications wait for."""
    word = "publication waits" if unconfirmed == 1 else "publications wait"
    settle = (
        (unconfirmed, f"{word} for your word: did it go out or not?", "unconfirmed", "Settle", "amber"),
        (reconnect, f"{_plural('publication', reconnect)} cannot go out until an account is connected again.",
         "needs_reconnect", "See which", "amber"),
        (outliving, f"planned {_plural('publication', outliving)} will not go out: the account's token ends before.",
         "scheduled", "See which", "amber"),
        (failed, f"{_plural('publication', failed)} failed and will not be tried again by itself.", "failed", "See why",
         "red"),
    )  # fmt: skip
    page = reverse("admin:publishing_publication_changelist")
    return [
        Need(f"{n:,} {said}", f"{page}?{urlencode({'status__exact': status})}", label, tone,
             "error" if tone == "red" else "front_hand")
        for n, said, status, label, tone in settle if n
    ]  # fmt: skip


def of_accounts(n: int, name: str, pk: int | None) -> list[Need]:
    """Return that `n` accounts need a new token, one of which is called `name`."""
    if not n or pk is None:
        return []
    others = "" if n == 1 else f" and {n - 1:,} other{'s' if n > 2 else ''}"
    said = f"{name}{others} need{'s' if n == 1 else ''} a new token before anything can be published there."
    only = reverse("admin:publishing_account_change", args=[pk])
    link = only if n == 1 else f"{reverse('admin:publishing_account_changelist')}?status__exact=needs_reconnect"
    return [Need(said, link, "Reconnect", "red", "key")]


def of_jobs(failed: int) -> list[Need]:
    """Return that jobs failed and nobody has retried or deleted them."""
    if not failed:
        return []
    said = f"{failed:,} {_plural('job', failed)} failed for good."
    return [Need(said, reverse("dashboard:jobs-failures"), "See the reasons", "red", "error")]


def of_queues(rows: Iterable[QueueRow], *, ticks: bool, broken: str) -> list[Need]:
    """Return what stands still: no clock, a duty of it that is `broken`, queues that are paused or served by nobody."""
    queues, workers = reverse("dashboard:jobs-queues"), reverse("dashboard:jobs-workers")
    found = []
    if not ticks:
        said = "No clock runs: what is due later, retries and the schedule wait. Start it with reelpress queue clock."
        found.append(Need(said, reverse("dashboard:jobs-schedule"), "What waits", "red", "schedule"))
    if broken:
        said = f"{broken}, which the clock does by itself, breaks each time it is tried."
        found.append(Need(said, reverse("dashboard:jobs-schedule"), "See why", "red", "schedule"))
    for row in rows:
        waits = f"{row.pending:,} {'job waits' if row.pending == 1 else 'jobs wait'} in {row.name}"
        if row.pending and row.paused:
            found.append(Need(f"{waits}, which is paused.", queues, "Resume", "amber", "pause_circle"))
        elif row.pending and not row.workers:
            said = f"{waits} and no worker serves it. Start one with reelpress queue work --queue {row.name}."
            found.append(Need(said, workers, "See the workers", "red", "memory"))
    return found


def _plural(word: str, n: int) -> str:
    return word if n == 1 else f"{word}s"
