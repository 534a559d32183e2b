"""Lists, quotes, code, pictures and tables of a post as ideas for scenes. Pure; shows verbatim, cuts visibly."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import Idea
from reelpress.video.writers.outline import Line, Outline
from reelpress.video.writers.phrasing import MOST_WORDS, phrase

MOST_ITEMS, MOST_CODE_LINES = 5, 12
_LONGEST_ITEM, _LONGEST_CODE_LINE = 72, 90
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_SAYS = re.compile(
    r"^(?P<who>.{2,60}?) (?:once )?(?:said|says|wrote|writes|put|puts|noted|notes|explained|explains|told|replied|asked)\b",
)
_NAMED = re.compile(r"\s+(?:[—–]|--+|-)\s*(?P<who>[^—–\n]{2,80})$")
_NO_QUOTE = re.compile(
    r"\s*(?:\[?!?\b(?:note|warning|tip|info|important|caution|update|disclaimer|edit|tl;?dr)\b)", re.I
)
_SYMBOLS = re.compile(r"https?:|www\.|::|->|=>|\w\(|[{}\\|<>=`^~*_#$@\[\]]|\b\w+/\w+")
_NUMERIC = re.compile(r"[~≈<>+\-−$€£]?\s?\d[\d\s,.]*\s?(?:%|[a-zA-Zµ€$£/]{0,8})")


def pieces(post: Outline) -> Iterator[Idea]:
    """Yield an idea for each block that is no running text and can be shown."""
    for at, block in enumerate(post.source.blocks):
        maker = _MAKERS.get(block.kind)
        idea = maker(post, at, block) if maker else None
        if idea is not None:
            yield idea


def _idea(post: Outline, at: int, weight: float, scene: Scene, used: Sequence[str] = ()) -> Idea:
    section = post.section_of(at)
    weight *= post.sections[section].weight
    return Idea(scene, at, 0, section, weight, frozenset(used) | {scene.source})


def _heading(post: Outline, at: int) -> str:
    return post.sections[post.section_of(at)].heading or post.title


def _before(post: Outline, at: int) -> Line | None:
    """Return the sentence right before the block `at`."""
    lines = post.of_block.get(at - 1)
    return lines[-1] if lines and post.section_of(at - 1) == post.section_of(at) else None


def _spoken_near(post: Outline, at: int) -> Line | None:
    """Return the sentence that best introduces the block `at`: one right before it, else one right behind it."""
    before = post.of_block.get(at - 1, []) if post.section_of(at - 1) == post.section_of(at) else []
    behind = post.of_block.get(at + 1, []) if post.section_of(at + 1) == post.section_of(at) else []
    near = [line for line in [*reversed(before), *behind[:2]] if line.alone]
    return near[0] if near else None


# --- Lists ------------------------------------------------------------------------------------------------
def _list(post: Outline, at: int, block: Block) -> Idea | None:
    rows = [(item, row) for item in block.items[:40] if (row := _row(item))]
    if len(rows) < 2 or len(rows) < len(block.items[:40]) * 0.6:
        return None
    shown = [row for _, row in rows[:MOST_ITEMS]]
    missing = len(block.items) - len(shown)
    if missing > 0:
        shown = [*shown[: MOST_ITEMS - 1], _more(post, len(block.items) - len(shown[: MOST_ITEMS - 1]))]
    lead, lead_line = _lead(post, at)
    narration, said = _told(lead, rows)
    if not narration:
        return None
    title = words.clip(_heading(post, at), 60)
    used = [item for item, _ in rows] + ([lead_line] if lead_line else [])
    scene = Scene("list", narration, title=title, items=tuple(shown), source=said, why="The post counts these up.")
    return _idea(post, at, 1.25 if len(block.items) <= 8 else 0.8, scene, used)


def _more(post: Outline, many: int) -> str:
    return f"… and {many} more" if post.source.language.startswith("en") else f"… +{many}"


def _row(item: str) -> str:
    """Return a list item as one short row; nothing when it is code, an address or too long to cut."""
    first = next(iter(sentences(item[:600])), "")
    row = first.rstrip(".。").strip()
    if len(row) > _LONGEST_ITEM:
        row = re.split(r"(?<=\w)(?::\s|;\s|\s[—–]\s|\s\()", row, maxsplit=1)[0]
    if not words.has_letters(row) or words.count(row) < 2 or len(_SYMBOLS.findall(row)) > 0:
        return ""
    return words.clip(row, _LONGEST_ITEM)


def _lead(post: Outline, at: int) -> tuple[str, str]:
    """Return the words that open a list, and the sentence that they are."""
    line = _before(post, at)
    if line is not None and line.source.endswith(":"):
        said = phrase(words.closed(line.source))
        if said.alone and words.count(said.alone) <= 16 and said.alone.endswith("."):
            return said.alone[:-1], line.source
    return _heading(post, at).rstrip(" .:"), ""


def _told(lead: str, rows: list[tuple[str, str]]) -> tuple[str, str]:
    """Return how a list is read aloud, with its first items, and the text that it comes from."""
    told: list[str] = []
    for _, row in rows[:4]:
        if "…" in row or words.count(row) > 16:
            break
        told.append(row)
        if len(told) >= 2 and words.count(f"{lead} {' '.join(told)}") >= 20:
            break
    if len(told) < 2:
        return "", ""
    opening = f"{lead}: " if lead and lead[-1] not in "?!" else f"{lead} " if lead else ""
    whole = all(row[:1].isupper() and words.count(row) > 3 for row in told)
    body = " ".join(words.closed(row) for row in told) if whole else words.closed(", ".join(told))
    return opening + body, " ".join(item for item, _ in rows[: len(told)])


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
    narration = lead + words.closed(quoted)
    if not words.has_letters(quoted):
        return None
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
        if left < 0 or _SYMBOLS.search(sentence) or not words.is_closed(sentence):
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
    shown = [
        line if len(line) <= _LONGEST_CODE_LINE else line[: _LONGEST_CODE_LINE - 1] + "…"
        for line in lines[:MOST_CODE_LINES]
    ]
    if len(lines) > MOST_CODE_LINES:
        shown = [*shown[: MOST_CODE_LINES - 1], "…"]
    heading = _heading(post, at)
    line = _spoken_near(post, at)
    narration = line.alone if line else words.closed(heading)
    if not narration:
        return None
    scene = Scene(
        "code",
        narration,
        title=words.clip(heading, 60),
        code="\n".join(shown),
        language=block.language,
        source=words.clip(block.text, 2000).rstrip("…"),
        why="The post shows it as code.",
    )
    weight = (1.1 if len(lines) <= MOST_CODE_LINES else 0.8) * (1.0 if line else 0.4)
    return _idea(post, at, weight, scene, [line.source] if line else [heading])


# --- Pictures and tables ----------------------------------------------------------------------------------
def _image(post: Outline, at: int, block: Block) -> Idea | None:
    picture = post.source.images.get(block.ref, "")
    if not picture.lower().endswith(_RASTER):
        return None
    alt, heading = block.text.strip(), _heading(post, at)
    described = phrase(words.closed(alt)).alone if words.count(alt) >= 6 else ""
    line = None if described else _spoken_near(post, at)
    narration = described or (line.alone if line else words.closed(words.clip_words(alt or heading, MOST_WORDS)))
    if not words.has_letters(narration):
        return None
    title = alt if alt and len(alt) <= 60 else words.clip(heading, 60)
    source = alt or (line.source if line else heading)
    scene = Scene("image", narration, title=title, picture=picture, source=source, why="The post shows this picture.")
    weight = 1.35 if described else 1.1 if line else 0.5
    return _idea(post, at, weight, scene, [line.source] if line else [heading])


def _table(post: Outline, at: int, block: Block) -> Idea | None:
    head, body = block.rows[:1], block.rows[1:]
    if not head or not 2 <= len(body) <= 6:
        return None
    column = _numeric_column(body)
    if not column:
        return None
    line, heading = _spoken_near(post, at), _heading(post, at)
    narration = line.alone if line else words.closed(heading)
    if not narration:
        return None
    names = [name for name in (head[0][0], head[0][column] if column < len(head[0]) else "") if name]
    title = words.clip(" → ".join(names) or heading, 60)
    items = tuple(f"{words.clip(row[0], 40)}|{row[column]}" for row in body)
    scene = Scene(
        "chart", narration, title=title, items=items, source=block.text, why="The post gives these figures in a table."
    )
    return _idea(post, at, 1.3 if line else 0.7, scene, [line.source] if line else [heading])


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
