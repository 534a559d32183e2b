"""Keys that would die while nobody uses them: which they are, and their renewal in time. Knows no platform by name."""

from datetime import datetime, timedelta

from reelpress.lib import clock
from reelpress.publishing import tokens
from reelpress.publishing.accounts import platform_of
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.base import Credentials
from reelpress.publishing.platforms.errors import PublishError

UNUSED = timedelta(days=30)  # the shortest life of a refresh token that nobody uses is half a year
PROLONGED = timedelta(days=53)  # before its end; the one such token that there is lives for sixty days
YOUNG = timedelta(days=1)  # it is not prolonged before


def to_renew() -> list[Account]:
    """Return the connected accounts whose keys are to be renewed though nothing is sent."""
    renewable = Account.objects.filter(status=Account.Status.ACTIVE).exclude(refresh_token_sealed="")
    return [account for account in renewable.order_by("pk") if _is_to_renew(account, clock.now())]


def keep(account: Account) -> bool:
    """Renew the keys of `account` if they are to be; return whether they were. Raise `PublishError` for a refusal."""
    account.refresh_from_db()
    if account.status != Account.Status.ACTIVE or not _is_to_renew(account, clock.now()):
        return False
    tokens.renew(account, platform_of(account.platform), tokens.credentials(account))
    return True


def _is_to_renew(account: Account, now: datetime) -> bool:
    try:
        keys = tokens.credentials(account)
    except PublishError:  # said as soon as something is sent
        return False
    if not keys.refresh_token:
        return False
    if _renews_itself(keys):
        old = account.created_at < now - YOUNG
        return old if keys.expires_at is None else now < keys.expires_at <= now + PROLONGED
    return keys.expires_at is not None and keys.expires_at <= now - UNUSED


def _renews_itself(keys: Credentials) -> bool:
    """Return whether one token is both: it can be renewed only as long as it lives."""
    return keys.refresh_token == keys.access_token
