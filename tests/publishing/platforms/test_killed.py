"""A process is killed before, during and after the call that publishes: whatever the platform, one post comes of it."""

import json
import subprocess
import sys
import threading
from contextlib import suppress

import psutil
import pytest
from django.conf import settings

from reelpress.demo import server
from reelpress.demo.exchange import Dropped
from reelpress.lib import clock
from reelpress.publishing.models import Publication
from tests import processes
from tests.publishing.platforms.contract import CASES, settle_by_hand

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECONDS = 30


class Hold:
    """Holds the publishing call of a platform: `reached` when it is there, until `go`; `over` when all came of it."""

    def __init__(self, case, moment):
        self.case = case
        self.moment = moment
        self.left = case.commit_skip
        self.armed = True
        self.reached = threading.Event()
        self.go = threading.Event()
        self.over = threading.Event()
        self.real = server.answer

    def __call__(self, network, request):
        """Answer as the demo network does, but wait before or after the publishing call; "before" loses it."""
        if not self._is_it(request):
            return self.real(network, request)
        try:
            reply = self.real(network, request) if self.moment == "after" else None
            self.reached.set()
            self.go.wait(SECONDS)
            if self.moment == "before":
                raise Dropped
            return reply or self.real(network, request)
        finally:
            self.over.set()

    def _is_it(self, request):
        method, path = self.case.commit
        if not self.armed or request.method != method or path not in request.path:
            return False
        self.left -= 1
        self.armed = self.left >= 0
        return not self.armed


@pytest.fixture(scope="module")
def start(django_db_setup):
    """Starts a process that releases a publication, and returns it."""
    command = (sys.executable, "-m", "tests.publishing.platforms.releasing")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": processes.environment()}
    with log_file().open("w") as log, subprocess.Popen(command, stderr=log, **pipes) as parent:

        def start(press, publication):
            asked = {"publication": publication.pk, "media": str(press.media), "url": press.url}
            parent.stdin.write(json.dumps(asked) + "\n")
            parent.stdin.flush()
            return psutil.Process(int(parent.stdout.readline()))

        yield start
        parent.stdin.close()


def log_file():
    return settings.LOGS / "test-releasing.log"


@pytest.mark.parametrize("moment", ["before", "during", "after"])
@pytest.mark.parametrize("platform", sorted(CASES))
def test_a_killed_process_leaves_exactly_one_post(press, start, monkeypatch, platform, moment):
    case = CASES[platform]
    hold = Hold(case, moment)
    monkeypatch.setattr(server, "answer", hold)
    publication = press.publication(platform)
    process = start(press, publication)
    try:
        assert clock.wait_until(hold.reached.is_set, seconds=SECONDS), log_file().read_text()
        assert Publication.objects.get(pk=publication.pk).status == "committing"
        process.kill()
        process.wait(SECONDS)
    finally:
        hold.go.set()
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert hold.over.wait(SECONDS)  # a dead worker's lease outlives its last request by far
    publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == "published" or not case.tells
    publication = settle_by_hand(press, publication)
    assert publication.status == "published" and len(press.posts) == 1
