"""Videos of several posts at once: chosen in the list, started as one batch."""

from django.urls import reverse

from reelpress.dashboard.views import several
from reelpress.jobs.models import Batch, Job
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_post

PAGE, START = "dashboard:posts-make-videos", "dashboard:posts-make-videos-start"
LIST = "admin:content_post_changelist"


def start(client, *posts, **given):
    given = {"post": [post.pk for post in posts], "format": "tiktok", **given}
    return client.post(reverse(START), given, follow=True)


def test_posts_ticked_in_their_list_lead_to_a_page_that_names_them(boss):
    first, second = a_post(title="One & two"), a_post(title="Three")
    ticked = {"action": "make_videos", "_selected_action": [first.pk, second.pk]}
    html = boss.post(reverse(LIST), ticked, follow=True).content.decode()

    assert "One &amp; two" in html and "Three" in html
    assert "Make 2 videos" in html


def test_of_more_posts_than_are_taken_at_once_the_first_are_named_and_that_is_said(boss, said, monkeypatch):
    monkeypatch.setattr(several, "MOST", 2)
    posts = [a_post() for _ in range(3)]
    ticked = {"action": "make_videos", "_selected_action": [post.pk for post in posts]}
    response = boss.post(reverse(LIST), ticked, follow=True)

    assert said(response) == ["Only the first 2 posts are taken at once."]
    assert [post for post, _ in response.context["posts"]] == posts[:2]


def test_each_chosen_post_gets_a_job_of_one_batch_and_their_list_is_shown(boss):
    posts = [a_post(), a_post()]
    response = start(boss, *posts, format="square")
    batch = Batch.objects.get()

    assert {job.subject for job in batch.jobs.all()} == set(posts)
    assert {job.metadata["format"] for job in batch.jobs.all()} == {"square"}
    assert batch.total == 2
    assert f"batch%3A{batch.public_id}" in response.redirect_chain[-1][0]


def test_a_post_whose_video_is_being_made_is_left_out_and_said(boss):
    busy, idle = a_post(), a_post()
    start(boss, busy)
    html = start(boss, busy, idle).content.decode()

    assert Job.objects.count() == 2
    assert "1 left out: they are being made already." in html


def test_nothing_is_started_when_all_are_under_way_or_none_was_chosen(boss):
    post = a_post()
    start(boss, post)

    assert "These videos are being made already." in start(boss, post).content.decode()
    assert "No post was chosen." in start(boss).content.decode()
    assert "No post was chosen" in boss.get(reverse(PAGE), {"post": ["x", "9" * 40]}).content.decode()
    assert Job.objects.count() == 1


def test_who_may_not_see_jobs_comes_back_to_the_posts(db):
    client = signed_in(somebody("view_post", "change_post"))
    response = start(client, a_post())

    assert response.redirect_chain[-1][0] == reverse(LIST)
    assert Job.objects.count() == 1
