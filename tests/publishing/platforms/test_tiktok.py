"""TikTok's own ways: the creator's options, the chunk rule, where an upload goes on, what became of it, refusals."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.demo import tiktok_upload as demo
from reelpress.lib import clock
from reelpress.lib.http import Answer, Client, LostAnswer
from reelpress.publishing import fitting, services, tokens
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Credentials, Media, Tuning, Upload
from reelpress.publishing.platforms.calls import Calls
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.tiktok_errors import CODES, FAILURES, UPLOADS, failed, refusal, succeeded
from reelpress.publishing.platforms.tiktok_upload import LEAST_CHUNK_BYTES, Sending, chunking
from tests.publishing.platforms.contract import Crash

PUBLIC = "PUBLIC_TO_EVERYONE"
LARGE = 17 << 20  # three chunks, the last one larger than the others


@pytest.fixture
def large(press):
    """A publication in three chunks: 5, 5 and 7 MiB."""
    return press.publication("tiktok", size=LARGE)


@pytest.mark.parametrize("cut", [(0, 0), (0, 5_000_000), (1, 0), (1, 5_000_000), (2, 0), (2, 1_000_000)])
def test_an_upload_of_several_chunks_goes_on_where_tiktok_says_it_is(press, large, cut):
    press.knobs.cuts = [{"method": "PUT", "path": "/video/", "skip": cut[0], "bytes": cut[1]}]
    publication = press.release(large)
    [post] = press.posts
    assert publication.status == "published" and post["bytes"] == LARGE
    assert press.network.store.counters["tiktok uploads"] == 1


def test_the_chunks_are_as_the_rule_wants_them(press, large):
    state = press.release(large).state
    assert (state["chunk"], LARGE // state["chunk"]) == (LEAST_CHUNK_BYTES, 3)


@given(st.integers(1, 4_000_000_000), st.integers(1, 200_000_000))
def test_every_size_is_cut_by_the_rule(size, wanted):
    chunk, chunks = chunking(size, wanted)
    assert demo._chunks_fit({"video_size": size, "chunk_size": chunk, "total_chunk_count": chunks})


def test_a_worker_that_died_between_chunks_leaves_an_upload_that_goes_on(press, large):
    press.knobs.answers = [{"method": "PUT", "path": "/video/", "status": 503, "skip": 1, "times": 99, "body": {}}]
    with pytest.raises(PublishError) as failed_:
        press.release(large)
    assert failed_.value.error_class is ErrorClass.SERVER and large.state["offset"] == LEAST_CHUNK_BYTES
    press.knobs.answers = []
    assert press.release(large).status == "published"
    assert press.network.store.counters["tiktok uploads"] == 1 and len(press.posts) == 1


@pytest.mark.parametrize("failure", [LostAnswer("The answer was lost.", complete=True), Crash()])
@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_a_chunk_that_arrived_unseen_is_not_sent_again(press, large, monkeypatch, chunk, failure):
    send, seen = Client.request, []

    def request(self, method, url, **rest):
        answer = send(self, method, url, **rest)
        if method == "PUT":
            seen.append(rest["headers"]["Content-Range"])
            if len(seen) == chunk + 1:
                raise failure
        return answer

    monkeypatch.setattr(Client, "request", request)
    try:
        press.release(large)
    except Crash:
        press.release(Publication.objects.get(pk=large.pk))
    assert len(seen) == len(set(seen)) == 3 and len(press.posts) == 1 and press.posts[0]["bytes"] == LARGE


def test_an_upload_whose_address_has_ended_is_begun_anew(press, large):
    press.knobs.answers = [{"method": "PUT", "path": "/video/", "status": 503, "skip": 1, "times": 99, "body": {}}]
    with pytest.raises(PublishError):
        press.release(large)
    press.knobs.answers = []
    old = {**large.state, "opened_at": (clock.now() - timedelta(hours=2)).isoformat()}
    Publication.objects.filter(pk=large.pk).update(state=old)
    publication = press.release(Publication.objects.get(pk=large.pk))
    assert publication.status == "published" and press.network.store.counters["tiktok uploads"] == 2


@pytest.mark.parametrize("privacy", ["SELF_ONLY", PUBLIC])
def test_a_video_is_posted_as_the_setting_says(press, settings, privacy):
    settings.TIKTOK_PRIVACY = privacy
    publication = press.release(press.publication("tiktok"))
    [post] = press.posts
    assert post["privacy"] == privacy.replace("_", " ").lower() and post["id"] == publication.remote_id
    page = Client(press.url).request("GET", publication.url)
    assert page.status == 200 and post["sha256"] in page.body.decode()
    assert publication.remote_id.isdigit() == (privacy == PUBLIC)


def test_unless_told_otherwise_only_the_account_itself_sees_a_video(press):
    press.release(press.publication("tiktok"))
    assert press.posts[0]["privacy"] == "self only"


def test_the_id_of_a_public_video_loses_no_digit(press, settings):
    settings.TIKTOK_PRIVACY = PUBLIC
    publication = press.release(press.publication("tiktok"))
    assert int(publication.remote_id) > 2**53 and publication.remote_id == press.posts[0]["id"]


def test_a_privacy_that_the_creator_does_not_have_is_said_before_anything_is_sent(press, settings):
    settings.TIKTOK_PRIVACY = PUBLIC
    press.knobs.unaudited = True
    with pytest.raises(PublishError, match="only as SELF_ONLY") as refused:
        press.release(press.publication("tiktok"))
    assert refused.value.error_class is ErrorClass.INVALID_REQUEST and refused.value.permanent
    assert "tiktok uploads" not in press.network.store.counters


def test_a_video_that_is_too_long_for_the_creator_is_said_before_anything_is_sent(press):
    said = {"privacy_level_options": ["SELF_ONLY"], "creator_username": "short", "max_video_post_duration_sec": 4}
    body = {"data": said, "error": {"code": "ok"}}
    press.knobs.answers = [{"path": "/creator_info/query", "status": 200, "body": body}]
    with pytest.raises(PublishError, match="takes 4 s of this account") as refused:
        press.release(press.publication("tiktok"))
    assert refused.value.error_class is ErrorClass.INVALID_MEDIA


def test_what_the_creator_has_turned_off_stays_off(press, monkeypatch):
    platform = services.platform_of("tiktok")
    send, seen = platform.http.request, []

    def look(method, url, **rest):
        seen.append((url, rest.get("json")))
        return send(method, url, **rest)

    monkeypatch.setattr(platform.http, "request", look)
    publication = press.publication("tiktok")
    keys = tokens.credentials(publication.account)
    list(platform.publish(fitting.upload_of(publication), {}, keys, lambda percent: None))
    info = next(body["post_info"] for url, body in seen if url.endswith("/video/init/"))
    assert (info["disable_duet"], info["disable_comment"], info["disable_stitch"]) == (True, False, False)


def test_processing_is_waited_for(press):
    press.knobs.processing_seconds = 999

    def end_it_once_seen(percent, message):
        if message == "TikTok is processing the video":
            press.knobs.processing_seconds = 0

    assert press.release(press.publication("tiktok"), progress=end_it_once_seen).status == "published"


def test_a_video_that_is_processed_for_long_is_asked_for_later_and_never_sent_again(press, settings):
    settings.PUBLISHING_TUNING = replace(settings.PUBLISHING_TUNING, poll_limit_seconds=0.03)
    press.knobs.processing_seconds = 999
    publication = press.publication("tiktok")
    for _ in range(2):
        with pytest.raises(PublishError, match="still processing") as failed_:
            press.release(publication)
        assert failed_.value.error_class is ErrorClass.PROCESSING and publication.status == "scheduled"
    press.knobs.processing_seconds = 0
    assert press.release(publication).status == "published"
    assert press.network.store.counters["tiktok uploads"] == 1 and len(press.posts) == 1


@pytest.mark.parametrize("reason", sorted(FAILURES))
def test_a_post_that_failed_is_told_and_the_next_try_starts_over(press, reason):
    press.knobs.failure_reason = reason
    publication = press.publication("tiktok")
    with pytest.raises(PublishError) as failed_:
        press.release(publication)
    assert failed_.value.error_class is FAILURES[reason].error_class and publication.state == {}
    assert not press.posts


def test_a_failure_that_nobody_knows_is_quoted(press):
    found = failed("brand_new_check_failed")
    assert found.error_class is ErrorClass.INVALID_MEDIA and "brand_new_check_failed" in str(found)


def test_a_lost_answer_and_a_failed_post_start_anew(press):
    """The last bytes arrived, the answer was lost, and TikTok then failed: nothing is out."""
    failure = {"data": {"status": "FAILED", "fail_reason": "internal"}, "error": {"code": "ok"}}
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [{"path": "/status/fetch", "status": 200, "body": failure}]
    press.release(press.publication("tiktok"))
    assert press.network.store.counters["tiktok uploads"] == 2


def test_an_upload_that_tiktok_no_longer_knows_is_left_to_a_person(press):
    body = {"data": {}, "error": {"code": "invalid_publish_id", "message": ""}}
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [{"path": "/status/fetch", "status": 400, "body": body}]
    assert press.release(press.publication("tiktok")).status == "unconfirmed"


def test_the_numbers_of_a_public_video_are_read(press, settings):
    settings.TIKTOK_PRIVACY = PUBLIC
    numbers = services.read_numbers(press.release(press.publication("tiktok")))
    assert numbers.views >= 3 and numbers.shares is not None


def test_a_private_video_has_no_numbers_and_none_is_made_up(press):
    numbers = services.read_numbers(press.release(press.publication("tiktok")))
    assert (numbers.views, numbers.likes, numbers.comments, numbers.shares) == (None, None, None, None)
    assert "public videos only" in numbers.raw["note"]


def test_there_is_no_way_to_delete_and_that_is_said(press):
    publication = press.release(press.publication("tiktok"))
    keys = tokens.credentials(publication.account)
    with pytest.raises(PublishError) as refused:
        services.platform_of("tiktok").delete(publication.remote_id, keys)
    said = refused.value.explanation
    assert said.happened and said.means and said.todo == "Delete it in the TikTok app."


def test_a_text_alone_is_refused(press):
    publication = services.prepare(press.post(), None, press.account("tiktok"))
    with pytest.raises(PublishError, match="no video to send"):
        press.release(publication)


def test_the_seventh_upload_of_a_minute_has_to_wait(press):
    account = press.account("tiktok")
    for _ in range(6):
        press.release(press.publication("tiktok", account=account))
    with pytest.raises(PublishError) as refused:
        press.release(press.publication("tiktok", account=account))
    assert (refused.value.error_class, refused.value.retry_after) == (ErrorClass.RATE_LIMIT, 60)
    press.knobs.daily_posts = {"tiktok": 100}  # whoever sets the cap of a day lifts that of a minute
    assert press.release(press.publication("tiktok", account=account)).status == "published"


def test_the_bytes_go_nowhere_else(tmp_path):
    class Far(Client):
        def request(self, method, url, **rest):
            body = {"upload_url": said[0], "publish_id": "p", "privacy_level_options": ["SELF_ONLY"]}
            return Answer(200, {}, json.dumps({"data": body, "error": {"code": "ok"}}).encode())

    calls = Calls(Far(), Credentials("token"), "TikTok", refusal, succeeded)
    media = Media(tmp_path / "a.mp4", 5, 1, 1, 9)
    said = []

    def begin(address):
        said[:] = [address]
        Sending(calls, Upload("", "", (), "x", media, {}, None), media, {}, Tuning())._begin()

    begin("https://open-upload.tiktokapis.com/video/?upload_id=1")
    for address in ("http://open-upload.tiktokapis.com/video/", "https://tiktokapis.com.evil.example/", ""):
        with pytest.raises(PublishError, match="no usable address"):
            begin(address)


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("status", [200, 400])
def test_every_known_code_has_a_class_and_three_sentences_whatever_the_status(code, status):
    body = {"data": {}, "error": {"code": code, "message": "words", "log_id": "1"}}
    found = refusal(Answer(status, {}, json.dumps(body).encode()))
    said = found.explanation
    assert found.error_class is CODES[code].error_class and said.happened and said.means and said.todo


@pytest.mark.parametrize("status", sorted(UPLOADS))
def test_every_answer_to_a_chunk_has_three_sentences(status):
    case = UPLOADS[status]
    assert case.happened and case.means and case.todo


def test_a_refused_renewal_that_says_200_is_a_refusal(press):
    press.knobs.refuse_refresh = True
    with pytest.raises(PublishError) as refused:
        services.platform_of("tiktok").refresh(Credentials("a", "planted-refresh"))
    assert refused.value.error_class is ErrorClass.AUTH


def test_the_bytes_go_without_our_token(press, monkeypatch):
    seen = []
    read = demo.put

    def look(network, request):
        seen.append(request.headers.get("Authorization"))
        return read(network, request)

    monkeypatch.setattr(demo, "put", look)
    press.release(press.publication("tiktok"))
    assert seen == [None]
