"""Accounts: connected, checked, removed. Knows no publication."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from reelpress.lib.errors import BadInput
from reelpress.publishing import tokens
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.base import Tuning
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.registry import get_platform
from reelpress.publishing.platforms.x import X
from reelpress.publishing.remote_ids import REMOTE_IDS

ENDED = (ErrorClass.AUTH, ErrorClass.PERMISSION, ErrorClass.POLICY)


def platform_of(name: str, *, premium: bool = False) -> Platform:
    """Return the platform, reached where the settings say."""
    tuning = getattr(settings, "PUBLISHING_TUNING", Tuning())
    tuning = replace(tuning, large_files=settings.TELEGRAM_LOCAL, premium=premium)
    return get_platform(name, base_url=settings.PLATFORM_URLS.get(name, ""), tuning=tuning)


def platform_for(account: Account) -> Platform:
    """Return the platform of `account`, with the limits that this account has there."""
    return platform_of(account.platform, premium=account.premium)


def set_premium(account: Account, premium: bool) -> None:
    """Say whether `account` is subscribed to X Premium; raise `BadInput` for one of another platform.

    What was prepared before keeps its words.
    """
    if account.platform != X.name:
        raise BadInput(f"{account} is no account of X.", todo="Only X sells longer texts and videos.")
    Account.objects.filter(pk=account.pk).update(premium=premium)
    account.refresh_from_db()


def is_demo(platform: str) -> bool:
    """Tell whether the platform is the demo network that runs beside us."""
    return bool(settings.PLATFORM_URLS.get(platform, "") == settings.SERVED.get("demo_network", "none"))


def add_account(
    platform: str,
    *,
    name: str,
    token: str,
    refresh_token: str = "",
    remote_id: str = "",
    expires_at: datetime | None = None,
    scopes: Sequence[str] = (),
) -> Account:
    """Connect an account, its tokens sealed. A name that is taken is connected anew: that is how one reconnects."""
    known = platform_of(platform)
    name, token, refresh_token, remote_id = (text.strip() for text in (name, token, refresh_token, remote_id))
    live = Account.objects.exclude(status=Account.Status.REMOVED)
    before = live.filter(platform=platform, name=name).first()
    remote_id = remote_id or (before.remote_id if before else "")
    _check(known, name, token, refresh_token, remote_id)
    facts = {
        "remote_id": remote_id,
        "access_token_sealed": tokens.seal(token),
        "refresh_token_sealed": tokens.seal(refresh_token),
        "expires_at": expires_at,
        "scopes": list(scopes),
        "status": Account.Status.ACTIVE,
        "status_reason": "",
        "checked_at": None,
        "refreshing_until": None,
        "demo": is_demo(platform),
    }
    with transaction.atomic():
        account, _ = live.update_or_create(platform=platform, name=name, defaults=facts)
    return account


def check_account(account: Account) -> Account:
    """Ask the platform whether it still knows the account; raise only when that could not be found out."""
    if account.status == Account.Status.REMOVED:
        raise BadInput(f"{account} was removed.", todo="Add it again.")
    platform = platform_of(account.platform)
    rows = Account.objects.filter(pk=account.pk).exclude(status=Account.Status.REMOVED)
    try:
        who = tokens.with_keys(account, platform, platform.verify)
    except PublishError as error:
        if error.error_class not in ENDED:
            raise
        rows.update(status=Account.Status.NEEDS_RECONNECT, status_reason=str(error), checked_at=Now())
    else:
        rows.update(status=Account.Status.ACTIVE, status_reason="", checked_at=Now())
        rows.filter(remote_id="").update(remote_id=who.remote_id)
    account.refresh_from_db()
    return account


def remove_account(account: Account) -> None:
    """Forget the tokens; what was published stays on record."""
    Account.objects.filter(pk=account.pk).update(
        status=Account.Status.REMOVED,
        access_token_sealed="",
        refresh_token_sealed="",
        expires_at=None,
        status_reason="",
    )
    account.refresh_from_db()


def _check(platform: Platform, name: str, token: str, refresh_token: str, remote_id: str) -> None:
    if not name or len(name) > 120:
        raise BadInput("An account needs a name of 1 to 120 characters.", todo="Give --name.")
    if not re.fullmatch(platform.token_pattern, token):
        raise BadInput(
            f"That does not look like a token of {platform.title}.", todo="Copy it whole, without blanks around it."
        )
    if refresh_token and not re.fullmatch(r"[!-~]{4,4096}", refresh_token):
        raise BadInput("That does not look like a refresh token.", todo="Copy it whole, without blanks around it.")
    if platform.needs_remote_id and not remote_id:
        wanted = REMOTE_IDS[platform.name].partition(": ")[2]
        raise BadInput(f"{platform.title} needs a remote id.", todo=f"Give it: {wanted}.")
    if len(remote_id) > 200:
        raise BadInput("The remote id is too long.", todo="Give at most 200 characters.")
