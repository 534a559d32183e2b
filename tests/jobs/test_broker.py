"""The broker's side: bells in, bells counted, and an end to waiting when it is away."""

import pytest

from reelpress.jobs import bells, broker
from reelpress.lib import clock
from tests import processes


@pytest.mark.slow
def test_bells_come_and_go_with_their_server(settings):
    settings.QUEUE_MODE = "celery"
    with processes.queue_server():
        broker.app.control.purge()
        assert bells.ring("default", 3)
        assert broker.bells_in("default") == 3
        assert broker.bells_in("social") == 0
    with processes.queue_server():
        # The first may be lost with the connection to the former server; the clock would ring again.
        assert clock.wait_until(lambda: bells.ring("default"), seconds=processes.SECONDS)


@pytest.mark.slow
def test_a_server_that_goes_away_costs_seconds_and_no_exception(settings):
    settings.QUEUE_MODE = "celery"
    with processes.queue_server() as server:
        assert bells.ring("default")
        server.kill()
        server.wait()
        started = clock.monotonic()

        assert not bells.ring("default")
        assert clock.monotonic() - started < processes.SECONDS
