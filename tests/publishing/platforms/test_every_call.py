"""A worker that dies right before or right after any one call to a platform: exactly one post, and nothing left open.

Each platform is asked for its calls by a publication that goes well. Then a worker dies at each of them in turn, and
another one takes over. Where the platform cannot tell, a person looks and decides.
"""

import pytest

from reelpress.lib.http import Client
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.registry import platform_names
from tests.publishing.platforms.contract import Crash, settle_by_hand

MINUTE = 61  # between two publications, so that no platform asks for a pause


@pytest.fixture
def calls(monkeypatch):
    """The calls of a worker, counted; `dies` says at which of them it ends."""
    send = Client.request
    seen = {"number": 0, "dies": None}

    def request(self, method, url, **rest):
        number = seen["number"]
        seen["number"] += 1
        if seen["dies"] == (number, "before"):
            raise Crash
        answer = send(self, method, url, **rest)
        if seen["dies"] == (number, "after"):
            raise Crash
        return answer

    monkeypatch.setattr(Client, "request", request)
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("platform", platform_names())
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_dies_at_any_call_leaves_exactly_one_post(press, calls, platform, moment):
    press.release(press.publication(platform))
    for number in range(calls["number"]):
        press.network.store.skew_seconds += MINUTE
        calls.update(number=0, dies=(number, moment))
        publication = press.publication(platform)
        with pytest.raises(Crash):
            press.release(publication)
        calls["dies"] = None
        publication = press.release(Publication.objects.get(pk=publication.pk))
        publication = settle_by_hand(press, publication)
        assert publication.status == "published", (number, publication.status, publication.error)
        assert len(press.posts_of(publication)) == 1, number
