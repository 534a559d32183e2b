"""The job that brings posts in, run by the executor against a real server: what comes, what fails, what is retried."""

import pytest
from django.db.models.functions import Now

from reelpress.content import services as content
from reelpress.content.models import Feed, Post
from reelpress.jobs.models import Job, JobLog
from reelpress.jobs.states import Status
from reelpress.jobs.testing import drain
from reelpress.pipeline import flow
from tests.content.pictures import picture
from tests.content.site import serving

pytestmark = pytest.mark.django_db
TEXT = "This paragraph is long enough to be taken for the text of a post, and not for what stands around one. " * 3
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Blog</title><item><title>One</title><link>{url}/one</link><content:encoded><![CDATA[<p>{text}</p>
<img src="/a.png"><img src="/gone.png">]]></content:encoded></item></channel></rss>"""


@pytest.fixture
def site(settings, tmp_path):
    """A blog on loopback, which imports may read."""
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.IMPORT_PRIVATE = True
    with serving() as one:
        one.put("/a.png", picture(size=(60, 40)), "image/png")
        one.put("/feed", FEED.format(url=one.url, text=TEXT), "application/rss+xml", ETag='"v1"')
        yield one


def run():
    """Run the import that is there, however long it would wait."""
    Job.objects.pending().update(run_after=Now())
    (job,) = drain("default")
    return job


def lines(job):
    return [line.line for line in JobLog.objects.filter(job=job).order_by("pk")]


def left_in(folder):
    return list(folder.iterdir()) if folder.exists() else []


def test_a_feed_comes_in_with_its_pictures_and_the_job_says_so(site, settings):
    flow.import_address(f"{site.url}/feed")
    job = run()

    assert (job.status, job.progress, job.message) == (Status.COMPLETED, 100, "1 post")
    assert {name: job.metadata[name] for name in ("posts", "created", "updated", "unchanged")} == {
        "posts": ["one"], "created": 1, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    assert lines(job) == [f"one: The picture {site.url}/gone.png answered with status 404 and was left out."]
    post = Post.objects.get()
    assert (post.language, [image.ref for image in post.images.all()]) == ("en", [f"{site.url}/a.png"])
    assert left_in(settings.ARTEFACTS) == []


def test_the_same_feed_again_changes_nothing(site):
    for outcome in ("created", "unchanged"):
        flow.import_address(f"{site.url}/feed")
        assert run().metadata[outcome] == 1
    assert Post.objects.count() == 1


def test_a_server_that_is_away_is_asked_again_later(site, settings):
    whole = site.pages["/feed"]
    site.put("/feed", "", status=503)
    flow.import_address(f"{site.url}/feed")
    job = run()

    assert (job.status, job.attempts) == (Status.PENDING, 1)
    assert job.error_message == (
        f"{site.url}/feed answered with status 503. Nothing was imported. Check the address, or try again later."
    )
    assert not Post.objects.exists() and not Feed.objects.exists() and left_in(settings.ARTEFACTS) == []

    site.pages["/feed"] = whole
    assert (run().status, Post.objects.count()) == (Status.COMPLETED, 1)


def test_a_server_that_stays_away_fails_the_job_after_three_attempts(site):
    site.put("/feed", "", status=503)
    flow.import_address(f"{site.url}/feed")
    assert [run().status for _ in range(3)] == [Status.PENDING, Status.PENDING, Status.FAILED]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nowhere", "answered with status 404"),
        ("/empty", "There is no post to be found"),
        ("/a.png", "is 'image/png'"),
    ],
)
def test_what_trying_again_cannot_mend_is_not_tried_again(site, path, why):
    site.put("/empty", "<html><body></body></html>")
    flow.import_address(site.url + path)
    job = run()
    assert (job.status, job.attempts) == (Status.FAILED, 1)
    assert why in job.error_message and "Nothing was imported." in job.error_message


def test_an_address_in_a_private_network_fails_at_once(site, settings):
    settings.IMPORT_PRIVATE = False
    flow.import_address(f"{site.url}/feed")
    job = run()
    assert (job.status, site.asked) == (Status.FAILED, [])
    assert "leads into a private network" in job.error_message and "REELPRESS_IMPORT_PRIVATE" in job.error_message


def test_the_pictures_of_a_pasted_post_follow(site, settings):
    text = f"# Pasted\n\nGood words in a row.\n\n![A]({site.url}/a.png)\n\n![B]({site.url}/gone.png)\n"
    (pasted,) = flow.import_text(text)
    assert site.asked == [] and not pasted.post.images.exists()
    job = run()

    assert (job.status, job.subject_id) == (Status.COMPLETED, pasted.post.pk)
    assert [(image.alt, image.width, image.path.exists()) for image in pasted.post.images.all()] == [("A", 60, True)]
    assert lines(job) == [f"pasted: The picture {site.url}/gone.png answered with status 404 and was left out."]
    assert job.metadata["updated"] == 1 and left_in(settings.ARTEFACTS) == []


def test_the_pictures_of_a_pasted_post_are_downloaded_once(site):
    text = f"# Pasted\n\n![A]({site.url}/a.png)\n"
    for _ in range(2):
        flow.import_text(text)
        assert run().status == Status.COMPLETED
    assert site.paths == ["/a.png"]
    assert Post.objects.get().images.count() == 1


def test_the_pictures_of_a_post_that_is_gone_are_not_looked_for(site):
    (pasted,) = flow.import_text(f"# Pasted\n\n![A]({site.url}/a.png)\n")
    pasted.post.delete()
    job = run()
    assert (job.status, job.attempts, site.asked) == (Status.FAILED, 1, [])
    assert "There is no post" in job.error_message


@pytest.mark.slow
def test_one_post_from_feed_page_file_and_paste_is_one_post(site, tmp_path):
    head = f'<title>One</title><link rel="canonical" href="{site.url}/one/?utm_source=page">'
    site.put("/one", f'<html lang="en"><head>{head}</head><article><h1>One</h1><p>{TEXT}</p></article></html>')
    for address in ("/feed", "/one", "/one?ref=mail"):
        flow.import_address(site.url + address)
        assert run().status == Status.COMPLETED
    source = f"---\ntitle: One\ncanonical_url: {site.url}/one\n---\n{TEXT}\n"
    path = tmp_path / "one.md"
    path.write_text(source)
    content.import_path(path)
    assert [one.outcome for one in flow.import_text(source)] == ["unchanged"]
    assert Post.objects.count() == 1
