"""The making of one video, from a storyboard to files that passed their check. Knows no database.

Every step leaves artefacts under the digest of what they were made from; a step whose artefacts are there
is skipped, so that a retry resumes where the last run broke.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.lib.files import digest, require_space, write_text
from reelpress.lib.text import clip
from reelpress.video.captions import srt_text, vtt_text
from reelpress.video.formats import Format
from reelpress.video.narrators.base import Narration
from reelpress.video.narrators.kept import read_narration
from reelpress.video.narrators.registry import narrator_version
from reelpress.video.plan import segments_of
from reelpress.video.programs import Said, run_side_by_side
from reelpress.video.renderer import spec as encoding
from reelpress.video.renderer.spec import Segment
from reelpress.video.storyboard import Storyboard
from reelpress.video.timeline import Timeline
from reelpress.video.visuals.look import Look
from reelpress.video.workspace import Workspace, touch

RENDERER, NARRATORS = "reelpress.video.renderer", "reelpress.video.narrators"
MOST_WORKERS = 4
LEAST_FREE_MEGABYTES = 500
LOUDEST, SOFTEST, HIGHEST_PEAK = -13.5, -14.5, -1.0  # LUFS and dB of the finished file
# Where each stage ends, in percent; by the time it takes on a cold run of a minute's video.
WRITTEN, NARRATED, RENDERED, CHECKED = 2.0, 14.0, 94.0, 99.0
STEPS = {"joined": 0.3, "thumbnail": 0.45, "counted": 0.5, "joints": 0.7, "measured": 1.0}
Progress = Callable[[float, str], None]
Log = Callable[[str], None]
Task = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class Order:
    """What is to be made, and where."""

    owner: str
    storyboard: Storyboard
    looks: tuple[Look, ...]
    format: Format
    narrator: str
    artefacts: Path
    workers: int = 0


@dataclass(frozen=True)
class Made:
    """The finished files, still in the folder of the run, and what was measured of them."""

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
    with workspace.run() as folder:
        making = Making(order, workspace, folder, progress, log)
        narrations = making.narrate()
        timeline = Timeline.of([narration.seconds for narration in narrations])
        segments = making.place(segments_of(order.looks, timeline, narrations))
        making.render(segments, narrations)
        yield making.assemble(segments, narrations, timeline)


@dataclass(frozen=True)
class Making:
    """The steps of one run; each takes what the one before gave."""

    order: Order
    workspace: Workspace
    folder: Path
    progress: Progress
    log: Log

    def narrate(self) -> list[Narration]:
        """Return the narration of every scene; only what was never spoken before is spoken."""
        order = self.order
        named = [narrator_version(order.narrator), order.storyboard.language]
        keys = [digest("narration", named, scene.narration) for scene in order.storyboard.scenes]
        places = [self.workspace.narration(key) for key in keys]
        # The same sentence twice is spoken once.
        missing = [i for i, place in enumerate(places) if places.index(place) == i and read_narration(place) is None]
        if missing:
            self.log(f"Narrating {len(missing)} of {len(places)} scenes with {order.narrator}.")
            self._speak([(index, places[index]) for index in missing])
        spoken = []
        for index, place in enumerate(places):
            narration = read_narration(place)
            if narration is None:
                raise Failure(f"Scene {index + 1} was not narrated.", todo="Retry; what was narrated is kept.")
            touch(place, place.with_suffix(".json"))
            spoken.append(narration)
        unsaid = [word for narration in spoken for word in narration.unsaid]
        if unsaid:
            self.log(
                f"{order.narrator} cannot say {len(unsaid)} words, which are shown only: {clip(' '.join(unsaid), 200)}"
            )
        return spoken

    def _speak(self, missing: Sequence[tuple[int, Path]]) -> None:
        scenes = self.order.storyboard.scenes
        wanted = [{"index": index, "text": scenes[index].narration, "target": str(place)} for index, place in missing]
        spec = {"narrator": self.order.narrator, "language": self.order.storyboard.language, "scenes": wanted}
        stage = Stage(WRITTEN, NARRATED, self.progress)
        done = 0

        def listen(said: Said) -> None:
            nonlocal done
            done += "index" in said
            stage.at(done / len(missing), f"Narrating scene {min(done + 1, len(missing))} of {len(missing)}")

        stage.at(0, f"Narrating scene 1 of {len(missing)}")
        self._run([("The narrator", NARRATORS, spec)], listen, stage)

    def _run(self, tasks: Sequence[Task], listen: Callable[[Said], None], stage: "Stage") -> None:
        run_side_by_side(tasks, folder=self.folder, listen=listen, tick=stage.tick)

    def place(self, segments: Sequence[Segment]) -> list[Segment]:
        """Return the segments with the places where they are kept."""
        return [replace(segment, target=str(self.workspace.segment(segment.key()))) for segment in segments]

    def sound_place(self, segments: Sequence[Segment], narrations: Sequence[Narration]) -> Path:
        """Return where the sound track of exactly these narrations in exactly these places is kept."""
        parts = [[voice.path.stem, segment.frames] for segment, voice in zip(segments, narrations, strict=True)]
        return self.workspace.sound(digest("sound", encoding.VERSION, parts))

    def render(self, segments: Sequence[Segment], narrations: Sequence[Narration]) -> None:
        """Make the segments and the sound that are not there yet, side by side."""
        missing = [segment for segment in segments if not Path(segment.target).exists()]
        touch(*(Path(segment.target) for segment in segments))
        tasks = [self._segment_task(share, number) for number, share in enumerate(self._shares(missing))]
        sound = self.sound_place(segments, narrations)
        if not (sound.exists() and sound.with_suffix(".json").exists()):
            tasks.append(self._sound_task(sound, segments, narrations))
        if tasks:
            self.log(f"Rendering {len(missing)} of {len(segments)} scenes, {sum(s.frames for s in missing)} frames.")
            stage = Stage(NARRATED, RENDERED, self.progress)
            self._run(tasks, Frames(missing, len(segments), stage), stage)
        touch(sound, sound.with_suffix(".json"))

    def _shares(self, missing: Sequence[Segment]) -> list[list[Segment]]:
        """Deal the segments to the workers, the longest first, each to who has least to do."""
        workers = self.order.workers or min(os.cpu_count() or 1, MOST_WORKERS)
        shares: list[list[Segment]] = [[] for _ in range(min(workers, len(missing)))]
        for segment in sorted(missing, key=lambda segment: -segment.frames):
            min(shares, key=lambda share: sum(item.frames for item in share)).append(segment)
        return shares

    def _segment_task(self, share: Sequence[Segment], number: int) -> Task:
        own = self.folder / f"worker-{number}"
        own.mkdir()
        spec = {"task": "segments", "folder": str(own), "segments": [segment.to_dict() for segment in share]}
        return "The renderer", RENDERER, spec

    def _sound_task(self, target: Path, segments: Sequence[Segment], narrations: Sequence[Narration]) -> Task:
        own = self.folder / "sound"
        own.mkdir()
        pairs = zip(segments, narrations, strict=True)
        voices = [{"path": str(narration.path), "frames": segment.frames} for segment, narration in pairs]
        spec = {"task": "sound", "folder": str(own), "target": str(target), "voices": voices}
        return "The sound mixer", RENDERER, spec

    def assemble(self, segments: Sequence[Segment], narrations: Sequence[Narration], timeline: Timeline) -> Made:
        """Join everything in the folder of the run, check it, and write the captions beside it."""
        made = Made(
            video=self.folder / "video.mp4",
            srt=self.folder / "video.srt",
            vtt=self.folder / "video.vtt",
            thumbnail=self.folder / "thumbnail.jpg",
            frames=timeline.total,
            seconds=timeline.seconds,
            loudness=0.0,
        )
        spec = {
            "task": "assemble",
            "segments": [{"path": segment.target, "frames": segment.frames} for segment in segments],
            "sound": str(self.sound_place(segments, narrations)),
            "target": str(made.video),
            "thumbnail": str(made.thumbnail),
            "thumbnail_look": self.order.looks[0].to_dict(),
        }
        loudness = self._join(spec)
        write_text(made.srt, srt_text(timeline, narrations))
        write_text(made.vtt, vtt_text(timeline, narrations))
        return replace(made, loudness=loudness)

    def _join(self, spec: dict[str, Any]) -> float:
        heard: dict[str, float] = {}
        stage = Stage(RENDERED, CHECKED, self.progress)

        def listen(said: Said) -> None:
            heard.update({name: said[name] for name in ("integrated", "peak") if name in said})
            stage.at(STEPS.get(str(said.get("step")), 0.0), "Joining the scenes and checking the video")

        stage.at(0, "Joining the scenes and the sound")
        self._run([("The assembler", RENDERER, spec)], listen, stage)
        return check_loudness(heard.get("integrated", -99.0), heard.get("peak", 0.0))


class Stage:
    """One stretch of the progress bar. It moves with what was done, and a little while a program only starts."""

    def __init__(self, start: float, end: float, progress: Progress) -> None:
        self.start, self.end, self.progress = start, end, progress
        self.known = self.shown = start
        self.message = ""

    def at(self, share: float, message: str) -> None:
        """Show that `share` (0..1) of the stage is done."""
        self.known = self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)
        self.shown, self.message = max(self.shown, self.known), message
        self.progress(self.shown, message)

    def tick(self) -> None:
        """Move on by a tenth of a percent, by one percent at most ahead of what is known to be done."""
        shown = min(self.shown + 0.1, self.known + 1.0, self.end)
        if self.message and shown > self.shown:
            self.shown = shown
            self.progress(shown, self.message)


class Frames:
    """Turns what the render programs say into how far they are."""

    def __init__(self, missing: Sequence[Segment], scenes: int, stage: Stage) -> None:
        self.total = sum(segment.frames for segment in missing) or 1
        self.scenes = scenes
        self.finished = scenes - len(missing)
        self.frames = 0
        self.stage = stage
        self.tell()

    def __call__(self, said: Said) -> None:
        self.frames += said.get("frames", 0)
        self.finished += "finished" in said
        self.tell()

    def tell(self) -> None:
        """Show how many frames are done, and which scene comes next."""
        message = f"Rendering scene {min(self.finished + 1, self.scenes)} of {self.scenes}"
        self.stage.at(self.frames / self.total, message)


def check_loudness(found: float, peak: float) -> float:
    """Return `found` when it and `peak` are what platforms want of a finished file; else raise `Failure`."""
    if SOFTEST <= found <= LOUDEST and peak < HIGHEST_PEAK:
        return found
    raise Failure(
        f"The finished video failed its check: its loudness is {found:.1f} LUFS, its peak {peak:.1f} dB.",
        means="It was thrown away.",
        todo="Retry.",
    )
