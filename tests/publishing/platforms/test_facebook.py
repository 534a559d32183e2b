"""Facebook's own ways: Reels and long videos, texts and pictures, what is out and what is not, the Page's token."""

import hashlib
import json
from dataclasses import replace

import pytest

from reelpress.publishing import services, tokens
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Media
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.facebook_video import fits_reel
from tests.publishing.conftest import UNIT, VIDEO_BYTES
from tests.publishing.platforms.case_facebook import REELS, refusal, use_up_the_day
from tests.publishing.platforms.contract import Crash, on

VIDEOS = ("POST", "/videos")
STATUS = ("GET", "/v26.0/")


def film(press, **facts):
    """A publication of a wide video, which is no Reel; Facebook asks for it in four windows."""
    press.knobs.window_bytes = UNIT
    publication = press.publication("facebook")
    for name, value in {"width": 1920, "height": 1080, "format": "youtube", **facts}.items():
        setattr(publication.video, name, value)
    publication.video.save()
    return publication


def uploads(press):
    return [one for one in press.network.store.sessions.values() if one["kind"] in ("reel", "video")]


def slow_to_settle(settings, **changes):
    settings.PUBLISHING_TUNING = replace(settings.PUBLISHING_TUNING, **changes)


@pytest.mark.parametrize(
    ("seconds", "width", "height", "expected"),
    [
        (5, 1080, 1920, True),
        (90, 540, 960, True),
        (90.1, 1080, 1920, False),
        (2.9, 1080, 1920, False),
        (5, 1920, 1080, False),
        (5, 1080, 1080, False),
        (5, 360, 640, False),
        (5, 0, 0, False),
    ],
)
def test_what_is_vertical_short_and_large_enough_is_a_reel(tmp_path, seconds, width, height, expected):
    assert fits_reel(Media(tmp_path, seconds, width, height, 1)) is expected


def test_a_reel_has_the_address_of_a_reel(press):
    publication = press.release(press.publication("facebook"))
    assert publication.url == f"{press.url}/reel/{publication.remote_id}/" and press.posts[0]["kind"] == "reel"


def test_a_long_video_goes_window_by_window(press):
    publication = press.release(film(press))
    [post] = press.posts
    assert post["kind"] == "video" and post["text"] == publication.text
    assert post["sha256"] == hashlib.sha256(publication.video.path.read_bytes()).hexdigest()
    assert publication.url == f"{press.url}/100000000000001/videos/{publication.remote_id}/"


@pytest.mark.parametrize("skip", [1, 2, 3, 4])  # the start comes first
@pytest.mark.parametrize("cut", [0, 200_000, UNIT + 200])
def test_a_window_that_breaks_off_is_sent_again(press, skip, cut):
    press.knobs.cuts = [on(VIDEOS, skip=skip, bytes=min(cut, 1000) if skip == 4 else cut)]
    publication = press.release(film(press))
    assert publication.status == "published" and press.posts[0]["bytes"] == VIDEO_BYTES and len(uploads(press)) == 1


def test_a_window_whose_answer_was_lost_is_not_stored_twice(press):
    publication = film(press)

    def lose_it(percent, message):
        if percent > 40 and publication.state.get("start") == UNIT:
            raise Crash

    with pytest.raises(Crash):
        press.release(publication, progress=lose_it)
    publication = Publication.objects.get(pk=publication.pk)
    Publication.objects.filter(pk=publication.pk).update(state={**publication.state, "start": 0, "end": UNIT})
    publication = press.release(publication)  # from further back than Facebook is: it says where it stands
    assert publication.status == "published" and len(uploads(press)) == 1
    assert press.posts[0]["sha256"] == hashlib.sha256(publication.video.path.read_bytes()).hexdigest()


def test_windows_that_do_not_move_are_given_up_for_this_time(press):
    same = {"start_offset": "0", "end_offset": str(UNIT)}
    press.knobs.answers = [on(VIDEOS, status=200, body=same, skip=1, times=99)]
    publication = film(press)
    with pytest.raises(PublishError, match="did not move in 4 tries") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.SERVER and publication.status == "scheduled"


@pytest.mark.parametrize(
    "body", [{"start_offset": "9", "end_offset": "3"}, {"start_offset": "0", "end_offset": "9" * 9}]
)
def test_a_window_beyond_the_file_is_not_sent(press, body):
    press.knobs.answers = [on(VIDEOS, status=200, body=body, skip=1)]
    with pytest.raises(PublishError, match="bytes that there are not"):
        press.release(film(press))


@pytest.mark.parametrize("status", [500, 503])
def test_trouble_at_the_finish_of_a_long_video_never_makes_two(press, status):
    press.knobs.answers = [on(VIDEOS, status=status, skip=5)]
    assert press.release(film(press)).status == "published" and len(press.posts) == 1


def test_a_lost_answer_to_the_finish_of_a_long_video_never_makes_two(press):
    press.knobs.drop_commit_answers = 1
    assert press.release(film(press)).status == "published" and len(press.posts) == 1 and len(uploads(press)) == 1


def test_a_finish_that_does_not_show_is_not_repeated_before_it_can_no_longer_take_effect(press, settings):
    slow_to_settle(settings, settle_seconds=600, poll_limit_seconds=0.03)
    press.knobs.answers = [on(REELS, status=503, skip=1)]
    publication = press.publication("facebook")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.PROCESSING and 590 < failed.value.retry_after <= 600
    assert publication.status == "committing" and not press.posts
    Publication.objects.filter(pk=publication.pk).update(
        state={**publication.state, "committed_at": "2026-01-01T00:00:00+00:00"}
    )
    assert press.release(publication).status == "published" and len(press.posts) == 1 and len(uploads(press)) == 1


def test_a_finish_that_is_being_worked_on_is_out(press):
    press.knobs.drop_commit_answers = 1
    press.knobs.processing_seconds = 999

    def end_it_once_seen(percent, message):
        if message == "Facebook is processing the video":
            press.knobs.processing_seconds = 0

    publication = press.release(press.publication("facebook"), progress=end_it_once_seen)
    assert publication.status == "published" and len(press.posts) == 1 and "It did go out" in press.lines


def test_processing_without_end_does_not_hold_the_job(press, settings):
    slow_to_settle(settings, poll_limit_seconds=0.03)
    press.knobs.processing_seconds = 999
    assert press.release(press.publication("facebook")).status == "published"
    assert press.lines[-1] == "Published; Facebook is still processing the video"


def test_a_video_that_fails_in_processing_fails_and_a_retry_starts_over(press):
    press.knobs.failure_reason = "The resolution is too low"
    publication = press.publication("facebook")
    with pytest.raises(PublishError, match="resolution is too low") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_MEDIA and publication.status == "failed"
    assert publication.state == {} and not press.posts
    press.knobs.failure_reason = ""
    assert press.release(publication).status == "published" and len(uploads(press)) == 2


def test_how_far_the_processing_is_may_be_unknown_without_harm(press):
    press.knobs.answers = [on(STATUS, status=500, times=99)]
    publication = press.release(press.publication("facebook"))
    assert publication.status == "published" and press.lines[-1].startswith("Published; how far the processing is")


def test_a_doubt_about_a_video_that_is_not_to_be_seen_is_settled_by_the_words(press):
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [on(STATUS, status=400, body=refusal(100, ErrorClass.PERMISSION, 33).body)]
    publication = press.release(press.publication("facebook"))
    assert publication.status == "published" and len(press.posts) == 1 and len(uploads(press)) == 1


@pytest.mark.parametrize("make", [lambda press: press.publication("facebook"), film])
@pytest.mark.parametrize("when", ["Upload begun", "Publishing"])
def test_an_upload_that_is_gone_is_made_anew_by_the_next_try(press, make, when):
    def forget(percent, message):
        if message == when:
            press.network.store.sessions.clear()
            raise Crash

    publication = make(press)
    with pytest.raises(Crash):
        press.release(publication, progress=forget)
    publication = Publication.objects.get(pk=publication.pk)
    try:
        press.release(publication)
    except PublishError as error:
        assert error.error_class is ErrorClass.SERVER and publication.state == {}
        press.release(publication)
    assert publication.status == "published" and len(press.posts) == 1 and len(uploads(press)) == 1


def test_thumbnail_and_captions_are_set_and_their_refusal_does_not_fail_the_post(press):
    publication = press.publication("facebook")
    publication.video.srt = f"videos/{publication.post.slug}.srt"
    publication.video.save()
    publication.video.srt_path.write_text("1\n00:00:00,000 --> 00:00:01,000\nA press prints.\n")
    press.release(publication)
    [upload] = uploads(press)
    assert publication.state["extras"] == "Thumbnail set; Captions set" and upload["captions"].endswith(".srt")
    assert press.network.store.thumbnails[publication.remote_id].endswith(".jpg")
    press.knobs.answers = [on(("POST", "/thumbnails"), status=403, body={})]
    publication = press.release(press.publication("facebook"))
    assert publication.status == "published" and publication.state["extras"].startswith("Thumbnail not set")


def test_a_full_day_of_reels_says_when_there_is_room_and_keeps_the_upload(press):
    use_up_the_day(press)
    publication = press.publication("facebook")
    with pytest.raises(PublishError, match="30 Reels") as failed:
        press.release(publication)
    assert failed.value.retry_after == pytest.approx(3600 + 60, abs=30) and publication.state["uploaded"]
    press.network.store.skew_seconds = 2 * 3600
    assert press.release(publication).status == "published" and len(uploads(press)) == 1


def test_too_many_calls_at_the_finish_are_no_full_day(press):
    press.knobs.answers = [on(REELS, status=400, body=refusal(4, ErrorClass.RATE_LIMIT).body, skip=1)]
    with pytest.raises(PublishError) as failed:
        press.release(press.publication("facebook"))
    assert failed.value.error_class is ErrorClass.RATE_LIMIT


@pytest.mark.parametrize("kind", ["reel", "video", "text"])
def test_the_numbers_of_each_kind_are_read(press, kind):
    make = {
        "reel": lambda: press.publication("facebook"),
        "video": lambda: film(press),
        "text": lambda: press.note("facebook"),
    }
    publication = press.release(make[kind]())
    press.network.store.skew_seconds = 30 * 86_400
    numbers = services.read_numbers(publication)
    assert numbers.views > 100
    assert None not in (numbers.likes, numbers.comments, numbers.shares)


def test_numbers_that_facebook_does_not_have_are_left_empty(press):
    publication = press.release(press.note("facebook"))
    press.knobs.answers = [on(("GET", "/insights"), status=400, body=refusal(100, ErrorClass.INVALID_REQUEST).body)]
    assert services.read_numbers(publication).views is None


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_what_can_still_be_seen_is_not_gone_though_meta_says_so_to_the_deletion(press, platform):
    publication = press.release(press.publication(platform))
    press.knobs.answers = [on(("DELETE", "/v26.0/"), status=400, body=refusal(100, ErrorClass.PERMISSION, 33).body)]
    with pytest.raises(PublishError, match="does not exist, or this account may not see it"):
        services.take_down(publication)
    assert press.posts and not publication.taken_down_at


def test_a_token_alone_names_its_page(press):
    account = press.account("facebook", remote_id="")
    press.release(press.publication("facebook", account=account))
    assert len(press.posts) == 1 and services.check_account(account).remote_id == "100000000000001"


def test_a_token_of_another_page_is_told_apart(press):
    account = services.check_account(press.account("facebook", remote_id="4711"))
    assert account.status == "needs_reconnect" and "Demo page" in account.status_reason


def test_a_page_token_is_not_renewed(press):
    with pytest.raises(PublishError, match="not renewed") as failed:
        services.platform_of("facebook").refresh(tokens.credentials(press.account("facebook")))
    assert failed.value.error_class is ErrorClass.AUTH


def test_an_upload_that_is_opened_at_no_address_is_not_begun(press):
    press.knobs.answers = [on(REELS, status=200, body={"video_id": "1"})]
    with pytest.raises(PublishError, match="opened no upload"):
        press.release(press.publication("facebook"))
    assert json.dumps(press.network.store.sessions) == "{}"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://evil.example/", "/" + "x" * 2000])
def test_an_address_that_is_none_of_facebook_is_not_kept(press, link):
    body = {"id": "1", "permalink_url": link, "status": {"publishing_phase": {"status": "complete"}}}
    press.knobs.answers = [on(STATUS, status=200, body=body, times=9)]
    publication = press.release(film(press))
    assert publication.url == f"{press.url}/{publication.remote_id}"
