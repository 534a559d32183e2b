"""Every write to a publication, as one guarded UPDATE whose row count is the verdict.

Who publishes holds the row by a claim, and the newest claim wins: an older worker that is still alive fails at its next
save, before its next call. What is proved (published) is written whoever proves it.
"""

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Coalesce, Now

from reelpress.lib import clock
from reelpress.lib.errors import Failure
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Step
from reelpress.publishing.platforms.errors import AGAIN, PublishError
from reelpress.publishing.states import RETRYABLE, Status, before

NO_ERROR = {"error_class": "", "error_happened": "", "error_means": "", "error_todo": "", "error_raw": ""}
AWHILE_SECONDS = 30.0
GIVEN_UP = "The work on it ended without a result, and no further try is planned."


class ClaimLost(Failure):
    """Another worker has taken this publication over."""

    def __init__(self) -> None:
        super().__init__(
            "Another worker has taken this publication over, or a person has settled it.",
            means="This one stopped before its next call.",
            todo=AGAIN,
            retry_after=AWHILE_SECONDS,
        )


def claim(publication: Publication) -> bool:
    """Take the row for publishing; return whether that could be. `committing` and `processing` stay what they are."""
    token = secrets.token_hex(16)
    rows = Publication.objects.filter(pk=publication.pk)
    held = {"claim": token, "attempted_at": Coalesce("attempted_at", Now()), "updated_at": Now()}
    taken = rows.filter(status__in=RETRYABLE).update(status=Status.PUBLISHING, **held, **NO_ERROR)
    taken = taken or rows.filter(status__in=(Status.COMMITTING, Status.PROCESSING)).update(**held)
    publication.refresh_from_db()
    return bool(taken) and publication.claim == token


def save(publication: Publication, step: Step) -> None:
    """Write a step down before the next call is made; raise `ClaimLost` when the row is no longer ours."""
    status = Status(step.status)
    changes: dict[str, Any] = {"status": status, "state": step.state, "updated_at": Now()}
    if step.remote_id:
        changes |= {"remote_id": step.remote_id, "url": step.url}
    if status is Status.COMMITTING:
        with _on_disk():
            _move(publication, status, changes)
        return
    if status is Status.PUBLISHED:
        _publish(publication, changes)
        return
    _move(publication, status, changes)


def proved_absent(publication: Publication, state: dict[str, Any]) -> None:
    """committing -> publishing: it is known that nothing went out."""
    _move(publication, Status.PUBLISHING, {"status": Status.PUBLISHING, "state": state, "updated_at": Now()})


def note_error(publication: Publication, error: PublishError) -> None:
    """Keep the sentences of a failure that leaves the row where it is."""
    _mine(publication).update(**_sentences(error), updated_at=Now())
    publication.refresh_from_db()


def end(publication: Publication, status: Status, error: PublishError) -> None:
    """Settle the row with the sentences of what happened."""
    changes = {"status": status, **_sentences(error), "updated_at": Now()}
    if error.start_over:
        changes["state"] = {}
    _move(publication, status, changes)


def settle(publication: Publication, status: Status, *, of: Collection[Status], **changes: Any) -> bool:
    """Write a person's verdict on a row that is one `of` these states; return whether it was."""
    rows = Publication.objects.filter(pk=publication.pk, status__in=set(before(status)) & set(of))
    done = rows.update(status=status, claim="", updated_at=Now(), **changes, **NO_ERROR)
    publication.refresh_from_db()
    return bool(done)


def give_up(publication: Publication) -> None:
    """Settle a row that nobody will try again by himself, without a guess; its sentences stay, or say that.

    What was found on the platform is published, what may be there waits for a person, the rest has failed.
    """
    rows = Publication.objects.filter(pk=publication.pk)
    unsaid = rows.filter(error_happened="", status__in=(Status.PUBLISHING, Status.PROCESSING, Status.COMMITTING))
    unsaid.update(error_class="SERVER", error_happened=GIVEN_UP, error_means="", error_todo=AGAIN)
    found = rows.filter(status=Status.PROCESSING).exclude(remote_id="")
    found.update(status=Status.PUBLISHED, published_at=Now(), claim="", updated_at=Now(), **NO_ERROR)
    rows.filter(status=Status.COMMITTING).update(status=Status.UNCONFIRMED, claim="", updated_at=Now())
    ended = (Status.SCHEDULED, Status.PUBLISHING, Status.PROCESSING)
    # A slot that it still had is free for another.
    rows.filter(status__in=ended).update(status=Status.FAILED, in_slot=False, claim="", updated_at=Now())


def plan(publication: Publication, moment: datetime, *, in_slot: bool, of: Collection[Status]) -> bool:
    """Write down when a row that is one `of` these states goes out, as scheduled; return whether it was."""
    rows = Publication.objects.filter(pk=publication.pk, status__in=of)
    done = rows.update(status=Status.SCHEDULED, due_at=moment, in_slot=in_slot, updated_at=Now(), **NO_ERROR)
    publication.refresh_from_db()
    return bool(done)


def move(publication: Publication, seconds: float) -> None:
    """Write down that a row that waits for its next try goes out in `seconds`, for everybody to see."""
    due = clock.now() + timedelta(seconds=seconds)
    rows = Publication.objects.filter(pk=publication.pk, status=Status.SCHEDULED)
    rows.update(due_at=due, in_slot=False, updated_at=Now())
    publication.refresh_from_db()


def reopen(publication: Publication) -> bool:
    """cancelled -> draft: preparing it anew means that it is wanted again."""
    dropped = Publication.objects.filter(pk=publication.pk, status=Status.CANCELLED)
    return bool(dropped.update(status=Status.DRAFT, updated_at=Now(), **NO_ERROR))


def _publish(publication: Publication, changes: dict[str, Any]) -> None:
    """Write that it is out, from any state: the newest claim has nothing to say against a fact."""
    rows = Publication.objects.filter(pk=publication.pk).exclude(status=Status.PUBLISHED)
    rows.update(**changes, published_at=Now(), claim="", **NO_ERROR)
    publication.refresh_from_db()


def _mine(publication: Publication) -> Any:
    return Publication.objects.filter(pk=publication.pk, claim=publication.claim)


def _move(publication: Publication, status: Status, changes: dict[str, Any]) -> None:
    if not _mine(publication).filter(status__in=before(status)).update(**changes):
        raise ClaimLost
    publication.refresh_from_db()


def _sentences(error: PublishError) -> dict[str, str]:
    said = error.explanation
    return {
        "error_class": error.error_class.value,
        "error_happened": said.happened,
        "error_means": said.means,
        "error_todo": said.todo,
        "error_raw": error.raw,
    }


@contextmanager
def _on_disk() -> Iterator[None]:
    """Have what is written inside reach the disk itself, so that it outlives the machine's end too.

    PostgreSQL always does; SQLite's write-ahead log only when asked. Inside a transaction it cannot be asked.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=NORMAL")
