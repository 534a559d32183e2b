"""A video that is too large for a platform becomes a smaller copy, once; what cannot be helped is refused."""

import subprocess
from dataclasses import replace

import av
import imageio_ffmpeg
import pytest

from reelpress.publishing.platforms.base import Limits, Media
from reelpress.publishing.platforms.telegram import LOCAL_BYTES, Telegram
from reelpress.publishing.smaller import can_shrink, copy_of, make_copy
from reelpress.video.workspace import prune


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Two seconds of noise, which nothing compresses."""
    path = tmp_path_factory.mktemp("large") / "noise.mp4"
    source = "nullsrc=s=360x640:d=2:r=15,geq=random(1)*255:128:128"
    tone = ["-f", "lavfi", "-i", "sine=440:d=2"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source, *tone]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-shortest"]
    subprocess.run([*command, *coded, str(path)], check=True)
    return Media(path, 2.0, 360, 640, path.stat().st_size)


def test_a_copy_fits_and_is_still_the_whole_video(large, tmp_path):
    limits = Limits(text=1, media_bytes=large.bytes // 4)
    assert can_shrink(large, limits) and copy_of(large, limits, tmp_path) is None
    make_copy(large, limits, tmp_path)
    copy = copy_of(large, limits, tmp_path)
    with av.open(str(copy.path)) as film:
        seconds, picture, sound = film.duration / 1e6, film.streams.video[0], film.streams.audio[0]
        assert abs(seconds - 2) < 0.2 and (picture.width, picture.height) == (360, 640) and sound.channels
    assert copy.bytes <= limits.media_bytes and copy.bytes == copy.path.stat().st_size
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [copy.path]
    assert prune(tmp_path, older_than_seconds=-1, most_bytes=0) == copy.bytes and not copy.path.exists()


def test_a_copy_is_of_one_file_and_of_one_limit(large, tmp_path):
    limits = Limits(text=1, media_bytes=large.bytes // 4)
    make_copy(large, limits, tmp_path)
    for other, most in ((replace(large, bytes=large.bytes + 1), limits), (large, Limits(text=1, media_bytes=400_000))):
        assert copy_of(other, most, tmp_path) is None


def test_what_fits_needs_no_copy(large):
    assert not can_shrink(large, Limits(text=1, media_bytes=large.bytes))


def test_a_copy_that_nobody_would_look_at_is_not_made(large, tmp_path):
    assert not can_shrink(large, Limits(text=1, media_bytes=40_000))
    assert not can_shrink(None, Limits(text=1, media_bytes=40_000))


def test_a_bot_api_server_of_our_own_takes_more(settings):
    from reelpress.publishing.accounts import platform_of

    public = platform_of("telegram").limits.media_bytes
    settings.TELEGRAM_LOCAL = True
    assert (public, platform_of("telegram").limits.media_bytes) == (Telegram.limits.media_bytes, LOCAL_BYTES)
