"""A smaller copy of a video that is too large for a platform, made with ffmpeg and kept beside the other artefacts.

Same picture, fewer pixels and bits; the shape and the length stay. Knows no platform by name.
"""

import os
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import imageio_ffmpeg

from reelpress.lib import proc
from reelpress.lib.files import digest
from reelpress.publishing.platforms.base import Limits, Media

LONGEST_SIDE = 1280
SOUND_BITS = 128_000
LEAST_BITS = 300_000  # a second of picture; below that nobody would want to look at it
SHARE = 0.92  # of the room that is filled: an encoder keeps to its rate only about
ROUNDS = 3
TIMEOUT_SECONDS = 1700  # a little less than the job may take


def can_shrink(media: Media | None, limits: Limits) -> bool:
    """Tell whether `media` is too large and a copy that fits would still be watchable."""
    return _too_large(media, limits) and media is not None and _bits(media, limits) >= LEAST_BITS


def copy_of(media: Media, limits: Limits, folder: Path) -> Media | None:
    """Return the copy of `media` below `folder`, and note that it is used; None while nobody has made it."""
    target = _place(media, limits, folder)
    try:
        os.utime(target)
        size = target.stat().st_size
    except FileNotFoundError:  # also when it is removed in this moment: to touch it would leave an empty one
        return None
    scale = min(1.0, LONGEST_SIDE / max(media.width, media.height, 1))
    width, height = _even(media.width * scale), _even(media.height * scale)
    return replace(media, path=target, bytes=size, url="", width=width, height=height)


def make_copy(media: Media, limits: Limits, folder: Path) -> None:
    """Encode, and once more with fewer bits should the encoder have gone beyond its rate; raise `ProgramFailed`.

    One that cannot be made small enough is kept as it is, for the checks to refuse.
    """
    target = _place(media, limits, folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{uuid4().hex[:8]}.part.mp4")
    bits = _bits(media, limits)
    try:
        for _ in range(ROUNDS):
            proc.run(_command(media, part, bits), timeout=TIMEOUT_SECONDS, name="ffmpeg")
            size = part.stat().st_size
            if size <= limits.media_bytes:
                break
            bits = int(bits * SHARE * limits.media_bytes / size)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _place(media: Media, limits: Limits, folder: Path) -> Path:
    name = digest(media.path.name, media.bytes, limits.media_bytes)
    return folder / "smaller" / name[:2] / f"{name}.mp4"  # where what is not used for long is removed


def _too_large(media: Media | None, limits: Limits) -> bool:
    return bool(media and not media.is_picture and limits.media_bytes and media.bytes > limits.media_bytes)


def _bits(media: Media, limits: Limits) -> int:
    """Return how many bits a second of picture may have."""
    return int(limits.media_bytes * 8 * SHARE / max(media.seconds, 1.0)) - SOUND_BITS


def _even(value: float) -> int:
    return int(value / 2 + 0.5) * 2


def _command(media: Media, target: Path, bits: int) -> list[str]:
    side = f"scale='if(gt(iw,ih),min({LONGEST_SIDE},iw),-2)':'if(gt(iw,ih),-2,min({LONGEST_SIDE},ih))'"
    rate = [f"-b:v {bits}", f"-maxrate {bits}", f"-bufsize {2 * bits}"]
    return [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-i", str(media.path),
        "-vf", side, "-c:v", "libx264", "-preset", "superfast", "-pix_fmt", "yuv420p", *" ".join(rate).split(),
        "-c:a", "aac", "-b:a", str(SOUND_BITS), "-movflags", "+faststart", "-f", "mp4", str(target),
    ]  # fmt: skip
