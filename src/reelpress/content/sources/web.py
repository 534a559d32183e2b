"""Reads addresses that a person or a stranger names: public ones only, hop by hop, bounded in size and in time.

Knows no feed and no page.  A refusal is an `Unread`, whose text says why as the second half of a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from reelpress.content.sources import links
from reelpress.lib import clock
from reelpress.lib.addresses import NotPublic, public_addresses
from reelpress.lib.http import Client, HttpFailure, Unreachable, Unsendable

MOST_HOPS = 5
READ_SECONDS = 20.0
MOST_DEAD = 2  # times that a host may be silent before it is asked no more
NAME = "Mozilla/5.0 (compatible; Reelpress)"
_MOVED = (301, 302, 303, 307, 308)


class Unread(Exception):
    """An address that brought nothing; the text says why. `private`: it is refused, not broken."""

    def __init__(self, why: str, *, private: bool = False, passing: bool = False) -> None:
        self.private, self.passing = private, passing
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
            raise Unread("leads into a private network", private=True) from None
        except Unsendable:
            raise Unread("is malformed") from None
        except Unreachable:
            self._dead[host] = self._dead.get(host, 0) + 1
            raise Unread("could not be reached", passing=True) from None
        except HttpFailure:
            self._dead[host] = self._dead.get(host, 0) + 1
            raise Unread("broke off while it was read", passing=True) from None
        self._left -= len(answer.body)
        return Fetched(url, answer.status, answer.headers, answer.body)

    def _allowed(self, url: str) -> str:
        """Return the host of `url`; raise `Unread` when nothing more may be asked there."""
        if not links.is_web(url):
            raise Unread("is no http(s) address")
        parts = urlsplit(url)
        if parts.username or parts.password:
            raise Unread("holds a user name or password", private=True)
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
            raise Unread(f"answered with status {found.status}", passing=passing)
        if len(found.body) > most_bytes:
            raise Unread(f"is larger than {most_bytes >> 20} MB")
        if found.kind and not found.kind.startswith(kinds):
            raise Unread(f"is {found.kind[:60]!r}, which cannot be read here")
        return found


def _next(url: str, location: str) -> str:
    try:
        following = urljoin(url, location.strip())
    except ValueError:
        following = ""
    if not location.strip() or not links.is_web(following):
        raise Unread("redirects to something that is no http(s) address")
    return following
