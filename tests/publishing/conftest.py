"""What the tests of this room share: a demo network, a post with a video file, accounts of it."""

import itertools

import pytest
from django.conf import settings

from reelpress.content.models import Image, Post
from reelpress.demo.server import running
from reelpress.publishing import services
from reelpress.publishing.platforms.base import Tuning
from reelpress.video.models import Video

TOKEN = {
    "youtube": "planted-youtube-token",
    "instagram": "planted-instagram-token",
    "twitter": "planted-twitter-token",
    "facebook": "planted-facebook-token",
    "linkedin": "planted-linkedin-token",
    "tiktok": "planted-tiktok-token",
    "telegram": "1001:planted-telegram-token",
}
REMOTE = {
    "instagram": "17841400000000001",
    "facebook": "100000000000001",
    "linkedin": "urn:li:person:demo",
    "telegram": "@demo_news",
}
UNIT = 256 << 10
VIDEO_BYTES = 3 * UNIT + 1234
TUNING = Tuning(
    chunk_bytes=UNIT,
    pauses=(0.01, 0.01, 0.01),
    poll_seconds=0.01,
    poll_limit_seconds=60,  # a platform that is slow now is slow because of this machine
    settle_seconds=0.05,
    read_seconds=60,
)
# Of text, ffmpeg takes some for sound (AMR); of letters whose third lowest bit is 0, none.
UNHEARD = str.maketrans("0123456789abcdef", "abchijkpqrsxyzAB")
numbers = itertools.count(1)


def no_film(name, size):
    """Return so many bytes, different for each name, that no program takes for a film or for sound."""
    return (name.encode().hex().translate(UNHEARD).encode() * size)[:size]


class Press:
    """A demo network and the means to publish to it."""

    def __init__(self, url, network, media):
        self.url = url
        self.network = network
        self.knobs = network.knobs
        self.media = media
        self.lines = []

    @property
    def posts(self):
        return self.network.store.live()

    def account(self, platform, **changes):
        facts = {"name": f"Account {next(numbers)}", "token": TOKEN[platform], "remote_id": REMOTE.get(platform, "")}
        return services.add_account(platform, **{**facts, **changes})

    def post(self, **changes):
        number = next(numbers)
        facts = {
            "slug": f"post-{number}",
            "title": f"Post number {number}",
            "summary": "What it says. In two sentences.",
            "body": "Body.",
            "tags": ["press", "video making"],
            "canonical_url": f"https://blog.example/{number}",
            "origin": f"post-{number}.md",
        }
        return Post.objects.create(**{**facts, **changes})

    def video(self, post, size=VIDEO_BYTES):
        name = f"videos/{post.slug}.mp4"
        thumbnail = f"videos/{post.slug}.jpg"
        for file, data in ((name, no_film(post.slug, size)), (thumbnail, b"a picture")):
            (self.media / file).parent.mkdir(exist_ok=True)
            (self.media / file).write_bytes(data)
        facts = {"format": "tiktok", "status": "ready", "seconds": 5.0, "width": 1080, "height": 1920}
        return Video.objects.create(post=post, file=name, thumbnail=thumbnail, **facts)

    def publication(self, platform, *, account=None, size=VIDEO_BYTES, **changes):
        post = self.post(**changes)
        return services.prepare(post, self.video(post, size), account or self.account(platform))

    def note(self, platform, **changes):
        """A publication of a text alone."""
        return services.prepare(self.post(**changes), None, self.account(platform))

    def picture(self, account):
        """A publication of a post with its first picture, which the network can fetch."""
        post = self.post()
        name = f"{'a' * 64}.jpg"  # as the network serves files
        for folder in (self.media, self.network.store.files):
            (folder / name).write_bytes(b"a picture" * 50_000)
        settings.PUBLIC_MEDIA_URL = f"{self.url}/demo/files"
        facts = {"digest": "0" * 32, "width": 1080, "height": 1080, "alt": "A press & its “ink”"}
        Image.objects.create(post=post, ref="1.jpg", file=name, **facts)
        return services.prepare(post, None, account, variant=services.PICTURE)

    def release(self, publication, progress=lambda percent, message: None):
        return services.release(publication, progress=progress, log=self.lines.append)

    def posts_of(self, publication):
        """What is on the network of this publication."""
        mark = publication.post.canonical_url
        return [row for row in self.posts if mark in row["text"].split()]


@pytest.fixture
def press(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    settings.PUBLISHING_TUNING = TUNING
    settings.PUBLIC_MEDIA_URL = ""
    with running(tmp_path / "network") as (url, network):
        settings.PLATFORM_URLS = dict.fromkeys(settings.PLATFORM_URLS, url)
        yield Press(url, network, settings.MEDIA_ROOT)
