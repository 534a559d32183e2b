"""The render program: `python -m reelpress.video.renderer SPEC.json`. It says what it has done, one JSON object a line.

The spec names one task: "segments", "sound" or "assemble". The program ends when its stdin closes, so it never
outlives who started it; what it was writing is then a `.part` that nobody takes for a result.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from reelpress.lib import clock
from reelpress.lib.errors import Explanation, Failure
from reelpress.video.renderer.spec import Segment, Voice
from reelpress.video.visuals.look import Look

SAY_EVERY = 0.25


def say(**what: Any) -> None:
    """Print one line of progress."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Counter:
    """Counts frames and says so four times a second."""

    def __init__(self) -> None:
        self.unsaid = 0
        self.said_at = clock.monotonic()

    def one(self) -> None:
        self.unsaid += 1
        if clock.monotonic() - self.said_at >= SAY_EVERY:
            self.flush()

    def flush(self) -> None:
        if self.unsaid:
            say(frames=self.unsaid)
        self.unsaid, self.said_at = 0, clock.monotonic()


def render_segments(spec: dict[str, Any]) -> None:
    """Render the segments of the spec one after the other."""
    from reelpress.video.renderer.encoder import render_segment

    counter = Counter()
    for data in spec["segments"]:
        segment = Segment.from_dict(data)
        say(scene=segment.index)
        render_segment(segment, Path(spec["folder"]), painted=counter.one)
        counter.flush()
        say(finished=segment.index)


def make_sound(spec: dict[str, Any]) -> None:
    """Make the sound track and the note of its loudness beside it."""
    from reelpress.lib.files import write_text
    from reelpress.video.renderer import sound

    target = Path(spec["target"])
    voices = [Voice(item["path"], item["frames"]) for item in spec["voices"]]
    found = sound.make_sound(voices, target, Path(spec["folder"]), done=lambda step: say(step=step))
    write_text(target.with_suffix(".json"), json.dumps({"integrated": found.integrated, "peak": found.peak}))


def assemble(spec: dict[str, Any]) -> None:
    """Join, draw the thumbnail, check and measure what came out."""
    from reelpress.video.renderer import assemble as work
    from reelpress.video.renderer import sound

    target = Path(spec["target"])
    segments = [(Path(item["path"]), item["frames"]) for item in spec["segments"]]
    work.join(segments, Path(spec["sound"]), target)
    say(step="joined")
    work.make_thumbnail(Look.from_dict(spec["thumbnail_look"]), Path(spec["thumbnail"]))
    say(step="thumbnail")
    joints = [sum(frames for _, frames in segments[:index]) for index in range(len(segments))]
    total = sum(frames for _, frames in segments)
    work.check(target, frames=total, joints=joints, tick=lambda step: say(step=step))
    heard = sound.measure(target)
    say(step="measured", integrated=heard.integrated, peak=heard.peak)


TASKS = {"segments": render_segments, "sound": make_sound, "assemble": assemble}


def _end_with_stdin() -> None:
    """Wait for the end of stdin, then end at once: whoever started this program is gone."""
    while os.read(0, 4096):
        pass
    os._exit(3)


def main() -> int:
    """Do the task of the spec; return 0, or 1 after saying in a line what went wrong."""
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        spec = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        TASKS[spec["task"]](spec)
    except Failure as failure:
        said: Explanation = failure.explanation
        say(error=said.happened, means=said.means, todo=said.todo, permanent=failure.permanent)
        return 1
    except Exception as error:
        say(error=f"The renderer stopped: {type(error).__name__}: {error}", means="", todo="Retry.", permanent=False)
        raise
    say(done=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
