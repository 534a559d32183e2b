"""Segments and sound into the finished file, without encoding anything again; and the check of what came out.

Times are exact: every picture lies on a whole frame, however many segments were joined.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
from PIL import Image

from reelpress.lib.errors import Failure
from reelpress.lib.files import aside
from reelpress.video.renderer.painter import paint_still
from reelpress.video.renderer.planes import to_rgb
from reelpress.video.renderer.spec import FPS
from reelpress.video.visuals.look import Look

MOST_THUMBNAIL_BYTES = 2_000_000


def join(segments: Sequence[tuple[Path, int]], sound: Path, target: Path) -> None:
    """Write `segments` (file, frames) one after the other with `sound` beside them to `target`."""
    with (
        aside(target) as part,
        av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as out,
        av.open(str(sound)) as heard,
        av.open(str(segments[0][0])) as first,
    ):
        picture = out.add_stream_from_template(first.streams.video[0])
        voice = out.add_stream_from_template(heard.streams.audio[0])
        expected = first.streams.video[0].codec_context.extradata
        waiting = iter(heard.demux(heard.streams.audio[0]))
        before = 0
        for path, frames in segments:
            _copy_pictures(path, before, out, picture, expected)
            before += frames
            _copy_sound(waiting, out, voice, until=Fraction(before, FPS))
        _copy_sound(waiting, out, voice, until=None)


def _copy_pictures(path: Path, before: int, out: Any, stream: Any, expected: bytes | None) -> None:
    with av.open(str(path)) as source:
        track = source.streams.video[0]
        if track.codec_context.extradata != expected:
            raise Failure(
                "Two scenes were encoded differently and cannot be joined.", todo="Retry: they will be made anew."
            )
        shift = before * _step(track)
        for packet in source.demux(track):
            if packet.dts is None or packet.pts is None:
                continue
            packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            packet.stream = stream
            out.mux(packet)


def _step(track: Any) -> int:
    """Return how many units of the track's clock one picture lasts."""
    return int(Fraction(1, FPS) / track.time_base)


def _copy_sound(waiting: Any, out: Any, stream: Any, *, until: Fraction | None) -> None:
    for packet in waiting:
        if packet.dts is None:
            return
        after = until is not None and packet.pts * packet.time_base >= until
        packet.stream = stream
        out.mux(packet)
        if after:
            return


def check(path: Path, *, frames: int, joints: Sequence[int], tick: Callable[[str], None]) -> None:
    """Raise `Failure` unless the file has exactly `frames` even pictures, decodable at every joint and to the end."""
    try:
        _check(path, frames, joints, tick)
    except av.error.FFmpegError as error:
        raise _wrong(f"it cannot be read ({error.strerror})") from None


def _check(path: Path, frames: int, joints: Sequence[int], tick: Callable[[str], None]) -> None:
    with av.open(str(path)) as container:
        track = container.streams.video[0]
        step = _step(track)
        times = sorted(packet.pts for packet in container.demux(track) if packet.pts is not None)
        if len(times) != frames:
            raise _wrong(f"it has {len(times)} pictures, not {frames}")
        if times != [index * step for index in range(frames)]:
            raise _wrong("its pictures are not evenly spaced")
        seconds = float((container.duration or 0) / 1_000_000)
        if abs(seconds - frames / FPS) > 1.5 / FPS:
            raise _wrong(f"it lasts {seconds:.2f} s, not {frames / FPS:.2f} s")
        tick("counted")
        for joint in joints:
            _first_picture(container, track, joint * step)
        tick("joints")
        _decode_last(container, track, times[-1])


def _first_picture(container: Any, track: Any, pts: int) -> None:
    container.seek(pts, stream=track, backward=True)
    found = next(iter(container.decode(track)), None)
    if found is None or found.pts != pts:
        raise _wrong(f"a scene does not begin with a whole picture (at {float(pts * track.time_base):.2f} s)")


def _decode_last(container: Any, track: Any, last: int) -> None:
    container.seek(last, stream=track, backward=True)
    seen = max((frame.pts for frame in container.decode(track)), default=-1)
    if seen != last:
        raise _wrong("its last picture cannot be decoded")


def _wrong(what: str) -> Failure:
    return Failure(f"The finished video failed its check: {what}.", means="It was thrown away.", todo="Retry.")


def make_thumbnail(look: Look, target: Path) -> None:
    """Write the title's picture, without captions, as a JPEG of at most 2 MB."""
    cv2.setNumThreads(1)
    picture = Image.fromarray(to_rgb(paint_still(look, moment=0.3)))
    for quality in (90, 80, 65, 45):
        with aside(target) as part:
            picture.save(part, "JPEG", quality=quality, optimize=True, progressive=True)
        if target.stat().st_size <= MOST_THUMBNAIL_BYTES:
            return
