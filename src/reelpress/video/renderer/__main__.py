"""The render program: `python -m reelpress.video.renderer`. It does the tasks that come, one JSON object a line.

It says what it has done in the same way, `done` after each task.  It ends when it is told to, and at once when
its stdin closes, so it never outlives who started it; what it was writing is then a `.part` that nobody takes
for a result.
"""

import json
import sys
import traceback
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from reelpress.lib import clock
from reelpress.lib.errors import Explanation, Failure
from reelpress.video.faults import full_disk
from reelpress.video.hearing import Task, tasks_from_stdin
from reelpress.video.renderer import cores
from reelpress.video.renderer.memory import give_back, keep_little
from reelpress.video.renderer.spec import Music, Segment, Voice
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


def render(task: Task) -> None:
    """Render one segment."""
    from reelpress.video.renderer.encoder import render_segment

    counter = Counter()
    segment = Segment.from_dict(task["segment"])
    render_segment(segment, Path(task["folder"]), painted=counter.one)
    counter.flush()
    say(finished=segment.index)


def make_sound(task: Task) -> None:
    """Make the sound track and the note of its loudness beside it."""
    from reelpress.lib.files import write_text
    from reelpress.video.renderer import bed, sound

    target, folder = Path(task["target"]), Path(task["folder"])
    music = Music(**task["music"]) if task["music"] else None
    try:
        found_bed = bed.bed_of(music, folder) if music else None
    except bed.UnusableMusic as refused:
        found_bed = None
        say(note=f"{refused} The video is made without music.")
    voices = [Voice(item["path"], item["frames"]) for item in task["voices"]]
    found = sound.make_sound(voices, target, folder, bed=found_bed, done=lambda step: say(step=step))
    write_text(target.with_suffix(".json"), json.dumps({"integrated": found.integrated, "peak": found.peak}))


def make_bed(task: Task) -> None:
    """Make the bed of a music; fails when it is none."""
    from reelpress.video.renderer.bed import bed_of

    bed_of(Music(**task["music"]), Path(task["folder"]))


def join(task: Task) -> None:
    """Join segments and sound, without a check: for a preview."""
    from reelpress.video.renderer.assemble import join as work

    work([(Path(item["path"]), item["frames"]) for item in task["segments"]], Path(task["sound"]), Path(task["target"]))


def assemble(task: Task) -> None:
    """Join, check what came out, and say how loud it is: as loud as its sound, of which it has every byte."""
    from reelpress.video.renderer import assemble as work

    target, sound = Path(task["target"]), Path(task["sound"])
    segments = [(Path(item["path"]), item["frames"]) for item in task["segments"]]
    work.join(segments, sound, target)
    say(step="joined")
    joints = [sum(frames for _, frames in segments[:index]) for index in range(len(segments))]
    total = sum(frames for _, frames in segments)
    work.check(target, frames=total, joints=joints, tick=lambda step: say(step=step))
    work.check_sound(target, sound)
    heard = json.loads(sound.with_suffix(".json").read_text("utf-8"))
    say(step="heard", integrated=heard["integrated"], peak=heard["peak"])


def draw_thumbnail(task: Task) -> None:
    """Draw the picture that stands for the video."""
    from reelpress.video.renderer.stills import make_thumbnail

    make_thumbnail(Look.from_dict(task["look"]), Path(task["target"]))


def draw_still(task: Task) -> None:
    """Draw a scene as it stands in its middle."""
    from reelpress.video.renderer.stills import make_still

    make_still(Look.from_dict(task["look"]), Path(task["target"]), width=task["width"])


TASKS = {
    "segment": render,
    "sound": make_sound,
    "bed": make_bed,
    "join": join,
    "assemble": assemble,
    "still": draw_still,
    "thumbnail": draw_thumbnail,
}


def _told(error: Exception) -> Failure:
    """Return `error` in sentences."""
    if full := full_disk(error):
        return full
    if isinstance(error, Failure):
        return error
    return Failure(f"The renderer stopped: {type(error).__name__}: {error}", todo="Retry.")


def _wait() -> None:
    say(waiting=True)


def main() -> int:
    """Do the tasks until told to end; return 0, or 1 after saying in a line what went wrong."""
    keep_little()
    tasks = tasks_from_stdin()
    try:
        while (task := tasks.get())["task"] != "end":
            with cores.one(Path(task["cores"]), waiting=_wait) if "cores" in task else nullcontext():
                TASKS[task["task"]](task)
            give_back()
            say(done=True)
    except Exception as error:
        told = _told(error)
        said: Explanation = told.explanation
        say(error=said.happened, means=said.means, todo=said.todo, permanent=told.permanent)
        if told is not error:
            traceback.print_exc()
        return 1
    say(done=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
