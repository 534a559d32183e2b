"""What is left to tell of a post without a sentence: its headings, pictures, tables, code. Pure; invents no words."""

import re
from collections.abc import Iterator
from dataclasses import replace

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import UNNUMBERED, Scene
from reelpress.video.writers import words
from reelpress.video.writers.charting import chart_of
from reelpress.video.writers.nearby import CODE, SYMBOLS
from reelpress.video.writers.outline import Outline, plain
from reelpress.video.writers.pace import SCENE_PAUSE, seconds_said
from reelpress.video.writers.phrasing import MOST_WORDS, phrase
from reelpress.video.writers.pieces import code_lines, is_raster

_FILE_NAME = re.compile(r"\S+\.\w{2,5}|\S*[\w]+(?:[-_]\w+){2,}")
_MOST_SCENES, _MOST_ROWS, _LONGEST_ROW, _LOOKED_AT = 5, 5, 72, 40
_LEAD_WORDS = 4
_LONGEST_WORD = 60  # letters; what is longer is no word


def bare_scenes(post: Outline, said: str, most_seconds: float) -> list[Scene]:
    """Return scenes of a post that holds no sentence to tell, as many as there is room for; often none.

    What only repeats `said` is left out, unless it is all there is.
    """
    found: list[Scene] = []
    again: list[Scene] = []
    told: set[str] = set()
    for scene in filter(None, (_without(said, scene) for scene in _scenes(post))):
        most_seconds -= SCENE_PAUSE + seconds_said(scene.narration, post.source.language)
        if most_seconds < 0 or len(found) == _MOST_SCENES:
            break
        if scene.narration == said:
            again.append(scene)
        elif not told & set(sentences(scene.narration)):
            found.append(scene)
            told |= set(sentences(scene.narration))
    return found or again[:1] or _sentence(post)


def _without(said: str, scene: Scene) -> Scene | None:
    """Return a scene that counts up without the row that was just said; none when nothing is left to say."""
    if scene.kind != "list" or scene.narration == said:
        return scene
    before = set(sentences(said))
    left = [sentence for sentence in sentences(scene.narration) if sentence not in before]
    return replace(scene, narration=" ".join(left)) if left else None


def _scenes(post: Outline) -> Iterator[Scene]:
    named = [part.heading for part in post.sections if part.heading and not SYMBOLS.search(part.heading)]
    headings = list(dict.fromkeys(named))
    if len(headings) > 1 and not any(_list(post, block, "") for block in post.source.blocks):
        yield _rows(
            post,
            "The post consists of these headings.",
            post.title,
            headings,
            source="\n\n".join(headings[:_LOOKED_AT]),
        )
    for at, block in enumerate(post.source.blocks):
        heading = post.sections[post.section_of(at)].heading or post.title
        scene = _list(post, block, heading) if block.kind == "list" else _scene(post, block, heading)
        if scene is not None and words.has_letters(scene.narration):
            yield scene


def _sentence(post: Outline) -> list[Scene]:
    """Return the first sentence of a post that has a title and too few words for anything else."""
    block = next((one for one in post.source.blocks if one.kind == "paragraph"), None)
    if not post.title or block is None or SYMBOLS.search(block.text):
        return []
    first = words.closed(words.clip_words(next(iter(sentences(block.text[:600])), ""), MOST_WORDS))
    said = phrase(first, post.tongue).alone or first
    if not words.has_letters(said) or max(map(len, block.text[:600].split())) > _LONGEST_WORD:
        return []
    return [Scene("text", said, title="", text=said, source=block.text[:600], why="It is all that the post says.")]


def _scene(post: Outline, block: Block, heading: str) -> Scene | None:
    named = words.closed(
        words.clip_words(plain(_described(block.text) if block.kind == "image" else heading), MOST_WORDS)
    )
    title = words.headed(heading)
    picture = post.source.images.get(block.ref, "")
    if block.kind == "image" and is_raster(picture):
        named = named or words.closed(words.clip_words(heading, MOST_WORDS))
        source = "\n\n".join(dict.fromkeys(filter(None, (heading, block.text))))
        return Scene("image", named, title=title, picture=picture, source=source, why="The post shows this picture.")
    if block.kind == "table" and not SYMBOLS.search(block.text.replace("$", "")):
        rows = [": ".join(filter(None, (row[0], ", ".join(row[1:])))) for row in block.rows[1:] or block.rows]
        scene = _rows(
            post, "The post gives this table.", title, list(filter(words.has_letters, rows)), source=block.text
        )
        chart = chart_of(block)
        if chart is None:
            return scene
        return Scene("chart", scene.narration, title=title, items=chart.items, source=block.text, why=scene.why)
    if block.kind == "code" and words.has_letters(block.text):
        code = "\n".join(code_lines(block))
        why = "The post shows this code."
        source = "\n\n".join(filter(None, (heading, block.text)))
        return Scene("code", named, title=title, code=code, language=block.language, source=source, why=why)
    return None


def _list(post: Outline, block: Block, heading: str) -> Scene | None:
    """Return the rows of a list that can be read aloud, behind the heading of its section: "Added: ..."."""
    if block.kind != "list":
        return None
    firsts = [next(iter(sentences(item[:600])), "") for item in block.items[:_LOOKED_AT]]
    rows = [row for row in dict.fromkeys(firsts) if words.has_letters(row) and not CODE.search(row)]
    led = (
        heading if heading != post.title and words.count(heading) <= _LEAD_WORDS and not SYMBOLS.search(heading) else ""
    )
    source = "\n\n".join(filter(None, (led, *rows)))
    scene = _rows(post, "The post counts these up.", heading, rows, source=source)
    if not scene.narration:
        return None
    told = f"{led}{post.tongue.colon}{scene.narration}" if led else scene.narration
    # Rows that are some of the post's bear no numbers.
    return replace(scene, narration=told, number=UNNUMBERED if len(rows) < len(set(block.items)) else "")


def _described(alt: str) -> str:
    """Return the description of a picture; nothing when it is the name of a file."""
    return "" if _FILE_NAME.fullmatch(alt.strip()) else alt


def _rows(post: Outline, why: str, title: str, rows: list[str], *, source: str) -> Scene:
    """Return a list of `rows`, told as far as there is time for."""
    told: list[str] = []
    for row in rows[:_MOST_ROWS]:
        if words.closed(row) not in told and words.count(" ".join([*told, row])) <= MOST_WORDS:
            told.append(words.closed(row))
    shown = [words.clip(row, _LONGEST_ROW) for row in rows]
    if len(shown) > _MOST_ROWS:
        shown = [*shown[: _MOST_ROWS - 1], post.tongue.more.format(len(shown) - _MOST_ROWS + 1)]
    return Scene("list", " ".join(told), title=words.headed(title), items=tuple(shown), source=source, why=why)
