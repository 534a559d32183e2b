"""The making of one video, from a storyboard to files that passed their check. Knows no database.

Every step leaves artefacts under the digest of what they were made from; a step whose artefacts are there
is skipped, so that a retry resumes where the last run broke.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.lib.files import require_space, write_text
from reelpress.video.captions import srt_text, vtt_text
from reelpress.video.faults import full_disk_told
from reelpress.video.formats import Format
from reelpress.video.narrators.speaker import Speaker
from reelpress.video.programs import Crew, ask
from reelpress.video.progress import Progress, Stage
from reelpress.video.renderer.spec import Music, Segment
from reelpress.video.storyboard import Storyboard
from reelpress.video.studio import Parts, Studio
from reelpress.video.timeline import Timeline
from reelpress.video.visuals.look import Look
from reelpress.video.workspace import Workspace

LEAST_FREE_MEGABYTES = 500
LOUDEST, SOFTEST, HIGHEST_PEAK = -13.5, -14.5, -1.0  # LUFS and dB of the finished file
# Where each stage ends, in percent; by the time it takes on a cold run of a minute's video.
WRITTEN, RENDERED, CHECKED = 2.0, 94.0, 99.0
STEPS = {"joined": 0.3, "counted": 0.5, "joints": 0.8, "heard": 1.0}
Log = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What is to be made, and where."""

    owner: str
    storyboard: Storyboard
    looks: tuple[Look, ...]
    format: Format
    narrator: Speaker
    artefacts: Path
    workers: int = 0
    stand_ins: tuple[Speaker, ...] = ()  # who speaks the whole when the narrator fails
    music: Music | None = None


@dataclass(frozen=True)
class Made:
    """The finished files, still among what videos are made of, and what was measured of them."""

    video: Path
    srt: Path
    vtt: Path
    thumbnail: Path
    frames: int
    seconds: float
    loudness: float


@contextmanager
def make(order: Order, *, progress: Progress, log: Log) -> Iterator[Made]:
    """Make the video of `order`; what is yielded lies in a folder that goes when the block is left."""
    require_space(order.artefacts, megabytes=LEAST_FREE_MEGABYTES)
    workspace = Workspace(order.artefacts, order.owner)
    with full_disk_told(), workspace.run() as folder:
        with Crew(folder) as crew:
            studio = Studio(workspace, crew, folder, log, order.music)
            parts = studio.produce(
                order.storyboard, order.looks, order.narrator, Stage(WRITTEN, RENDERED, progress), workers=order.workers
            )
            made = _assemble(parts, folder, studio, Stage(RENDERED, CHECKED, progress))
        yield made


def make_clip(order: Order, index: int, target: Path, *, progress: Progress, log: Log) -> None:
    """Make one scene with its sound, at `target`; what it is made of is shared with the whole."""
    require_space(order.artefacts, megabytes=LEAST_FREE_MEGABYTES)
    workspace = Workspace(order.artefacts, order.owner)
    with full_disk_told(), workspace.run() as folder, Crew(folder) as crew:
        studio = Studio(workspace, crew, folder, log, order.music)
        parts = studio.produce(
            order.storyboard,
            order.looks,
            order.narrator,
            Stage(WRITTEN, CHECKED, progress),
            workers=order.workers,
            only=index,
        )
        ask(crew, studio.worker(), {"task": "join", **_joined(parts.segments, parts.sound, target)})


def _joined(segments: Sequence[Segment], sound: Path, target: Path) -> dict[str, Any]:
    listed = [{"path": segment.target, "frames": segment.frames} for segment in segments]
    return {"segments": listed, "sound": str(sound), "target": str(target)}


def _assemble(parts: Parts, folder: Path, studio: Studio, stage: Stage) -> Made:
    """Join everything in the folder of the run, check it, and write the captions beside it."""
    assert parts.thumbnail is not None
    timeline = Timeline.of([narration.seconds for narration in parts.narrations])
    made = Made(
        video=folder / "video.mp4",
        srt=folder / "video.srt",
        vtt=folder / "video.vtt",
        thumbnail=parts.thumbnail,
        frames=timeline.total,
        seconds=timeline.seconds,
        loudness=0.0,
    )
    loudness = _join(studio, {"task": "assemble", **_joined(parts.segments, parts.sound, made.video)}, stage)
    language = parts.segments[0].look.locale
    write_text(made.srt, srt_text(timeline, parts.narrations, language))
    write_text(made.vtt, vtt_text(timeline, parts.narrations, language))
    return replace(made, loudness=loudness)


def _join(studio: Studio, task: dict[str, Any], stage: Stage) -> float:
    stage.at(0, "Joining the scenes and the sound")
    program = studio.worker()
    program.give(task)
    heard: dict[str, float] = {}
    while program.owed:
        for _, said in studio.crew.hear():
            heard.update({name: said[name] for name in ("integrated", "peak") if name in said})
            if "step" in said:
                stage.at(STEPS.get(str(said["step"]), 0.0), "Joining the scenes and checking the video")
        stage.tick()
    return check_loudness(heard.get("integrated", -99.0), heard.get("peak", 0.0))


def check_loudness(found: float, peak: float) -> float:
    """Return `found` when it and `peak` are what platforms want of a finished file; else raise `Failure`."""
    if SOFTEST <= found <= LOUDEST and peak < HIGHEST_PEAK:
        return found
    raise Failure(
        f"The finished video failed its check: its loudness is {found:.1f} LUFS, its peak {peak:.1f} dB.",
        means="It was thrown away.",
        todo="Retry.",
    )
