"""The page of a post, and making and publishing its videos."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.video.models import Video
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job, a_post, a_publication, a_reading, a_video, an_account

HOSTILE = '"><script>alert(1)</script>'


def page_of(post):
    return reverse("admin:content_post_change", args=[post.pk])


def press(client, verb, post, **given):
    return client.post(reverse(f"dashboard:post-{verb}", args=[post.pk]), given, follow=True)


def test_the_page_shows_the_post_its_videos_its_publications_and_its_jobs(boss):
    post = a_post(title="Why queues lose work", author="Mira Lind", body="The row is the truth.", tags=["python"])
    video = a_video(of=post)
    a_publication(video=video, to=an_account("youtube", name="Mira codes"), status="published")
    job = a_job(subject=post)
    html = boss.get(page_of(post)).content.decode()

    for shown in ("Why queues lose work", "Mira Lind", "The row is the truth.", "#python", "Mira codes",
                  f"/admin/video/video/{video.pk}/change/", f"/admin/jobs/job/{job.pk}/change/"):  # fmt: skip
        assert shown in html, shown


def test_hostile_posts_are_only_text(boss):
    post = a_post(title=HOSTILE, author=HOSTILE, summary=HOSTILE, body=HOSTILE, tags=[HOSTILE], language=HOSTILE[:20],
                  canonical_url="javascript:alert(1)")  # fmt: skip

    for address in (page_of(post), reverse("admin:content_post_changelist")):
        html = boss.get(address).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


def test_make_video_starts_one_job_and_leads_to_where_it_can_be_watched(boss):
    post = a_post()
    response = press(boss, "make-video", post, format="square")
    job = Job.objects.get()

    assert job.type == "video-generation"
    assert job.args["publish"] is False
    assert Video.objects.get().format == "square"
    assert job.user.username == "boss"
    assert response.redirect_chain[-1][0] == reverse("admin:jobs_job_change", args=[job.pk])


def test_make_video_publishes_afterwards_when_told_to(boss):
    press(boss, "make-video", a_post(), format="tiktok", publish="on")

    assert Job.objects.get().args["publish"] is True


@pytest.mark.parametrize("given", [{}, {"format": "cinema"}])
def test_make_video_without_a_known_format_says_so_and_starts_nothing(boss, said, given):
    response = press(boss, "make-video", a_post(), **given)

    assert said(response)[0].startswith("Format:")
    assert not Job.objects.exists()


def test_pressing_twice_starts_one_job(boss):
    post = a_post()
    press(boss, "make-video", post, format="tiktok")
    press(boss, "make-video", post, format="tiktok")

    assert Job.objects.count() == 1


def test_a_post_is_published_to_the_chosen_platforms_at_the_chosen_time(boss):
    post, at = a_post(), (clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    an_account("youtube")
    an_account("telegram")
    press(boss, "publish", post, platforms=["telegram"], at=f"{at:%Y-%m-%dT%H:%M}")
    job = Job.objects.get()

    assert (job.type, job.args["platforms"], job.run_after) == ("social-media-publish", ["telegram"], at)


def test_a_time_that_is_past_publishes_nothing(boss, said):
    an_account("youtube")

    assert said(press(boss, "publish", a_video().post, at="2020-01-01T10:00")) == ["Not before: That time is past."]
    assert not Job.objects.exists()


def test_choosing_no_platform_means_all(boss):
    an_account("youtube")
    press(boss, "publish", a_video().post)

    assert Job.objects.get().args["platforms"] is None


def test_a_platform_without_an_account_cannot_be_chosen(boss, said):
    an_account("youtube")

    assert said(press(boss, "publish", a_post(), platforms=["telegram"]))[0].startswith("Platforms:")
    assert not Job.objects.exists()


def test_without_an_account_the_page_says_how_to_get_one(boss):
    assert "there is nowhere to publish to yet" in boss.get(page_of(a_post())).content.decode()


def test_a_person_who_may_not_see_jobs_stays_on_the_page(db):
    writer = signed_in(somebody("view_post", "change_post"))
    post = a_post()
    response = press(writer, "make-video", post, format="tiktok")

    assert response.redirect_chain[-1][0] == page_of(post)
    assert Job.objects.count() == 1


def test_a_person_who_only_looks_sees_no_form(viewer):
    html = viewer.get(page_of(a_post(title="Why queues lose work"))).content.decode()

    assert "Why queues lose work" in html
    assert "make-video" not in html


def test_the_numbers_of_all_platforms_are_summed_up(boss):
    publication = a_publication(status="published")
    other = a_publication(status="published", video=publication.video, to=an_account("telegram"))
    a_reading(of=publication, views=1500, likes=2)
    a_reading(of=other, views=40, likes=None)
    rows = boss.get(reverse("admin:content_post_change", args=[publication.post_id])).context["numbers"]
    assert [row[:3] for row in rows] == [
        ("Telegram", "1 of 1", "40"),
        ("YouTube", "1 of 1", "1,500"),
        ("Together", "2 of 2", "1,540"),
    ]


def test_the_preview_shows_what_would_go_to_each_account(boss):
    video = a_video()
    an_account("telegram", name="News", expires_at=clock.now() - timedelta(days=1))
    page = boss.get(reverse("dashboard:post-preview", args=[video.post_id]))
    html = page.content.decode()
    assert "Telegram, News" in html and "Connect the account again" in html and video.post.title in html


def test_the_preview_of_a_post_without_a_video_says_how_to_get_one(boss):
    an_account("telegram")
    address = reverse("dashboard:post-preview", args=[a_post().pk])
    assert "no finished video" in boss.get(address).content.decode()
    assert "rp-check-ok" in boss.get(address, {"as": "text"}).content.decode()


def test_a_post_that_went_nowhere_is_removed_and_its_list_is_shown(boss, said):
    post = a_post(title="A slip")
    response = press(boss, "remove", post)

    assert said(response) == ["“A slip” and its videos are gone."] and not Post.objects.exists()
    assert response.redirect_chain[-1][0] == reverse("admin:content_post_changelist")


def test_a_published_post_stays_and_says_why(boss, said):
    post = a_publication(status="published").post

    assert "Nothing was removed" in said(press(boss, "remove", post))[0] and Post.objects.exists()
