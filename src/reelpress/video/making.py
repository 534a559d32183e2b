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
from reelpress.video.captions import srt_text, vtt_text
from reelpress.video.formats import Format
from reelpress.video.narration import keep_narration, narration_key, note_of, read_narration
from reelpress.video.narrators.base import Narration
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
LOUDEST, SOFTEST = -13.5, -14.5  # LUFS of the finished file
# Where each stage begins, in percent; by the time it takes on a cold run of a minute's video.
WRITTEN, NARRATED, RENDERED, CHECKED = 2.0, 12.0, 93.0, 99.0
Progress = Callable[[float, str], None]


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
def make(order: Order, *, progress: Progress, log: Callable[[str], None]) -> Iterator[Made]:
    """Make the video of `order`; what is yielded lies in a folder that goes when the block is left."""
    require_space(order.artefacts, megabytes=LEAST_FREE_MEGABYTES)
    workspace = Workspace(order.artefacts, order.owner)
    with workspace.run() as folder:
        narrations = narrate(order, workspace, folder, progress=progress, log=log)
        timeline = Timeline.of(tuple(narration.seconds for narration in narrations))
        segments = render(order, workspace, folder, timeline, narrations, progress=progress, log=log)
        yield assemble(order, workspace, folder, timeline, narrations, segments, progress=progress)


# --- Voice ------------------------------------------------------------------------------------------------
def narrate(
    order: Order, workspace: Workspace, folder: Path, *, progress: Progress, log: Callable[[str], None]
) -> list[Narration]:
    """Return the narration of every scene; only what was never spoken before is spoken."""
    scenes = order.storyboard.scenes
    places = [
        workspace.narration(narration_key(order.narrator, order.storyboard.language, scene.narration))
        for scene in scenes
    ]
    missing = [index for index, place in enumerate(places) if read_narration(place) is None]
    # The same sentence twice is spoken once.
    missing = [index for index in missing if places.index(places[index]) == index]
    progress(WRITTEN, f"Narrating scene 1 of {len(scenes)}")
    if missing:
        log(f"Narrating {len(missing)} of {len(scenes)} scenes with {order.narrator}.")
        _speak(order, [(index, places[index]) for index in missing], folder, progress)
    spoken = []
    for index, place in enumerate(places):
        narration = read_narration(place)
        if narration is None:
            raise Failure(f"Scene {index + 1} was not narrated.", todo="Retry; the scenes that were narrated are kept.")
        touch(place)
        touch(note_of(place))
        spoken.append(narration)
    return spoken


def _speak(order: Order, missing: Sequence[tuple[int, Path]], folder: Path, progress: Progress) -> None:
    scenes = order.storyboard.scenes
    places = dict(missing)
    spec = {
        "narrator": order.narrator,
        "language": order.storyboard.language,
        "scenes": [{"index": index, "text": scenes[index].narration, "target": str(place)} for index, place in missing],
    }
    done = 0

    def listen(said: Said) -> None:
        nonlocal done
        if "words" in said:
            keep_narration(places[said["index"]], said)
            done += 1
            part = WRITTEN + (NARRATED - WRITTEN) * done / len(missing)
            progress(part, f"Narrating scene {min(done + 1, len(missing))} of {len(missing)}")

    run_side_by_side([("The narrator", NARRATORS, spec)], folder=folder, listen=listen)


# --- Picture and sound ------------------------------------------------------------------------------------
def render(
    order: Order,
    workspace: Workspace,
    folder: Path,
    timeline: Timeline,
    narrations: Sequence[Narration],
    *,
    progress: Progress,
    log: Callable[[str], None],
) -> list[Segment]:
    """Make the segments and the sound that are not there yet, side by side; return all segments."""
    segments = [
        replace(segment, target=str(workspace.segment(segment.key())))
        for segment in segments_of(order.looks, timeline, narrations)
    ]
    missing = [segment for segment in segments if not Path(segment.target).exists()]
    for segment in segments:
        touch(Path(segment.target))
    tasks = [_segment_task(share, folder, number) for number, share in enumerate(_shares(missing, order.workers))]
    sound = sound_place(workspace, segments, narrations)
    if not sound.with_suffix(".json").exists() or not sound.exists():
        tasks.append(_sound_task(sound, segments, narrations, folder))
    if tasks:
        log(f"Rendering {len(missing)} of {len(segments)} scenes, {sum(item.frames for item in missing)} frames.")
        run_side_by_side(tasks, folder=folder, listen=_Frames(missing, len(segments), progress))
    return segments


def _shares(missing: Sequence[Segment], workers: int) -> list[list[Segment]]:
    """Deal the segments to the workers, the longest first, each to who has least to do."""
    count = min(workers or min(os.cpu_count() or 1, MOST_WORKERS), len(missing))
    shares: list[list[Segment]] = [[] for _ in range(count)]
    for segment in sorted(missing, key=lambda segment: -segment.frames):
        min(shares, key=lambda share: sum(item.frames for item in share)).append(segment)
    return shares


def _segment_task(share: Sequence[Segment], folder: Path, number: int) -> tuple[str, str, dict[str, Any]]:
    own = folder / f"worker-{number}"
    own.mkdir()
    spec = {"task": "segments", "folder": str(own), "segments": [segment.to_dict() for segment in share]}
    return "The renderer", RENDERER, spec


def sound_place(workspace: Workspace, segments: Sequence[Segment], narrations: Sequence[Narration]) -> Path:
    """Return where the sound track of exactly these narrations in exactly these places is kept."""
    parts = [[narration.path.stem, segment.frames] for segment, narration in zip(segments, narrations, strict=True)]
    return workspace.sound(digest("sound", encoding.VERSION, parts))


def _sound_task(
    target: Path, segments: Sequence[Segment], narrations: Sequence[Narration], folder: Path
) -> tuple[str, str, dict[str, Any]]:
    own = folder / "sound"
    own.mkdir()
    voices = [
        {"path": str(narration.path), "frames": segment.frames}
        for segment, narration in zip(segments, narrations, strict=True)
    ]
    return "The sound mixer", RENDERER, {"task": "sound", "folder": str(own), "target": str(target), "voices": voices}


class _Frames:
    """Turns what the render programs say into percent and a sentence."""

    def __init__(self, missing: Sequence[Segment], scenes: int, progress: Progress) -> None:
        self.total = sum(segment.frames for segment in missing) or 1
        self.scenes = scenes
        self.finished = scenes - len(missing)
        self.frames = 0
        self.progress = progress

    def __call__(self, said: Said) -> None:
        self.frames += said.get("frames", 0)
        self.finished += "finished" in said
        share = min(1.0, self.frames / self.total)
        message = f"Rendering scene {min(self.finished + 1, self.scenes)} of {self.scenes}"
        self.progress(NARRATED + (RENDERED - NARRATED) * share, message)


# --- The whole --------------------------------------------------------------------------------------------
def assemble(
    order: Order,
    workspace: Workspace,
    folder: Path,
    timeline: Timeline,
    narrations: Sequence[Narration],
    segments: Sequence[Segment],
    *,
    progress: Progress,
) -> Made:
    """Join everything in `folder`, check it, and write the captions beside it."""
    video, thumbnail = folder / "video.mp4", folder / "thumbnail.jpg"
    spec = {
        "task": "assemble",
        "segments": [{"path": segment.target, "frames": segment.frames} for segment in segments],
        "sound": str(sound_place(workspace, segments, narrations)),
        "target": str(video),
        "thumbnail": str(thumbnail),
        "thumbnail_look": order.looks[0].to_dict(),
    }
    heard: dict[str, float] = {}
    steps = {"joined": 0.3, "thumbnail": 0.5, "counted": 0.6, "joints": 0.8, "measured": 1.0}

    def listen(said: Said) -> None:
        if "integrated" in said:
            heard.update(integrated=said["integrated"], peak=said["peak"])
        share = steps.get(str(said.get("step")), 0.0)
        progress(RENDERED + (CHECKED - RENDERED) * share, "Joining the scenes and checking the video")

    progress(RENDERED, "Joining the scenes and the sound")
    run_side_by_side([("The assembler", RENDERER, spec)], folder=folder, listen=listen)
    _check_loudness(heard)
    write_text(folder / "video.srt", srt_text(timeline, narrations))
    write_text(folder / "video.vtt", vtt_text(timeline, narrations))
    return Made(
        video=video,
        srt=folder / "video.srt",
        vtt=folder / "video.vtt",
        thumbnail=thumbnail,
        frames=timeline.total,
        seconds=timeline.total / encoding.FPS,
        loudness=heard["integrated"],
    )


def _check_loudness(heard: dict[str, float]) -> None:
    found, peak = heard.get("integrated", -99.0), heard.get("peak", 0.0)
    if not SOFTEST <= found <= LOUDEST or peak >= -1.0:
        raise Failure(
            f"The finished video failed its check: its loudness is {found:.1f} LUFS, its peak {peak:.1f} dB.",
            means="It was thrown away.",
            todo="Retry.",
        )
