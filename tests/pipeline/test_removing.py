"""Removing a post or a video takes everything that was made of it; what was sent, or is under way, stays."""

import pytest

from reelpress.content.models import Image, Post
from reelpress.jobs import control
from reelpress.lib.errors import BadInput
from reelpress.pipeline import flow
from reelpress.publishing.models import Publication
from reelpress.video.models import Revision, Video
from tests.factories import a_job, a_post, a_publication, a_video

pytestmark = pytest.mark.django_db
SENT = ("published", "unconfirmed", "publishing", "processing", "committing")


def with_picture(post, media, name):
    (media / name).write_bytes(b"picture")
    return Image.objects.create(post=post, ref=name, file=name, digest=name)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def test_a_post_goes_with_its_videos_plans_and_files_but_not_with_the_pictures_of_others(
    media, django_capture_on_commit_callbacks
):
    video = a_video()
    a_publication(video=video, status="scheduled")
    Revision.objects.create(video=video, change="Deleted scene 3")
    own, shared = with_picture(video.post, media, "own.png"), with_picture(video.post, media, "shared.png")
    with_picture(a_post(), media, "shared.png")
    with django_capture_on_commit_callbacks(execute=True):
        flow.remove_post(video.post)

    left = sorted(path.name for path in media.rglob("*") if path.is_file())
    assert left == [shared.file] and own.file not in left
    assert (Post.objects.count(), Video.objects.count(), Publication.objects.count(), Image.objects.count()) == (
        1,
        0,
        0,
        1,
    )


def test_a_video_goes_alone(media, django_capture_on_commit_callbacks):
    video = a_video()
    other = a_video(of=video.post, format="square")
    with django_capture_on_commit_callbacks(execute=True):
        flow.remove_video(video)

    assert list(video.post.videos.all()) == [other]
    assert not video.path.exists() and other.path.exists()


@pytest.mark.parametrize("status", SENT)
def test_what_was_sent_or_may_have_been_stays(status):
    publication = a_publication(status=status)
    for remove in (lambda: flow.remove_post(publication.post), lambda: flow.remove_video(publication.video)):
        with pytest.raises(BadInput, match="keeps it from going out twice"):
            remove()
    publication.refresh_from_db()
    assert publication.video.path.exists()


@pytest.mark.parametrize("about", ["post", "video", "publication"])
def test_what_a_job_works_on_stays_until_that_is_over(about):
    publication = a_publication(status="scheduled")
    rows = {"post": publication.post, "video": publication.video, "publication": publication}
    job = a_job(subject=rows[about], status="pending", metadata={"video_id": publication.video.pk})
    for remove in (lambda: flow.remove_post(publication.post), lambda: flow.remove_video(publication.video)):
        with pytest.raises(BadInput, match=job.public_id):
            remove()

    control.cancel(job)
    flow.remove_video(publication.video)
    flow.remove_post(publication.post)
    job.refresh_from_db()
    assert job.subject is None
