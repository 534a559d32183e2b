"""Of all ideas, those that a video has room for: central, spread over the post, none said twice. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from reelpress.content.sentences import sentences
from reelpress.video.writers import words
from reelpress.video.writers.ideas import Idea, grown

_SAME_SECTION = 0.62  # what another idea of one section is worth
_SAME_KIND = {"text": 0.97, "number": 0.7, "list": 0.7, "quote": 0.75, "code": 0.6, "image": 0.75, "chart": 0.5}
_VISIBLE = ("code", "image", "chart")
_WORTH_SHOWING, _MOST_OF_A_KIND = 0.7, 2
_TOO_LIKE = 0.75
_LEAST_OPENING = 4  # words; fewer are likely to be those of the title
_FEW = 300  # of the best ideas, how many are weighed against each other


@dataclass(frozen=True)
class Room:
    """How many scenes and seconds there is room for; `poor` is the part of the best that is not worth a scene."""

    scenes: int
    least: float
    most: float
    poor: float = 0.12


def choose(ideas: Iterable[Idea], room: Room, said: Iterable[str], opening: str = "") -> list[Idea]:
    """Return the ideas to tell, in the order of the post.

    None of the sentences in `said` is used again, and no idea says what `opening` has just said in other words.
    """
    all_ideas = sorted(ideas, key=lambda idea: (-idea.weight, idea.at, idea.scene.kind))
    left = [idea for idea in all_ideas[:_FEW] if not _rewords(idea.scene.narration, opening)]
    used = set(said)
    taken: list[Idea] = []
    total = 0.0
    while left and len(taken) < room.scenes:
        left = [idea for idea in left if total + idea.seconds <= room.most and not _repeats(idea, used, taken)]
        if not left:
            break
        needed = (room.least - total) / (room.scenes - len(taken))
        best = max(left, key=lambda idea: _worth(idea, taken, needed))
        if taken and best.weight < taken[0].weight * room.poor:
            break
        left.remove(best)
        taken.append(best)
        used |= _marks(best)
        total += best.seconds
    taken = _shown(sorted(taken, key=lambda idea: idea.at), all_ideas, room, used)
    return _filled(sorted(taken, key=lambda idea: idea.at), room, used)


def _worth(idea: Idea, taken: list[Idea], needed: float) -> float:
    sections = Counter(other.section for other in taken)
    kinds = Counter(other.scene.kind for other in taken)
    kind = idea.scene.kind
    near = any(abs(other.block - idea.block) <= 1 for other in taken if other.section == idea.section)
    fills = min(1.0, idea.seconds / needed) ** 0.5 if needed > 0 else 1.0
    return (
        idea.weight
        * fills
        * _SAME_SECTION ** sections[idea.section]
        * _SAME_KIND[kind] ** kinds[kind]
        * (0.8 if near else 1.0)
    )


def _marks(idea: Idea) -> frozenset[str]:
    """Return what must not come twice: the sentences of the post, and those that are said."""
    return idea.used | _said(idea.scene.narration)


@lru_cache(maxsize=2048)
def _said(narration: str) -> frozenset[str]:
    return frozenset(sentences(narration))


def _rewords(text: str, opening: str) -> bool:
    return len(words.tokens(opening)) >= _LEAST_OPENING and words.likeness(text, opening) > _TOO_LIKE


def _repeats(idea: Idea, used: set[str], taken: list[Idea]) -> bool:
    if _marks(idea) & used:
        return True
    return any(words.likeness(idea.scene.narration, other.scene.narration) > _TOO_LIKE for other in taken)


def _shown(taken: list[Idea], ideas: Iterable[Idea], room: Room, used: set[str]) -> list[Idea]:
    """Show what is being spoken of: a text scene becomes the code, picture or chart that its words introduce."""
    pieces = [idea for idea in ideas if idea.scene.kind in _VISIBLE and idea.weight >= _WORTH_SHOWING]
    for index, idea in enumerate(taken):
        if idea.scene.kind != "text":
            continue
        kinds = Counter(other.scene.kind for other in taken)
        total = sum(other.seconds for other in taken) - idea.seconds
        for piece in pieces:
            fits = total + piece.seconds <= room.most and kinds[piece.scene.kind] < _MOST_OF_A_KIND
            if fits and idea.used <= piece.used and not (_marks(piece) - _marks(idea)) & used:
                taken[index] = piece
                used |= _marks(piece)
                break
    return taken


def _filled(taken: list[Idea], room: Room, used: set[str]) -> list[Idea]:
    """Let ideas say their next sentence, the shortest first, until there are enough words."""
    stuck: set[int] = set()
    while (total := sum(idea.seconds for idea in taken)) < room.least and len(stuck) < len(taken):
        index = min((i for i in range(len(taken)) if i not in stuck), key=lambda i: taken[i].seconds)
        more = grown(taken[index])
        if (
            more is None
            or total - taken[index].seconds + more.seconds > room.most
            or (_marks(more) - _marks(taken[index])) & used
        ):
            stuck.add(index)
        else:
            used |= _marks(more)
            taken[index] = more
    return taken
