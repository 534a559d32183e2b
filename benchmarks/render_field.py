"""What a render is compared with: x264 alone on the same frames, a rival on the same stills; and how it moves."""

import io
import json
import subprocess
import time
from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from benchmarks.places import RIVALS_PYTHON
from reelpress.video.renderer.encoder import add_stream
from reelpress.video.renderer.painter import Painter, paint_still
from reelpress.video.renderer.planes import to_rgb
from reelpress.video.visuals import fonts

FLOOR_FRAMES = 100


def floor(segments):
    """Processor milliseconds that x264 alone takes for a frame: the first frames of each segment, from memory."""
    cv2.setNumThreads(1)
    cpu = frames = 0
    for segment in segments:
        painter = Painter(segment)
        held = [painter.paint(number).data.copy() for number in range(min(FLOOR_FRAMES, segment.frames))]
        started = time.process_time()
        with av.open(io.BytesIO(), "w", format="mp4") as container:
            stream = add_stream(container, segment.look.width, segment.look.height)
            for number, data in enumerate(held):
                frame = VideoFrame.from_numpy_buffer(data, format="yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, 30)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        cpu, frames = cpu + time.process_time() - started, frames + len(held)
    return cpu / frames * 1000


def rival(segments, voice, folder, *, seconds):
    """Processor milliseconds a frame of the rival's passes, on the stills of the first two segments."""
    stills = []
    for number, segment in enumerate(segments[:2]):
        stills.append(str(folder / f"still-{number}.png"))
        Image.fromarray(to_rgb(paint_still(segment.look))).save(stills[-1])
    lines = [[" ".join(line.words), line.starts[0] / 30, line.end / 30] for line in segments[0].lines]
    font = next(str(path) for path in fonts.faces(fonts.SANS))
    told = {"stills": stills, "seconds": seconds, "sound": str(voice), "lines": lines, "font": font}
    path = folder / "rival.json"
    path.write_text(json.dumps(told), "utf-8")
    command = [str(RIVALS_PYTHON), "-m", "benchmarks.render_rival", str(path)]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = json.loads(said.splitlines()[-1])
    return found["cpu"] / found["frames"] * 1000, found["frames"]


def jitter(path, first, last, box):
    """How far, in pixels, the edge of the picture in `box` strays from a smooth way in the finished file."""
    left, top, right, bottom = box
    start, widths, times = None, [], []
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if not first <= number < last:
                continue
            grey = np.ascontiguousarray(frame.to_ndarray()[top:bottom, left:right])
            if start is None:
                start, points = grey, cv2.goodFeaturesToTrack(grey, 400, 0.01, 12)
                continue
            moved, found, _ = cv2.calcOpticalFlowPyrLK(
                start, grey, points, None, winSize=(31, 31), criteria=(cv2.TERM_CRITERIA_EPS | 3, 60, 1e-4)
            )
            good = found[:, 0] == 1
            change, _ = cv2.estimateAffinePartial2D(
                points[good], moved[good], method=cv2.RANSAC, ransacReprojThreshold=0.7, refineIters=50
            )
            widths.append(float(np.hypot(change[0, 0], change[1, 0])) * (right - left) / 2)
            times.append(number)
    times = np.array(times, float) - times[0]
    return float(np.std(np.array(widths) - np.polyval(np.polyfit(times, widths, 3), times)))
