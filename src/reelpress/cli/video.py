"""`reelpress video`: make videos here and now, or in the background."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, stopping, times
from reelpress.cli.job import show_queued
from reelpress.cli.lists import first
from reelpress.cli.options import Json, Limit, PostArgument, group
from reelpress.cli.places import writable
from reelpress.lib import clock, files
from reelpress.lib.errors import BadInput
from reelpress.lib.text import duration

if TYPE_CHECKING:
    from reelpress.content.models import Post
    from reelpress.video.models import Video

app = group("Make videos of posts.", example="video generate my-first-post tiktok")


Language = Annotated[
    str,
    typer.Option("--language", metavar="TAG", help="Translate the script: es, de, pt-BR ... Needs REELPRESS_LLM_URL."),
]
Template = Annotated[
    str,
    typer.Option(
        "--template",
        metavar="NAME",
        help="How it looks: lights, editorial, bold or one of yours; kept for later makings.",
    ),
]
Narrator = Annotated[
    str,
    typer.Option(
        "--narrator",
        metavar="NAME[:VOICE]",
        help="Who speaks: hibari, piper, espeak ... (see `reelpress check`); kept for later makings.",
    ),
]
Music = Annotated[
    str,
    typer.Option(
        "--music",
        metavar="NAME",
        help="Under the voice: calm, a file of the music folder (see `video music`) or none; kept for later makings.",
    ),
]


@app.command()
@database.needed
def generate(
    post: PostArgument,
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="tiktok, reel or short (9:16), youtube (16:9), square (1:1).")
    ],
    language: Language = "",
    template: Template = "",
    narrator: Narrator = "",
    music: Music = "",
    queue: Annotated[
        bool, typer.Option("--queue", help="Have a worker do it; return at once with the job id.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Leave a copy of the video here as well.")
    ] = None,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="With --queue: make the video only, do not publish it afterwards.")
    ] = False,
    json: Json = False,
) -> None:
    """Make the video of a post in one format, here and now; with --queue in the background, then publish it.

    Example: reelpress video generate my-first-post tiktok
    """
    from reelpress.content.services import find_post
    from reelpress.pipeline import flow

    found = find_post(post)
    wanted = {"language": language, "template": template, "narrator": narrator, "music": music}
    if queue:
        if out is not None:
            raise BadInput("--out and --queue do not go together.", todo="The finished job names the file.")
        job = flow.generate_video(
            found, format, language=language, template=template, narrator=narrator, music=music, publish=not no_publish
        )
        show_queued(job, json)
        return
    target = _target(out, f"{found.slug}-{format}.mp4") if out is not None else None
    _generate_now(found, format, wanted, target, json)


def _target(out: Path, name: str) -> Path:
    """Return the file to copy to, refused before an hour of work and not after it."""
    path = out.expanduser().absolute()
    path = path / name if path.is_dir() else path
    return writable(path.parent, option="--out") / path.name


def _generate_now(post: "Post", format: str, wanted: dict[str, str], target: Path | None, json: bool) -> None:
    from reelpress.pipeline import flow

    begun = clock.monotonic()
    with stopping.as_ctrl_c(), output.progress(f"{post.slug} {format}") as listen:
        _, video = flow.make_now(post, format, listen, **wanted)
    if target is not None:
        files.copy(video.path, target)
    facts = _facts(video, target or video.path, clock.monotonic() - begun)
    if json:
        output.show_json(facts)
        return
    output.say(output.printable(facts["path"]))
    output.say(
        f"{video.width}x{video.height}, {video.fps} fps, {duration(video.seconds)}, {facts['scenes']} scenes; "
        f"ready in {duration(facts['wall_seconds'])}"
    )


def _facts(video: "Video", path: Path, wall_seconds: float) -> dict[str, Any]:
    return {
        "video_id": video.pk,
        "language": video.language or video.post.language,
        "path": path,
        "srt": video.srt_path,
        "thumbnail": video.thumbnail_path,
        "width": video.width,
        "height": video.height,
        "fps": video.fps,
        "frames": video.frames,
        "seconds": round(video.seconds, 3),
        "scenes": len(video.storyboard.get("scenes", ())),
        "wall_seconds": round(wall_seconds, 3),
    }


@app.command()
@database.needed
def music(json: Json = False) -> None:
    """List the music that videos can have under the voice: for a template, or for one video with `generate --music`.

    Example: reelpress video music
    """
    from django.conf import settings

    from reelpress.video.music import BUNDLED, files_in

    folder = Path(settings.MUSIC)
    if folder != settings.HOME / "music" and not folder.is_dir():
        output.note(
            f"REELPRESS_MUSIC is {output.printable(folder)}, and there is no such folder. Make it, or correct it."
        )
    rows = [(BUNDLED, "comes along"), *((name, "yours") for name in files_in(folder))]
    if json:
        output.show_json([{"name": name, "from": whose} for name, whose in rows])
        return
    output.show_table(("name", "from"), rows, empty="")
    output.say(f"\nYour own files go into {output.printable(settings.MUSIC)}: MP3, M4A, Ogg, FLAC, WAV and others.")


@app.command("list")
@database.needed
def list_(limit: Limit = 100, json: Json = False) -> None:
    """List the videos, the newest first.

    Example: reelpress video list
    """
    from reelpress.video.models import Video

    found = first(Video.objects.select_related("post").order_by("-pk"), limit)
    if json:
        output.show_json([_row(video) for video in found])
        return
    now = clock.now()
    rows = [
        (video.pk, video.post.slug, video.format, video.language or video.post.language, video.status,
         duration(video.seconds or None),
         times.ago(video.made_at, now) if video.made_at else "", video.path if video.file else "")
        for video in found
    ]  # fmt: skip
    output.show_table(
        ("id", "post", "format", "language", "status", "length", "made", "file"),
        rows,
        empty="No videos yet. Make one: reelpress video generate POST tiktok",
    )


@app.command()
@database.needed
def remove(
    video: Annotated[int, typer.Argument(metavar="ID", help="Number of the video, as in `video list`.")],
    json: Json = False,
) -> None:
    """Delete a video with its script and files, unless it was published.

    Example: reelpress video remove 3
    """
    from reelpress.pipeline import flow
    from reelpress.video.models import Video

    found = Video.objects.select_related("post").filter(pk=video).first() if abs(video) < 1 << 62 else None
    if found is None:
        raise BadInput(f"There is no video {video}.", todo="See `reelpress video list`.")
    named = f"the {found.format} video of “{output.printable(found.post.title)}”"
    flow.remove_video(found)
    if json:
        output.show_json({"id": video, "status": "removed"})
    else:
        output.say(f"Removed {named}, with its script and files.")


def _row(video: "Video") -> dict[str, Any]:
    return {
        "id": video.pk,
        "post": video.post.slug,
        "format": video.format,
        "language": video.language or video.post.language,
        "status": video.status,
        "seconds": round(video.seconds, 3),
        "width": video.width,
        "height": video.height,
        "path": video.path if video.file else None,
    }
