"""What the tests of whole flows share: a demo network, accounts on it, and the jobs drained by hand."""

import pytest
from django.db.models.functions import Now

from reelpress.demo.server import running
from reelpress.jobs.models import Job
from reelpress.jobs.testing import drain
from reelpress.publishing import services as publishing
from reelpress.publishing.platforms.base import Tuning

BODY = """
A press prints the same page twice without asking.

- Ink the plate
- Lay the paper
"""


@pytest.fixture
def demo_network(settings, tmp_path):
    """A demo network in this process; the settings point at it."""
    with running(tmp_path / "network") as (url, network):
        settings.PUBLISHING_TUNING = Tuning(
            pauses=(0.01, 0.01), poll_seconds=0.01, poll_limit_seconds=60, read_seconds=60
        )
        settings.PLATFORM_URLS = dict.fromkeys(settings.PLATFORM_URLS, url)
        yield network


@pytest.fixture
def accounts(db, demo_network):
    """One account on each platform that there is."""
    return [
        publishing.add_account("youtube", name="Channel", token="a-token"),
        publishing.add_account("telegram", name="News", token="1001:a-token", remote_id="@demo_news"),
    ]


@pytest.fixture
def drain_all():
    """Run all jobs, also those that are due later, as if their time had come."""

    def run():
        done = []
        while True:
            Job.objects.pending().exclude(type="engagement-metrics").update(run_after=Now())
            ran = drain("video", "social")
            if not ran:
                return done
            done += ran

    return run
