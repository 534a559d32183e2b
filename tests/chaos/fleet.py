"""The processes of a soak, as a supervisor keeps them: whatever died is started again."""

import signal

import psutil
import redis

from reelpress.jobs.embedded import server_command, socket_path
from reelpress.lib import clock, proc
from tests import processes

WORKERS = 3
CLOCKS = 2
CHILDREN = 2
STRANGLED_SECONDS = 20  # after SIGTERM, as a supervisor would


class Fleet:
    """A queue server, workers and clocks."""

    def __init__(self):
        self.restarts = 0
        self.killed = set()  # ids of processes that were killed while they may have been at work
        self.server = None
        self.workers = []
        self.clocks = []
        self._leaving = []  # told to stop, with the time by which they must be gone

    def mend(self):
        """Start what should run and does not."""
        if self.server is None or self.server.poll() is not None:
            socket_path().unlink(missing_ok=True)
            self.restarts += self.server is not None
            self.server = proc.spawn(server_command(), log=processes.settings.LOGS / "soak-queue.log")
        self.workers = self._full(self.workers, WORKERS, lambda: processes.start_worker(concurrency=CHILDREN))
        self.clocks = self._full(self.clocks, CLOCKS, lambda: processes.start("queue", "clock"))
        self._strangle()

    def _full(self, running, many, start):
        alive = [process for process in running if process.poll() is None]
        new = [start() for _ in range(many - len(alive))]
        self.restarts += len(new) if running else 0
        return alive + new

    def _strangle(self):
        for process, until in self._leaving:
            if process.poll() is None and clock.monotonic() > until:
                self.killed.update(_held(process))
                process.kill()
        self._leaving = [(process, until) for process, until in self._leaving if process.poll() is None]

    def end(self, process, how):
        """Send `how` to a process, and return the ids of its children."""
        if process.poll() is not None:
            return []
        children = _held(process)
        process.send_signal(how)
        process.send_signal(signal.SIGCONT)
        if how == signal.SIGTERM:
            self._leaving.append((process, clock.monotonic() + STRANGLED_SECONDS))
        return children

    def children(self):
        """The ids of the processes that do the work."""
        found = []
        for worker in self.workers:
            try:
                found += [child.pid for child in processes.children(worker)]
            except psutil.Error:
                continue
        return sorted(found)

    def flush(self):
        """Empty the queue server."""
        with redis.Redis(unix_socket_path=str(socket_path()), socket_timeout=5) as client:
            client.flushall()

    def stop(self):
        """End everything."""
        for process in (*self.clocks, *self.workers, *(process for process, _ in self._leaving)):
            proc.stop(process, grace=STRANGLED_SECONDS)
        if self.server is not None:
            proc.stop(self.server)
        processes.disconnect()


def _held(process):
    """Stop a process where it stands, so that it starts none more; return the ids of its children."""
    process.send_signal(signal.SIGSTOP)
    return [child.pid for child in processes.children(process)]
