"""What of a post and its video is sent: from rows to the plain data that platforms take. Writes nothing."""

import mimetypes
from urllib.parse import quote

from django.conf import settings

from reelpress.content import cleaning
from reelpress.content.models import Post
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Limits, Media, Upload
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.registry import get_platform
from reelpress.publishing.rules import GAP, Fitted, Words, fit, plain_tags
from reelpress.video.models import Video
from reelpress.video.storyboard import Storyboard

SUMMARY_CHARACTERS = 1500
TEXT, PICTURE = "text", "picture"  # variants of a publication without a video


def fitted(post: Post, limits: Limits, video: Video | None = None) -> Fitted:
    """Return title and text of `post` as a platform with `limits` takes them; a translated `video` gives its own."""
    title, summary = translated(video) if video else ("", "")
    title = title or post.title.strip() or post.slug
    tags = tuple(str(tag) for tag in post.tags)
    link = post.canonical_url if not limits.links_cost or settings.X_LINK == "post" else ""
    return fit(Words(title, summary or post.summary.strip() or opening(post), link, tags), limits)


def translated(video: Video) -> tuple[str, str]:
    """Return the title of a translated video and the words that open it, in its language; of no other video any.

    A storyboard has no summary: the subtitle of its first scene stands for one, else what that scene says.
    """
    if not video.language or not video.storyboard:
        return "", ""
    try:
        board = Storyboard.from_dict(video.storyboard)
    except (TypeError, ValueError):
        return "", ""
    first = board.scenes[0] if board.scenes else None
    return board.title.strip(), (first.text.strip() or first.narration) if first and first.kind == "title" else ""


def opening(post: Post) -> str:
    """Return the first paragraphs of the body, about as long as a summary."""
    found: list[str] = []
    for block in cleaning.parse(post.body):
        if block.kind == "paragraph" and block.text.strip():
            found.append(block.text.strip())
        if sum(map(len, found)) >= SUMMARY_CHARACTERS or (found and block.kind == "heading"):
            break
    return GAP.join(found)


def upload_of(publication: Publication) -> Upload:
    """Return what is sent for `publication`: its saved words, whatever became of the post since."""
    post = publication.post
    limits = get_platform(publication.account.platform).limits
    language = publication.video.language if publication.video else ""
    return Upload(
        title=publication.title,
        text=publication.text,
        tags=plain_tags([str(tag) for tag in post.tags], limits),
        tag=publication.tag,
        media=_media(publication),
        options={
            "privacy": getattr(settings, f"{publication.account.platform.upper()}_PRIVACY", ""),
            "language": language or post.language,
            "captions": "yes" if settings.YOUTUBE_CAPTIONS else "",
            "reply": post.canonical_url if settings.X_LINK == "reply" else "",
        },
        attempted_at=publication.attempted_at,
    )


def _media(publication: Publication) -> Media | None:
    if publication.video:
        return media_of(publication.video)
    return picture_of(publication.post) if publication.variant == PICTURE else None


def picture_of(post: Post) -> Media:
    """Return the first picture of `post`; raise `PublishError` for a post without one."""
    image = post.images.exclude(file="").order_by("pk").first()
    if image is None:
        raise PublishError(
            ErrorClass.INVALID_MEDIA,
            f"{post.slug} has no picture.",
            means="Nothing was sent.",
            todo="Publish it as a text or with a video.",
        )
    size = image.path.stat().st_size if image.path.is_file() else 0
    mime = mimetypes.guess_type(image.file)[0] or "image/jpeg"
    url = _public(image.file)
    return Media(image.path, 0.0, image.width, image.height, size, mime=mime, url=url, alt=image.alt)


def media_of(video: Video) -> Media:
    """Return the video's file and facts; a file that is missing has no bytes."""
    return Media(
        video.path,
        video.seconds,
        video.width,
        video.height,
        video.path.stat().st_size if video.file and video.path.is_file() else 0,
        thumbnail=video.thumbnail_path if video.thumbnail else None,
        captions=video.srt_path if video.srt else None,
        url=_public(video.file),
        thumbnail_url=_public(video.thumbnail),
    )


def _public(file: str) -> str:
    """Return where anyone can read a file of the media folder; empty when nobody serves it to the web."""
    return f"{settings.PUBLIC_MEDIA_URL}/{quote(file)}" if settings.PUBLIC_MEDIA_URL and file else ""
