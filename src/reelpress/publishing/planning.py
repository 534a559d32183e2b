"""When a publication goes out: at a chosen moment, or in the next free posting slot of its account. Knows no job."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.publishing import slots, transitions
from reelpress.publishing.models import Account, PostingSlot, Publication
from reelpress.publishing.states import Status

MOST_A_DAY = 10_000
PLANNABLE = (Status.DRAFT, Status.SCHEDULED, Status.FAILED, Status.NEEDS_RECONNECT)


def set_slots(account: Account, text: str, *, time_zone: str = "") -> list[slots.Slot]:
    """Replace the posting slots of `account` by those written in `text`; return them. What is planned stays planned."""
    wanted = slots.parse(text)
    zone = _known(time_zone.strip())
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(time_zone=zone)
        account.posting_slots.all().delete()
        PostingSlot.objects.bulk_create(
            PostingSlot(account=account, weekday=day, time=moment) for day, moment in wanted
        )
    account.refresh_from_db()
    return wanted


def set_posts_per_day(account: Account, most: int | None) -> None:
    """Let `account` send at most so many posts within 24 hours; None: as many as its platform allows."""
    if most is not None and not 1 <= most <= MOST_A_DAY:
        raise BadInput(
            f"{most} is no number of posts a day.",
            means="Nothing was changed.",
            todo=f"Give 1 to {MOST_A_DAY}, or none for what the platform allows; remove the account to send nothing.",
        )
    Account.objects.filter(pk=account.pk).update(posts_per_day=most)
    account.refresh_from_db()


def slots_of(account: Account) -> list[slots.Slot]:
    """Return the posting slots of `account` in the order of the week."""
    return list(account.posting_slots.values_list("weekday", "time"))


def zone_of(account: Account) -> ZoneInfo:
    """Return the time zone on whose clock the slots of `account` are."""
    return ZoneInfo(account.time_zone or settings.TIME_ZONE)


def take_slot(publication: Publication) -> datetime | None:
    """Plan `publication` for the next free slot of its account; return when, or None for an account without slots.

    One that has its slot already keeps it; one that is under way or in doubt needs none and has none.
    """
    now = clock.now()
    if publication.in_slot and publication.due_at and publication.due_at > now and publication.status in PLANNABLE:
        return publication.due_at
    if publication.status not in PLANNABLE:
        return None
    with transaction.atomic():
        # The lock is held for two reads and a write: two jobs never choose the same slot.
        account = Account.objects.select_for_update().get(pk=publication.account_id)
        wanted = slots_of(account)
        if not wanted:
            return None
        later = Publication.objects.filter(account=account, due_at__gt=now, in_slot=True)
        taken = {due for due in later.exclude(pk=publication.pk).values_list("due_at", flat=True) if due}
        moment = slots.next_free(wanted, taken, after=now, zone=zone_of(account))
        _plan(publication, moment, in_slot=True)
    return moment


def plan(publication: Publication, moment: datetime) -> None:
    """Plan `publication` for `moment`; raise `BadInput` when it is under way or out."""
    _plan(publication, moment, in_slot=False)


def warning(publication: Publication) -> str:
    """Return what threatens a planned publication, or nothing: its account's token may have ended by then."""
    if publication.status != Status.SCHEDULED or publication.due_at is None:
        return ""
    return ends_before(publication.account, publication.due_at)


def ends_before(account: Account, moment: datetime) -> str:
    """Return a sentence when the token of `account`, which cannot be renewed, has ended at `moment`; else nothing."""
    if account.expires_at is None or account.refresh_token_sealed or account.expires_at > moment:
        return ""
    ends = f"{account.expires_at:%Y-%m-%d %H:%M %Z}"
    return f"The token of {account} ends on {ends}, before this goes out. Connect the account again before then."


def _plan(publication: Publication, moment: datetime, *, in_slot: bool) -> None:
    planned = transitions.plan(publication, moment, in_slot=in_slot, of=PLANNABLE)
    if not planned:
        raise BadInput(f"{publication} is {publication.status} and cannot be planned for another time.")


def _known(name: str) -> str:
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f"There is no time zone {name!r}.", todo="Give one like Europe/Vienna.") from None
    return name
