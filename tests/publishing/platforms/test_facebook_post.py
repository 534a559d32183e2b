"""Texts and pictures on Facebook Pages: posted once, and looked for by their words when in doubt."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from reelpress.lib import clock
from reelpress.publishing import services, tokens
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Media, Upload
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from tests.publishing.platforms.contract import Crash, on

FEED = ("POST", "/feed")
PHOTOS = ("POST", "/photos")


def picture(press):
    file = press.media / "picture.jpg"
    file.write_bytes(b"a picture" * 50_000)
    media = Media(file, 0, 1080, 1080, file.stat().st_size, mime="image/jpeg")
    return Upload("", "What it shows.", (), "tag", media, {}, clock.now())


def post_picture(press, upload, state=None):
    keys = tokens.credentials(press.account("facebook"))
    return list(services.platform_of("facebook").publish(upload, state or {}, keys, lambda percent: None))


def test_a_text_is_posted_with_its_link(press):
    publication = press.release(press.note("facebook"))
    [post] = press.posts
    assert publication.status == "published" and post["kind"] == "text" and post["text"] == publication.text
    assert publication.url == f"{press.url}/{publication.remote_id}" and "_" in publication.remote_id


@pytest.mark.parametrize("status", [500, 503])
def test_trouble_at_a_text_never_makes_two_posts(press, status):
    press.knobs.answers = [on(FEED, status=status)]
    assert press.release(press.note("facebook")).status == "published" and len(press.posts) == 1


def test_a_lost_answer_to_a_text_is_found_by_its_words(press):
    press.knobs.drop_commit_answers = 1
    publication = press.release(press.note("facebook"))
    assert publication.status == "published" and publication.remote_id == press.posts[0]["id"] and len(press.posts) == 1


def test_an_older_post_with_the_same_words_is_not_taken_for_ours(press):
    earlier = press.release(press.note("facebook"))
    press.release(press.note("facebook"))  # between them: twice the same in a row would be a duplicate
    for row in press.network.store.posts:
        row["posted_at"] = (clock.now() - timedelta(hours=1)).isoformat()
    again = press.note("facebook")
    Publication.objects.filter(pk=again.pk).update(text=earlier.text)
    press.knobs.answers = [on(FEED, status=500)]
    again = press.release(Publication.objects.get(pk=again.pk))
    assert again.status == "published" and again.remote_id != earlier.remote_id and len(press.posts) == 3


@pytest.mark.parametrize("moment", range(4))
def test_a_crash_at_any_moment_of_a_text_leaves_exactly_one_post(press, moment):
    left = moment

    def crash_in_a_while(*said):
        nonlocal left
        left -= 1
        if left < 0:
            raise Crash

    publication = press.note("facebook")
    try:
        services.release(publication, progress=crash_in_a_while, log=crash_in_a_while)
    except Crash:
        publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == "published" and len(press.posts) == 1


def test_a_list_that_does_not_reach_back_far_enough_leaves_the_doubt_to_a_person(press):
    publication = press.note("facebook")
    rows = [{"id": f"1_{number}", "message": "x", "created_time": "2099-01-01T00:00:00+0000"} for number in range(50)]
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [on(("GET", "/published_posts"), status=200, body={"data": rows}, times=9)]
    assert press.release(publication).status == "unconfirmed"


def test_the_same_text_twice_in_a_row_is_a_duplicate(press):
    first = press.release(press.note("facebook"))
    second = press.note("facebook")
    Publication.objects.filter(pk=second.pk).update(text=first.text)
    second.refresh_from_db()
    with pytest.raises(PublishError) as failed:
        press.release(second)
    assert failed.value.error_class is ErrorClass.DUPLICATE and second.status == "failed" and len(press.posts) == 1


def test_nothing_at_all_is_no_post(press):
    platform = services.platform_of("facebook")
    [problem] = platform.check_text(Upload("", " ", (), "tag", None, {}, None))
    assert problem.error_class is ErrorClass.INVALID_REQUEST and not platform.check_media(None)


def test_a_picture_is_sent_by_its_bytes(press):
    upload = picture(press)
    *_, last = post_picture(press, upload)
    [post] = press.posts
    assert last.status == "published" and last.remote_id == post["id"] and post["kind"] == "picture"
    assert post["sha256"] == hashlib.sha256(upload.media.path.read_bytes()).hexdigest()


def test_a_lost_answer_to_a_picture_is_a_doubt_and_the_picture_is_found(press):
    press.knobs.drop_commit_answers = 1
    upload = picture(press)
    with pytest.raises(PublishError) as failed:
        post_picture(press, upload)
    assert failed.value.error_class is ErrorClass.AMBIGUOUS
    keys = tokens.credentials(press.account("facebook"))
    found = services.platform_of("facebook").find(upload, {"committed_at": clock.now().isoformat()}, keys)
    assert (found.answer, found.remote_id) == ("yes", press.posts[0]["id"])


def test_a_picture_that_breaks_off_was_not_posted(press):
    press.knobs.cuts = [on(PHOTOS, bytes=10)]
    upload = picture(press)
    upload.media.path.write_bytes(b"x" * (24 << 20))
    with pytest.raises(PublishError) as failed:
        post_picture(press, replace(upload, media=replace(upload.media, bytes=24 << 20)))
    assert failed.value.error_class is ErrorClass.SERVER and not press.posts


def test_a_match_without_an_id_is_a_doubt_not_a_no(press):
    publication = press.note("facebook")
    row = {"message": publication.text, "created_time": "2099-01-01T00:00:00+0000"}
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [on(("GET", "/published_posts"), status=200, body={"data": [row]}, times=9)]
    assert press.release(publication).status == "unconfirmed" and len(press.posts) == 1
