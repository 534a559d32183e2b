"""Notices to people, on whatever way Apprise knows: mail, chat, push. The only file that imports Apprise.

Its log lines and errors may quote an address with its password: only "it went" or "it did not" comes out of here.
"""

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from reelpress.lib.addresses import only_public
from reelpress.lib.errors import Failure
from reelpress.notifications.sentences import Notice

# What Apprise and the libraries below it write to; at their debug level whole addresses.
TALKERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
SILENT = logging.CRITICAL + 1
KINDS = {
    "job-failed": "failure",
    "queue-waits": "warning",
    "batch-done": "info",
    "account-ended": "failure",
    "publication-waits": "warning",
}


def problem(address: str) -> str:
    """Return why Apprise cannot use `address`, without showing it; empty when it can."""
    with _silenced() as library:
        known = _target(library, address) is not None
    return "" if known else "Apprise does not know this kind of address, or it is incomplete."


def send(address: str, notice: Notice, *, shown: str, private: bool) -> None:
    """Send `notice`; raise `Failure` when it did not go out."""
    with _silenced() as library:
        target = _target(library, address)
        if target is None:
            raise Failure(f"The address of the {shown} cannot be used.", todo="See `reelpress check`.", permanent=True)
        with nullcontext() if private else only_public() as watch:
            went = _went(library, target, notice)
    if went:
        return
    if watch is not None and watch.refused:
        raise Failure(
            f"The {shown} leads into a private network.",
            means="Nothing was sent there.",
            todo="If that is meant, set REELPRESS_NOTIFY_PRIVATE=true and restart.",
            permanent=True,
        )
    raise Failure(f"The {shown} did not take the notice.", means="Apprise could not deliver it.")


def _went(library: Any, target: Any, notice: Notice) -> bool:
    sender = library.Apprise(asset=target.asset)
    sender.add(target)
    try:
        return bool(
            sender.notify(
                title=inert(notice.title),
                body=f"{inert(notice.body)}\n{notice.url}",
                notify_type=KINDS[notice.kind],
                body_format=library.NotifyFormat.TEXT,
            )
        )
    except Exception:
        return False  # whatever it was, it may quote the address


def inert(text: str) -> str:
    """Return `text` so that no chat program sees a mention, a tag or a hidden link in it."""
    text = text.replace("<", "‹").replace(">", "›")
    return re.sub(r"@(?=\w)", "@\u200b", text).replace("](", "] (")


@contextmanager
def _silenced() -> Iterator[Any]:
    """Give Apprise, loaded on first use as it is slow to load; neither it nor what it uses logs or warns."""
    for name in TALKERS:
        talker = logging.getLogger(name)
        talker.setLevel(SILENT)
        talker.propagate = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import apprise

        yield apprise


def _target(library: Any, address: str) -> Any:
    """Return what Apprise makes of `address`; None when it is nonsense."""
    asset = library.AppriseAsset(
        storage_mode=library.PersistentStoreMode.MEMORY, secure_logging=True, service_timeout=0, allow_templates=False
    )
    asset.app_id = asset.app_desc = "Reelpress"
    asset.async_mode = False
    asset.http_redirects = False
    try:
        return library.Apprise.instantiate(address, asset=asset)
    except Exception:
        return None
