"""Reads addresses that a person or a stranger names: public ones only, hop by hop, bounded in size and in time.

Knows no feed and no page.  A refusal is an `Unread`, whose text says why as the second half of a sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from reelpress.content.sources import links
from reelpress.lib import clock
from reelpress.lib.addresses import NotPublic, public_addresses
from reelpress.lib.http import Client, HttpFailure, LateAnswer, Unreachable, Unsendable

MOST_HOPS = 5
READ_SECONDS = 20.0
MOST_DEAD = 2  # times that a host may be silent before it is asked no more
NAME = "Mozilla/5.0 (compatible; Reelpress)"
_MOVED = (301, 302, 303, 307, 308)
_GIVE = "Give the address of a feed or of one post."
_CHECK = "Check the address: open it in a browser."
_CLOSED = "It wants a sign-in, or no programs: open it in a browser, and paste the post in the dashboard."
_TODO = {401: _CLOSED, 402: _CLOSED, 403: _CLOSED, 404: _CHECK, 410: _CHECK, 451: _CLOSED}


class Unread(Exception):
    """An address that brought nothing; the text says why, `todo` what a person can do. `passing`: it may work later."""

    def __init__(self, why: str, *, todo: str = "", passing: bool = False) -> None:
        self.passing = passing
        self.todo = todo or ("Check the address, or try again later." if passing else _GIVE)
        super().__init__(why)


@dataclass(frozen=True)
class Fetched:
    """What an address answered; `url` is where the last hop led, `kind` the bare content type."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Web:
    """The web for the time of one import: what it may cost in all is bounded. `private` allows every network."""

    def __init__(self, *, private: bool = False, seconds: float = 300.0, megabytes: int = 400) -> None:
        self.private = private
        self._deadline = clock.monotonic() + seconds
        self._left = megabytes << 20
        self._dead: dict[str, int] = {}

    def get(
        self,
        url: str,
        *,
        accept: str,
        kinds: tuple[str, ...],
        most_bytes: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Return what `url` answers, its content type being one of `kinds` (or their beginnings); raise `Unread`."""
        asked = {"User-Agent": NAME, "Accept": accept, "Accept-Encoding": "gzip, deflate", **(headers or {})}
        for _hop in range(MOST_HOPS + 1):
            found = self._ask(url, asked, most_bytes)
            if found.status not in _MOVED:
                return self._judged(found, kinds, most_bytes)
            url = _next(url, found.headers.get("location", ""))
        raise Unread(f"redirects more than {MOST_HOPS} times")

    def _ask(self, url: str, headers: Mapping[str, str], most_bytes: int) -> Fetched:
        host = self._allowed(url)
        # A byte more than is allowed tells that there was more.
        client = Client(
            read_seconds=READ_SECONDS, resolve=None if self.private else public_addresses, most_bytes=most_bytes + 1
        )
        try:
            answer = client.request("GET", url.partition("#")[0], headers=headers)
        except NotPublic:
            todo = "If that is meant, set REELPRESS_IMPORT_PRIVATE=true and restart."
            raise Unread("leads into a private network", todo=todo) from None
        except Unsendable:
            raise Unread("is malformed") from None
        except HttpFailure as failure:
            self._dead[host] = self._dead.get(host, 0) + 1
            raise Unread(_why(failure), passing=True) from None
        self._left -= len(answer.body)
        return Fetched(url, answer.status, answer.headers, answer.body)

    def _allowed(self, url: str) -> str:
        """Return the host of `url`; raise `Unread` when nothing more may be asked there."""
        if not links.is_web(url):
            raise Unread("is no http(s) address")
        parts = urlsplit(url)
        if parts.username or parts.password:
            raise Unread("holds a user name or password", todo="Give the address without them.")
        host = (parts.hostname or "").lower()
        if clock.monotonic() > self._deadline or self._left <= 0:
            raise Unread("was not read: the import had taken long enough", passing=True)
        if self._dead.get(host, 0) >= MOST_DEAD:
            raise Unread("was not read: its host does not answer", passing=True)
        return host

    def _judged(self, found: Fetched, kinds: tuple[str, ...], most_bytes: int) -> Fetched:
        if found.status == 304:
            return found
        if not 200 <= found.status < 300:
            passing = found.status in (408, 425, 429) or found.status >= 500
            raise Unread(f"answered with status {found.status}", todo=_TODO.get(found.status, ""), passing=passing)
        if len(found.body) > most_bytes:
            raise Unread(f"is larger than {most_bytes >> 20} MB")
        if found.kind and not found.kind.startswith(kinds):
            raise Unread(f"is {found.kind[:60]!r}, which cannot be read here")
        return found


def _why(failure: HttpFailure) -> str:
    if isinstance(failure, Unreachable):
        return f"could not be reached ({re.sub(r'^.Errno -?[0-9]+. ', '', failure.reason)})"
    if isinstance(failure, LateAnswer):
        return f"took longer than {2 * READ_SECONDS:g} seconds to answer"
    return "broke off while it was read"


def _next(url: str, location: str) -> str:
    try:
        following = urljoin(url, location.strip())
    except ValueError:
        following = ""
    if not location.strip() or not links.is_web(following):
        raise Unread("redirects to something that is no http(s) address")
    return following
