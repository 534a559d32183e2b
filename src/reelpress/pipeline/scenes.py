"""The verbs of the storyboard editor: a clip of one scene, a script, each as a job that goes before all others.

Knows the scene by what it holds, so that a scene that moved meanwhile is still found.
"""

from django.contrib.auth.models import AbstractBaseUser

from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput
from reelpress.lib.files import digest
from reelpress.video.editing import board_of, check_seen
from reelpress.video.models import Video

PREVIEW = "scene-preview"
SCRIPT = "script-writing"
FIRST = 1_000  # somebody sits and waits


def preview_scene(video: Video, index: int, *, user: AbstractBaseUser | None = None) -> Job:
    """Have a clip made of scene `index` (from 0) as it is now; at most one job a scene is under way."""
    key = scene_key(video, index)
    return enqueue(
        PREVIEW,
        {"video_id": video.pk, "index": index, "key": key},
        subject=video,
        user=user,
        unique_key=f"scene:{video.pk}:{key}",
        priority=FIRST,
        metadata={"video_id": video.pk, "scene": index + 1},
    )


def write_script(video: Video, *, user: AbstractBaseUser, anew: bool = False, seen: str | None = None) -> Job:
    """Have the script of `video` written; with `anew` over the one that was `seen`. At most one job a video."""
    check_seen(video, seen)
    return enqueue(
        SCRIPT,
        {"video_id": video.pk, "anew": anew, "seen": seen, "by": user.get_username()},
        subject=video,
        user=user,
        unique_key=f"script:{video.pk}",
        priority=FIRST,
        metadata={"video_id": video.pk},
    )


def place_of(video: Video, index: int, key: str) -> int:
    """Return where the scene that was named by `key` is now; raise `BadInput` when it is there no more."""
    board = board_of(video)
    places = range(len(board.scenes)) if board else range(0)
    for place in sorted(places, key=lambda place: abs(place - index)):
        if scene_key(video, place) == key:
            return place
    raise BadInput("The scene was changed meanwhile.", means="No clip was made.", todo="Play it again.")


def scene_key(video: Video, index: int) -> str:
    """Return what names scene `index` as it is now; raise `BadInput` when there is none."""
    board = board_of(video)
    if board is None or not 0 <= index < len(board.scenes):
        raise BadInput(f"There is no scene {index + 1}.", means="No clip was made.", todo="Reload the page.")
    scene = board.to_dict()["scenes"][index]
    chosen = (video.narrator, video.template, video.music)
    return digest("scene", scene, board.seed or board.title, board.language, *chosen)[:20]
