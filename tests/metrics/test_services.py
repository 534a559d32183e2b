"""A reading is what the platform said, and only that."""

import pytest

from reelpress.lib.errors import BadInput
from reelpress.metrics.services import measure
from reelpress.publishing.models import Account
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
    assert reading.raw["note"]


def test_what_is_not_published_has_no_numbers(press):
    with pytest.raises(BadInput):
        measure(press.publication("youtube"))


def test_a_deleted_post_is_said_to_be_gone(press):
    publication = press.release(press.publication("youtube"))
    press.posts[0]["deleted"] = True
    with pytest.raises(PublishError, match="does not know this video") as failed:
        measure(publication)
    assert failed.value.permanent and not publication.readings.exists()


def test_a_dead_token_found_while_reading_asks_for_a_reconnect(press):
    publication = press.release(press.publication("youtube"))
    press.knobs.expired_tokens = [TOKEN["youtube"]]
    with pytest.raises(PublishError) as failed:
        measure(publication)
    assert failed.value.error_class is ErrorClass.AUTH
    assert Account.objects.get(pk=publication.account_id).status == "needs_reconnect"
