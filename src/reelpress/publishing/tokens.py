"""Tokens: sealed at rest, opened only for a call, renewed ahead of their end by one worker at a time."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import Q

from reelpress.lib import clock
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.base import Credentials
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.platform import Platform

AHEAD_SECONDS = 600  # a long upload must not outlive its token
LEASE_SECONDS = 150.0  # longer than any renewal takes: connecting, sending, reading
WAIT_SECONDS = 30.0
Result = TypeVar("Result")


def seal(text: str) -> str:
    """Return `text` sealed with the newest key; empty stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Return what was sealed with any of the keys; raise `PublishError` when none of them opens it."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise PublishError(
            ErrorClass.AUTH,
            "The stored token cannot be opened with the present secret key.",
            means="The key was changed since the account was connected; nothing was sent.",
            todo="Put the old key behind the new one in REELPRESS_SECRET_KEY, or connect the account again.",
        ) from None


def reseal_all() -> int:
    """Seal every stored token anew with the newest key; return how many accounts were changed."""
    changed = 0
    for account in Account.objects.exclude(access_token_sealed=""):
        old = {name: getattr(account, name) for name in ("access_token_sealed", "refresh_token_sealed")}
        new = {name: seal(unseal(sealed)) for name, sealed in old.items()}
        changed += Account.objects.filter(pk=account.pk, **old).update(**new)
    return changed


def credentials(account: Account) -> Credentials:
    """Return the account's keys in the clear, for a call at once; none of a demo account for a real platform."""
    if account.demo and not settings.PLATFORM_URLS.get(account.platform):
        raise PublishError(
            ErrorClass.INVALID_REQUEST,
            f"{account} belongs to the demo network, which does not run now.",
            means="Nothing was sent; a demo account is never used on the real platform.",
            todo="Start it with `reelpress up --demo-network`, or connect a real account.",
        )
    prefix = account.platform.upper()
    return Credentials(
        access_token=unseal(account.access_token_sealed),
        refresh_token=unseal(account.refresh_token_sealed),
        expires_at=account.expires_at,
        remote_id=account.remote_id,
        client_id=getattr(settings, f"{prefix}_CLIENT_ID", ""),
        client_secret=getattr(settings, f"{prefix}_CLIENT_SECRET", ""),
    )


def fresh(account: Account, platform: Platform) -> Credentials:
    """Return keys that will last a while, renewed if they would not; else those that still work for some minutes.

    Neither an outage nor a refused renewal is a reason to stop before: a worker that died between the answer and its
    saving has lost a refresh token that is given once, and what is due now can still go out.
    """
    account.refresh_from_db()
    keys = credentials(account)
    now = clock.now()
    if not keys.refresh_token or keys.expires_at is None or keys.expires_at > now + timedelta(seconds=AHEAD_SECONDS):
        return keys
    try:
        return renew(account, platform, keys)
    except PublishError:
        if keys.expires_at <= clock.now():
            raise
        return keys


def with_keys(account: Account, platform: Platform, call: Callable[[Credentials], Result]) -> Result:
    """Make a call with fresh keys; when they are refused, renew them once and call again."""
    keys = fresh(account, platform)
    try:
        return call(keys)
    except PublishError as error:
        if error.error_class is not ErrorClass.AUTH or not keys.refresh_token:
            raise
    return call(renew(account, platform, keys))


def renew(account: Account, platform: Platform, old: Credentials) -> Credentials:
    """Trade the refresh token for a new access token, unless another worker just did or is doing it."""
    deadline = clock.monotonic() + WAIT_SECONDS
    while True:
        lease = clock.now() + timedelta(seconds=LEASE_SECONDS)
        free = Q(refreshing_until=None) | Q(refreshing_until__lt=clock.now())
        mine = bool(Account.objects.filter(free, pk=account.pk).update(refreshing_until=lease))
        try:
            account.refresh_from_db()
            now = credentials(account)
            if now.access_token != old.access_token:
                return now
            if mine:
                return _trade(account, platform, now, lease)
        finally:
            if mine:
                Account.objects.filter(pk=account.pk, refreshing_until=lease).update(refreshing_until=None)
        if clock.monotonic() > deadline:
            raise PublishError(
                ErrorClass.SERVER,
                f"Another worker has been renewing the token of {account} for {WAIT_SECONDS:.0f} s.",
                means="Nothing was sent.",
                todo="Nothing to do; it is tried again by itself.",
                retry_after=LEASE_SECONDS,
            )
        clock.sleep(0.05)


def _trade(account: Account, platform: Platform, old: Credentials, lease: datetime) -> Credentials:
    try:
        new = platform.refresh(old)
    except PublishError as error:
        if error.error_class is ErrorClass.AUTH:
            disconnect(account, error)
        raise
    changes = {"access_token_sealed": seal(new.access_token), "expires_at": new.expires_at}
    if new.refresh_token and new.refresh_token != old.refresh_token:
        changes["refresh_token_sealed"] = seal(new.refresh_token)  # else the old one is kept
    Account.objects.filter(pk=account.pk, access_token_sealed=account.access_token_sealed).update(**changes)
    account.refresh_from_db()
    return credentials(account)


def disconnect(account: Account, error: PublishError) -> None:
    """active -> needs_reconnect, with the reason."""
    active = Account.objects.filter(pk=account.pk, status=Account.Status.ACTIVE)
    active.filter(access_token_sealed=account.access_token_sealed).update(
        status=Account.Status.NEEDS_RECONNECT, status_reason=str(error)
    )
    account.refresh_from_db()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in settings.SECRET_KEYS])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"reelpress tokens {secret}".encode()).digest())
