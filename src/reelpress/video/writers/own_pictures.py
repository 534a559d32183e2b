"""Has a post's own picture shown where its words do not ask for it: beside the sentence next to it. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from reelpress.content.blocks import Block
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import Idea
from reelpress.video.writers.outline import Outline
from reelpress.video.writers.pieces import is_raster

_WHY = "The post shows this picture beside these words."
_LONGEST_TITLE = 60


def with_own_picture(post: Outline, told: Sequence[Idea]) -> list[Idea]:
    """Return `told` with the first picture of the post on the nearest plain scene of its section, if none is shown."""
    found = _first(post)
    if found is None or any(idea.scene.picture for idea in told):
        return list(told)
    at, block = found
    near = [
        index for index, idea in enumerate(told) if idea.scene.kind == "text" and idea.section == post.section_of(at)
    ]
    if not near:
        return list(told)
    nearest = min(near, key=lambda index: abs(told[index].block - at))
    shown = list(told)
    shown[nearest] = replace(shown[nearest], scene=_pictured(post, shown[nearest].scene, block))
    return shown


def opening_picture(post: Outline, first: Scene) -> Scene:
    """Return the first scene with the first picture of the post, for a post that has nothing else to show."""
    found = _first(post)
    return _pictured(post, first, found[1]) if found else first


def _first(post: Outline) -> tuple[int, Block] | None:
    """Return the first block with a picture that can be drawn, and where it stands."""
    return next(
        (
            (at, block)
            for at, block in enumerate(post.source.blocks)
            if block.kind == "image" and is_raster(post.source.images.get(block.ref, ""))
        ),
        None,
    )


def _pictured(post: Outline, scene: Scene, block: Block) -> Scene:
    alt = block.text.strip()
    named = alt if words.count(alt) >= 2 and len(alt) <= _LONGEST_TITLE else scene.title
    source = "\n\n".join(dict.fromkeys(filter(None, (scene.source, alt))))
    picture = post.source.images[block.ref]
    return replace(scene, kind="image", title=named, text="", picture=picture, source=source, why=_WHY)
