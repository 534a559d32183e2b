"""Narration, segments and sound of a storyboard, made by programs side by side. Knows no database.

A scene is rendered as soon as it is narrated, while the next ones are still being spoken; what is there under
its key is not made again.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from reelpress.lib.errors import Failure
from reelpress.lib.files import digest
from reelpress.lib.text import clip
from reelpress.video import plan
from reelpress.video.formats import FPS
from reelpress.video.narrators.base import Narration
from reelpress.video.narrators.kept import read_narration
from reelpress.video.narrators.speaker import Speaker
from reelpress.video.programs import Crew, Program, Said
from reelpress.video.progress import Stage, Work
from reelpress.video.renderer import spec as encoding
from reelpress.video.renderer.spec import Music, Segment
from reelpress.video.storyboard import Storyboard
from reelpress.video.timeline import LEAD_IN, LEAD_OUT
from reelpress.video.visuals.look import VERSION as LOOKS
from reelpress.video.visuals.look import Look, thumbnail_look
from reelpress.video.workspace import Workspace, touch

RENDERER, NARRATORS = "reelpress.video.renderer", "reelpress.video.narrators"
MOST_WORKERS = 4
WORDS_A_SECOND = 2.5
SOUND_FRAMES, THUMBNAIL_FRAMES = 100, 25  # what they take, in frames
# To start a program costs as much as some forty frames: that is not done for less than this many.
WORTH_A_PROGRAM = 150


@dataclass(frozen=True)
class Parts:
    """What a video is joined from."""

    narrations: list[Narration]
    segments: list[Segment]
    sound: Path
    thumbnail: Path | None


@dataclass(frozen=True)
class Task:
    """A piece of work for a render program; `weight` is how long it takes, in frames."""

    weight: int
    data: dict[str, Any]


class Studio:
    """The programs of one run, and who does what."""

    def __init__(
        self, workspace: Workspace, crew: Crew, folder: Path, log: Callable[[str], None], music: Music | None = None
    ) -> None:
        self.workspace, self.crew, self.folder, self.log = workspace, crew, folder, log
        self.music = music and replace(music, bed=str(workspace.bed(music.key)))
        self.workers: list[Program] = []
        self.narrator: Program | None = None
        self.waiting: list[Task] = []
        self.narrations: dict[int, Narration] = {}
        self.segments: dict[int, Segment] = {}
        self.rendering = 0
        self.told_to_wait = False

    def produce(
        self,
        board: Storyboard,
        looks: Sequence[Look],
        narrator: Speaker,
        stage: Stage,
        *,
        workers: int = 0,
        only: int | None = None,
    ) -> Parts:
        """Make what is missing of the whole, or of scene `only`, and return where everything is."""
        self.board, self.looks, self.voice = board, looks, narrator
        self.most = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self.scenes = list(range(len(looks))) if only is None else [only]
        self.work = Work([_guess(board.scenes[index].narration) for index in self.scenes], stage)
        places = self._narrate()
        thumbnail = self._order_thumbnail() if only is None else None
        sound: Path | None = None
        while sound is None or self.waiting or self.narrator or any(worker.owed for worker in self.workers):
            self._collect(places)
            if sound is None and len(self.narrations) == len(self.scenes):
                sound = self._all_narrated()
            self._hand_out()
            for program, said in self.crew.hear() if self.crew.at_work else ():
                self._heard(program, said)
            self.narrator = None if self.narrator is None or self.narrator.over else self.narrator
            stage.tick()
        touch(sound, sound.with_suffix(".json"))
        ordered = [self.segments[index] for index in self.scenes]
        return Parts([self.narrations[index] for index in self.scenes], ordered, sound, thumbnail)

    def worker(self) -> Program:
        """Return a render program that has nothing to do; the others are let go."""
        free = [worker for worker in self.workers if not worker.owed] or [self._new_worker()]
        for other in free[1:]:
            other.dismiss()
        self.workers = free[:1]
        return free[0]

    def _new_worker(self) -> Program:
        self.workers.append(self.crew.start("The renderer", RENDERER))
        return self.workers[-1]

    def _narrate(self) -> dict[int, Path]:
        """Have spoken what was never spoken; return where the narration of each scene will be."""
        texts = {index: self.board.scenes[index].narration for index in self.scenes}
        places = narration_places(self.workspace, self.board, self.voice, self.scenes)
        first = {place: index for index, place in reversed(places.items())}
        # The same sentence twice is spoken once.
        missing = sorted(index for place, index in first.items() if read_narration(place) is None)
        if missing:
            self.log(f"Narrating {len(missing)} of {len(places)} scenes with {self.voice.name}.")
            scenes = [{"index": index, "text": texts[index], "target": str(places[index])} for index in missing]
            self.narrator = self.crew.start("The narrator", NARRATORS)
            self.narrator.give(self.voice.task(scenes))
            self.narrator.dismiss()
            self.work.wants(len(missing))
            if self.most > 1:
                self._new_worker()  # it loads its libraries while the first scene is spoken
        return places

    def _collect(self, places: dict[int, Path]) -> None:
        """Take what was narrated meanwhile, and order its segment."""
        for index in self.scenes:
            narration = None if index in self.narrations else read_narration(places[index])
            if narration is not None:
                touch(places[index], places[index].with_suffix(".json"))
                self.narrations[index] = narration
                self._order(index, narration)
            elif index not in self.narrations and self.narrator is None:
                raise Failure(f"Scene {index + 1} was not narrated.", todo="Retry; what was narrated is kept.")

    def _order_thumbnail(self) -> Path:
        """Have the thumbnail drawn unless it is there; return where it is or will be."""
        look = thumbnail_look(self.looks)
        place = self.workspace.thumbnail(digest("thumbnail", encoding.VERSION, LOOKS, look.key()))
        touch(place)
        if not place.exists():
            self._add(THUMBNAIL_FRAMES, task="thumbnail", look=look.to_dict(), target=str(place))
        return place

    def _add(self, weight: int, **data: Any) -> None:
        """Put a task among those that wait for a program."""
        data |= {"folder": str(self.folder), "cores": str(self.workspace.cores)}
        self.waiting.append(Task(weight, data))

    def _order(self, index: int, narration: Narration) -> None:
        segment = plan.segment_of(self.looks, index, narration)
        place = self.workspace.segment(segment.key())
        segment = self.segments[index] = replace(segment, target=str(place))
        self.work.frames[self.scenes.index(index)] = segment.frames
        if place.exists():
            touch(place)
            self.work.keeps(self.scenes.index(index))
            return
        self.rendering += segment.frames
        self._add(segment.frames, task="segment", segment=segment.to_dict())

    def _all_narrated(self) -> Path:
        """Say what is to come, and have the sound made unless it is there; return where it is or will be."""
        unsaid = [word for index in self.scenes for word in self.narrations[index].unsaid]
        if unsaid:
            self.log(
                f"{self.voice.name} cannot say {len(unsaid)} words, which are shown only: {clip(' '.join(unsaid), 200)}"
            )
        missing = len(self.scenes) - len(self.work.kept)
        if missing:
            self.log(f"Rendering {missing} of {len(self.scenes)} scenes, {self.rendering} frames.")
        pairs = [(self.narrations[index].path, self.segments[index].frames) for index in self.scenes]
        under = [self.music.key] if self.music else []
        sound = self.workspace.sound(digest("sound", encoding.VERSION, [[path.stem, n] for path, n in pairs], *under))
        if not (sound.exists() and sound.with_suffix(".json").exists()):
            voices = [{"path": str(path), "frames": frames} for path, frames in pairs]
            music = self.music and asdict(self.music)
            self._add(SOUND_FRAMES, task="sound", target=str(sound), voices=voices, music=music)
        return sound

    def _hand_out(self) -> None:
        """Give what waits to who is free, the longest first; start a program while a processor is free."""
        self.waiting.sort(key=lambda task: task.weight)
        while self.waiting:
            free = next((worker for worker in self.workers if not worker.owed), None)
            if free is None and self._may_start():
                free = self._new_worker()
            if free is None:
                return
            free.give(self.waiting.pop().data)

    def _may_start(self) -> bool:
        """Whether a processor is without a program of ours, and the work that waits is worth another one."""
        if not self.workers:
            return self.narrator is None or self.most > 1
        left = sum(task.weight for task in self.waiting)
        return left >= WORTH_A_PROGRAM and len(self.workers) + (self.narrator is not None) < self.most

    def _heard(self, program: Program, said: Said) -> None:
        if program is self.narrator:
            if "index" in said:
                self.work.spoke()
        elif "frames" in said:
            self.work.painted_more(said["frames"])
        elif "finished" in said:
            self.work.finish()
        elif "note" in said:
            self.log(said["note"])
        elif "waiting" in said and not self.told_to_wait:
            self.told_to_wait = True
            self.log("Other videos are being made on this machine: waiting for a free processor.")


def narration_places(
    workspace: Workspace, board: Storyboard, narrator: Speaker, scenes: Sequence[int]
) -> dict[int, Path]:
    """Return where the narration of each of the `scenes` is, or would be."""
    return {i: workspace.narration(digest("narration", narrator.key(board.scenes[i].narration))) for i in scenes}


def _guess(narration: str) -> int:
    """Return about how many frames a scene with this narration has."""
    return round((LEAD_IN + len(narration.split()) / WORDS_A_SECOND + LEAD_OUT) * FPS)
