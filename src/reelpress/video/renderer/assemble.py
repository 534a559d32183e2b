"""Segments and sound into the finished file, without encoding anything again; and the check of what came out.

Times are exact: every picture lies on a whole frame, however many segments were joined.
"""

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from reelpress.lib.errors import Failure
from reelpress.lib.files import aside
from reelpress.video.renderer.spec import FPS


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


def check_sound(path: Path, sound: Path) -> None:
    """Raise `Failure` unless the file has the sound of `sound`, byte for byte: then it is as loud as that."""
    try:
        same = _sound_in(path) == _sound_in(sound)
    except av.error.FFmpegError as error:
        raise _wrong(f"its sound cannot be read ({error.strerror})") from None
    if not same:
        raise _wrong("its sound is not the one that was made for it")


def _sound_in(path: Path) -> tuple[str, Fraction]:
    """Return the digest of all packets of the sound in `path`, and how long they last."""
    seen, last = hashlib.sha256(), Fraction(0)
    with av.open(str(path)) as container:
        track = container.streams.audio[0]
        seen.update(track.codec_context.extradata or b"")
        for packet in container.demux(track):
            if packet.pts is not None:
                seen.update(bytes(packet))
                last = packet.pts * packet.time_base
    return seen.hexdigest(), last


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
