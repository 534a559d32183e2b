"""What the next making of a video would have to make anew, found by what is kept already. Makes nothing."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from reelpress.video import plan, services
from reelpress.video.branding import template_named
from reelpress.video.formats import FPS, get_format
from reelpress.video.making import Order
from reelpress.video.models import Video
from reelpress.video.narrators.kept import read_narration
from reelpress.video.scene_rules import estimated_seconds
from reelpress.video.stock.filling import credited
from reelpress.video.storyboard import Storyboard
from reelpress.video.studio import narration_places
from reelpress.video.visuals.look import Look
from reelpress.video.workspace import Workspace

# Seconds of work: to start and to join and check at the end, and for each second of a scene.
JOINING, NARRATING, RENDERING = 2.5, 0.12, 0.35


@dataclass(frozen=True)
class Pending:
    """Which scenes (from 0) are to be rendered anew, of how many, and how long everything lasts and takes."""

    scenes: tuple[int, ...]
    total: int
    lengths: tuple[float, ...]  # seconds a scene; what was spoken is known, the rest is guessed
    work_seconds: float
    made: bool  # the finished file is of exactly this

    @property
    def seconds(self) -> float:
        """How long the video will be, about."""
        return sum(self.lengths)


def looks_of(video: Video, board: Storyboard) -> tuple[Look, ...]:
    """Return what the scenes of `board` look like; nobody need be able to speak it."""
    template, size = template_named(video.template), get_format(video.format)
    return tuple(plan.looks_of(credited(board), size, Path(settings.MEDIA_ROOT), template))


def pending(video: Video, board: Storyboard) -> Pending:
    """Return what a making of `video` from `board` would have to do; raise `BadInput` when it could not begin."""
    order = services.order_of(video, credited(board))
    count = len(board.scenes)
    workspace = Workspace(Path(settings.ARTEFACTS), order.owner)
    places = narration_places(workspace, board, order.narrator, range(count))
    lengths, anew, work = [], [], JOINING
    for index, scene in enumerate(board.scenes):
        narration = read_narration(places[index])
        if narration is None:
            length, kept = estimated_seconds(scene), False
            work += length * NARRATING
        else:
            segment = plan.segment_of(order.looks, index, narration)
            length, kept = segment.frames / FPS, workspace.segment(segment.key()).exists()
        lengths.append(length)
        if not kept:
            anew.append(index)
            work += length * RENDERING
    made = not anew and _is_made(video, order)
    return Pending(tuple(anew), count, tuple(lengths), 0.0 if made else work, made)


def _is_made(video: Video, order: Order) -> bool:
    return video.status == Video.Status.READY and video.digest == services.key_of(order) and video.path.is_file()
