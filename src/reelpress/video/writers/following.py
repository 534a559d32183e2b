"""Short posts: sentences that lean on the one before them, told in the scene right behind it. Pure.

"These emails are malicious" cannot be said alone; behind the scene that speaks of the emails it can.
"""

from collections.abc import Iterator

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.choosing import Room
from reelpress.video.writers.ideas import LEAST_SCENE_WORDS, Idea, waits_for_more
from reelpress.video.writers.opening import Opening
from reelpress.video.writers.outline import Line, Outline, is_dull

_SPOKEN = ("text", "number")
_WHY = "It goes on from the scene before it, as the post does."


def followed(post: Outline, opening: Opening, taken: list[Idea], room: Room) -> list[Idea]:
    """Return the ideas with what follows from them in the post, as long as there is time for more."""
    taken = list(taken)
    used = {*opening.used, *(sentence for idea in taken for sentence in idea.used)}
    while len(taken) < room.scenes and (total := sum(idea.seconds for idea in taken)) < room.least:
        ideas = [_idea(post, line) for line in _next_lines(post, opening, taken) if _can_follow(post, line, used)]
        fitting = [idea for idea in ideas if total + idea.seconds <= room.most and not _is_said(idea, opening, taken)]
        if not fitting:
            break
        best = max(fitting, key=lambda idea: idea.weight)
        used |= best.used
        taken = sorted([*taken, best], key=lambda idea: idea.at)
    return taken


def _next_lines(post: Outline, opening: Opening, taken: list[Idea]) -> Iterator[Line]:
    """Yield the sentences that stand right behind what the scenes say last."""
    places = {(line.block, line.place): at for at, line in enumerate(post.lines)}
    ends = [(idea.block, idea.place + len(idea.used) - 1) for idea in taken if idea.scene.kind in _SPOKEN]
    first = opening.last
    if first is not None and all(idea.at > first for idea in taken):
        ends.append(first)
    for end in ends:
        at = places.get(end)
        if at is None or at + 1 >= len(post.lines):
            continue
        line, following = post.lines[at], post.lines[at + 1]
        if following.section == line.section and following.block - line.block <= 1:
            yield following


def _can_follow(post: Outline, line: Line, used: set[str]) -> bool:
    said = line.after
    if line.source in used or is_dull(said, post.tongue) or waits_for_more(said, post.tongue):
        return False
    return words.count(said) >= LEAST_SCENE_WORDS


def _is_said(idea: Idea, opening: Opening, taken: list[Idea]) -> bool:
    said = {*sentences(opening.scene.narration), *(one for other in taken for one in sentences(other.scene.narration))}
    return idea.scene.narration in said


def _idea(post: Outline, line: Line) -> Idea:
    heading = post.sections[line.section].heading
    scene = Scene(
        "text",
        line.after,
        title=words.headed(heading),
        text=line.after,
        source=line.source,
        why=_WHY,
    )
    used = frozenset((line.source,))
    language = post.source.language
    return Idea(scene, line.block, line.place, line.section, line.weight, used, language=language)
