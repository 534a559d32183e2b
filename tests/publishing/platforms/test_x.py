"""X's own ways: segments, processing, the timeline as probe, rotating tokens, links and their price, refusals."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.lib.http import Answer, Client
from reelpress.publishing import fitting, services, tokens
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Media
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.x_errors import WORDS, refusal
from reelpress.publishing.platforms.x_text import weighted_length
from tests.publishing.conftest import UNIT
from tests.publishing.platforms.contract import Crash

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
FIRST_USER = "2244994945"


def said(status, *, detail="", kind="about:blank", headers=None, **rest):
    body = {"title": "No", "detail": detail, "type": kind, **rest}
    return refusal(Answer(status, headers or {}, json.dumps(body).encode()), now=NOW)


def direct(press, upload, state=None):
    """Publish without rows; return the steps."""
    platform = services.platform_of("twitter")
    keys = tokens.credentials(press.account("twitter"))
    return list(platform.publish(upload, state or {}, keys, lambda percent: None))


def text_only(press):
    post = press.post()
    return services.prepare(post, None, press.account("twitter"))


def test_a_video_is_posted_under_a_link_that_shows_it(press):
    publication = press.release(press.publication("twitter"))
    assert publication.url == f"{press.url}/i/status/{publication.remote_id}"
    page = Client(press.url).request("GET", publication.url)
    assert page.status == 200 and press.posts[0]["sha256"] in page.body.decode()


def test_an_upload_goes_on_with_the_segment_after_the_last_that_was_taken(press):
    press.knobs.answers = [{"path": "/append", "status": 503, "skip": 2, "times": 9}]
    publication = press.publication("twitter")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    media_id = publication.state["media_id"]
    assert failed.value.error_class is ErrorClass.SERVER and publication.state["segment"] == 2
    press.knobs.answers = []
    assert press.release(publication).state["media_id"] == media_id


def test_an_upload_that_x_has_thrown_away_is_begun_anew(press):
    press.knobs.answers = [{"path": "/append", "status": 503, "skip": 2, "times": 9}]
    publication = press.publication("twitter")
    with pytest.raises(PublishError):
        press.release(publication)
    press.knobs.answers = []
    old = {**publication.state, "ends_at": (clock.now() - timedelta(hours=1)).isoformat()}
    Publication.objects.filter(pk=publication.pk).update(state=old)
    publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == "published" and publication.state["media_id"] != old["media_id"]


def test_media_that_x_has_forgotten_fail_the_try_and_the_next_uploads_anew(press):
    body = {"errors": [{"message": "Your media IDs are invalid."}], "type": "x/problems/invalid-request"}
    press.knobs.answers = [{"method": "POST", "path": "/2/tweets", "status": 400, "body": body}]
    publication = press.publication("twitter")
    with pytest.raises(PublishError, match="uploaded anew") as failed:
        press.release(publication)
    assert failed.value.permanent and publication.status == "failed" and publication.state == {}
    assert press.release(publication).status == "published" and len(press.posts) == 1


def test_processing_is_waited_for(press):
    press.knobs.processing_seconds = 999

    def end_it_once_seen(percent, message):
        if message == "X is processing the video":
            press.knobs.processing_seconds = 0

    publication = press.release(press.publication("twitter"), progress=end_it_once_seen)
    assert publication.status == "published" and "X has processed the video" in press.lines


@pytest.mark.parametrize(("asked", "waited"), [(7, 7), (1, 3), (600, 30), ("soon", 3)])
def test_x_is_asked_as_often_as_it_says_within_reason(press, settings, monkeypatch, asked, waited):
    settings.PUBLISHING_TUNING = replace(settings.PUBLISHING_TUNING, poll_seconds=3)
    said = {"data": {"processing_info": {"state": "in_progress", "check_after_secs": asked}}}
    press.knobs.answers = [{"method": "GET", "path": "/2/media/upload", "status": 200, "body": said}]
    slept = []
    monkeypatch.setattr(clock, "sleep", slept.append)
    press.knobs.processing_seconds = 0.001
    assert press.release(press.publication("twitter")).status == "published"
    assert slept[0] == waited


def test_processing_without_end_does_not_hold_the_job(press, settings):
    settings.PUBLISHING_TUNING = replace(settings.PUBLISHING_TUNING, poll_limit_seconds=0.03)
    press.knobs.processing_seconds = 999
    publication = press.publication("twitter")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.PROCESSING and publication.status == "scheduled"
    press.knobs.processing_seconds = 0
    assert press.release(publication).status == "published" and len(press.posts) == 1


def test_a_video_that_x_cannot_process_fails_and_a_retry_starts_over(press):
    press.knobs.processing_seconds, press.knobs.failure_reason = 0.01, "InvalidMedia"
    publication = press.publication("twitter")
    with pytest.raises(PublishError, match="InvalidMedia") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_MEDIA and publication.state == {}


@pytest.mark.parametrize("lost", [False, True])
def test_a_text_alone_is_posted_once(press, lost):
    press.knobs.drop_commit_answers = int(lost)
    publication = press.release(text_only(press))
    [post] = press.posts
    assert publication.status == "published" and post["text"] == publication.text and not post["file"]


def test_a_picture_is_posted(press, tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(b"a picture")
    upload = fitting.upload_of(text_only(press))
    upload = replace(upload, media=Media(file, 0, 10, 10, 9, mime="image/png"))
    steps = direct(press, upload)
    assert steps[-1].status == "published" and press.posts[0]["file"].endswith(".png")
    assert [step.status for step in steps] == ["publishing", "committing", "published"]


def test_another_post_of_the_same_text_is_refused_as_a_duplicate(press):
    first = press.release(text_only(press))
    upload = fitting.upload_of(first)
    with pytest.raises(PublishError) as failed:
        direct(press, upload)
    assert failed.value.error_class is ErrorClass.DUPLICATE and failed.value.permanent and len(press.posts) == 1


def test_a_refusal_as_duplicate_after_a_doubt_is_still_a_doubt(press):
    """The timeline lagged: the post is there, was not listed yet, and the second call says so."""
    lag = {"method": "GET", "path": f"/2/users/{FIRST_USER}/tweets", "status": 200, "body": {"meta": {}}, "times": 2}
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [lag]
    publication = press.release(text_only(press))
    assert publication.status == "published" and len(press.posts) == 1
    assert any("does not show it yet" in line for line in press.lines)


def test_the_timeline_is_read_page_by_page(press):
    publication = text_only(press)
    press.knobs.drop_commit_answers = 1
    publication = press.release(publication)
    for number in range(105):
        press.network.store.add(**{**press.posts[-1], "id": str(number), "text": f"other {number}"})
    found = services.platform_of("twitter").find(
        fitting.upload_of(publication), {}, tokens.credentials(publication.account)
    )
    assert (found.answer, found.remote_id) == ("yes", publication.remote_id)


def test_each_renewal_stores_the_new_refresh_token_as_the_old_one_is_spent(press):
    account = press.account("twitter", refresh_token="first-refresh", expires_at=clock.now() + timedelta(minutes=5))
    platform = services.platform_of("twitter")
    for number in (1, 2):
        account = Account.objects.get(pk=account.pk)
        keys = tokens.renew(account, platform, tokens.credentials(account))
        assert keys.refresh_token.startswith(f"demo-refresh-{number}-")
    with pytest.raises(PublishError, match="used before") as failed:
        platform.refresh(replace(keys, refresh_token="first-refresh"))
    assert failed.value.error_class is ErrorClass.AUTH


def test_a_client_with_a_secret_proves_itself_in_the_header(press, settings, monkeypatch):
    settings.TWITTER_CLIENT_ID, settings.TWITTER_CLIENT_SECRET = "id", "secret"
    seen = {}
    platform = services.platform_of("twitter")
    send = platform.http.request

    def look(method, url, **rest):
        seen.update(rest)
        return send(method, url, **rest)

    monkeypatch.setattr(platform.http, "request", look)
    platform.refresh(tokens.credentials(press.account("twitter", refresh_token="first-refresh")))
    assert seen["headers"]["Authorization"] == f"Basic {base64.b64encode(b'id:secret').decode()}"
    assert "client_id" not in seen["form"]


@pytest.mark.parametrize(("choice", "price"), [("post", "0.200"), ("reply", "0.215"), ("none", "0.015")])
def test_the_link_goes_where_the_setting_says_and_its_price_is_told(press, settings, choice, price):
    settings.X_LINK = choice
    publication = press.release(press.publication("twitter", canonical_url="https://example.com/a"))
    texts = [post["text"] for post in reversed(press.posts)]
    assert ("https://example.com/a" in texts[0]) == (choice == "post")
    assert texts[1:] == (["https://example.com/a"] if choice == "reply" else [])
    assert any(price in line for line in press.lines) and publication.status == "published"


def test_a_reply_that_fails_does_not_fail_the_post_and_is_not_repeated(press, settings):
    settings.X_LINK = "reply"
    press.knobs.answers = [{"method": "POST", "path": "/2/tweets", "status": 403, "skip": 1, "body": {}}]
    publication = press.release(press.publication("twitter"))
    assert publication.status == "published" and publication.state["reply"].startswith("no reply with the link")
    assert len(press.posts) == 1


def test_a_crash_while_replying_sends_no_second_reply(press, settings, monkeypatch):
    settings.X_LINK = "reply"
    send = Client.request

    def die_after_the_reply(self, method, url, **rest):
        answer = send(self, method, url, **rest)
        if "reply" in (rest.get("json") or {}):
            raise Crash
        return answer

    monkeypatch.setattr(Client, "request", die_after_the_reply)
    publication = press.publication("twitter")
    with pytest.raises(Crash):
        press.release(publication)
    publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == "published" and len(press.posts) == 2 and "It is not known" in press.lines[-1]


def test_another_post_of_the_account_is_not_taken_for_ours(press):
    account = press.account("twitter")
    first = press.release(press.publication("twitter", account=account))
    press.knobs.answers = [{"method": "POST", "path": "/2/tweets", "status": 503, "body": {}}]
    second = press.release(press.publication("twitter", account=account))
    assert second.status == "published" and second.remote_id != first.remote_id and len(press.posts) == 2


def test_a_description_that_x_does_not_take_does_not_fail_the_post(press):
    press.knobs.answers = [{"path": "/2/media/metadata", "status": 400, "body": {}}]
    publication = press.release(press.picture(press.account("twitter")))
    assert publication.status == "published" and any("was not taken" in line for line in press.lines)


def test_a_deletion_that_x_does_not_confirm_is_none(press):
    publication = press.release(press.publication("twitter"))
    press.knobs.answers = [
        {"method": "DELETE", "path": "/2/tweets/", "status": 200, "body": {"data": {"deleted": False}}}
    ]
    with pytest.raises(PublishError, match="did not say"):
        services.take_down(publication)
    assert press.posts and not publication.taken_down_at


def test_the_numbers_are_read_and_those_of_a_deleted_post_are_not(press):
    publication = press.release(press.publication("twitter"))
    numbers = services.read_numbers(publication)
    shown = press.network.store.numbers(press.posts[0])
    assert numbers.views >= 3 and numbers.shares == shown["shares"] and "bookmark_count" in numbers.raw
    services.platform_of("twitter").delete(publication.remote_id, tokens.credentials(publication.account))
    with pytest.raises(PublishError, match="does not show this post"):
        services.read_numbers(publication)


@pytest.mark.parametrize(("words", "case"), WORDS)
def test_every_known_refusal_has_a_class_and_three_sentences(words, case):
    found = said(400, detail=f"Sorry: {words.upper()}.")
    assert found.error_class is case.error_class
    assert all(text.strip() for text in (found.explanation.happened, found.explanation.means, found.explanation.todo))


@pytest.mark.parametrize(
    ("headers", "error_class", "seconds"),
    [
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 40)}, ErrorClass.RATE_LIMIT, 41),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) - 40)}, ErrorClass.RATE_LIMIT, 1),
        ({"x-rate-limit-reset": "soon"}, ErrorClass.RATE_LIMIT, 300),
        ({"x-rate-limit-reset": "9" * 18}, ErrorClass.RATE_LIMIT, 86_400),
        ({"retry-after": "17"}, ErrorClass.RATE_LIMIT, 17),
        ({}, ErrorClass.RATE_LIMIT, 300),
        (
            {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(int(NOW.timestamp()) + 99)},
            ErrorClass.DAILY_CAP,
            100,
        ),
        ({"x-app-limit-24hour-remaining": "0"}, ErrorClass.DAILY_CAP, 86_400),
    ],
)
def test_a_pause_is_as_long_as_the_headers_say(headers, error_class, seconds):
    found = said(429, detail="Too Many Requests", headers=headers)
    assert (found.error_class, found.retry_after) == (error_class, seconds)


def test_a_word_inside_a_problem_of_another_host_counts_too():
    kind = "https://api.twitter.com/2/problems/client-forbidden"
    assert said(403, kind=kind).error_class is ErrorClass.PERMISSION


def test_segments_are_as_large_as_x_takes_and_a_thousand_at_most(press):
    publication = press.release(press.publication("twitter"))
    assert publication.state["segment_bytes"] == UNIT and publication.state["segment"] == 4


def test_the_hundred_and_first_post_of_fifteen_minutes_has_to_wait(press):
    first = press.release(text_only(press))
    for number in range(99):
        press.network.store.posts.append({**press.posts[-1], "id": str(number), "text": f"other {number}"})
    publication = text_only(press)
    with pytest.raises(PublishError) as refused:
        press.release(publication)
    assert refused.value.error_class is ErrorClass.RATE_LIMIT and 800 < refused.value.retry_after < 1000
    press.network.store.skew_seconds = 901
    assert first.status == press.release(publication).status == "published"


LONG = "One sentence that says something of the press. " * 40


def test_an_account_with_premium_gets_the_whole_text(press):
    press.knobs.premium = True
    account = press.account("twitter")
    services.set_premium(account, True)
    publication = press.publication("twitter", account=account, summary=LONG)
    assert LONG.strip() in publication.text and weighted_length(publication.text) > 280
    assert press.release(publication).status == "published" and LONG.strip() in press.posts[0]["text"]


def test_a_premium_that_the_account_does_not_have_is_refused_by_x_and_said(press):
    account = press.account("twitter")
    services.set_premium(account, True)
    with pytest.raises(PublishError, match="too long for X"):
        press.release(press.publication("twitter", account=account, summary=LONG))


def test_an_account_with_premium_may_send_long_videos(press):
    film = replace(fitting.media_of(press.publication("twitter").video), seconds=7000, bytes=4_000_000_000)
    said = [services.platform_of("twitter", premium=has).check_media(film) for has in (False, True)]
    assert len(said[0]) == 2 and said[1] == []


def test_only_x_has_premium(press):
    with pytest.raises(BadInput, match="no account of X"):
        services.set_premium(press.account("youtube"), True)
