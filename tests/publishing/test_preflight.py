"""The preflight says what would be sent, and names each thing that would stop it with its fix."""

from datetime import timedelta

import pytest

from reelpress.lib import clock
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Limits
from reelpress.publishing.preflight import check, preview
from reelpress.publishing.smaller import SOUND_BITS
from reelpress.video.editing import version_of
from tests.factories import a_post, a_publication, a_video, an_account

pytestmark = pytest.mark.django_db


def verdicts(found):
    return {line.what: line.verdict for line in found.lines}


def line(found, what):
    return next(line for line in found.lines if line.what == what)


def test_a_post_that_is_fine_would_go_out_with_exactly_the_words_that_are_sent():
    video, account = a_video(), an_account()
    found = preview(video.post, video, account)
    assert found.verdict == "ok" and verdicts(found) == dict.fromkeys(("Token", "Text", "Media", "Today"), "ok")
    assert found.title == video.post.title and not Publication.objects.exists()


def test_words_that_were_prepared_are_shown_as_they_are():
    publication = a_publication(text="Written by hand.")
    assert preview(publication.post, publication.video, publication.account).text == "Written by hand."


def test_what_is_there_already_is_not_sent_twice():
    publication = a_publication(status="published")
    found = preview(publication.post, publication.video, publication.account)
    assert found.verdict == "stop" and line(found, "Already there").todo == "Nothing; it is not sent twice."


@pytest.mark.parametrize(
    ("fields", "what", "verdict"),
    [
        ({"status": "needs_reconnect", "status_reason": "It was revoked."}, "Connection", "stop"),
        ({"expires_at": clock.now() - timedelta(hours=1)}, "Token", "stop"),
        ({"expires_at": clock.now() + timedelta(days=1)}, "Token", "warn"),
        ({"expires_at": clock.now() + timedelta(days=30)}, "Token", "ok"),
        ({"scopes": ["openid"], "platform": "linkedin"}, "Rights", "warn"),
        ({"posts_per_day": 1}, "Today", "ok"),
    ],
)
def test_what_is_wrong_with_an_account_is_a_line(fields, what, verdict):
    video = a_video()
    found = preview(video.post, video, an_account(**fields))
    assert line(found, what).verdict == verdict


def test_a_token_must_last_until_the_planned_moment():
    account = an_account(expires_at=clock.now() + timedelta(days=20))
    publication = a_publication(to=account, status="scheduled", due_at=clock.now() + timedelta(days=25))
    assert line(check(publication), "Token").verdict == "stop"


def test_a_full_day_is_a_remark_with_the_new_time():
    account = an_account("tiktok", posts_per_day=1)
    a_publication(to=account, status="published", published_at=clock.now())
    found = line(check(a_publication(to=account)), "Today")
    assert found.verdict == "warn" and "It goes out at" in found.todo


def test_a_wide_video_is_remarked_where_people_hold_their_phones_upright():
    wide = a_video(format="youtube", width=1920, height=1080)
    assert line(preview(wide.post, wide, an_account("instagram")), "Shape").verdict == "warn"
    assert "Shape" not in verdicts(preview(wide.post, wide, an_account("youtube")))


def test_a_script_that_was_changed_after_the_making_is_a_remark():
    video, account = a_video(), an_account()
    video.made_version = version_of(video)
    assert "Script" not in verdicts(preview(video.post, video, account))
    video.storyboard = {"title": "Other", "scenes": [{"kind": "text", "narration": "Another one."}]}
    found = preview(video.post, video, account)
    assert found.verdict == "warn" and "Make the video again" in line(found, "Script").todo


def test_a_video_that_is_too_long_or_gone_stops_it():
    long, gone = a_video(seconds=200), a_video()
    gone.path.unlink()
    assert "140 s" in line(preview(long.post, long, an_account("twitter")), "Media").said
    assert "missing" in line(preview(gone.post, gone, an_account("twitter")), "Media").said


def test_a_link_on_x_has_its_price_and_a_cheaper_way():
    video = a_video(of=a_post(canonical_url="https://blog.example/one"))
    found = line(preview(video.post, video, an_account("twitter")), "Price")
    assert found.said == "$0.200 for this post" and "REELPRESS_X_LINK" in found.todo


def test_a_picture_that_the_post_has_not_stops_it():
    found = preview(a_post(), None, an_account("telegram"), variant="picture")
    assert line(found, "Media").said.endswith("has no picture.")


def test_a_video_that_is_too_large_is_no_obstacle_where_a_smaller_copy_will_do(monkeypatch):
    monkeypatch.setattr("reelpress.publishing.platforms.telegram.Telegram.limits", Limits(text=1024, media_bytes=20))
    monkeypatch.setattr("reelpress.publishing.smaller.LEAST_BITS", -SOUND_BITS)
    video = a_video()
    found = line(preview(video.post, video, an_account("telegram")), "Media")
    assert found.verdict == "ok" and "a smaller copy is sent" in found.said
