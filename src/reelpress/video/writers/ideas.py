"""What a post could be told by: each idea a scene with its worth and the sentences it uses. Pure.

This file knows running text: plain statements and figures.  `pieces` knows lists, quotes, code and pictures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.essence import WHOLE, is_brief
from reelpress.video.writers.outline import Line, Outline, is_courtesy, is_dull, speaks_on
from reelpress.video.writers.pace import SCENE_PAUSE, seconds_said
from reelpress.video.writers.phrasing import leans
from reelpress.video.writers.tongues.base import Tongue

SCENE_WORDS = 20  # what one scene says when it is well filled
MOST_SCENE_WORDS = 36
LEAST_SCENE_WORDS, _FEW_LINES = 6, 4
_BEFORE_FIGURE = 2  # words, such as "only about"
_SPEAKS_ON = 0.6  # worth of "The board ...", when the board was named before and that is not said
_SHOWN_IN_PART = 0.75  # worth of a sentence that no card holds whole
_UNITS = (
    r"million|billion|thousand|k|m|bn|Millionen|Milliarden|Tausend|millones|mil|millions|milliards|mille|milhões|bilhões|"
    r"مليون|ألف|लाख|करोड़|हज़ार"
)
_PERCENT = r"%|٪|percent\b|per cent\b|Prozent\b|pour cent\b|por ciento\b|por cento\b|प्रतिशत|بالمئة|بالمائة"
FIGURE = re.compile(
    rf"(?<![\w.,#/-])(?:(?:[$€£¥]\s?)\d[\d,.]*\d?(?:\s?(?:{_UNITS})\b)?|"
    rf"\d[\d,.]*\s?(?:{_PERCENT})|\d[\d,.]*\s(?:euros?|dollars?|Euro|Dollar|dólares)\b|"
    rf"\d[\d,.]*\s?(?:million|billion|thousand|times|x|×|Millionen|Milliarden|millones|millions|milhões)(?!\w)|"
    rf"\d{{1,3}}(?:[,.]\d{{3}})+(?![\d.,]*\d)(?:\s[a-z]{{3,14}}\b)?)",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r"\d\s?(?:seconds?|minutes?|hours?|days|ms|[kMGT]B|km|kilomet(?:re|er)s|°C|degrees|Sekunden|Minuten|Stunden|Tage|"
    r"segundos|minutos|horas|días|dias|secondes|heures|jours)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d\S*\s(?:to|and|or|bis|und|a|y|à|et|e|[–-])\s$")
_SUPPOSES = re.compile(
    r"(?:if|suppose|imagine|assume|say|when|unless|wenn|angenommen|si|supon|se|إذا|अगर|如果)(?!\w)", re.I
)


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
    language: str = "en"

    @property
    def length(self) -> int:
        """Return its spoken words."""
        return words.count(self.scene.narration)

    @property
    def seconds(self) -> float:
        """Return about how long its scene lasts."""
        return SCENE_PAUSE + seconds_said(self.scene.narration, self.language)

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
        if leans(line.alone, post.tongue) or (is_dull(line.alone, post.tongue) and len(post.lines) > _FEW_LINES):
            continue
        if post.tongue.time_later.match(line.alone) and line.section != post.lines[0].section:
            continue  # later than what? In the lead it is what the post tells of
        idea = _statement(post, line)
        if len(idea.used) == 1 and waits_for_more(line.alone, post.tongue):
            continue  # a question, a setting or a promise, and nothing that comes of it
        if idea.length < LEAST_SCENE_WORDS and len(post.lines) > _FEW_LINES:
            continue
        if line.block == last and post.sections[line.section].weight == 1.0:
            why = "The post ends with it."
            yield replace(idea, weight=idea.weight * 1.4, scene=replace(idea.scene, why=why))
            continue
        yield idea
        figure = _figure(line, idea, post.tongue)
        if figure is not None:
            yield figure


def waits_for_more(text: str, tongue: Tongue) -> bool:
    """Return whether a listener waits for what comes of `text`."""
    end = text.rstrip('"”’»)』」 ')
    return end.endswith(("?", "？", "؟")) or bool(tongue.setting.match(text) or tongue.promise.search(text))


def _statement(post: Outline, line: Line) -> Idea:
    heading = post.sections[line.section].heading
    where = f"the part “{words.headed(heading)}”" if heading else "the post"
    scene = Scene(
        "text",
        line.alone,
        title=words.headed(heading),
        text=line.alone,
        source=line.source,
        why=f"It says in one breath much of what {where} is about.",
    )
    following = post.of_block[line.block][line.place + 1 :]
    rest = tuple(takewhile(lambda other: not is_courtesy(other.source, post.tongue), following))
    used = frozenset((line.source,))
    weight = line.weight * (_SPEAKS_ON if speaks_on(post, line) else 1.0)
    weight *= _SHOWN_IN_PART if words.width(line.alone) > WHOLE else 1.0
    idea = Idea(scene, line.block, line.place, line.section, weight, used, rest, post.source.language)
    if waits_for_more(line.alone, post.tongue):
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
    if words.count(narration) > most or not words.is_closed(idea.scene.narration):
        return None
    text = idea.scene.text
    if idea.scene.kind == "text" and not is_brief(text) and is_brief(line.after) and line.alone:
        text = line.after  # rather one whole sentence than a part of another
    scene = replace(idea.scene, narration=narration, text=text, source=idea.scene.source + line.joint + line.source)
    return replace(idea, scene=scene, used=idea.used | {line.source}, rest=rest)


def _figure(line: Line, idea: Idea, tongue: Tongue) -> Idea | None:
    """Return the figure that a sentence states, large, and what it counts."""
    found = list(FIGURE.finditer(line.alone))
    if not 1 <= len(found) <= 2 or _SUPPOSES.match(line.alone) or _RANGE.search(line.alone[: found[0].start()]):
        return None
    if any(not found[0].start() <= other.start() < found[0].end() for other in MEASURE.finditer(line.alone)):
        return None  # "Searching 100,000 notes takes 11 ms": the other figure may be the point
    number = found[0].group().rstrip(".,")
    text = counted(line.alone, found[0], tongue)
    scene = replace(idea.scene, kind="number", number=number, text=text, why=f"It states a figure: {number}.")
    worth = 1.2 if re.search(_PERCENT, number) else 1.05
    return replace(idea, scene=scene, weight=idea.weight * worth)


def figured(scene: Scene, said: str, tongue: Tongue) -> Scene:
    """Return a scene with its figure large when what is `said` begins with one."""
    figure = FIGURE.search(said)
    if figure is None or words.count(said[: figure.start()]) > _BEFORE_FIGURE:
        return scene
    number = figure.group().rstrip(".,")
    return replace(scene, kind="number", number=number, text=counted(said, figure, tongue))


def counted(text: str, figure: re.Match[str], tongue: Tongue) -> str:
    """Return what a figure counts, to stand below it: "of all requests fail", else the whole sentence."""
    behind = text[figure.end() :].strip()
    part = tongue.part.match(behind)
    rest = behind[part.end() :] if part else ""
    if part and not tongue.pronoun.match(rest) and not tongue.leaning.match(rest) and words.count(rest) >= 4:
        return behind.rstrip(".!。।")
    return text
