"""The page of a video: player, storyboard, jobs, buttons."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.video import branding
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job, a_post, a_video, an_account

HOSTILE = '"><script>alert(1)</script>'


def page_of(video):
    return reverse("admin:video_video_change", args=[video.pk])


def press(client, verb, video, **given):
    return client.post(reverse(f"dashboard:video-{verb}", args=[video.pk]), given, follow=True)


def a_scene(**fields):
    return {"kind": "list", "narration": "Three things follow.", "title": "What follows"} | fields


def test_the_page_has_a_player_with_captions_and_a_poster(boss):
    video = a_video()
    html = boss.get(page_of(video)).content.decode()

    assert f'src="/admin/media/{video.file}"' in html
    assert f'<track kind="captions" src="/admin/media/{video.vtt}"' in html
    assert f'poster="/admin/media/{video.thumbnail}"' in html


def test_the_page_says_what_music_is_played_or_why_none(boss, tmp_path, settings):
    settings.MUSIC = str(tmp_path)
    quiet, calm = a_video(template="lights"), a_video(template="editorial")
    own = replace(branding.copy_template("lights"), music="song.mp3")
    branding.save_template(own)
    lost = a_video(template=own.name)

    def said(video):
        return dict(boss.get(page_of(video)).context["facts"])["Music"]

    assert (said(quiet), said(calm)) == ("None", "calm")
    assert said(lost) == "None: song.mp3 is not in the music folder, or cannot be read"
    (tmp_path / "song.mp3").write_bytes(b"sound")
    assert said(lost) == "song.mp3"
    assert "no template" in said(a_video(template="gone"))


def a_making(video, status, **fields):
    """The last job that made or was to make `video`."""
    return a_job(subject=video.post, metadata={"video_id": video.pk}, status=status, **fields)


def test_a_video_without_a_file_says_why_and_what_to_do(boss, viewer):
    def said(status, browser=boss, **fields):
        video = a_video(status="new")
        if status:
            a_making(video, status, **fields)
        return browser.get(page_of(video)).content.decode()

    never, runs = said(""), said("processing")
    assert "<video" not in never and "Not made yet" in never
    assert "Press “Make it”" in never and "replay" not in never and "Press" not in said("", viewer)
    assert "Being made" in runs and "Its job below says how far it is." in runs and "Make it" not in runs
    assert "Its job below" not in said("processing", signed_in(somebody("view_video")))

    stopped = said("cancelled", error_message="Cancelled by ada.", finished_at=clock.now() - timedelta(minutes=7))
    assert "Its making was cancelled" in stopped and "Cancelled by ada." in stopped and "7m ago" in stopped
    assert "Press “Make it”" in stopped and "Its job" not in stopped

    failed = said("failed", error_message="The disk is full. Bearer abcdefghijklmnop0123456789")
    assert "It could not be made" in failed and "The disk is full." in failed and "abcdefghijklmnop" not in failed


def test_the_lists_say_of_a_video_that_its_making_was_cancelled_until_it_is_made_after_all(boss):
    post = a_post()
    video, other = a_video(of=post, status="new", format="square"), a_video(of=post, status="new")
    a_making(video, "completed")
    making = a_making(video, "cancelled")

    def states():
        listed = re.findall(r"field-state.*?rp-badge[^>]*>([a-z ]+)<", boss.get("/admin/video/video/").content.decode())
        badges = boss.get(f"/admin/content/post/{post.pk}/change/").context["videos"]
        shown = [re.sub("<[^>]+>", "", badge) for _, badge, _ in badges]
        assert sorted(listed) == sorted(shown)
        return dict(zip((video, other), shown, strict=True))

    assert states() == {video: "cancelled", other: "new"}
    assert "cancelled" in dict(boss.get(page_of(video)).context["facts"])["Status"]
    type(making).objects.filter(pk=making.pk).update(status="pending")
    assert states() == {video: "new", other: "new"}


def test_a_video_whose_last_making_was_cancelled_says_that_what_is_shown_is_the_one_before(boss):
    video = a_video()
    making = a_making(video, "cancelled", error_message="Cancelled by ada before it started.")
    html = boss.get(page_of(video)).content.decode()
    assert "Its making was cancelled" in html and "Cancelled by ada before it started." in html
    assert "What you see is what was made before." in html and "Press “Make again”" in html

    type(making).objects.filter(pk=making.pk).update(status="completed")
    assert "cancelled" not in boss.get(page_of(video)).content.decode().split("<h2>Jobs</h2>")[0]


def test_the_storyboard_is_shown_scene_by_scene(boss):
    first = a_scene(source="So priority and pause are row changes.", why="A list of the post.", items=["One", "Two"])
    second = a_scene(kind="code", code="UPDATE job", narration="One update is enough.", picture="images/cat.png")
    third = a_scene(kind="number", number="400/s", attribution="The post")
    video = a_video(storyboard={"title": "x", "scenes": [first, second, third]})
    html = boss.get(page_of(video)).content.decode()

    for shown in ("list", "Three things follow.", "What follows", "So priority and pause are row changes.",
                  "A list of the post.", "<li>One</li>", "UPDATE job", "One update is enough.", "400/s",
                  'src="/admin/media/images/cat.png"'):  # fmt: skip
        assert shown in html, shown


def test_hostile_storyboards_are_only_text(boss):
    scene = dict.fromkeys(("kind", "narration", "title", "text", "code", "source", "why", "picture"), HOSTILE)
    video = a_video(of=a_post(title=HOSTILE), storyboard={"scenes": [scene | {"items": [HOSTILE]}]})

    assert "<script>alert" not in boss.get(page_of(video)).content.decode()


@pytest.mark.parametrize(
    "storyboard", [{}, [], {"scenes": None}, {"scenes": "x"}, {"scenes": [None, 3, {"items": 5}]}, {"scenes": [{}]}]
)
def test_a_broken_storyboard_breaks_no_page(boss, storyboard):
    assert boss.get(page_of(a_video(storyboard=storyboard))).status_code == 200


def test_the_jobs_that_made_the_video_are_listed_and_others_are_not(boss):
    video = a_video()
    mine = a_job(subject=video.post, metadata={"video_id": video.pk})
    other = a_job(subject=video.post, metadata={"video_id": video.pk + 1})
    html = boss.get(page_of(video)).content.decode()

    assert f"/admin/jobs/job/{mine.pk}/change/" in html
    assert f"/admin/jobs/job/{other.pk}/change/" not in html


def test_a_script_that_was_changed_after_the_making_is_said_above_the_player(boss):
    html = boss.get(page_of(a_video(made_version="of what it was"))).content.decode()

    assert "Changed since it was made" in html and "until then the former goes out" in html


def test_make_again_starts_the_same_format_and_publishes_nothing(boss):
    video = a_video(format="youtube")
    press(boss, "again", video)
    job = Job.objects.get()

    assert (job.type, job.args["video_id"], job.args["publish"]) == ("video-generation", video.pk, False)


def test_publish_starts_the_publishing_of_its_post(boss):
    video = a_video()
    an_account("youtube")
    press(boss, "publish", video, platforms=["youtube"])
    job = Job.objects.get()

    assert (job.type, job.subject, job.args["platforms"]) == ("social-media-publish", video.post, ["youtube"])


def test_the_list_shows_each_video_with_its_state(boss):
    a_video(of=a_post(title="Why queues lose work"))
    a_video(status="failed")
    html = boss.get(reverse("admin:video_video_changelist")).content.decode()

    assert "Why queues lose work" in html
    assert "ready" in html
    assert "failed" in html
    assert "12s" in html


def test_a_video_that_went_nowhere_is_removed_and_its_post_is_shown(boss, said):
    video = a_video()
    response = boss.post(reverse("dashboard:video-remove", args=[video.pk]), follow=True)

    assert said(response) == [f"The tiktok video of “{video.post.title}” is gone."]
    assert response.redirect_chain[-1][0] == reverse("admin:content_post_change", args=[video.post.pk])
