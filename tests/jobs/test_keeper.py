"""The keeper outlives a database that is away for a moment."""

import pytest
from django.db import InterfaceError

from reelpress.jobs import executor, keeper
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.outcomes import Cancelled
from reelpress.lib import clock


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_does_not_end_the_keeper(monkeypatch):
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0.01)
    job = executor.take(enqueue("test-echo", {}))
    looks = []

    def look(self):
        looks.append(1)
        if len(looks) == 1:
            raise InterfaceError("the connection is closed")
        self._end(Cancelled)

    monkeypatch.setattr(keeper.Keeper, "_look", look)

    with pytest.raises(Cancelled), keeper.keeping(job):
        clock.wait_until(lambda: False, seconds=60)

    assert len(looks) >= 2
