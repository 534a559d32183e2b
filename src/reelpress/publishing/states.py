"""The states of a publication and the only moves between them. Pure; knows no database.

`committing` is left by proof or by a person, never by a guess: while a row stands there, nobody knows whether the post
is out.
"""

from enum import StrEnum


class Status(StrEnum):
    """Where a publication stands; the values are those of the model."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PROCESSING = "processing"
    COMMITTING = "committing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    NEEDS_RECONNECT = "needs_reconnect"
    CANCELLED = "cancelled"


S = Status
STOPS = frozenset({S.SCHEDULED, S.FAILED, S.NEEDS_RECONNECT})  # an attempt is over; scheduled waits for the next
RETRYABLE = frozenset({S.DRAFT, S.SCHEDULED, S.PUBLISHING, S.FAILED, S.NEEDS_RECONNECT})

MOVES: dict[Status, frozenset[Status]] = {
    S.DRAFT: frozenset({S.SCHEDULED, S.PUBLISHING, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.DRAFT, S.PUBLISHING, S.FAILED, S.CANCELLED}),
    S.PUBLISHING: frozenset({S.PUBLISHING, S.PROCESSING, S.COMMITTING, S.PUBLISHED}) | STOPS,
    S.PROCESSING: frozenset({S.PROCESSING, S.PUBLISHING, S.COMMITTING, S.PUBLISHED}) | STOPS,
    S.COMMITTING: frozenset({S.PUBLISHING, S.PROCESSING, S.COMMITTING, S.PUBLISHED, S.UNCONFIRMED}) | STOPS,
    S.PUBLISHED: frozenset(),
    S.FAILED: frozenset({S.SCHEDULED, S.PUBLISHING, S.CANCELLED}),
    S.UNCONFIRMED: frozenset({S.PUBLISHED, S.DRAFT}),
    S.NEEDS_RECONNECT: frozenset({S.SCHEDULED, S.PUBLISHING, S.CANCELLED}),
    S.CANCELLED: frozenset({S.DRAFT}),
}


def before(status: Status) -> list[Status]:
    """Return the states from which a row may move to `status`."""
    return [old for old, new in MOVES.items() if status in new]
