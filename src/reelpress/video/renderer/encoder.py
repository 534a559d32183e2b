"""One segment into one H.264 file, in process: all have the same settings, so they join without re-encoding."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from reelpress.video.renderer.painter import Painter
from reelpress.video.renderer.spec import FPS, GOP, PRESET, X264, Segment

TICK = Fraction(1, FPS)
BT709 = 1  # the code of BT.709 for primaries, transfer and matrix (ITU-T H.273)


def render_segment(segment: Segment, folder: Path, *, painted: Callable[[], None]) -> None:
    """Draw and encode `segment` in `folder`, then move it to its target; call `painted` after each frame."""
    cv2.setNumThreads(1)
    painter = Painter(segment)
    part = folder / f"segment-{segment.index}.part.mp4"
    with av.open(str(part), "w", format="mp4") as container:
        stream = add_stream(container, segment.look.width, segment.look.height)
        # The encoder copies what it is given before it returns, so one frame of ours serves for all.
        frame = VideoFrame.from_numpy_buffer(painter.frame.data, format="yuv420p")
        frame.time_base = TICK
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        for number in range(segment.frames):
            painter.paint(number)
            frame.pts = number
            container.mux(stream.encode(frame))
            painted()
        container.mux(stream.encode())
    part.replace(segment.target)


def add_stream(container: Any, width: int, height: int) -> Any:
    """Add the picture as all segments have it: one thread, so that equal frames give equal bytes."""
    stream = container.add_stream("libx264", rate=FPS)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.time_base = TICK
    context.gop_size = GOP
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = ColorRange.MPEG
    stream.options = {"preset": PRESET, "x264-params": X264}
    return stream
