"""Lists, quotes, code, pictures and tables of a post as ideas for scenes. Pure; shows verbatim, cuts visibly."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from reelpress.content.blocks import Block
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.charting import Chart, chart_of
from reelpress.video.writers.ideas import Idea
from reelpress.video.writers.lists import item_scenes, list_scenes, more_scenes
from reelpress.video.writers.nearby import SYMBOLS, all_beside, beside, heading_of
from reelpress.video.writers.outline import Line, Outline, is_dull
from reelpress.video.writers.phrasing import MOST_WORDS, phrase
from reelpress.video.writers.quotes import quote_scene

MOST_CODE_LINES = 12
_LEAST_BESIDE = 7  # words; fewer leave no time to read the code
_LEAST_SAID = 5  # words; fewer tell nothing
_ONCE = ("image", "code", "chart", "quote")
_LEAST_HEADING = 3
_MOST_PIECES = 600  # that are looked at; keeps the longest changelog within a second or two
_LONGEST_SOURCE = 3_000
_PICTURED = "The post shows this picture where it says so."
_DESCRIBED = "The post shows this picture, and these are its own words for it."
_CODED = "The post shows this code where it says so."
_LONGEST_CODE_LINE = 160  # the window wraps it
_TERMINALS = frozenset(("console", "text", "shell", "output", "log"))
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_UNIT = re.compile(
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|ms|[kMG]B|percent|%|euros?|dollars?|users|people|"
    r"Sekunden|Minuten|Stunden|Tage|Wochen|Jahre|Prozent|segundos|minutos|horas|días|dias|semanas|años|anos|"
    r"secondes|heures|jours|semaines|ans|ساعات|دقائق|ثوان|أيام|घंटे|मिनट|सेकंड|दिन",
    re.IGNORECASE,
)


def pieces(post: Outline) -> Iterator[Idea]:
    """Yield an idea for each way in which a block that is no running text can be shown and told."""
    shown = ((at, block) for at, block in enumerate(post.source.blocks) if block.kind in _MAKERS)
    for at, block in islice(shown, _MOST_PIECES):
        ideas = list(_MAKERS[block.kind](post, at, block))
        yield from ideas
        if block.kind == "list":
            yield from _single_items(post, at, block)
        elif post.generous and not ideas and block.kind in ("code", "image"):
            yield from _by_heading(post, at, block)


def _single_items(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    for place, (scene, item) in enumerate(item_scenes(post, at, block)):
        yield replace(_idea(post, at, 0.55 if post.generous else 0.45, scene, [item]), place=place + 1)
    if post.generous:
        for place, (scene, items) in enumerate(more_scenes(post, at, block)):
            yield replace(_idea(post, at, 0.6, scene, items), place=place + 1)


def _by_heading(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    """Yield code or a picture told by its heading, if that is nearly a sentence: for posts with little text."""
    heading = post.sections[post.section_of(at)].heading
    if words.count(heading) < _LEAST_HEADING or SYMBOLS.search(heading):
        return
    said = words.closed(words.clip_words(heading, MOST_WORDS))
    picture = post.source.images.get(block.ref, "")
    title = words.headed(heading)
    if block.kind == "image" and is_raster(picture):
        source = "\n\n".join(filter(None, (heading, block.text)))
        scene = Scene("image", said, title=title, picture=picture, source=source, why=_PICTURED)
    elif block.kind == "code" and words.has_letters(block.text):
        code = "\n".join(code_lines(block))
        source = f"{heading}\n\n{block.text[:_LONGEST_SOURCE]}"
        scene = Scene("code", said, title=title, code=code, language=block.language, source=source, why=_CODED)
    else:
        return
    yield _idea(post, at, 0.25, scene, [heading])


def _idea(post: Outline, at: int, weight: float, scene: Scene, used: Sequence[str] = ()) -> Idea:
    section = post.section_of(at)
    weight *= post.sections[section].weight
    once = (f"block {at}",) if scene.kind in _ONCE else ()  # nothing is shown twice
    marks = frozenset((*used, scene.source, *once))
    return Idea(scene, at, 0, section, weight, marks, language=post.source.language)


def _before(post: Outline, at: int) -> Line | None:
    """Return the sentence right before the block `at`."""
    lines = post.of_block.get(at - 1)
    return lines[-1] if lines and post.section_of(at - 1) == post.section_of(at) else None


def _list(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    for scene, used in list_scenes(post, at, block):
        weight = (1.25 if len(block.items) <= 8 else 0.8) * (0.3 if is_dull(scene.narration, post.tongue) else 1.0)
        yield _idea(post, at, weight, scene, used)


def _quote(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    found = quote_scene(post, block, _before(post, at))
    if found is not None:
        scene, used = found
        yield _idea(post, at, 1.15 if scene.attribution else 0.7, scene, used)


# --- Code -------------------------------------------------------------------------------------------------
def _code(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    lines = block.text.expandtabs(4).split("\n")
    if not words.has_letters(block.text):
        return
    narration, used = beside(post, at)
    if words.count(narration) < _LEAST_SAID:
        return
    heading = heading_of(post, at)
    scene = Scene(
        "code",
        narration,
        title=words.headed(heading),
        code="\n".join(code_lines(block)),
        language=block.language,
        source="\n\n".join([*used, block.text[:_LONGEST_SOURCE]]),
        why=_CODED,
    )
    weight = 1.1 if 2 <= len(lines) <= MOST_CODE_LINES else 0.75
    weight *= 0.45 if block.language in _TERMINALS or block.text.lstrip().startswith("$ ") else 1.0
    weight *= 0.3 if is_dull(narration, post.tongue) else 1.0
    weight *= 0.8 if not block.language or words.count(narration) < _LEAST_BESIDE else 1.0
    yield _idea(post, at, weight, scene, used)


def code_lines(block: Block) -> list[str]:
    """Return the lines of a block of code that are shown; what is left out leaves a mark."""
    lines = block.text.expandtabs(4).split("\n")
    most = MOST_CODE_LINES if len(lines) <= MOST_CODE_LINES else MOST_CODE_LINES - 1
    shown = [_code_line(line) for line in lines[:most]]
    return shown if most == MOST_CODE_LINES else [*shown, "…"]


def _code_line(line: str) -> str:
    """Return a line of code, cut behind a whole word when it is very long."""
    if len(line) <= _LONGEST_CODE_LINE:
        return line
    head = line[:_LONGEST_CODE_LINE]
    if head[-1].isalnum() and line[_LONGEST_CODE_LINE].isalnum():
        head = re.sub(r"\w+$", "", head) or head
    return f"{head.rstrip()}…"


# --- Pictures and tables ----------------------------------------------------------------------------------
def _images(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    """Yield the ways to tell a picture: by its own description, else by what stands beside it."""
    picture = post.source.images.get(block.ref, "")
    if not is_raster(picture):
        return
    alt, heading = block.text.strip(), heading_of(post, at)
    slug = "-" in alt.split()[0] if alt else False
    described = phrase(words.closed(alt), post.tongue).alone if words.count(alt) >= 6 and not slug else ""
    title = alt if words.count(alt) >= 2 and len(alt) <= 60 and not slug else words.headed(heading)
    if words.likeness(alt, heading) == 1 and len(heading) < len(alt):
        title = words.headed(heading)  # "Security Tab", and not "Security Tab Screenshot"
    why = _DESCRIBED if described else _PICTURED
    for narration, used in [(described, [alt])] if described else all_beside(post, at):
        if words.count(narration) < _LEAST_SAID or SYMBOLS.search(narration):
            continue
        source = "\n\n".join(dict.fromkeys(filter(None, (*used, alt))))
        scene = Scene("image", narration, title=title, picture=picture, source=source, why=why)
        yield _idea(post, at, 1.35 if described else 1.2, scene, used)


def is_raster(picture: str) -> bool:
    """Return whether a picture can be drawn."""
    return picture.lower().endswith(_RASTER)


def _table(post: Outline, at: int, block: Block) -> Iterator[Idea]:
    chart = chart_of(block)
    if chart is None:
        return
    about = set(words.tokens(block.text))
    named = all(any(c.isalpha() for c in item.partition("|")[0]) for item in chart.items)
    narration, used = beside(post, at)
    speaks = words.count(narration) >= _LEAST_SAID and bool(about & set(words.tokens(narration)))
    ways = [(narration, used, 1.3)] if narration and (speaks or not named) else []
    ways += [(_read_out(post, chart), [], 1.2 if ways else 1.3)] if named else []
    # Names speak for themselves; figures as labels must be named beside what they were measured for.
    headed = (chart.column,) if named and chart.column else (chart.column, chart.rows)
    title = words.headed(" · ".join(filter(None, headed)) or heading_of(post, at))
    why = "The post gives these figures in a table."
    for said, sentences_used, weight in ways:
        source = "\n\n".join([*sentences_used, block.text])
        scene = Scene("chart", said, title=title, items=chart.items, source=source, why=why)
        yield _idea(post, at, weight, scene, sentences_used)


def _read_out(post: Outline, chart: Chart) -> str:
    """Return the figures of a table as they are read aloud where nothing beside it speaks of them."""
    tongue, column = post.tongue, chart.told
    pairs = [item.split("|", 1) for item in chart.items]
    if _UNIT.fullmatch(column):
        rows = (f"{name}{tongue.colon}{figure} {column}{tongue.stop_mark}" for name, figure in pairs)
        return tongue.gap.join(rows)
    if words.has_letters(column):
        told = tongue.comma.join(f"{name} {figure}" for name, figure in pairs)
        return f"{column}{tongue.colon}{told}{tongue.stop_mark}"
    return tongue.gap.join(f"{name}{tongue.colon}{figure}{tongue.stop_mark}" for name, figure in pairs)


_MAKERS: dict[str, Callable[[Outline, int, Block], Iterator[Idea]]] = {
    "list": _list,
    "quote": _quote,
    "code": _code,
    "image": _images,
    "table": _table,
}
