"""From a storyboard and its narration to segments: how long each scene is, what it shows, which words light up when.

Reads no file but the bytes of pictures; knows no program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reelpress.lib.files import digest, file_digest
from reelpress.video.captions import caption_lines
from reelpress.video.formats import Format
from reelpress.video.narrators.base import Narration
from reelpress.video.narrators.speaker import Speaker
from reelpress.video.renderer import spec as encoding
from reelpress.video.renderer.spec import Line, Music, Segment
from reelpress.video.spoken import row_starts
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.templates import Template, get_template
from reelpress.video.timeline import Timeline
from reelpress.video.visuals.look import VERSION as LOOKS
from reelpress.video.visuals.look import Look


@dataclass(frozen=True)
class Picture:
    """A picture of the post as a file, named by its bytes."""

    path: str
    digest: str


def find_picture(media: Path, picture: str) -> Picture | None:
    """Return the picture at the media-relative path, or None when it is no file inside the media folder."""
    if not picture:
        return None
    path = (media / picture).resolve()
    if not path.is_relative_to(media.resolve()) or not path.is_file():
        return None
    return Picture(str(path), file_digest(path))


def looks_of(storyboard: Storyboard, size: Format, media: Path, template: Template | None = None) -> list[Look]:
    """Return the look of each scene, in `template` or the default one."""
    dressed = template or get_template()
    return [_look(storyboard, index, scene, size, media, dressed) for index, scene in enumerate(storyboard.scenes)]


def unshown(storyboard: Storyboard) -> str:
    """Return the characters of the storyboard that no font holds and nothing stands in for, each once."""
    from reelpress.video.visuals.clusters import missing  # its tables are read by few who import this

    scenes = storyboard.scenes
    shown = (text for s in scenes for text in (s.narration, s.title, s.text, *s.items, s.code, s.attribution, s.number))
    return "".join(dict.fromkeys(missing(" ".join(shown))))


def _look(storyboard: Storyboard, index: int, scene: Scene, size: Format, media: Path, template: Template) -> Look:
    picture = find_picture(media, scene.picture)
    return Look(
        kind=scene.kind,
        width=size.width,
        height=size.height,
        seed=storyboard.seed or storyboard.title,
        index=index,
        title=scene.title,
        text=scene.text or (storyboard.author if scene.kind == "end" else ""),
        items=tuple(scene.items),
        code=scene.code,
        language=scene.language,
        picture=picture.path if picture else "",
        picture_digest=picture.digest if picture else "",
        attribution=storyboard.url if scene.kind == "end" else scene.attribution,
        number=scene.number,
        label=_label(storyboard) if scene.kind == "title" else "",
        locale=storyboard.language,
        template=template,
        media=str(media),
    )


def _label(storyboard: Storyboard) -> str:
    """Say whose post it is: the site, else the author."""
    host = urlsplit(storyboard.url).hostname or ""
    return host.removeprefix("www.") or storyboard.author


def segment_of(looks: Sequence[Look], index: int, narration: Narration) -> Segment:
    """Return the segment of scene `index`; it comes in over the look of the one before."""
    lines = tuple(
        Line(line.shown, tuple(Timeline.frame_of(start) for start in line.starts), Timeline.frame_of(line.end))
        for line in caption_lines(narration.words, looks[index].locale)
    )
    before = looks[index - 1] if index else None
    frames = Timeline.of([narration.seconds]).total
    said = row_starts(looks[index].items, narration.words)
    rows = tuple(-1 if start is None else Timeline.frame_of(start) for start in said)
    return Segment(looks[index], before, frames, lines, index, len(looks), rows=rows)


def key_of(storyboard: Storyboard, looks: Sequence[Look], narrator: Speaker, music: Music | None = None) -> str:
    """Return the digest of all that the finished files depend on; known before anything is made."""
    encoder = [encoding.VERSION, LOOKS, encoding.PRESET, encoding.GOP, encoding.X264]
    spoken = [narrator.key(scene.narration) for scene in storyboard.scenes]
    heard = [music.key] if music else []
    return digest("video", encoder, spoken, storyboard.to_dict(), [look.key() for look in looks], *heard)
