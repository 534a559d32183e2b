"""Lists of a post as scenes: short rows to see, a lead-in and the first of them to hear. Pure; cuts visibly."""

import re
from collections.abc import Iterator, Sequence

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import MOST_SCENE_WORDS, SHOWN_TEXT
from reelpress.video.writers.nearby import SYMBOLS, introduction
from reelpress.video.writers.outline import Outline
from reelpress.video.writers.phrasing import leans, phrase

MOST_ITEMS = 5
_LONGEST_ITEM = 72
_LOOKED_AT = 40
_LEAST_ITEM = 8
_SAID_WORDS, _EXPLAINED_WORDS = 20, 24
_LONGEST_TITLE = 48
_LABEL = re.compile(r"(?P<label>[^\s:][^:.!?]{1,38}):\s+(?=\S)")
_BREAK = re.compile(r"(?<=\w)(?:;\s|\s[—–]\s|\s\(|,\s(?=(?:so|and|but|which|because|where|while|it|we|you)\s))")


def list_scene(post: Outline, at: int, block: Block) -> tuple[Scene, list[str]] | None:
    """Return the scene of a list and the sentences that it uses; None when it cannot be shown or said well."""
    # "Testing:" opens a list within the list; its items stand for themselves when they are whole sentences.
    whole = tuple(item for item in dict.fromkeys(block.items) if not item.rstrip().endswith(":"))
    items = whole[:_LOOKED_AT]
    if len(items) < 2 or _repeats_headings(post, items):
        return None
    if len(whole) < len(set(block.items)) and any(item[:1].islower() for item in items):
        return None
    labels = [match["label"].strip() for item in items if (match := _LABEL.match(item))]
    labelled = len(labels) == len(items)
    rows = [row for item in items if (row := _row(item, labelled=labelled))]
    if labelled and any("…" in row for row in rows):
        rows = [label for label in labels if not SYMBOLS.search(label)]
    if len(rows) < 2 or len(rows) < len(items) * 0.6:
        return None
    lead, used = _lead(post, at)
    told = (labelled and _explained(lead, items)) or _told(lead, labels if labelled else rows)
    if not told:
        return None
    heading = post.sections[post.section_of(at)].heading or (lead if len(lead) <= _LONGEST_TITLE else post.title)
    scene = Scene(
        "list",
        told,
        title=words.clip(heading, 60),
        items=_shown(post, rows, len(whole)),
        source=block.text,
        why="The post counts these up.",
    )
    return scene, [*(item for item in items if _is_told(item, told)), *used]


def item_scenes(post: Outline, at: int, block: Block) -> Iterator[tuple[Scene, str]]:
    """Yield a scene for each item that says something whole, and the item."""
    heading = post.sections[post.section_of(at)].heading
    for item in block.items[:_LOOKED_AT]:
        match = _LABEL.match(item)
        sentence = next(iter(sentences(item[match.end() if match else 0 :][:600])), "")
        said = phrase(words.closed(sentence)).alone
        if words.count(said) < _LEAST_ITEM or leans(said) or (match and SYMBOLS.search(match["label"])):
            continue
        label = match["label"].strip() if match else ""
        yield (
            Scene(
                "text",
                f"{label}: {said}" if label else said,
                title=words.clip(label or heading, 60),
                text=words.clip_clause(said, SHOWN_TEXT),
                source=sentence,
                why="It is one of the things that the post counts up.",
            ),
            item,
        )


def _is_told(item: str, told: str) -> bool:
    first = next(iter(sentences(item[:600])), "").rstrip(".。")
    return bool(first) and first in told


def _fits(lead: str, rows: list[str]) -> bool:
    """Return whether a list can be told whole: one that announces three things should not name two."""
    if len(rows) > MOST_ITEMS or any("…" in row for row in rows):
        return False
    return words.count(" ".join([lead, *rows])) <= MOST_SCENE_WORDS + 2


def _first(lead: str, rows: list[str]) -> list[str]:
    """Return the first rows that are short enough to be told, as many as there is time for."""
    told: list[str] = []
    for row in rows[:MOST_ITEMS]:
        if "…" in row or words.count(row) > 18 or words.count(" ".join([lead, *told, row])) > _SAID_WORDS + 14:
            continue
        told.append(row)
        if len(told) >= 2 and words.count(f"{lead} {' '.join(told)}") >= _SAID_WORDS:
            break
    return told


def _repeats_headings(post: Outline, items: Sequence[str]) -> bool:
    """Return whether a list is the post's table of contents."""
    return sum(item.rstrip(".").casefold() in post.headings for item in items) * 2 >= len(items)


def _shown(post: Outline, rows: list[str], many: int) -> tuple[str, ...]:
    if many <= MOST_ITEMS and len(rows) == many:
        return tuple(rows)
    kept = rows[: MOST_ITEMS - 1]
    missing = many - len(kept)
    more = f"… and {missing} more" if post.source.language.lower().startswith("en") else f"… +{missing}"
    return (*kept, more)


def _row(item: str, *, labelled: bool) -> str:
    """Return a list item as one short row; nothing when it is code, an address or nothing that can be said."""
    if labelled and (match := _LABEL.match(item)) and words.count(match["label"]) > 2:
        row = match["label"].strip()
    else:
        row = next(iter(sentences(item[:600])), "").rstrip(".。").strip()
        if len(row) > _LONGEST_ITEM and not words.WAITING.match(row):
            row = _BREAK.split(row, maxsplit=1)[0].rstrip(",:")
    if not words.has_letters(row) or SYMBOLS.search(row) or words.count(row) > 60:
        return ""
    return words.clip(row, _LONGEST_ITEM)


def _lead(post: Outline, at: int) -> tuple[str, list[str]]:
    """Return the words that open a list, without a mark, and the sentence that they are."""
    said, line = introduction(post, at)
    if line is not None and words.count(said) <= 16 and said.endswith("."):
        return said[:-1], [line.source]
    heading = post.sections[post.section_of(at)].heading
    return (heading.rstrip(" .:"), []) if heading and not SYMBOLS.search(heading) else ("", [])


def _explained(lead: str, items: Sequence[str]) -> str:
    """Return a list of named things as it is read aloud: two of them with what is said of them; nothing if none fit."""
    narration, told = words.closed(lead), 0
    for item in items:
        match = _LABEL.match(item)
        said = phrase(next(iter(sentences(item[match.end() : 600])), "")).alone if match else ""
        if not match or not said or SYMBOLS.search(match["label"]) or words.count(said) > _EXPLAINED_WORDS:
            continue
        more = " ".join([narration, f"{match['label'].strip()}: {said}"]).strip()
        if words.count(more) > MOST_SCENE_WORDS + 4:
            continue
        narration = more
        told += 1
        if told == 2:
            return narration
    return ""


def _told(lead: str, rows: list[str]) -> str:
    """Return how a list is read aloud: what it counts up, and its first items."""
    told = rows if _fits(lead, rows) else _first(lead, rows)
    whole = all(row[:1].isupper() and words.count(row) > 2 for row in told)
    if len(told) < 2 or not (lead or whole):
        return ""
    opening = f"{lead}: " if lead and lead[-1] not in "?!" else f"{lead} " if lead else ""
    return opening + (" ".join(words.closed(row) for row in told) if whole else words.closed(", ".join(told)))
