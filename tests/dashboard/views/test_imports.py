"""The page where posts come in: an address starts a job, a file and a pasted text are there at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.jobs.models import Job

pytestmark = pytest.mark.django_db


def press(client, verb, **given):
    return client.post(reverse(f"dashboard:import-{verb}"), given, follow=True)


def test_an_address_starts_one_job_and_leads_to_where_it_can_be_watched(boss):
    press(boss, "address", url="https://blog.example/feed.xml")
    response = press(boss, "address", url="https://blog.example/feed.xml")
    job = Job.objects.get()
    assert (job.type, job.queue, job.args["url"]) == ("post-import", "default", "https://blog.example/feed.xml")
    assert response.redirect_chain[-1][0] == reverse("admin:jobs_job_change", args=[job.pk])


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://blog.example/feed"])
def test_what_is_no_address_starts_nothing(boss, said, url):
    assert said(press(boss, "address", url=url))
    assert not Job.objects.exists()


def test_a_pasted_post_is_there_at_once(boss):
    response = press(boss, "text", text="---\ntitle: Pasted\nlang: en\n---\nText.", kind="")
    post = Post.objects.get()
    assert (post.title, post.body) == ("Pasted", "Text.\n")
    assert response.redirect_chain[-1][0] == reverse("admin:content_post_change", args=[post.pk])


def test_a_nul_byte_in_a_pasted_post_is_left_out_and_told(boss, said):
    response = press(boss, "text", text="---\ntitle: Pasted\nlang: en\n---\nA\0B.", kind="")
    assert Post.objects.get().body == "AB.\n"
    assert "NUL byte" in " ".join(said(response))


def test_a_picture_that_is_uploaded_as_a_post_is_refused_by_its_name(boss, said):
    response = press(boss, "file", file=SimpleUploadedFile("b.jpg", b"hello"))
    assert said(response)[0].startswith("b.jpg is neither Markdown nor HTML by its name.")
    assert not Post.objects.exists()


def test_the_pictures_of_a_pasted_post_follow_in_a_job(boss):
    press(boss, "text", text="---\ntitle: P\nlang: en\n---\n![a](https://blog.example/a.png)", kind="markdown")
    job = Job.objects.get()
    assert (job.type, job.args) == ("post-import", {"post_id": Post.objects.get().pk})


def test_an_uploaded_file_is_there_at_once(boss):
    press(boss, "file", file=SimpleUploadedFile("my-post.md", b"---\nlang: en\n---\n# Uploaded\n\nText."))
    assert (Post.objects.get().title, Post.objects.get().slug) == ("Uploaded", "my-post")


def test_a_file_that_is_no_text_is_refused(boss, said):
    assert "UTF-8" in said(press(boss, "file", file=SimpleUploadedFile("a.md", b"\xff\xfe\x00")))[0]
    assert not Post.objects.exists()


def test_the_page_and_its_button_are_for_those_who_may(boss, viewer):
    page, posts = reverse("dashboard:import"), reverse("admin:content_post_changelist")
    assert boss.get(page).status_code == 200 and page in boss.get(posts).content.decode()
    assert viewer.get(page).status_code == 403 and page not in viewer.get(posts).content.decode()
    assert viewer.post(reverse("dashboard:import-text"), {"text": "x"}).status_code == 403
