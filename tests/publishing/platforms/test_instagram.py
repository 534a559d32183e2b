"""Instagram's own ways: containers, bytes or an address, the budget, two logins, and what each refusal means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reelpress.lib import clock
from reelpress.publishing import services, tokens
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Media, Upload
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.graph import Bytes, stalled, trusted
from tests.publishing.conftest import VIDEO_BYTES
from tests.publishing.platforms.case_instagram import PUBLISH, refusal, use_up_the_day
from tests.publishing.platforms.contract import Crash, on

UPLOAD = ("POST", "/ig-api-upload/")
STATUS = ("GET", "/v26.0/")
BY_INSTAGRAM = "IGAAplanted-token"


def containers(press):
    return [one for one in press.network.store.sessions.values() if one["kind"] == "container"]


def by_instagram_login(press, **changes):
    facts = {"token": BY_INSTAGRAM, "refresh_token": BY_INSTAGRAM, "expires_at": clock.now() + timedelta(days=30)}
    return press.account("instagram", **{**facts, **changes})


def served(press, settings):
    """Have the media folder readable: what is in it is put where the demo network serves files."""
    settings.PUBLIC_MEDIA_URL = f"{press.url}/demo/files"
    publication = press.publication("instagram", account=by_instagram_login(press))
    name = f"{'a' * 64}.mp4"
    (press.network.store.files / name).write_bytes(publication.video.path.read_bytes())
    (press.media / name).write_bytes(publication.video.path.read_bytes())
    publication.video.file = name
    publication.video.save()
    return publication


def test_the_link_is_the_one_that_instagram_tells(press):
    publication = press.release(press.publication("instagram"))
    assert publication.url == f"{press.url}/reel/{publication.remote_id}/"


def test_a_permalink_that_is_not_told_does_not_fail_the_post(press):
    press.knobs.answers = [on(STATUS, status=500, skip=2)]  # the budget, the container, then the permalink
    publication = press.release(press.publication("instagram"))
    assert publication.status == "published" and publication.url == ""


def test_an_upload_goes_on_where_instagram_says_it_is(press):
    press.knobs.cuts = [on(UPLOAD, bytes=300_000)]
    publication = press.release(press.publication("instagram"))
    assert publication.status == "published" and len(containers(press)) == 1
    assert press.posts[0]["bytes"] == VIDEO_BYTES


def test_a_worker_that_died_in_the_upload_leaves_a_container_that_is_gone_on_with(press):
    def die(percent, message):
        if 40 < percent < 90:
            raise Crash

    publication = press.publication("instagram")
    with pytest.raises(Crash):
        press.release(publication, progress=die)
    publication = Publication.objects.get(pk=publication.pk)
    assert publication.state["container"] and publication.status == "publishing"
    assert press.release(publication).status == "published" and len(containers(press)) == 1


def test_an_upload_that_does_not_move_is_given_up_for_this_time(press):
    press.knobs.cuts = [on(UPLOAD, bytes=0, times=99)]
    publication = press.publication("instagram")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.SERVER and publication.status == "scheduled"
    press.knobs.cuts = []
    assert press.release(publication).status == "published" and len(containers(press)) == 1


def test_another_file_gets_another_container(press):
    press.knobs.cuts = [on(UPLOAD, bytes=0, times=99)]
    publication = press.publication("instagram")
    with pytest.raises(PublishError):
        press.release(publication)
    press.knobs.cuts = []
    publication.video.path.write_bytes(b"n" * (VIDEO_BYTES + 5))
    press.release(publication)
    assert press.posts[0]["bytes"] == VIDEO_BYTES + 5 and len(containers(press)) == 2


def test_processing_is_waited_for_and_taken_up_again_later(press, settings):
    settings.PUBLISHING_TUNING = replace(settings.PUBLISHING_TUNING, poll_limit_seconds=0.03)
    press.knobs.processing_seconds = 999
    publication = press.publication("instagram")
    with pytest.raises(PublishError, match="still processing") as failed:
        press.release(publication)
    assert (failed.value.error_class, failed.value.retry_after) == (ErrorClass.PROCESSING, 60)
    press.knobs.processing_seconds = 0
    assert press.release(publication).status == "published" and len(containers(press)) == 1


@pytest.mark.parametrize(
    ("subcode", "expected"),
    [
        ("2207026", ErrorClass.INVALID_MEDIA),
        ("2207053", ErrorClass.SERVER),
        ("2207082", ErrorClass.SERVER),
        ("1234567", ErrorClass.INVALID_MEDIA),
    ],
)
def test_a_container_that_failed_is_left_and_a_retry_makes_a_new_one(press, subcode, expected):
    press.knobs.failure_reason = subcode
    publication = press.publication("instagram")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is expected and publication.state == {}
    assert subcode in failed.value.raw
    press.knobs.failure_reason = ""
    assert press.release(publication).status == "published" and len(containers(press)) == 2


def test_a_container_that_expired_is_replaced(press):
    press.knobs.answers = [on(PUBLISH, status=400, body=refusal(9007, ErrorClass.PROCESSING, 2207027).body)]
    publication = press.publication("instagram")
    with pytest.raises(PublishError):
        press.release(publication)
    press.network.store.skew_seconds = 25 * 3600
    with pytest.raises(PublishError, match="expired"):
        press.release(publication)
    assert press.release(publication).status == "published" and len(containers(press)) == 2


def test_a_container_that_is_gone_is_replaced_by_the_next_try(press):
    press.knobs.cuts = [on(UPLOAD, bytes=0, times=99)]
    publication = press.publication("instagram")
    with pytest.raises(PublishError):
        press.release(publication)
    press.knobs.cuts = []
    press.network.store.sessions.clear()
    with pytest.raises(PublishError, match="does not know the upload") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.SERVER and publication.state == {}
    assert press.release(publication).status == "published"


@pytest.mark.parametrize(("code", "subcode"), [(-1, 2207001), (24, 2207008), (2, 0)])
def test_trouble_of_their_own_at_the_publishing_is_a_doubt_that_the_container_settles(press, code, subcode):
    press.knobs.answers = [on(PUBLISH, status=400, body=refusal(code, ErrorClass.SERVER, subcode).body)]
    publication = press.release(press.publication("instagram"))
    assert publication.status == "published" and len(press.posts) == 1 and len(containers(press)) == 1


def test_a_lost_answer_is_found_by_asking_the_container(press):
    press.knobs.drop_commit_answers = 1
    publication = press.release(press.publication("instagram"))
    assert publication.status == "published" and publication.remote_id == press.posts[0]["id"]
    assert "It did go out" in press.lines and len(press.posts) == 1


def test_a_doubt_about_a_container_that_is_gone_is_settled_by_the_caption(press):
    press.knobs.drop_commit_answers = 1
    gone = {"error": {"message": "gone", "code": 100, "error_subcode": 33}}
    press.knobs.answers = [{**on(STATUS, status=400, body=gone, skip=2)}]
    publication = press.release(press.publication("instagram"))
    assert publication.status == "published" and publication.remote_id == press.posts[0]["id"]
    assert len(press.posts) == 1


def test_an_older_post_with_the_same_caption_is_not_taken_for_ours(press):
    press.network.store.skew_seconds = -3600
    earlier = press.release(press.publication("instagram"))
    press.network.store.skew_seconds = 0
    again = press.publication("instagram")
    Publication.objects.filter(pk=again.pk).update(text=earlier.text)
    gone = {"error": {"message": "gone", "code": 100, "error_subcode": 33}}
    press.knobs.answers = [on(PUBLISH, status=500), on(STATUS, status=400, body=gone, skip=2)]
    again = press.release(Publication.objects.get(pk=again.pk))
    assert again.status == "published" and again.remote_id != earlier.remote_id and len(press.posts) == 2


def test_a_post_that_is_out_but_not_listed_is_published_without_its_id(press):
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [{"method": "GET", "path": "/media", "status": 200, "body": {"data": []}, "times": 9}]
    publication = press.release(press.publication("instagram"))
    assert (publication.status, publication.remote_id, publication.url) == ("published", "", "")
    numbers = services.read_numbers(publication)
    assert numbers.views is None and len(press.posts) == 1


def test_a_full_day_is_over_when_the_first_of_its_posts_is_a_day_old(press):
    use_up_the_day(press)
    with pytest.raises(PublishError) as failed:
        press.release(press.publication("instagram"))
    assert failed.value.retry_after == pytest.approx(3600 + 60, abs=30)
    assert not [one for one in containers(press) if not one["media"]]


def test_numbers_are_read_and_where_there_are_no_insights_the_plain_counts(press):
    publication = press.release(press.publication("instagram"))
    press.network.store.skew_seconds = 30 * 86_400
    numbers = services.read_numbers(publication)
    assert numbers.views > 100 and numbers.likes is not None and numbers.shares is not None
    press.knobs.answers = [on(("GET", "/insights"), status=400, body=refusal(100, ErrorClass.INVALID_REQUEST).body)]
    plain = services.read_numbers(publication)
    assert (plain.views, plain.shares) == (None, None) and plain.likes == numbers.likes


def test_instagram_login_has_the_video_fetched_from_its_public_address(press, settings):
    publication = press.release(served(press, settings))
    assert publication.status == "published" and press.posts[0]["bytes"] == VIDEO_BYTES
    assert containers(press)[0]["suffix"] == ".mp4" and publication.state["uri"] == ""


def test_instagram_login_without_a_public_address_says_so(press):
    publication = press.publication("instagram", account=by_instagram_login(press))
    with pytest.raises(PublishError, match="public address") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_REQUEST and not containers(press)


def test_a_file_that_instagram_cannot_fetch_is_said(press, settings):
    publication = served(press, settings)
    settings.PUBLIC_MEDIA_URL = f"{press.url}/nowhere"
    with pytest.raises(PublishError, match="could not fetch") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_MEDIA and publication.state == {}


def test_a_token_of_instagram_login_prolongs_itself(press, settings):
    publication = served(press, settings)
    account = publication.account
    account.expires_at = clock.now() + timedelta(minutes=5)
    account.save()
    press.release(publication)
    account.refresh_from_db()
    keys = tokens.credentials(account)
    assert keys.access_token == keys.refresh_token != BY_INSTAGRAM
    assert keys.access_token.startswith("IG") and keys.expires_at > clock.now() + timedelta(days=59)


def test_a_page_token_is_not_renewed(press):
    with pytest.raises(PublishError, match="not renewed") as failed:
        platform = services.platform_of("instagram")
        platform.refresh(tokens.credentials(press.account("instagram")))
    assert failed.value.error_class is ErrorClass.AUTH


def test_instagram_login_deletes_nothing(press, settings):
    publication = press.release(served(press, settings))
    with pytest.raises(PublishError, match="by Instagram Login") as failed:
        services.platform_of("instagram").delete(publication.remote_id, tokens.credentials(publication.account))
    assert failed.value.error_class is ErrorClass.PERMISSION and len(press.posts) == 1


def picture(press, url):
    file = press.media / "picture.jpg"
    file.write_bytes(b"a picture")
    media = Media(file, 0, 1080, 1080, 9, mime="image/jpeg", url=url)
    return Upload("", "What it shows.", (), "tag", media, {}, clock.now())


def test_a_picture_is_fetched_from_its_public_address(press):
    name = f"{'b' * 64}.jpg"
    (press.network.store.files / name).write_bytes(b"a picture")
    upload = picture(press, f"{press.url}/demo/files/{name}")
    platform = services.platform_of("instagram")
    keys = tokens.credentials(press.account("instagram"))
    assert not platform.check_media(upload.media) and not platform.check_text(upload)
    *_, last = platform.publish(upload, {}, keys, lambda percent: None)
    assert last.status == "published" and last.url == f"{press.url}/p/{press.posts[0]['id']}/"
    assert press.posts[0]["text"] == "What it shows."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mime": "image/png"}, "JPEG pictures only, not image/png"),
        ({"width": 1000, "height": 1300}, "4:5 to 1.91:1"),
        ({"width": 2000, "height": 1000}, "4:5 to 1.91:1"),
        ({"url": ""}, "public address"),
    ],
)
def test_a_picture_that_instagram_would_not_take_is_refused_before_it_is_sent(press, changes, words):
    media = picture(press, "https://media.example/a.jpg").media
    [problem] = services.platform_of("instagram").check_media(replace(media, **changes))
    assert words in str(problem) and problem.permanent


def test_a_picture_without_a_public_address_is_refused(press):
    platform = services.platform_of("instagram")
    keys = tokens.credentials(press.account("instagram"))
    with pytest.raises(PublishError, match="fetches pictures from a public address"):
        list(platform.publish(picture(press, ""), {}, keys, lambda percent: None))


def test_the_cover_is_the_thumbnail_when_it_is_public_else_the_first_frame(press, settings):
    seen = []
    platform = services.platform_of("instagram")
    request = platform.http.request

    def listen_in(method, url, **rest):
        seen.append(rest.get("form") or {})
        return request(method, url, **rest)

    platform.http.request = listen_in
    publication = press.publication("instagram")
    keys = tokens.credentials(publication.account)
    media = Media(publication.video.path, 5, 1080, 1920, VIDEO_BYTES)
    for one in (replace(media, thumbnail_url="https://media.example/a.jpg"), media):
        upload = Upload("", "Text", (), "tag", one, {}, clock.now())
        next(platform.publish(upload, {}, keys, lambda percent: None))
    made = [form for form in seen if "caption" in form]
    assert made[0]["cover_url"] == "https://media.example/a.jpg" and "thumb_offset" not in made[0]
    assert "cover_url" not in made[1] and made[1]["thumb_offset"] == "0"


@pytest.mark.parametrize(
    ("text", "words"),
    [("x" * 2201, "2201 characters"), ("#tag " * 31, "31 hashtags"), ("@ada " * 21, "21 people")],
)
def test_a_caption_over_the_limits_is_refused_before_it_is_sent(text, words):
    platform = services.platform_of("instagram")
    [problem] = platform.check_text(Upload("", text, (), "tag", None, {}, None))
    assert words in str(problem) and problem.error_class is ErrorClass.INVALID_REQUEST


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seconds": 2.0}, "no less than 3 s"),
        ({"seconds": 901}, "takes 900 s"),
        ({"bytes": 300_000_001}, "takes 300 MB"),
        ({"mime": "image/jpeg", "bytes": 8_000_001, "height": 1080, "url": "https://a.example"}, "picture has 8.0 MB"),
    ],
)
def test_a_file_over_the_limits_is_refused_before_it_is_sent(tmp_path, changes, words):
    file = tmp_path / "a"
    file.write_bytes(b"x")
    [problem] = services.platform_of("instagram").check_media(replace(Media(file, 5, 1080, 1920, 1), **changes))
    assert words in str(problem) and problem.error_class is ErrorClass.INVALID_MEDIA


def test_no_token_goes_to_an_upload_host_elsewhere(press):
    calls = services.platform_of("instagram")._graph(tokens.credentials(press.account("instagram"))).calls
    calls.http.base_url = ""
    assert trusted(calls, "https://rupload.facebook.com/ig-api-upload/v26.0/1")
    for elsewhere in (
        "https://evil.example/",
        "http://rupload.facebook.com/",
        "https://facebook.com.evil.example/",
        "",
    ):
        assert not trusted(calls, elsewhere)
        with pytest.raises(PublishError, match="no usable address"):
            Bytes(calls, elsewhere, Media(press.media, 1, 1, 1, 1), lambda: 0, None).send(print, ask=False)
    assert stalled(calls, "x").error_class is ErrorClass.SERVER


def test_a_check_asks_for_the_budget_because_that_takes_the_right_to_publish(press):
    account = press.account("instagram")
    assert services.check_account(account).status == "active"
    press.knobs.answers = [
        on(("GET", "/content_publishing_limit"), status=400, body=refusal(10, ErrorClass.PERMISSION).body)
    ]
    account = services.check_account(account)
    assert account.status == "needs_reconnect" and "lacks a right" in account.status_reason


@pytest.mark.parametrize("said", [{}, {"id": ""}, {"id": "9" * 300}, {"id": "../me"}, {"id": ["1"]}])
def test_an_id_that_is_none_makes_no_container(press, said):
    press.knobs.answers = [{"method": "POST", "path": "/media", "status": 200, "body": {"uri": press.url, **said}}]
    with pytest.raises(PublishError, match="made no container"):
        press.release(press.publication("instagram"))


def test_an_address_that_is_none_is_not_kept(press):
    body = {"id": "1", "permalink": "javascript:alert(1)"}
    press.knobs.answers = [on(STATUS, status=200, body=body, skip=2)]
    publication = press.release(press.publication("instagram"))
    assert (publication.status, publication.url) == ("published", "")
