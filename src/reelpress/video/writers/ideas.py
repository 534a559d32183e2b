"""What a post could be told by: each idea a scene with its worth and the sentences it uses. Pure.

This file knows running text: plain statements and figures.  `pieces` knows lists, quotes, code and pictures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.outline import Line, Outline

SCENE_WORDS = 20  # what one scene says when it is well filled
MOST_SCENE_WORDS = 36
SHORT_TEXT, SHOWN_TEXT = 90, 170
_FIGURE = re.compile(
    r"(?<![\w.,#/-])(?:(?:[$€£¥]\s?)\d[\d,.]*\d?(?:\s?(?:million|billion|thousand|k|m|bn)\b)?|"
    r"\d[\d,.]*(?:\s?%|\s(?:percent|per cent|Prozent|pour cent|por ciento)\b)|"
    r"\d[\d,.]*\s?(?:million|billion|thousand|times|x|×)(?!\w)|\d{1,3}(?:,\d{3})+(?![\d.,]*\d)(?:\s[a-z]{3,14}\b)?)",
)

_SETS_UP = re.compile(r"^(?:take|suppose|imagine|consider|assume|say|picture|let['’]s say)\b|[?？]\W*$", re.IGNORECASE)
_RANGE = re.compile(r"\d\S*\s(?:to|and|or|[–-])\s$")
_SUPPOSES = re.compile(r"(?:if|suppose|imagine|assume|say|when|unless)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Idea:
    """A scene that could be; `used` are the sentences of the post that it says or shows."""

    scene: Scene
    block: int
    place: int
    section: int
    weight: float
    used: frozenset[str]
    rest: tuple[Line, ...] = ()  # what follows in the paragraph and could be said too

    @property
    def length(self) -> int:
        """Return its spoken words."""
        return words.count(self.scene.narration)

    @property
    def at(self) -> tuple[int, int]:
        """Return where it stands in the post."""
        return (self.block, self.place)


def statements(post: Outline) -> Iterator[Idea]:
    """Yield an idea for each sentence that can be said without the one before it, and for the figures in them."""
    last = max((line.block for line in post.lines), default=-1)
    for line in post.lines:
        if not line.alone or words.count(line.alone) > MOST_SCENE_WORDS:
            continue
        idea = _statement(post, line)
        if len(idea.used) == 1 and _SETS_UP.search(line.alone):
            continue  # a question or a setting, and nothing that comes of it
        if (
            line.block == last and post.sections[line.section].weight == 1.0
        ):  # the last words of a post are its conclusion
            yield replace(idea, weight=idea.weight * 1.4)
            continue
        yield idea
        figure = _figure(line, idea)
        if figure is not None:
            yield figure


def _statement(post: Outline, line: Line) -> Idea:
    heading = post.sections[line.section].heading
    why = f"It carries much of what the part “{heading}” says." if heading else "It carries much of what the post says."
    scene = Scene(
        "text",
        line.alone,
        title=words.clip(heading, 60),
        text=words.clip_clause(line.alone, SHOWN_TEXT),
        source=line.source,
        why=why,
    )
    rest = tuple(other for other in post.of_block[line.block] if other.place > line.place)
    idea = Idea(scene, line.block, line.place, line.section, line.weight, frozenset((line.source,)), rest)
    if _SETS_UP.search(line.alone):
        idea = grown(idea) or idea
    while idea.length < SCENE_WORDS * 0.7:
        more = grown(idea, SCENE_WORDS + 10 if idea.length >= SCENE_WORDS // 2 else MOST_SCENE_WORDS)
        if more is None:
            break
        idea = more
    return idea


def grown(idea: Idea, most: int = MOST_SCENE_WORDS) -> Idea | None:
    """Return `idea` with the next sentence of its paragraph; None when there is none or it would get too long."""
    if not idea.rest or not idea.rest[0].after:
        return None
    line, rest = idea.rest[0], idea.rest[1:]
    narration = idea.scene.narration + line.joint + line.after
    if words.count(narration) > most:
        return None
    text = idea.scene.text
    if idea.scene.kind == "text" and len(text) > SHORT_TEXT >= len(line.after) and line.alone:
        text = line.alone
    scene = replace(idea.scene, narration=narration, text=text, source=idea.scene.source + line.joint + line.source)
    return replace(idea, scene=scene, used=idea.used | {line.source}, rest=rest)


def _figure(line: Line, idea: Idea) -> Idea | None:
    """Return the figure that a sentence states, large, and what it counts."""
    found = list(_FIGURE.finditer(line.alone))
    if not 1 <= len(found) <= 2 or _SUPPOSES.match(line.alone) or _RANGE.search(line.alone[: found[0].start()]):
        return None
    match = found[0]
    number = match.group().rstrip(".,")
    counted = line.alone[match.end() :].strip()
    first, _of, rest = counted.partition(" ")
    text = words.clip(counted.rstrip(".!"), SHORT_TEXT)
    if first != "of" or words.count(rest) < 5 or "…" in text:
        text = words.clip_clause(line.alone, SHOWN_TEXT)
    scene = replace(idea.scene, kind="number", number=number, text=text, why=f"It states a figure: {number}.")
    worth = 1.2 if "%" in number or "percent" in number else 1.05
    return replace(idea, scene=scene, weight=idea.weight * worth)
