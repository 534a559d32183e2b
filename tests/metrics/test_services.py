"""A reading is what the platform said, and only that."""

from datetime import timedelta

import pytest
from django.db.models import F

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.metrics.models import GIVEN_UP, REFUSED, Reading
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


NOT_SEEN = {
    "error": {"message": "Unsupported get request.", "type": "OAuthException", "code": 100, "error_subcode": 33}
}


def refuse(press):
    """Have Meta answer as it does for a post that was deleted, or that the account may not read."""
    press.knobs.answers = [{"path": "", "status": 400, "body": NOT_SEEN, "times": 99}]


def a_day_passes():
    Publication.objects.update(published_at=F("published_at") - timedelta(days=1))
    Reading.objects.update(read_at=F("read_at") - timedelta(days=1))


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_numbers_that_are_refused_for_days_are_given_up_and_the_last_reading_says_so(press, platform):
    publication = press.release(press.publication(platform))
    before = measure(publication)
    refuse(press)
    for _ in range(4):
        a_day_passes()
        assert due() == [publication]
        with pytest.raises(PublishError, match="may not see it"):
            measure(publication)
    a_day_passes()
    publication.refresh_from_db()
    last = measure(publication)
    assert "5 times in a row" in last.note and last.note.endswith("To ask again: reelpress metrics update --days 6")
    assert totals(Publication.objects.all()).views == before.views, "what it had is not lost with it"
    a_day_passes()
    assert due() == []


def test_one_who_asks_again_is_answered_and_then_it_goes_on_by_itself(press):
    publication = press.release(press.publication("facebook"))
    note = {"note": "Refused.", REFUSED: True}
    for days in (5, 4, 3, 2):
        Reading.objects.create(publication=publication, raw=note, read_at=clock.now() - timedelta(days=days))
    refuse(press)
    assert measure(publication).raw[GIVEN_UP] and measure(publication).raw[GIVEN_UP]
    press.knobs.answers = []
    assert measure(publication).views is not None
    a_day_passes()
    assert due() == [publication]


def test_many_refusals_of_one_day_give_nothing_up(press):
    publication = press.release(press.publication("facebook"))
    refuse(press)
    for _ in range(6):
        with pytest.raises(PublishError):
            measure(publication)
    a_day_passes()
    assert due() == [publication]
