"""YouTube's own ways: sessions, ranges, tokens, thumbnails, processing, and what each refusal means."""

from datetime import UTC, datetime, timedelta

import pytest

from reelpress.demo.youtube_upload import error
from reelpress.lib import clock
from reelpress.lib.http import Answer
from reelpress.publishing import fitting, services, tokens
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import PERMANENT, ErrorClass, PublishError
from reelpress.publishing.platforms.youtube_errors import FAILURES, REASONS, REJECTIONS, refusal, until_quota_day
from tests.publishing.conftest import TOKEN, UNIT, VIDEO_BYTES
from tests.publishing.platforms.contract import Crash

UPLOAD = "/upload/youtube/v3/videos"
NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def put(**rule):
    return {"method": "PUT", "path": UPLOAD, **rule}


def resumable(press, **changes):
    """A publication on an account that can renew its token."""
    return press.publication("youtube", account=press.account("youtube", refresh_token="planted-refresh", **changes))


def stopped_midway(press):
    """A publication whose worker died in the middle of the upload."""

    def die(percent, message):
        if percent > 50:
            raise Crash

    publication = press.publication("youtube")
    with pytest.raises(Crash):
        press.release(publication, progress=die)
    return Publication.objects.get(pk=publication.pk)


def test_the_details_say_privacy_and_our_tag(press, settings):
    settings.YOUTUBE_PRIVACY = "unlisted"
    publication = press.release(press.publication("youtube"))
    [post] = press.posts
    assert post["privacy"] == "unlisted"
    assert post["tags"] == [f"reelpress-{publication.tag}", "press", "video making"]
    assert press.network.store.thumbnails[post["id"]].endswith(".jpg")


def test_an_upload_goes_on_where_youtube_says_it_is(press):
    publication = stopped_midway(press)
    session = publication.state["session"]
    assert publication.status == "publishing" and publication.state["offset"] >= UNIT
    press.release(publication)
    assert publication.status == "published" and publication.state["session"] == session
    assert len(press.network.store.sessions) == 1


def test_the_range_is_trusted_not_what_was_sent(press):
    press.knobs.keep_bytes = UNIT // 2
    publication = press.publication("youtube")
    press.release(publication)
    assert publication.status == "published" and press.posts[0]["bytes"] == VIDEO_BYTES


def test_an_upload_that_does_not_move_is_given_up_for_this_time(press):
    press.knobs.keep_bytes = 0
    publication = press.publication("youtube")
    with pytest.raises(PublishError, match="did not move in 4 tries") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.SERVER and publication.status == "scheduled"
    press.knobs.keep_bytes = None
    assert press.release(publication).status == "published" and len(press.posts) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_passing_trouble_with_a_chunk_is_waited_out(press, status):
    press.knobs.answers = [put(status=status, times=2, skip=1)]
    assert press.release(press.publication("youtube")).status == "published"


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_that_is_gone_is_replaced_after_the_list_proved_that_nothing_is_out(press, status):
    press.knobs.answers = [put(status=status, times=2, skip=1)]  # the chunk, then the probe
    press.release(press.publication("youtube"))
    assert len(press.posts) == 1 and len(press.network.store.sessions) == 2


def test_a_lost_answer_and_a_session_that_is_gone_are_settled_by_our_tag(press):
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [put(status=404, skip=4)]  # the probe after the lost answer
    publication = press.release(press.publication("youtube"))
    assert publication.status == "published" and publication.remote_id == press.posts[0]["id"] and len(press.posts) == 1


def test_a_doubt_outlives_an_outage_of_the_probe(press, settings):
    here = settings.PLATFORM_URLS
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [put(status=503, skip=4)]
    publication = press.publication("youtube")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert not failed.value.permanent and publication.status == "committing" and publication.error
    settings.PLATFORM_URLS = {"youtube": "http://127.0.0.1:9"}
    with pytest.raises(PublishError):
        press.release(publication)
    assert publication.status == "committing"
    settings.PLATFORM_URLS = here
    assert press.release(publication).status == "published" and len(press.posts) == 1


def test_a_doubt_about_a_removed_account_is_left_to_a_person(press):
    publication = press.publication("youtube")
    Publication.objects.filter(pk=publication.pk).update(status="committing")
    services.remove_account(publication.account)
    assert press.release(publication).status == "unconfirmed"


def test_another_file_starts_another_session(press):
    publication = stopped_midway(press)
    publication.video.path.write_bytes(b"n" * (VIDEO_BYTES + 5))
    press.release(publication)
    assert press.posts[0]["bytes"] == VIDEO_BYTES + 5 and len(press.network.store.sessions) == 2


@pytest.mark.parametrize("skip", [0, 1, 3])
def test_a_refused_token_is_renewed_once_and_the_same_session_goes_on(press, skip):
    body = {"error": {"code": 401, "errors": [{"reason": "authError"}]}}
    press.knobs.answers = [put(status=401, body=body, skip=skip)]
    publication = press.release(resumable(press))
    account = Account.objects.get(pk=publication.account_id)
    assert publication.status == "published" and len(press.posts) == 1 and len(press.network.store.sessions) == 1
    assert tokens.credentials(account).access_token.startswith("demo-access-1-")
    assert tokens.credentials(account).refresh_token == "planted-refresh" and account.expires_at > clock.now()


def test_a_token_that_stays_refused_after_renewal_is_dead(press):
    body = {"error": {"code": 401, "errors": [{"reason": "authError"}]}}
    press.knobs.answers = [put(status=401, body=body, times=99, skip=3)]
    publication = resumable(press)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.AUTH and publication.status == "needs_reconnect"
    assert press.network.store.counters["youtube tokens"] == 1


def test_a_refused_renewal_names_no_token(press, settings):
    settings.YOUTUBE_CLIENT_SECRET = "planted-client-secret"
    body = {"error": "invalid_grant", "error_description": "planted-refresh and planted-client-secret are no good"}
    press.knobs.answers = [{"path": "/token", "status": 400, "body": body}]
    press.knobs.expired_tokens = [TOKEN["youtube"]]
    publication = resumable(press)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    account = Account.objects.get(pk=publication.account_id)
    said = [str(failed.value), failed.value.raw, publication.error_raw, account.status_reason, *press.lines]
    assert account.status == "needs_reconnect" and "invalid_grant" in publication.error_raw
    assert not any("planted" in text for text in said)


def test_a_token_is_renewed_before_it_ends(press):
    publication = resumable(press, expires_at=clock.now() + timedelta(minutes=9))
    press.knobs.expired_tokens = [TOKEN["youtube"]]  # it would be refused, were it still used
    assert press.release(publication).status == "published"


def test_a_thumbnail_that_is_refused_does_not_fail_the_post(press):
    press.knobs.answers = [{"path": "/thumbnails/set", "status": 403, "body": {}}]
    publication = press.release(press.publication("youtube"))
    assert publication.status == "published" and publication.state["thumbnail"].startswith("Thumbnail not set")


def captioned(press, **changes):
    """A publication whose video has captions."""
    publication = press.publication("youtube", **changes)
    publication.video.srt = f"videos/{publication.post.slug}.srt"
    publication.video.save()
    publication.video.srt_path.write_text("1\n00:00:00,000 --> 00:00:01,000\nA press prints.\n")
    return publication


def captions(press):
    return [one for one in press.network.store.sessions.values() if one.get("kind") == "captions"]


def test_captions_are_sent_in_their_language(press):
    publication = press.release(captioned(press, language="de"))
    [track] = captions(press)
    assert publication.state["captions"] == "Captions set"
    assert (track["videoId"], track["language"]) == (publication.remote_id, "de")
    kept = press.network.store.files / track["file"]
    assert kept.read_bytes() == publication.video.srt_path.read_bytes()


@pytest.mark.parametrize(("language", "wanted"), [("", True), ("en", False)])
def test_captions_without_a_language_or_unwanted_are_not_sent(press, settings, language, wanted):
    settings.YOUTUBE_CAPTIONS = wanted
    publication = press.release(captioned(press, language=language))
    assert publication.state["captions"] == "Without captions of ours" and not captions(press)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_captions_that_are_refused_do_not_fail_the_post(press, method):
    press.knobs.answers = [{"method": method, "path": "/v3/captions", "status": 403, "body": {}}]
    publication = press.release(captioned(press, language="en"))
    assert publication.status == "published" and publication.state["captions"].startswith("Captions not set")


def test_captions_go_to_no_address_that_is_missing(press):
    press.knobs.answers = [{"method": "POST", "path": "/v3/captions", "status": 200, "body": {}}]
    publication = press.release(captioned(press, language="en"))
    assert publication.status == "published" and "no usable address" in publication.state["captions"]


def test_processing_is_waited_for(press):
    press.knobs.processing_seconds = 999

    def end_it_once_seen(percent, message):
        if message == "YouTube is processing the video":
            press.knobs.processing_seconds = 0

    press.release(press.publication("youtube"), progress=end_it_once_seen)
    assert press.lines[-2:] == ["YouTube is processing the video", "Published"]


def test_processing_without_end_does_not_hold_the_job(press, settings):
    settings.PUBLISHING_TUNING = type(settings.PUBLISHING_TUNING)(
        chunk_bytes=UNIT, poll_seconds=0.01, poll_limit_seconds=0.03
    )
    press.knobs.processing_seconds = 999
    assert press.release(press.publication("youtube")).status == "published"
    assert press.lines[-1] == "Published; YouTube is processing the video"


def test_a_rejected_video_fails_and_a_retry_starts_over(press):
    press.knobs.rejection_reason = "copyright"
    publication = press.publication("youtube")
    with pytest.raises(PublishError, match="copyright") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.POLICY
    assert publication.status == "failed" and publication.state == {}
    press.knobs.rejection_reason = ""
    assert press.release(publication).status == "published"


def test_the_numbers_are_read(press):
    publication = press.release(press.publication("youtube"))
    numbers = services.read_numbers(publication)
    assert numbers.views >= 3 and numbers.comments is not None and numbers.shares is None


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_known_reason_has_a_class_and_three_sentences(reason):
    reply = error(400, reason, "whatever")
    found = refusal(Answer(reply.status, reply.headers, reply.body), now=NOW)
    said = found.explanation
    assert found.error_class is REASONS[reason].error_class
    assert all(text.endswith(".") for text in (said.happened, said.means, said.todo))
    assert "Unknown" not in said.happened and found.permanent == (found.error_class in PERMANENT)


@pytest.mark.parametrize("table", [FAILURES, REJECTIONS])
def test_every_way_to_fail_processing_has_three_sentences(table):
    assert all(case.happened and case.means and case.todo for case in table.values())


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (401, "authError", ErrorClass.AUTH),
        (401, "youtubeSignupRequired", ErrorClass.PERMISSION),
        (403, "quotaExceeded", ErrorClass.DAILY_CAP),
        (400, "uploadLimitExceeded", ErrorClass.DAILY_CAP),
        (403, "rateLimitExceeded", ErrorClass.RATE_LIMIT),
        (429, "", ErrorClass.RATE_LIMIT),
        (403, "forbidden", ErrorClass.PERMISSION),
        (403, "channelSuspended", ErrorClass.POLICY),
        (400, "invalidTitle", ErrorClass.INVALID_REQUEST),
        (503, "backendError", ErrorClass.SERVER),
        (500, "neverHeardOf", ErrorClass.SERVER),
        (403, "neverHeardOf", ErrorClass.PERMISSION),
        (418, "neverHeardOf", ErrorClass.INVALID_REQUEST),
    ],
)
def test_a_refusal_has_the_class_of_the_table(status, reason, expected):
    reply = error(status, reason, "the platform's own words")
    found = refusal(Answer(reply.status, {}, reply.body), now=NOW)
    assert found.error_class is expected
    assert reason in REASONS or "the platform's own words" in str(found)


def test_a_used_up_quota_waits_for_midnight_in_los_angeles():
    assert until_quota_day(NOW) == pytest.approx(12 * 3600 + 60)
    assert until_quota_day(datetime(2026, 7, 1, 6, 59, tzinfo=UTC)) == pytest.approx(120)


def test_a_used_up_quota_of_the_demo_network_is_a_daily_cap(press):
    press.knobs.daily_posts = {"youtube": 0}
    with pytest.raises(PublishError) as failed:
        press.release(press.publication("youtube"))
    assert failed.value.error_class is ErrorClass.DAILY_CAP and failed.value.retry_after > 0


def test_no_token_goes_to_a_session_elsewhere(press):
    from reelpress.lib.http import Client
    from reelpress.publishing.platforms.base import Credentials, Tuning, Upload
    from reelpress.publishing.platforms.youtube_calls import Calls
    from reelpress.publishing.platforms.youtube_upload import Session

    publication = press.publication("youtube")
    media = fitting.media_of(publication.video)
    upload = Upload("t", "", (), "x", media, {}, None)
    session = Session(Calls.of(Client(), Credentials("token")), upload, media, {}, Tuning())
    assert session.calls.trusts("https://www.googleapis.com/upload?upload_id=1")
    for elsewhere in (
        "https://evil.example/",
        "http://www.googleapis.com/",
        "https://googleapis.com.evil.example/",
        "",
    ):
        assert not session.calls.trusts(elsewhere)
