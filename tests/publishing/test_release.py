"""The publishing act and what it leaves in the row when the world misbehaves."""

from contextlib import suppress
from dataclasses import replace

import pytest

from reelpress.lib import clock
from reelpress.publishing.accounts import platform_of
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from tests.publishing.conftest import VIDEO_BYTES


def test_each_step_is_in_the_row_before_the_next_call(press):
    seen = []

    def look(percent, message):
        row = Publication.objects.get(pk=publication.pk)
        seen.append((row.status, row.state.get("offset"), bool(row.remote_id)))

    publication = press.publication("youtube")
    press.release(publication, progress=look)
    states = [state for number, (state, *_) in enumerate(seen) if number == 0 or seen[number - 1][0] != state]
    assert states == ["publishing", "committing", "processing", "published"]
    assert all(has_id for state, _, has_id in seen if state in ("processing", "published"))


def test_the_first_attempt_stays_the_start_that_the_probe_goes_by(press, settings):
    here = settings.PLATFORM_URLS
    settings.PLATFORM_URLS = {"youtube": "http://127.0.0.1:9"}
    publication = press.publication("youtube")
    with pytest.raises(PublishError):
        press.release(publication)
    first = publication.attempted_at
    settings.PLATFORM_URLS = here
    press.release(publication)
    assert first and publication.attempted_at == first


@pytest.mark.parametrize("status", ["needs_reconnect", "removed"])
def test_nothing_is_sent_for_an_account_that_is_not_connected(press, status):
    publication = press.publication("youtube")
    Account.objects.update(status=status)
    publication = Publication.objects.get(pk=publication.pk)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.AUTH and publication.status == "needs_reconnect" and not press.posts


def test_a_failed_try_leaves_its_sentences_and_the_answer(press):
    body = {"error": {"code": 400, "message": "bad", "errors": [{"reason": "invalidTags"}]}}
    press.knobs.answers = [{"path": "/upload/youtube/v3/videos", "status": 400, "body": body}]
    publication = press.publication("youtube")
    with pytest.raises(PublishError):
        press.release(publication)
    assert publication.status == "failed" and publication.error_class == "INVALID_REQUEST"
    assert publication.error == (
        "YouTube refused the tags. YouTube took nothing, so nothing was published. "
        "Use fewer or shorter tags, then retry."
    )
    assert publication.error_raw.startswith("HTTP 400") and "invalidTags" in publication.error_raw


def test_a_retry_clears_the_error_of_the_last_try(press):
    publication = press.publication("youtube")
    Publication.objects.filter(pk=publication.pk).update(
        status="failed", error_happened="It failed.", error_class="SERVER"
    )
    press.release(publication)
    assert publication.status == "published" and publication.error == "" and publication.error_class == ""


def test_a_refusal_of_the_publishing_call_proves_that_nothing_went_out(press):
    body = {"ok": False, "error_code": 400, "description": "Bad Request: message caption is too long"}
    press.knobs.answers = [{"path": "/sendVideo", "status": 400, "body": body}]
    publication = press.publication("telegram")
    with pytest.raises(PublishError):
        press.release(publication)
    assert publication.status == "failed"
    assert press.release(publication).status == "published" and len(press.posts) == 1


@pytest.mark.parametrize(
    ("platform", "status", "said"),
    [("telegram", "unconfirmed", "cannot tell"), ("twitter", "scheduled", "did not go out")],
    ids=["unknown", "proved absent"],
)
def test_a_copy_that_cannot_be_made_hides_no_doubt(press, monkeypatch, platform, status, said):
    publication = press.publication(platform)
    kind = type(platform_of(platform))
    monkeypatch.setattr(kind, "limits", replace(kind.limits, media_bytes=VIDEO_BYTES - 1))
    Publication.objects.update(status="committing", attempted_at=clock.now())
    with suppress(PublishError):
        press.release(publication)
    assert (publication.status, said in publication.error) == (status, True) and not press.posts


def test_what_is_not_in_doubt_and_has_no_copy_is_refused(press, monkeypatch):
    publication = press.publication("twitter")
    kind = type(platform_of("twitter"))
    monkeypatch.setattr(kind, "limits", replace(kind.limits, media_bytes=VIDEO_BYTES - 1))
    with pytest.raises(PublishError, match="no smaller copy"):
        press.release(publication)
    assert publication.status == "failed" and not press.posts
