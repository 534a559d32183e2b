"""Lists, quotes, code, pictures and tables of a post as ideas for scenes. Pure; shows verbatim, cuts visibly."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import Idea
from reelpress.video.writers.lists import item_scenes, list_scene
from reelpress.video.writers.nearby import SYMBOLS, beside, heading_of
from reelpress.video.writers.outline import Line, Outline, is_dull
from reelpress.video.writers.phrasing import MOST_WORDS, phrase

MOST_CODE_LINES = 12
_LEAST_BESIDE = 7  # words; fewer leave no time to read the code
_LONGEST_CODE_LINE = 90
_TERMINALS = frozenset(("console", "text", "shell", "output", "log"))
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_SAYS = re.compile(
    r"^(?P<who>.{2,60}?) (?:once )?(?:said|says|wrote|writes|put|puts|noted|notes|explained|explains|told|"
    r"replied|asked)\b",
)
_NAMED = re.compile(r"\s+(?:[—–]|--+|-)\s*(?P<who>[^—–\n]{2,80})$")
_NO_QUOTE = re.compile(
    r"\s*(?:\[?!?\b(?:note|warning|tip|info|important|caution|update|disclaimer|edit|tl;?dr)\b)", re.I
)
_NUMERIC = re.compile(r"[~≈<>+\-−$€£]?\s?\d[\d\s,.]*\s?(?:%|[a-zA-Zµ€$£/]{0,8})")


def pieces(post: Outline) -> Iterator[Idea]:
    """Yield an idea for each block that is no running text and can be shown."""
    for at, block in enumerate(post.source.blocks):
        maker = _MAKERS.get(block.kind)
        idea = maker(post, at, block) if maker else None
        if idea is not None:
            yield idea
            if block.kind in ("code", "image", "table"):
                yield from _by_heading(post, at, idea)
        if block.kind == "list":
            for place, (scene, item) in enumerate(item_scenes(post, at, block)):
                yield replace(_idea(post, at, 0.45, scene, [item]), place=place + 1)


def _by_heading(post: Outline, at: int, idea: Idea) -> Iterator[Idea]:
    """Yield `idea` told by its heading: for when the sentence beside it has been said already."""
    heading = post.sections[post.section_of(at)].heading
    if heading and not SYMBOLS.search(heading):
        scene = replace(idea.scene, narration=words.closed(words.clip_words(heading, MOST_WORDS)))
        yield replace(idea, scene=scene, weight=idea.weight * 0.2, used=frozenset((heading, scene.source)))


def _idea(post: Outline, at: int, weight: float, scene: Scene, used: Sequence[str] = ()) -> Idea:
    section = post.section_of(at)
    weight *= post.sections[section].weight
    return Idea(scene, at, 0, section, weight, frozenset(used) | {scene.source})


def _before(post: Outline, at: int) -> Line | None:
    """Return the sentence right before the block `at`."""
    lines = post.of_block.get(at - 1)
    return lines[-1] if lines and post.section_of(at - 1) == post.section_of(at) else None


def _list(post: Outline, at: int, block: Block) -> Idea | None:
    found = list_scene(post, at, block)
    if found is None:
        return None
    scene, used = found
    weight = (1.25 if len(block.items) <= 8 else 0.8) * (0.3 if is_dull(scene.narration) else 1.0)
    return _idea(post, at, weight, scene, used)


# --- Quotes -----------------------------------------------------------------------------------------------
def _quote(post: Outline, at: int, block: Block) -> Idea | None:
    if _NO_QUOTE.match(block.text):
        return None
    text, who = block.text, ""
    named = _NAMED.search(text)
    if named:
        text, who = text[: named.start()], named["who"].strip()
    said = list(_first_words(text))
    if not said:
        return None
    line = _before(post, at)
    lead = ""
    if line is not None and (match := _SAYS.match(line.source)):
        who = who or _name(match["who"])
        if line.source.endswith(":") and words.count(line.source) <= 10 and phrase(words.closed(line.source)).alone:
            lead = f"{line.source} "
    quoted = " ".join(said).strip('"“”„«» ')
    cut = "" if len(quoted) >= len(text.strip('"“”„«» ')) - 1 else " …"
    narration = f"{lead}“{words.closed(quoted)}”"
    if not words.has_letters(quoted) or (not who and (cut or words.count(quoted) > MOST_WORDS)):
        return None  # a long one of nobody is an aside
    scene = Scene(
        "quote",
        narration,
        text=quoted + cut,
        attribution=who,
        source=block.text,
        why="The post quotes it word for word.",
    )
    used = [*said, *([line.source] if lead and line else [])]
    return _idea(post, at, 1.15, scene, used)


def _first_words(text: str) -> Iterator[str]:
    """Yield the sentences that open a quote, as many as can be said in one breath."""
    left = MOST_WORDS + 4
    for sentence in sentences(text[:2000]):
        left -= words.count(sentence)
        if left < 0 or SYMBOLS.search(sentence) or not words.is_closed(sentence):
            return
        yield sentence


def _name(text: str) -> str:
    """Return the name that ends `text`: its last capitalised words."""
    found = list(
        takewhile(lambda word: word[:1].isupper() or word in ("of", "de", "van", "von"), reversed(text.split()))
    )
    name = " ".join(reversed(found))
    return name if name.lower() not in ("he", "she", "they", "it", "i", "we") else ""


# --- Code -------------------------------------------------------------------------------------------------
def _code(post: Outline, at: int, block: Block) -> Idea | None:
    lines = block.text.expandtabs(4).split("\n")
    if not words.has_letters(block.text):
        return None
    narration, used = beside(post, at)
    if not narration:
        return None
    heading = heading_of(post, at)
    scene = Scene(
        "code",
        narration,
        title=words.clip(heading, 60),
        code="\n".join(code_lines(block)),
        language=block.language,
        source=block.text[:4000],
        why="The post shows it as code.",
    )
    weight = 1.1 if 2 <= len(lines) <= MOST_CODE_LINES else 0.75
    weight *= 0.65 if block.language in _TERMINALS or block.text.lstrip().startswith("$ ") else 1.0
    weight *= 0.8 if not block.language or words.count(narration) < _LEAST_BESIDE else 1.0
    return _idea(post, at, weight * (1.0 if used != [heading] else 0.4), scene, used)


def code_lines(block: Block) -> list[str]:
    """Return the lines of a block of code that are shown; what is left out leaves a mark."""
    lines = block.text.expandtabs(4).split("\n")
    most = MOST_CODE_LINES if len(lines) <= MOST_CODE_LINES else MOST_CODE_LINES - 1
    shown = [line if len(line) <= _LONGEST_CODE_LINE else line[: _LONGEST_CODE_LINE - 1] + "…" for line in lines[:most]]
    return shown if most == MOST_CODE_LINES else [*shown, "…"]


# --- Pictures and tables ----------------------------------------------------------------------------------
def _image(post: Outline, at: int, block: Block) -> Idea | None:
    picture = post.source.images.get(block.ref, "")
    if not is_raster(picture):
        return None
    alt, heading = block.text.strip(), heading_of(post, at)
    described = phrase(words.closed(alt)).alone if words.count(alt) >= 6 else ""
    narration, used = (described, [alt]) if described else beside(post, at)
    if not narration:
        narration = words.closed(words.clip_words(alt, MOST_WORDS))
    if not words.has_letters(narration) or SYMBOLS.search(narration):
        return None
    named = words.count(alt) >= 2 and len(alt) <= 60
    title = alt if named else words.clip(heading, 60)
    source = alt or " ".join(used) or heading
    scene = Scene("image", narration, title=title, picture=picture, source=source, why="The post shows this picture.")
    weight = 1.35 if described else 1.2 if used and used != [heading] else 0.3
    return _idea(post, at, weight, scene, used)


def is_raster(picture: str) -> bool:
    """Return whether a picture can be drawn."""
    return picture.lower().endswith(_RASTER)


def _table(post: Outline, at: int, block: Block) -> Idea | None:
    items = figures(block)
    if not items:
        return None
    narration, used = beside(post, at)
    if not narration:
        return None
    head, column = block.rows[0], _numeric_column(block.rows[1:])
    names = [name for name in (head[0], head[column] if column < len(head) else "") if name]
    title = words.clip(" → ".join(names) or heading_of(post, at), 60)
    scene = Scene(
        "chart", narration, title=title, items=items, source=block.text, why="The post gives these figures in a table."
    )
    return _idea(post, at, 1.3, scene, used)


def figures(block: Block) -> tuple[str, ...]:
    """Return the rows of a table as "label|figure"; nothing when they are not a few figures with a name each."""
    body = block.rows[1:]
    column = _numeric_column(body) if 2 <= len(body) <= 6 else 0
    return tuple(f"{words.clip(row[0], 40)}|{row[column]}" for row in body) if column else ()


def _numeric_column(body: Sequence[tuple[str, ...]]) -> int:
    """Return the first column behind the labels that holds a figure in every row; 0 when there is none."""
    wide = min(len(row) for row in body)
    if any(not row[0].strip() or "|" in row[0] for row in body if row) or not wide:
        return 0
    return next((at for at in range(1, wide) if all(_NUMERIC.fullmatch(row[at].strip()) for row in body)), 0)


_MAKERS: dict[str, Callable[[Outline, int, Block], Idea | None]] = {
    "list": _list,
    "quote": _quote,
    "code": _code,
    "image": _image,
    "table": _table,
}
