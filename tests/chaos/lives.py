"""A worker that publishes to a demo network, killed with -9 right before or right after a call to the platform.

Worker and network are processes, forked from one that has loaded everything and holds no connection: that makes
hundreds of deaths affordable. Whoever takes over knows nothing but the database.
"""

import json
import os
import signal
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.db.models.functions import Now

from reelpress.demo.network import Network
from reelpress.demo.server import make_server
from reelpress.demo.store import Store
from reelpress.jobs import executor, upkeep
from reelpress.jobs.models import Job
from reelpress.lib.http import Client
from reelpress.publishing import tokens
from tests.publishing.conftest import Press

QUEUES = ("social", "low-priority")
SECONDS = 180  # a life that lasts longer has hung
MOST_ROUNDS = 60  # of one life; more means that a job comes back for ever
LEASE_SECONDS, WAIT_SECONDS = 0.5, 0.2  # of a renewal: whoever holds it here is dead, so nobody is waited for long


class Stage(Press):
    """A demo network that runs in a process of its own, and the means to publish to it."""

    @property
    def posts(self):
        """What is on the network; its memory is not in this process."""
        with urlopen(f"{self.url}/demo/posts", timeout=SECONDS) as answer:
            return json.load(answer)


@contextmanager
def stage(folder, **knobs):
    """Run an empty demo network with these knobs, and point the settings at it."""
    network = Network(Store(folder / uuid4().hex[:8]))
    network.knobs.turn(dict(knobs))
    server = make_server(network)
    child = fork(server.serve_forever)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    server.server_close()  # ours; the child has its own
    settings.PLATFORM_URLS = dict.fromkeys(settings.PLATFORM_URLS, url)
    try:
        yield Stage(url, network, Path(settings.MEDIA_ROOT))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def fork(work, *arguments):
    """Start a process that does this and ends; return its id."""
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


class Life:
    """One worker, from its start to its death or to when nothing is left to do."""

    def __init__(self, dies=None):
        """`dies`: at which of its calls, counted from 0, and whether "before" or "after" it; None: of old age."""
        self.dies = dies
        self.bell = uuid4().hex
        self.notes = Path(settings.LOGS) / f"life-{self.bell}.txt"

    def run(self):
        """Live it, and have the rest of its worker notice the death; return whether it was killed."""
        child = fork(self.work)
        _, ended = os.waitpid(child, 0)
        calls = self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else []
        self.calls = [tuple(line.split(" ", 1)) for line in calls]
        self.notes.unlink(missing_ok=True)
        killed = os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
        if killed:
            upkeep.bury(bell=self.bell, how="Its worker process died: killed.")
        elif ended:
            raise RuntimeError(f"a worker that nobody killed ended with {ended}; see {settings.LOGS}")
        return killed

    def work(self):
        """Do the task with every call counted; the body of the process."""
        signal.alarm(SECONDS)
        tokens.LEASE_SECONDS, tokens.WAIT_SECONDS = LEASE_SECONDS, WAIT_SECONDS
        Client.request = self.counted(Client.request)
        self.task()

    def task(self):
        """Do every job as if its time had come."""
        for _ in range(MOST_ROUNDS):
            Job.objects.pending().update(run_after=Now())
            if not any(executor.answer(queue, bell=self.bell) for queue in QUEUES):
                return
        raise RuntimeError("its jobs come back for ever")

    def counted(self, send):
        """`send`, with each call written down, and with the death at the one that was chosen."""
        number = -1

        def request(client, method, url, **rest):
            nonlocal number
            number += 1
            with self.notes.open("a", encoding="utf-8") as notes:
                notes.write(f"{method} {client.at(url)}\n")
            self.die_at(number, "before")
            answer = send(client, method, url, **rest)
            self.die_at(number, "after")
            return answer

        return request

    def die_at(self, number, moment):
        if self.dies == (number, moment):
            os.kill(os.getpid(), signal.SIGKILL)
