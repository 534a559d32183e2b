"""Which storyboard a video is made from: the stored one while it is a person's or of the post as it is now.

Else a new one is written. Knows the writers; renders nothing.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from reelpress.content.cleaning import parse
from reelpress.content.models import Post
from reelpress.lib.errors import BadInput
from reelpress.video.models import Video
from reelpress.video.storyboard import Storyboard
from reelpress.video.writers.base import Source
from reelpress.video.writers.extractive import write

Log = Callable[[str], None]


def storyboard_of(video: Video, log: Log) -> Storyboard:
    """Return the stored storyboard while it is a person's or of the post as it is now; else a new one."""
    if keeps_storyboard(video):
        return read_storyboard(video.storyboard, means="No video was made.")
    return write_storyboard(video, log)


def write_storyboard(video: Video, log: Log) -> Storyboard:
    """Return a new storyboard, written from the post as it is now; nothing is stored."""
    log("Writing the script from the post.")
    return write(source_of(video.post))


def keeps_storyboard(video: Video) -> bool:
    """Return whether the stored storyboard is the one to make: a person's work never vanishes with a new import."""
    return bool(video.storyboard) and (video.edited or video.post_digest == video.post.digest)


def post_told(video: Video) -> str:
    """Return the digest of the post that the storyboard to make is of."""
    return video.post_digest if keeps_storyboard(video) else video.post.digest


def source_of(post: Post) -> Source:
    """Return `post` as writers see it."""
    return Source(
        title=post.title,
        author=post.author,
        summary=post.summary,
        blocks=parse(post.body),
        images={image.ref: image.file for image in post.images.all()},
        url=post.canonical_url,
        language=post.language,
        target_seconds=settings.TARGET_SECONDS,
    )


def read_storyboard(data: dict[str, Any], *, means: str) -> Storyboard:
    """Return the storyboard that `data` holds; raise `BadInput`, with what that `means`, when it is none."""
    try:
        board = Storyboard.from_dict(data)
    except (TypeError, ValueError) as error:
        raise BadInput(f"This is no storyboard: {error}.", means=means, todo="Correct it.") from None
    if not board.scenes:
        raise BadInput("A storyboard needs at least one scene.", means=means, todo="Add a scene.")
    return board
