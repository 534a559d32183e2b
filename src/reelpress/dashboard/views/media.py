"""The media folder, for people who are signed in: ranges for players, no way out, nothing that could run.

Knows files; knows no model.
"""

import re
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from reelpress.dashboard import access

CHUNK = 1 << 16
# What a browser may show in place; everything else, SVG and HTML above all, is only ever downloaded.
SHOWN = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "text/plain; charset=utf-8",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
}
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$", re.ASCII)


@access.screen(cacheable=True)
def serve(request: HttpRequest, file: str) -> HttpResponseBase:
    """Send a file of the media folder, whole or the part that the player asks for."""
    return send(request, _find(file))


def send(request: HttpRequest, path: Path) -> HttpResponseBase:
    """Send a file that this person may see, whole or the part that the player asks for."""
    facts = path.stat()
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    if request.headers.get("If-None-Match") == etag:
        return _sealed(HttpResponse(status=304), path, etag)
    wanted = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        wanted = ""  # the file changed since the player saw it: it must start over
    span = _span(wanted, facts.st_size)
    if span is None:
        response: HttpResponseBase = FileResponse(path.open("rb"))
        response["Content-Length"] = str(facts.st_size)
    elif span[0] > span[1]:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{facts.st_size}"
    else:
        first, last = span
        response = StreamingHttpResponse(_part(path, first, last), status=206)
        response["Content-Range"] = f"bytes {first}-{last}/{facts.st_size}"
        response["Content-Length"] = str(last - first + 1)
    response["Last-Modified"] = formatdate(facts.st_mtime, usegmt=True)
    return _sealed(response, path, etag)


def _find(file: str) -> Path:
    """Return the file; 404 for anything outside the folder, hidden, missing or not a file."""
    root = Path(settings.MEDIA_ROOT).resolve()
    if "\x00" in file or "\\" in file or any(part.startswith(".") for part in Path(file).parts):
        raise Http404("There is no such file.")
    try:
        path = (root / file).resolve(strict=True)
    except (OSError, RuntimeError):
        raise Http404("There is no such file.") from None
    if not path.is_relative_to(root) or not path.is_file():
        raise Http404("There is no such file.")
    return path


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of a range; first > last when it cannot be met; None for the whole file."""
    match = RANGE.match(wanted.strip())
    if match is None or match.groups() == ("", ""):
        return None  # several ranges at once, or nonsense: the whole file is a right answer to both
    start, end = match.groups()
    if not start:
        length = min(int(end), size)
        return (size - length, size - 1) if length else (1, 0)
    if int(start) >= size:
        return (1, 0)
    if end and int(end) < int(start):
        return None
    return int(start), min(int(end), size - 1) if end else size - 1


def _part(path: Path, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with path.open("rb") as source:
        source.seek(first)
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _sealed(response: HttpResponseBase, path: Path, etag: str) -> HttpResponseBase:
    """Say what the file is, and that it may do nothing."""
    kind = SHOWN.get(path.suffix.lower())
    response["Content-Type"] = kind or "application/octet-stream"
    response["Content-Disposition"] = "inline" if kind else "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'"
    )
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
