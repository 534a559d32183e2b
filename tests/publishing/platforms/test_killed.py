"""A process is killed before, during and after the call that publishes: whatever the platform, one post comes of it."""

import signal
import sys
import threading

import pytest
from django.conf import settings

from reelpress.demo import server
from reelpress.demo.exchange import Dropped
from reelpress.lib import clock, proc
from reelpress.publishing.models import Publication
from tests import processes
from tests.publishing.platforms.contract import CASES, settle_by_hand

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECONDS = 30


class Hold:
    """Holds the publishing call of a platform: `reached` when it is there, until `go`."""

    def __init__(self, case, moment):
        self.case = case
        self.moment = moment
        self.left = case.commit_skip
        self.armed = True
        self.reached = threading.Event()
        self.go = threading.Event()
        self.real = server.answer

    def __call__(self, network, request):
        """Answer as the demo network does, but wait before or after the publishing call; "before" loses it."""
        if not self._is_it(request):
            return self.real(network, request)
        reply = self.real(network, request) if self.moment == "after" else None
        self.reached.set()
        self.go.wait(SECONDS)
        if self.moment == "before":
            raise Dropped
        return reply or self.real(network, request)

    def _is_it(self, request):
        method, path = self.case.commit
        if not self.armed or request.method != method or path not in request.path:
            return False
        self.left -= 1
        self.armed = self.left >= 0
        return not self.armed


@pytest.mark.parametrize("moment", ["before", "during", "after"])
@pytest.mark.parametrize("platform", sorted(CASES))
def test_a_killed_process_leaves_exactly_one_post(press, monkeypatch, platform, moment):
    case = CASES[platform]
    hold = Hold(case, moment)
    monkeypatch.setattr(server, "answer", hold)
    publication = press.publication(platform)
    command = (sys.executable, "-m", "tests.publishing.platforms.releasing", str(publication.pk), str(press.media))
    address = {f"REELPRESS_{platform.upper()}_URL": press.url}
    process = proc.spawn(command, log=settings.LOGS / "test-releasing.log", env=processes.environment(**address))
    try:
        assert clock.wait_until(hold.reached.is_set, seconds=SECONDS), (
            settings.LOGS / "test-releasing.log"
        ).read_text()
        assert Publication.objects.get(pk=publication.pk).status == "committing"
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS)
    finally:
        hold.go.set()
        proc.stop(process)
    publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == "published" or not case.tells
    publication = settle_by_hand(press, publication)
    assert publication.status == "published" and len(press.posts) == 1
