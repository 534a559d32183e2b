"""Which network addresses belong to the public internet, and how to reach no other. Knows no protocol.

An address that a stranger may name (a webhook, a feed, a page) must not lead into the network behind this machine.
Names are resolved here and the connection goes to what was checked: a name cannot mean another address a moment later.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from reelpress.lib.errors import BadInput

_SPECIAL_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",  # public by its number, but what answers there is the host of a rented machine
        ),
    )
)  # fmt: skip
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")  # all that was ever given out; loopback, local and multicast lie outside
_SPECIAL_6 = tuple(
    # Of these, 2001::/23 and 2002::/16 hold tunnels (Teredo, 6to4) whose other end may be any IPv4 address.
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64: an IPv4 address in the last 32 bits


class NotPublic(BadInput):
    """A host that is, or may be, inside a private network."""


def is_public(address: str) -> bool:
    """Return whether `address` (no name) is reachable from the whole internet; what is no address is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _TRANSLATED else None)
        if inner is None:
            return found.scope_id is None and found in _GLOBAL_6 and not any(found in net for net in _SPECIAL_6)
        found = inner
    return not any(found in net for net in _SPECIAL_4)


def public_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of `host`; raise `NotPublic` when any of them is not public, `OSError` when it has none.

    The sentence names neither host nor address: the one may be a secret, and where it leads is nobody's business.
    """
    try:
        found = _look_up(host, port)
    except UnicodeError:
        raise NotPublic("A host name is malformed.", means="Nothing was sent.") from None
    if not all(is_public(address) for address in found):
        raise NotPublic(
            "The host has an address in a private network.",
            means="Nothing was sent: such addresses are for this machine and its neighbours only.",
        )
    return found


def _look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, each once, in the order in which they should be tried."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class Watch:
    """Whether a watched piece of work tried to leave the public internet."""

    refused = False


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
_hooked: list[bool] = []


@contextmanager
def only_public() -> Iterator[Watch]:
    """Refuse each connection of this thread to an address that is not public, whichever library opens it.

    The socket itself is watched, so that redirects and names that change their meaning are caught too.  The library
    sees a `PermissionError`; the `Watch` remembers.  Other threads are not watched.
    """
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_on_event)  # stays for the life of the process, and looks only while somebody watches
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def _on_event(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return
    watch = _watch.get()
    if watch is None or len(arguments) < 2:
        return
    address = arguments[1]
    # `sendmsg` on a connected socket names no address: that one was looked at when it connected.
    if address is not None and not (isinstance(address, tuple) and address and is_public(str(address[0]))):
        watch.refused = True
        raise PermissionError("The address is not in the public internet.")
