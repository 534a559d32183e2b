"""What makes an uploaded video on YouTube nicer: its thumbnail and its captions. Neither may fail the post."""

from pathlib import Path

from reelpress.lib.http import FileRange
from reelpress.publishing.platforms.base import Upload
from reelpress.publishing.platforms.errors import PublishError
from reelpress.publishing.platforms.youtube_calls import LANGUAGE, Calls

THUMBNAIL_BYTES = 50 << 20
CAPTIONS_BYTES = 100_000_000


def set_thumbnail(calls: Calls, upload: Upload, video_id: str) -> str:
    """Set the thumbnail; return how that went."""
    file = _file(upload.media.thumbnail if upload.media else None, THUMBNAIL_BYTES)
    if file is None:
        return "Without a thumbnail of ours"
    mime = "image/png" if file.path.suffix.lower() == ".png" else "image/jpeg"
    try:
        calls.set_thumbnail(video_id, file, mime=mime)
    except PublishError as error:
        return f"Thumbnail not set: {error.explanation.happened}"
    return "Thumbnail set"


def set_captions(calls: Calls, upload: Upload, video_id: str) -> str:
    """Send the captions, unless they are not wanted or their language is not known; return how that went."""
    file = _file(upload.media.captions if upload.media else None, CAPTIONS_BYTES)
    language = upload.options.get("language", "")
    if file is None or not LANGUAGE.fullmatch(language) or not upload.options.get("captions"):
        return "Without captions of ours"
    try:
        calls.set_captions(video_id, file, language=language)
    except PublishError as error:
        return f"Captions not set: {error.explanation.happened}"
    return "Captions set"


def _file(path: Path | None, most: int) -> FileRange | None:
    size = path.stat().st_size if path and path.is_file() else 0
    return FileRange(path, 0, size) if path and 0 < size <= most else None
