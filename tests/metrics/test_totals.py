"""Totals count the newest reading of each published post, and make nothing up."""

from datetime import timedelta

import pytest

from reelpress.lib import clock
from reelpress.metrics import services
from reelpress.metrics.totals import totals, totals_by_platform
from reelpress.publishing.models import Publication
from tests.factories import a_publication, a_reading, a_video, an_account

pytestmark = pytest.mark.django_db


def an_hour_ago():
    return clock.now() - timedelta(hours=1)


def published(platform="youtube", **fields):
    facts = {"status": "published", "published_at": an_hour_ago(), "remote_id": "abc"}
    return a_publication(to=an_account(platform), **(facts | fields))


def test_only_the_newest_reading_of_each_counts():
    one, other = published(), published()
    for publication, views, hours in ((one, 10, 5), (one, 30, 1), (other, 4, 2)):
        a_reading(of=publication, views=views, likes=None, read_at=clock.now() - timedelta(hours=hours))
    found = totals(Publication.objects.all())
    assert (found.published, found.read, found.views, found.likes) == (2, 2, 34, None)


def test_what_was_never_read_is_counted_as_published_without_numbers():
    published()
    a_publication(status="failed")
    found = totals(Publication.objects.all())
    assert (found.published, found.read, found.views) == (1, 0, None)


def test_each_platform_has_its_line(django_assert_num_queries):
    video = a_video()
    a_reading(of=published("youtube", video=video), views=5)
    a_reading(of=published("telegram", video=video), views=None)
    a_reading(of=published("youtube"), views=100)
    with django_assert_num_queries(2):
        lines = totals_by_platform(video.post.publications.all())
    assert [(line.platform, line.totals.views) for line in lines] == [("telegram", None), ("youtube", 5)]


def test_due_is_what_is_published_to_a_connected_account_and_not_read_lately():
    fresh, read_lately, seldom = published(), published(), published(published_at=clock.now() - timedelta(days=60))
    a_reading(of=read_lately, read_at=an_hour_ago())
    a_reading(of=seldom, read_at=clock.now() - timedelta(days=2))
    gone = published()
    gone.account.status = "needs_reconnect"
    gone.account.save()
    published(remote_id="")
    published(published_at=clock.now() - timedelta(days=800))
    assert services.due() == [fresh]
