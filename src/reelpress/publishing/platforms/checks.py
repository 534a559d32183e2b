"""The checks that every platform shares, driven by its limits. Pure."""

from reelpress.publishing.platforms.base import Limits, Media, Upload
from reelpress.publishing.platforms.errors import ErrorClass, PublishError

LEAVE = "Nothing was sent."


def check_text(platform: str, limits: Limits, upload: Upload) -> list[PublishError]:
    """Return what of title, text and tags is over the limits."""
    limits = limits if upload.media else limits.without_media()
    found = []
    if limits.title and not upload.title.strip():
        found.append("The title is empty.")
    if limits.title and len(upload.title) > limits.title:
        found.append(f"The title has {len(upload.title)} characters; {platform} takes {limits.title}.")
    if limits.size(upload.text) > limits.text:
        unit = "bytes" if limits.unit == "bytes" else "characters"
        found.append(f"The text has {limits.size(upload.text)} {unit}; {platform} takes {limits.text}.")
    found += [
        f"{platform} takes no “{character}” in title or text."
        for character in limits.banned
        if character in upload.title + upload.text
    ]
    if limits.tags and tags_size(upload.tags) > limits.tags:
        found.append(f"The tags have {tags_size(upload.tags)} characters together; {platform} takes {limits.tags}.")
    return [
        PublishError(ErrorClass.INVALID_REQUEST, happened, means=LEAVE, todo="Change the text, then retry.")
        for happened in found
    ]


def check_media(platform: str, limits: Limits, media: Media | None) -> list[PublishError]:
    """Return what of the video or picture is missing or over the limits."""
    if media is None:
        missing = (
            [("There is no video to send.", "Make a video of the post, then retry.")] if limits.needs_media else []
        )
    elif not media.path.is_file() or not media.bytes:
        kind, todo = ("picture", "Choose another picture") if media.is_picture else ("video", "Make the video again")
        missing = [(f"The {kind} file {media.path.name} is missing or empty.", f"{todo}, then retry.")]
    elif media.is_picture:
        missing = _picture(platform, limits, media)
    else:
        missing = _over(platform, limits, media)
    return [PublishError(ErrorClass.INVALID_MEDIA, happened, means=LEAVE, todo=todo) for happened, todo in missing]


def tags_size(tags: tuple[str, ...]) -> int:
    """Return the length of `tags` as one list: commas between, quotes around those with spaces."""
    return sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1)


def _over(platform: str, limits: Limits, media: Media) -> list[tuple[str, str]]:
    found = []
    if limits.media_bytes and media.bytes > limits.media_bytes:
        size, most = media.bytes / 1e6, limits.media_bytes / 1e6
        found.append((f"The video has {size:.1f} MB; {platform} takes {most:.0f} MB.", "Make a shorter video."))
    if limits.media_seconds and media.seconds > limits.media_seconds:
        happened = f"The video runs {media.seconds:.0f} s; {platform} takes {limits.media_seconds:.0f} s."
        found.append((happened, "Make a shorter video."))
    if media.seconds < limits.least_seconds:
        happened = f"The video runs {media.seconds:.1f} s; {platform} takes no less than {limits.least_seconds:.0f} s."
        found.append((happened, "Make a longer video."))
    return found


def _picture(platform: str, limits: Limits, media: Media) -> list[tuple[str, str]]:
    if not limits.picture_bytes:
        return [(f"{platform} takes no picture without a video.", "Make a video of the post, then retry.")]
    if media.bytes > limits.picture_bytes:
        size, most = media.bytes / 1e6, limits.picture_bytes / 1e6
        return [(f"The picture has {size:.1f} MB; {platform} takes {most:.0f} MB.", "Choose a smaller picture.")]
    return []
