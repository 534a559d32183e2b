"""A PostgreSQL server of the soak's own, on a free port of this machine, that may be restarted as it likes."""

import os
import random
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

OPTIONS = "-c fsync=off -c synchronous_commit=on -c listen_addresses=127.0.0.1 -c max_connections=200"
HOW = ("fast", "immediate")  # as an administrator does it; as if the server had crashed


def binaries():
    """The folder with PostgreSQL's own programs, the newest; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("pg_ctl")
    return found[-1].parent if found else on_path and Path(on_path).parent


class Cluster:
    """A running server; `url` says where."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = binaries()
        self.port = _free_port()
        self.url = f"postgresql://reelpress@127.0.0.1:{self.port}/postgres"

    def make(self):
        """Make the cluster and start it."""
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "reelpress", "--no-sync", "-E", "UTF8"
        )
        self._ctl("start")

    def restart(self, how):
        """Restart the server; `how` is one of HOW."""
        self._ctl("restart", "-m", how)

    def stop(self):
        """End the server."""
        self._ctl("stop", "-m", "immediate")

    def _ctl(self, verb, *more):
        options = ("-o", f"-p {self.port} -k {self.folder} {OPTIONS}") if verb != "stop" else ()
        self._run(
            "pg_ctl", verb, "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", *options, *more
        )

    def _run(self, program, *arguments):
        # The server refuses to run as root.
        other = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        command = [*other, str(self.bin / program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def _free_port():
    """Return a port that nobody is given by chance: a restart needs it again."""
    for port in random.sample(range(15_000, 30_000), 100):
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("there is no free port")


@contextmanager
def cluster():
    """Run a server until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="reelpress-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Cluster(folder)
    try:
        server.make()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
