"""Notices to programs: a signed POST that a receiver can verify and whose doubles it can drop.

Nothing of the address is in any message, as it may hold a secret. Knows no job.
"""

import hashlib
import hmac
import json
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from reelpress.lib import clock
from reelpress.lib.addresses import NotPublic, public_addresses
from reelpress.lib.errors import Failure
from reelpress.lib.http import Answer, Bytes, Client, HttpFailure, Unsendable, redact
from reelpress.notifications.sentences import Notice

READ_SECONDS = 15.0
LONGEST_WAIT_SECONDS = 86_400
PASSING = (408, 425, 429)  # of the 4xx, those that a later try may not meet


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the value of X-Reelpress-Signature for `body`, sent at the second `at`."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


def send(address: str, secret: str, notice: Notice, *, shown: str, delivery: str, private: bool) -> None:
    """Post `notice`; raise `Failure`, permanent when trying again cannot help.

    `shown` is what the target is called in messages; `delivery` is the same for each try of one notice.
    """
    said = {
        "id": delivery, "kind": notice.kind, "title": notice.title, "body": notice.body, "url": notice.url,
        "at": clock.now().isoformat(timespec="seconds"), "facts": dict(notice.facts),
    }  # fmt: skip
    body = json.dumps(said).encode()
    headers = {
        "Content-Type": "application/json", "User-Agent": "Reelpress", "X-Reelpress-Event": notice.kind,
        "X-Reelpress-Delivery": delivery,
        "X-Reelpress-Signature": signature(secret, body, int(clock.now().timestamp())),
    }  # fmt: skip
    client = Client(read_seconds=READ_SECONDS, resolve=None if private else public_addresses)
    try:
        answer = client.request("POST", address, headers=headers, body=Bytes(body), secrets=[secret])
    except NotPublic:
        raise _not_public(shown) from None
    except Unsendable:
        raise Failure(f"The address of the {shown} is malformed.", todo=_WHERE, permanent=True) from None
    except HttpFailure as failure:
        raise Failure(f"The {shown} did not answer: {_without(address, failure)}") from None
    _judge(answer, shown)


_WHERE = "Correct REELPRESS_WEBHOOKS and restart."


def _not_public(shown: str) -> Failure:
    return Failure(
        f"The {shown} is in a private network, or has an address there.",
        means="Nothing was sent.",
        todo="If that is meant, set REELPRESS_NOTIFY_PRIVATE=true and restart.",
        permanent=True,
    )


def _without(address: str, failure: HttpFailure) -> str:
    """Return what went wrong without any part of the address."""
    parts = urlsplit(address)
    text = str(failure)
    for host in sorted({parts.hostname or "", parts.netloc} - {""}, key=len, reverse=True):
        text = text.replace(host, "its host")
    return redact(text, [address, parts.path.strip("/"), parts.query, parts.username or "", parts.password or ""])


def _judge(answer: Answer, shown: str) -> None:
    status = answer.status
    if 200 <= status < 300:
        return
    happened = f"The {shown} answered with status {status}."
    if 300 <= status < 400:
        raise Failure(happened, means="Redirects are not followed.", todo="Set the address that it redirects to.")
    permanent = 400 <= status < 500 and status not in PASSING
    todo = "It wants no more notices: remove it from REELPRESS_WEBHOOKS." if status == 410 else ""
    wait = None if permanent else retry_after(answer.headers.get("retry-after", ""))
    raise Failure(happened, todo=todo, permanent=permanent, retry_after=wait)


def retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for, from 1 to a day; None when it says nothing usable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            at = parsedate_to_datetime(value)
            seconds = (at - clock.now()).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 1.0), LONGEST_WAIT_SECONDS)
