"""A reading is what the platform said, and only that."""

from datetime import timedelta

import pytest

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.metrics.models import Reading
from reelpress.metrics.services import due, measure
from reelpress.metrics.totals import totals
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from tests.publishing.conftest import TOKEN


def test_a_reading_of_youtube_holds_what_it_tells(press):
    reading = measure(press.release(press.publication("youtube")))
    assert reading.views == int(reading.raw["viewCount"]) and reading.shares is None and reading.read_at


def test_readings_are_kept_and_grow(press):
    publication = press.release(press.publication("youtube"))
    first = measure(publication)
    press.network.store.skew_seconds = 86_400
    assert measure(publication).views > first.views and publication.readings.count() == 2


def test_a_reading_of_telegram_makes_nothing_up(press):
    reading = measure(press.release(press.publication("telegram")))
    assert (reading.views, reading.likes, reading.comments, reading.shares) == (None, None, None, None)
    assert "no views" in reading.note


def test_what_is_not_published_has_no_numbers(press):
    with pytest.raises(BadInput):
        measure(press.publication("youtube"))


def test_of_a_post_that_was_deleted_on_the_platform_the_last_reading_says_so(press):
    publication = press.release(press.publication("youtube"))
    before = measure(publication)
    press.posts[0]["deleted"] = True
    gone = measure(publication)
    assert "does not know this video" in gone.note and gone.views is None
    assert totals(Publication.objects.all()).views == before.views, "what it had is not lost with it"
    Publication.objects.update(published_at=clock.now() - timedelta(days=5))
    Reading.objects.update(read_at=clock.now() - timedelta(days=3))
    assert due() == []
    gone.delete()
    assert due() == [publication]


@pytest.mark.parametrize("status", [400, 503])
def test_a_refusal_that_is_not_of_the_post_is_no_reading(press, status):
    publication = press.release(press.publication("youtube"))
    press.knobs.answers = [{"path": "/videos", "status": status, "body": {}, "times": 9}]
    with pytest.raises(PublishError) as failed:
        measure(publication)
    assert failed.value.permanent is (status == 400) and not publication.readings.exists()


def test_a_demo_network_that_does_not_run_ends_no_readings(press, settings):
    publication = press.release(press.publication("youtube"))
    Account.objects.update(demo=True)
    publication.refresh_from_db()
    settings.PLATFORM_URLS = {}
    with pytest.raises(PublishError, match="does not run now"):
        measure(publication)
    assert not publication.readings.exists()


def test_a_post_that_x_does_not_show_is_gone(press):
    publication = press.release(press.publication("twitter"))
    press.posts[0]["deleted"] = True
    assert "does not show this post" in measure(publication).note


def test_a_dead_token_found_while_reading_asks_for_a_reconnect(press):
    publication = press.release(press.publication("youtube"))
    press.knobs.expired_tokens = [TOKEN["youtube"]]
    with pytest.raises(PublishError) as failed:
        measure(publication)
    assert failed.value.error_class is ErrorClass.AUTH
    assert Account.objects.get(pk=publication.account_id).status == "needs_reconnect"
