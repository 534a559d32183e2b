"""Keeps tests on this machine: whatever would look up a name or reach an address outside of it fails loudly.

An audit hook sees every socket of this process, whichever library opens it; programs that tests start are not watched.
"""

import ipaddress
import socket
import sys

NAMES = ("", "localhost")
NOWHERE = (".invalid", ".test", ".example", ".localhost")  # RFC 6761: nobody has these; looking them up finds nothing
_closed = []


class OutsideWorld(RuntimeError):
    """A test tried to leave this machine; not an OSError, so that no error handling swallows it."""


def close():
    """Refuse the outside from now on, for the rest of this process."""
    if not _closed:
        _closed.append(True)
        sys.addaudithook(_watch)


def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        _check_address(arguments[1])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        _check_name(arguments[0])


def _check_address(address):
    if isinstance(address, (str, bytes)):  # a unix socket
        return
    host = str(address[0]) if address else ""
    if host not in NAMES and not (_is_address(host) and ipaddress.ip_address(host).is_loopback):
        raise OutsideWorld(f"A test tried to reach {host}. Tests stay on this machine; use the demo network.")


def _check_name(host):
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in NAMES or _is_address(name):
        return
    if name.endswith(NOWHERE):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if name != socket.gethostname():
        raise OutsideWorld(f"A test tried to look up {name}. Tests stay on this machine; use the demo network.")


def _is_address(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
