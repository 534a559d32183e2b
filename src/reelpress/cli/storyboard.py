"""`reelpress video storyboard`: the scenes of a video as JSON, to read, to keep and to replace."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output
from reelpress.lib import files
from reelpress.lib.errors import BadInput

if TYPE_CHECKING:
    from reelpress.video.models import Video

MOST_BYTES = 5 << 20


@database.needed
def storyboard(
    which: Annotated[str, typer.Argument(metavar="POST|ID", help="Id or slug of the post; or a video: video:ID.")],
    format: Annotated[
        str,
        typer.Option("--format", metavar="F", help="Which video of the post: tiktok, reel, short, youtube, square."),
    ] = "tiktok",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it to this file instead of printing it.")
    ] = None,
    set: Annotated[
        Path | None, typer.Option("--set", metavar="FILE", help="Replace the storyboard by this file's; - reads stdin.")
    ] = None,
) -> None:
    """Print the storyboard of a video as JSON, written first when there is none; or replace it by a file.

    The files of the video follow at the next `video generate`; what did not change is not rendered again.

    Replacing can be undone in the dashboard.

    Example: reelpress video storyboard my-first-post --out script.json
    """
    from reelpress.video import editing

    video = _find(which, format)
    if set is not None:
        editing.edit_storyboard(video, _read(set))
        scenes = len(video.storyboard["scenes"])
        output.say(f"Replaced the storyboard of {video.post.slug} ({video.format}): {scenes} scenes.")
        return
    editing.start(video, output.note)
    text = json.dumps(video.storyboard, ensure_ascii=False, indent=2)
    if out is None:
        output.show_json(video.storyboard)
        return
    path = out.expanduser().absolute()
    try:
        files.write_text(path, text + "\n")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}.", todo="Choose another file.") from None
    output.say(output.printable(path))


def _find(which: str, format: str) -> "Video":
    from reelpress.content.services import find_post
    from reelpress.video.models import Video
    from reelpress.video.services import ensure_video

    kind, _, number = which.partition(":")
    if kind == "video" and number.isascii() and number.isdecimal() and len(number) < 18:
        found = Video.objects.select_related("post").filter(pk=int(number)).first()
        if found is None:
            raise BadInput(f"There is no video {number}.", todo="See `reelpress video list`.")
        return found
    return ensure_video(find_post(which), format)


def _read(path: Path) -> dict[str, Any]:
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with path.expanduser().open("rb") as source:
                data = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.", means="Nothing was changed.") from None
    if len(data) > MOST_BYTES:
        raise BadInput(f"{path} is larger than {MOST_BYTES >> 20} MB.", means="Nothing was changed.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise BadInput(f"{path} is no JSON.", means="Nothing was changed.", todo="Correct it.") from None
    if not isinstance(found, dict):
        raise BadInput(f"{path} holds no storyboard.", means="Nothing was changed.", todo="Give one as it is printed.")
    return found
