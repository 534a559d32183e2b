"""Rows for the tests of this room, as the rooms upstream would have written them."""

from django.conf import settings
from django.db.models.functions import Now

from reelpress.content.models import Post
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video


def post(slug="a-post", title="A post"):
    """A post that was imported."""
    return Post.objects.create(slug=slug, title=title, body="One sentence.", origin=f"{slug}.md", digest="0" * 32)


def video(of, *, format="tiktok"):
    """A video of a post that is ready, with a small file."""
    file = f"videos/{of.slug}-{format}.mp4"
    path = settings.MEDIA_ROOT / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not really a video")
    return Video.objects.create(
        post=of, format=format, status=Video.Status.READY, file=file, width=1080, height=1920, fps=30, seconds=12.5
    )


def account(platform="youtube", name="Channel", **more):
    """A connected account."""
    return Account.objects.create(platform=platform, name=name, **more)


def publication(of, to, *, status="published", **more):
    """Something that was sent, or was to be."""
    return Publication.objects.create(
        post=of, account=to, variant="tiktok", status=status, tag=f"tag-{of.pk}-{to.pk}", published_at=Now(), **more
    )
