"""Twenty thousand posts with their videos and publications, as a large blog has after years."""

from datetime import timedelta

from reelpress.content.models import Post
from reelpress.lib import clock
from reelpress.lib.files import digest
from reelpress.metrics.models import Reading
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

PLATFORMS = ("youtube", "instagram", "twitter", "facebook", "linkedin")
BODY = "The press prints reels. It takes a post and reads it aloud, scene by scene.\n\n" * 40
SCENES = {"scenes": [{"kind": "words", "narration": "It takes a post and reads it aloud."}] * 8}
BATCH = 1000
DAYS_OUT, DAYS_AHEAD = 300, 100


def fill(n):
    """Add posts up to `n`, each with a video and a publication: 60 % out, 25 % planned, 10 % drafts, 5 % failed."""
    there = Post.objects.count()
    Post.objects.bulk_create((_post(number) for number in range(there, n)), batch_size=BATCH)
    posts = list(Post.objects.order_by("pk").only("pk"))
    videos = Video.objects.bulk_create(map(_video, posts), batch_size=BATCH)
    accounts = [Account.objects.create(platform=name, name=f"Channel of {name}") for name in PLATFORMS]
    made = [_publication(video, number, accounts) for number, video in enumerate(videos)]
    sent = [one for one in Publication.objects.bulk_create(made, batch_size=BATCH) if one.published_at]
    Reading.objects.bulk_create((Reading(publication=one, views=one.pk % 999) for one in sent), batch_size=BATCH)


def _post(number):
    name = f"post-{number}"
    at = clock.now() - timedelta(hours=number)
    return Post(
        slug=name, origin=f"{number}.md", title=f"How the press works, part {number}", body=BODY, digest=digest(name),
        author=f"Author {number % 30}", published_at=at,
    )  # fmt: skip


def _video(post):
    name = f"videos/{post.pk}-tiktok"
    return Video(
        post=post, format="tiktok", status=Video.Status.READY, storyboard=SCENES, file=f"{name}.mp4",
        width=1080, height=1920, fps=30, frames=375, seconds=12.5, thumbnail=f"{name}.jpg",
    )  # fmt: skip


def _publication(video, number, accounts):
    status, due, out = _standing(number)
    failed = status == Publication.Status.FAILED
    return Publication(
        account=accounts[number % len(accounts)], post_id=video.post_id, video=video, variant=video.format,
        status=status, tag=f"tag-{number}", title="How the press works", text="Watch this.", due_at=due,
        published_at=out, error_happened="The platform refused the file." if failed else "",
    )  # fmt: skip


def _standing(number):
    """Status, when it is due, when it went out."""
    part, now = number % 20, clock.now()
    if part < 12:
        return Publication.Status.PUBLISHED, None, now - timedelta(days=number % DAYS_OUT, minutes=number % 1440)
    if part < 17:
        return Publication.Status.SCHEDULED, now + timedelta(days=number % DAYS_AHEAD, minutes=number % 1440), None
    return (Publication.Status.DRAFT if part < 19 else Publication.Status.FAILED), None, None
