"""Has a post's own picture shown where its words do not ask for it: beside the sentence next to it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reelpress.content.blocks import Block
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import Idea
from reelpress.video.writers.outline import Outline
from reelpress.video.writers.pieces import is_raster

_WHY = "The post shows this picture beside these words."
_WHY_FIRST = "The post opens with this picture."
_LONGEST_TITLE = 60


def with_own_picture(post: Outline, told: Sequence[Idea]) -> list[Idea]:
    """Return `told` with a picture of the post on a plain scene, if none is shown.

    That is the first picture with a plain scene in its section, on the nearest of these; else the one that the post
    opens with, on the first plain scene: what stands above all of a post belongs to all of it.
    """
    shown = list(told)
    plain = [index for index, idea in enumerate(told) if idea.scene.kind == "text"]
    if not plain or any(idea.scene.picture for idea in told):
        return shown
    for at, block in _pictures(post):
        near = [index for index in plain if told[index].section == post.section_of(at)]
        if near:
            nearest = min(near, key=lambda index: abs(told[index].block - at))
            shown[nearest] = replace(shown[nearest], scene=_pictured(post, shown[nearest].scene, block, _WHY))
            return shown
    opens = _opening(post)
    if opens is not None:
        first = plain[0]
        shown[first] = replace(shown[first], scene=_pictured(post, shown[first].scene, opens, _WHY_FIRST))
    return shown


def opening_picture(post: Outline, first: Scene) -> Scene:
    """Return the first scene with the first picture of the post, for a post that has nothing else to show."""
    found = next((block for _, block in _pictures(post)), None) or _cover(post)
    return _pictured(post, first, found, _WHY) if found else first


def _pictures(post: Outline) -> Iterator[tuple[int, Block]]:
    """Yield the blocks with a picture that can be drawn, and where they stand."""
    for at, block in enumerate(post.source.blocks):
        if block.kind == "image" and is_raster(post.source.images.get(block.ref, "")):
            yield at, block


def _opening(post: Outline) -> Block | None:
    """Return the picture that stands before the first heading, else the one that is named beside the post."""
    lead = (block for at, block in _pictures(post) if post.section_of(at) == 0 and not post.sections[0].heading)
    return next(lead, None) or _cover(post)


def _cover(post: Outline) -> Block | None:
    """Return a picture of the post that stands nowhere in it."""
    inside = {block.ref for block in post.source.blocks}
    named = (ref for ref, file in post.source.images.items() if ref not in inside and is_raster(file))
    ref = next(named, "")
    return Block("image", "", ref=ref) if ref else None


def _pictured(post: Outline, scene: Scene, block: Block, why: str) -> Scene:
    alt = block.text.strip()
    named = alt if words.count(alt) >= 2 and len(alt) <= _LONGEST_TITLE else words.headed(scene.title)
    source = "\n\n".join(dict.fromkeys(filter(None, (scene.source, alt))))
    picture = post.source.images[block.ref]
    return replace(scene, kind="image", title=named, text="", picture=picture, source=source, why=why)
