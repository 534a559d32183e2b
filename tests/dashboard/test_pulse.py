"""The last hour above the job list follows the tab and the search, and counts no job."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.dashboard import tabs
from reelpress.dashboard.pulse import pulse
from reelpress.jobs.models import Rollup
from reelpress.lib import clock
from reelpress.pipeline.search import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_hour():
    minute = clock.now().replace(second=0, microsecond=0)
    for kind, queue, ago, completed, failed in (
        ("video-generation", "video", 5, 3, 1),
        ("post-import", "default", 5, 10, 0),
        ("post-import", "default", 90, 99, 0),
        ("post-import", "social", 5, 7, 0),
    ):
        at = minute - timedelta(minutes=ago)
        Rollup.objects.create(span="minute", at=at, queue=queue, type=kind, completed=completed, failed=failed)


@pytest.mark.parametrize(
    ("tab", "line", "said"),
    [
        ("all", "", "Last hour: 1 failed, 20 completed"),
        ("failed", "status:failed", "Last hour: 1 failed, 20 completed"),
        ("all", "queue:default", "Last hour of default: 10 completed"),
        ("all", "queue:default queue:video", "Last hour of default, video: 1 failed, 13 completed"),
        ("all", "type:post-import type:video-generation queue:video", "post-import, video-generation, video: 1 failed"),
        ("video", "", "Last hour of video-generation: 1 failed, 3 completed"),
        ("social", "", "no job ended"),
        ("video", "type:post-import", "Last hour: no job ended"),
    ],
)
def test_it_counts_what_is_asked_for(tab, line, said):
    assert said in pulse(tabs.chosen(tab), parse(line))


def test_a_refresh_of_the_list_brings_it_in_one_question(boss, django_assert_num_queries):
    live = reverse("dashboard:jobs-live")
    cells = boss.get(live, {"tab": "all", "q": "queue:default"}).json()["cells"]

    assert "Last hour of default" in cells["pulse"]
    assert "pulse" not in boss.get(live).json()["cells"]
    with django_assert_num_queries(1):
        pulse(tabs.chosen("all"), parse(""))
