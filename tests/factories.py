"""Rows for tests, one plain function each: `a_post()`, `a_video(status="ready")`. Each makes what it needs upstream.

Names are numbered, so that two of a kind never collide; give the fields that a test is about, and only those.
"""

from itertools import count

from django.conf import settings
from django.contrib.auth import get_user_model

from reelpress.content.models import Post
from reelpress.jobs import counts
from reelpress.jobs.models import Job
from reelpress.lib.files import digest
from reelpress.metrics.models import Reading
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

_numbers = count(1)


def a_user(**fields):
    """A person who may see the dashboard."""
    name = fields.pop("username", f"person-{next(_numbers)}")
    return get_user_model().objects.create_user(username=name, is_staff=True, is_superuser=True, **fields)


def a_post(**fields):
    """A post that was imported."""
    slug = fields.pop("slug", f"post-{next(_numbers)}")
    body = fields.pop("body", "The press prints reels. It takes a post and reads it aloud.")
    facts = {"origin": f"{slug}.md", "title": "How the press works", "digest": digest(slug, body)}
    return Post.objects.create(slug=slug, body=body, **(facts | fields))


def a_video(*, of=None, **fields):
    """A video that is ready, with small files where its row says that they lie."""
    of = of or a_post()
    shape = fields.pop("format", "tiktok")
    start = f"videos/{of.slug}-{shape}-{next(_numbers):08}"
    facts = {"status": Video.Status.READY, "width": 1080, "height": 1920, "fps": 30, "frames": 375, "seconds": 12.5}
    if fields.get("status", Video.Status.READY) == Video.Status.READY:
        facts |= {name: _a_file(f"{start}.{ending}") for name, ending in ENDINGS.items()}
    return Video.objects.create(post=of, format=shape, **(facts | fields))


ENDINGS = {"file": "mp4", "srt": "srt", "vtt": "vtt", "thumbnail": "jpg"}


def _a_file(name):
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a small file that is no film")
    return name


def an_account(platform="youtube", **fields):
    """An account that is connected, in rows only: it has no token."""
    return Account.objects.create(platform=platform, **({"name": f"Channel {next(_numbers)}"} | fields))


def a_publication(*, of=None, to=None, **fields):
    """A video that is to go to one account."""
    number = next(_numbers)
    video = fields.pop("video", None) or a_video(of=of)
    facts = {"variant": video.format, "tag": f"tag-{number}", "title": video.post.title, "text": "Watch this."}
    return Publication.objects.create(account=to or an_account(), post=video.post, video=video, **(facts | fields))


def a_reading(*, of=None, **fields):
    """What a platform said of a publication at one moment."""
    return Reading.objects.create(publication=of or a_publication(status="published"), **({"views": 10} | fields))


def a_job(type="video-generation", **fields):
    """A job as a row, in any state; nothing was enqueued and nobody runs it."""
    facts = {"queue": "video", "max_attempts": 3, "backoff": [60, 300, 900], "timeout_seconds": 600}
    job = Job.objects.create(type=type, **(facts | fields))
    if job.is_final:
        counts.moved(job, None, "processing")
    counts.moved(job, "processing" if job.is_final else None, job.status, since=job.started_at)
    return job
