"""What an editor shows before anything is made: a scene's picture at once, one scene's clip in seconds.

What is drawn here is kept under its digest, and a clip's parts are those of the video itself.  Draws nothing in
this process: a render program is kept at hand while stills are asked for.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.files import digest
from reelpress.video import services, writing
from reelpress.video.making import make_clip
from reelpress.video.models import Video
from reelpress.video.programs import Crew, Program, ask
from reelpress.video.progress import Progress
from reelpress.video.renderer import spec as encoding
from reelpress.video.renderer.spec import Music
from reelpress.video.studio import RENDERER
from reelpress.video.visuals.look import VERSION as LOOKS
from reelpress.video.visuals.look import Look
from reelpress.video.workspace import Workspace, touch

IDLE_SECONDS = 120.0  # how long the program is kept for the next still
PATIENCE_SECONDS = 30.0
CLOSING_SECONDS = 0.5  # after which the end is asked for again: a wish that came behind it undid it
Task = dict[str, Any]
Wanted = tuple[Task, "Future[None]"]


def still(look: Look, *, width: int = 540) -> bytes:
    """Return the picture of a scene as it stands in its middle, without captions, as a JPEG."""
    key = digest("still", encoding.VERSION, LOOKS, look.key(), width)
    place = Workspace(Path(settings.ARTEFACTS), "still").still(key)
    if place.exists():
        touch(place)
    else:
        desk.ask({"task": "still", "look": look.to_dict(), "width": width, "target": str(place)})
    return place.read_bytes()


def check_music(music: Music) -> None:
    """Make the bed of `music`, which its videos then share; raise a failure that says why it is none."""
    bed = Workspace(Path(settings.ARTEFACTS), "bed").bed(music.key)
    if not bed.exists():
        with TemporaryDirectory(prefix="reelpress-bed-") as folder:
            task = {"task": "bed", "music": asdict(replace(music, bed=str(bed))), "folder": folder}
            desk.ask(task)


def clip(video: Video, index: int, progress: Progress, log: Callable[[str], None]) -> Path:
    """Return scene `index` (from 0) of `video` as a file with its sound; made in seconds, kept for the real making."""
    order = services.order_of(video, writing.storyboard_of(video, log))
    if not 0 <= index < len(order.looks):
        raise BadInput(
            f"There is no scene {index + 1}.", means="Nothing was made.", todo=f"Choose 1 to {len(order.looks)}."
        )
    key = digest("clip", services.key_of(order), index)
    target = Workspace(order.artefacts, order.owner).clip(key)
    if not target.exists():
        make_clip(order, index, target, progress=progress, log=log)
    touch(target)
    progress(100.0, "The clip is ready")
    return target


@dataclass
class Desk:
    """A render program at hand, held by a thread of its own: it dies with the thread that started it."""

    wanted: "queue.Queue[Wanted | None]" = field(default_factory=queue.Queue)
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None

    def ask(self, task: Task) -> None:
        """Have `task` done; raise its failure."""
        answer: Future[None] = Future()
        with self.lock:
            self.wanted.put((task, answer))
            if self.thread is None:
                self.thread = threading.Thread(target=self._serve, daemon=True, name="preview")
                self.thread.start()
        try:
            answer.result(PATIENCE_SECONDS)
        except TimeoutError:
            raise Failure("The preview is not drawn yet.", todo="Try again in a moment.") from None

    def close(self) -> None:
        """End the program, if there is one; what was asked for meanwhile is still answered."""
        while (thread := self.thread) is not None:
            self.wanted.put(None)
            thread.join(CLOSING_SECONDS)

    def _serve(self) -> None:
        wanted = self._next()
        while wanted is not None:
            with TemporaryDirectory(prefix="reelpress-preview-") as folder, Crew(Path(folder)) as crew:
                program = crew.start("The renderer", RENDERER)
                while wanted is not None and _answered(crew, program, *wanted):
                    wanted = self._next()
            # A program that failed has ended; the next wish gets another.
            wanted = wanted and self._next()

    def _next(self) -> Wanted | None:
        wanted: Wanted | None = None
        with suppress(queue.Empty):
            wanted = self.wanted.get(timeout=IDLE_SECONDS)
        with self.lock:
            if wanted is None and self.wanted.empty():
                self.thread = None
                return None
        return wanted or self._next()


def _answered(crew: Crew, program: Program, task: Task, answer: "Future[None]") -> bool:
    try:
        ask(crew, program, task)
    except BaseException as error:  # whatever it is belongs to who asked
        answer.set_exception(error)
        return False
    answer.set_result(None)
    return True


desk = Desk()
