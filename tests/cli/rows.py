"""The rows that the tests of this room speak of, by the names that commands show."""

from django.db.models.functions import Now

from tests.factories import a_post, a_publication, a_video, an_account


def post(slug="a-post", title="A post"):
    """A post of two words."""
    return a_post(slug=slug, title=title, body="One sentence.")


def video(of, *, format="tiktok"):
    """A video of a post that is ready."""
    return a_video(of=of, format=format)


def account(platform="youtube", name="Channel", **fields):
    """A connected account."""
    return an_account(platform, name=name, **fields)


def publication(of, to, *, status="published", **fields):
    """What was sent of a post to an account."""
    made = of.videos.first() or video(of)
    return a_publication(video=made, to=to, status=status, published_at=Now(), **fields)
