"""Lists of a post as scenes: short rows to see, a lead-in and the rows to hear. Pure; cuts visibly.

A list that announces three things tells three, or does not announce them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import UNNUMBERED, Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import figured, waits_for_more
from reelpress.video.writers.nearby import CODE, SYMBOLS, introduction
from reelpress.video.writers.outline import Outline, is_courtesy
from reelpress.video.writers.pace import seconds_said
from reelpress.video.writers.phrasing import leans, phrase
from reelpress.video.writers.tongues.base import Tongue, whole_word

MOST_ITEMS = 5
_LONGEST_ITEM = 90
_LOOKED_AT = 40
_LEAST_ITEM, _LEAST_GENEROUS_ITEM = 8, 5
_TOLD_WORDS, _LIST_SECONDS = 34, 17  # what the first rows of a list may take, and a list that is told whole
_LONGEST_TITLE, _SHORT_ROW = 48, 4
_LABEL = re.compile(r"(?P<label>[^\s:：][^:：.!?。！？]{0,38})(?::\s+|：)(?=\S)")
_BREAK = re.compile(
    r"(?<=\w)(?:;\s|\s[—–]\s|\s\(|,\s(?=(?:so|and|but|which|because|where|while|it|we|you)\s)|(?<=.{12}):\s)"
)
_DIGITS = re.compile(r"(?<![\d.,])([2-9]|10)(?![\d.,])")
WHY = "The post counts these up."


def list_scenes(post: Outline, at: int, block: Block) -> Iterator[tuple[Scene, list[str]]]:
    """Yield the ways to tell a list, the fullest first, each with the sentences that it uses.

    None when it cannot be shown or said well.
    """
    items = _items(post, block)
    rows = _rows(items, post)
    if len(rows) < 2 or len(rows) < len(items) * 0.6:
        return
    whole = len(rows) == len(items) == len(set(block.items))
    rows = dict(takewhile(lambda row: row[0] in rows, ((item, rows.get(item, "")) for item in items)))
    if len(rows) < 2:
        return  # they are numbered on screen, so none in the middle may be missing
    lead, used = _lead(post, at)
    if lead[-1:] in "?？؟" and any(words.count(row) > _SHORT_ROW for row in rows.values()):
        lead, used = "", []  # sentences do not answer the question of a heading as names do
    shown = _shown(list(rows.values()), len(items), post.tongue)
    heading = post.sections[post.section_of(at)].heading or _named(lead, post.tongue) or post.title
    explained = _explained(lead, items, post.tongue) if whole else ""
    for told in filter(None, (explained, _told(lead, list(rows.values()), post.tongue, whole=whole))):
        said = [item for item, row in rows.items() if row in told]
        kept = [item for item, row in rows.items() if item in said or row in shown]
        source = "\n\n".join([*used, *kept])
        yield (
            Scene("list", told, title=words.headed(heading), items=shown, source=source, why=WHY),
            [*said, *used],
        )


def more_scenes(post: Outline, at: int, block: Block) -> Iterator[tuple[Scene, list[str]]]:
    """Yield the rows of a list that is too long for one scene, a few at a time, each with the items it uses."""
    rows = _rows(_items(post, block), post)
    heading = post.sections[post.section_of(at)].heading or post.title
    group: list[str] = []
    for item in [*rows, ""]:
        # Told without a lead-in, a row must be a sentence.
        if item and (words.count(rows[item]) < 3 or not rows[item][:1].isupper()):
            continue
        total = sum(words.count(rows[one]) for one in group) + (words.count(rows[item]) if item else 0)
        if group and (not item or total > _TOLD_WORDS or len(group) == MOST_ITEMS - 1):
            if len(group) > 1:
                told = post.tongue.gap.join(words.closed(rows[one]) for one in group)
                shown = tuple(rows[one] for one in group)
                title = words.headed(heading)
                source = "\n\n".join(group)
                scene = Scene("list", told, title=title, items=shown, number=UNNUMBERED, source=source, why=WHY)
                yield scene, list(group)
            group = []
        if item:
            group.append(item)


def item_scenes(post: Outline, at: int, block: Block) -> Iterator[tuple[Scene, str]]:
    """Yield a scene for each item that says something whole, and the item."""
    heading = post.sections[post.section_of(at)].heading
    least = _LEAST_GENEROUS_ITEM if post.generous else _LEAST_ITEM
    for item in block.items[:_LOOKED_AT]:
        if item.rstrip().endswith((":", "：")):
            continue
        label, sentence, joint = _parted(item, post.tongue)
        said = phrase(words.closed(sentence), post.tongue).alone
        if words.count(said) < least or leans(said, post.tongue) or SYMBOLS.search(label):
            continue
        if is_courtesy(said, post.tongue) or waits_for_more(said, post.tongue):
            continue
        name = label.rstrip(".。।:：")
        spoken = said if said.casefold().startswith(name.casefold()) else f"{label}{joint}{said}"  # "KWOK: KWOK is"
        scene = Scene(
            "text",
            spoken,
            title=words.headed(name or heading),
            text=said,
            source="\n\n".join(filter(None, (label, sentence))),
            why="It is one of the things that the post counts up.",
        )
        yield figured(scene, said, post.tongue), item


def _parted(item: str, tongue: Tongue) -> tuple[str, str, str]:
    """Return the name that an item begins with, the sentence about it, and what stands between them."""
    match = _LABEL.match(item)
    if match:
        return match["label"].strip(), next(iter(sentences(item[match.end() :][:600])), ""), tongue.colon
    said = sentences(item[:600])
    if len(said) > 1 and words.count(said[0]) <= _SHORT_ROW:
        return said[0], said[1], tongue.gap
    return "", said[0] if said else "", ""


def _items(post: Outline, block: Block) -> tuple[str, ...]:
    """Return the items that can stand for themselves; none of a table of contents."""
    # "Testing:" opens a list within the list; its items stand for themselves when they are whole sentences.
    whole = tuple(item for item in dict.fromkeys(block.items) if not item.rstrip().endswith((":", "：")))
    items = tuple(item for item in whole[:_LOOKED_AT] if not is_courtesy(item[:200], post.tongue))
    if len(items) < 2 or _repeats_headings(post, items):
        return ()
    if len(whole) < len(set(block.items)) and any(item[:1].islower() for item in items):
        return ()
    return items


def _repeats_headings(post: Outline, items: Sequence[str]) -> bool:
    """Return whether a list is the post's table of contents."""
    return sum(item.rstrip(".").casefold() in post.headings for item in items) * 2 >= len(items)


def _rows(items: Sequence[str], post: Outline) -> dict[str, str]:
    """Return each item with its row, without those that have none; a post of little else has its code's names read."""
    tongue, symbols = post.tongue, CODE if post.generous else SYMBOLS
    labels = {item: match["label"].strip() for item in items if (match := _LABEL.match(item))}
    labelled = bool(items) and len(labels) == len(items)
    rows = {item: row for item in items if (row := _row(item, tongue, symbols, labelled=labelled))}
    if labelled and len(rows) < len(items):
        rows = {item: label for item, label in labels.items() if not symbols.search(label)}
    return rows


def _row(item: str, tongue: Tongue, symbols: re.Pattern[str], *, labelled: bool) -> str:
    """Return a list item as one short row, whole in itself; nothing when it is code, an address or too long."""
    if labelled and (match := _LABEL.match(item)) and words.count(match["label"]) > 2:
        row = match["label"].strip()
    else:
        row = next(iter(sentences(item[:600])), "").rstrip(".。।,;").strip()
        if len(row) > _LONGEST_ITEM and not tongue.waits.match(row):
            head = _BREAK.split(row, maxsplit=1)[0].rstrip(",:")
            row = head if words.count(head) >= 3 and not tongue.hanging.search(head) else row
    if not words.has_letters(row) or symbols.search(row) or tongue.pointing.search(row) or len(row) > _LONGEST_ITEM:
        return ""
    return row


def _shown(rows: list[str], many: int, tongue: Tongue) -> tuple[str, ...]:
    if many <= MOST_ITEMS and len(rows) == many:
        return tuple(rows)
    kept = rows[: MOST_ITEMS - 1]
    return (*kept, tongue.more.format(many - len(kept))) if many > len(kept) else tuple(kept)


def _lead(post: Outline, at: int) -> tuple[str, list[str]]:
    """Return the words that open a list, without a mark, and the passage of the post that they are."""
    said, line = introduction(post, at)
    if line is not None and words.count(said) <= 16 and said[-1:] in ".。।" and not leans(said, post.tongue):
        return said[:-1], [line.source]
    heading = post.sections[post.section_of(at)].heading
    return (heading.rstrip(" .:：。"), [heading]) if heading and not SYMBOLS.search(heading) else ("", [])


def _named(lead: str, tongue: Tongue) -> str:
    """Return what a list is called by its lead, "The directors" of "The directors are"; nothing for a sentence."""
    front, _, last = lead.rpartition(" ")
    name = front if whole_word(tongue.verbs).fullmatch(last) else lead
    return name if 0 < len(name) <= _LONGEST_TITLE and not tongue.hanging.search(name) else ""


def announced(text: str, tongue: Tongue) -> int:
    """Return how many things `text` announces, by a word or a digit; 0 when it does not say."""
    digits = _DIGITS.search(text)
    found = [(digits.start(), int(digits[1]))] if digits else []
    for number, word in enumerate(tongue.counted, start=2):
        match = word.search(text)
        found += [(match.start(), number)] if match else []
    return min(found)[1] if found else 0


def _explained(lead: str, items: Sequence[str], tongue: Tongue) -> str:
    """Return a list as it is read aloud with what is said of each of its things; nothing if that takes too long."""
    told = []
    for item in items:
        said = sentences(item[:600])
        if SYMBOLS.search(item) or tongue.pointing.search(item) or len(item) > 300:
            return ""
        told.append(tongue.gap.join(words.closed(one) for one in said))
    narration = _opened(lead, tongue) + tongue.gap.join(told)
    sound = all(item[:1].isupper() or not item[:1].islower() for item in items)
    return narration if sound and seconds_said(narration, tongue.code) <= _LIST_SECONDS and not _short(items) else ""


def _short(items: Sequence[str]) -> bool:
    return all(words.count(item) <= 3 for item in items)


def _told(lead: str, rows: list[str], tongue: Tongue, *, whole: bool) -> str:
    """Return how a list is read aloud: what it counts up, and all of its rows; the first, if it announces no number."""
    said_whole = tongue.gap.join(words.closed(row) for row in [lead, *rows])
    if whole and seconds_said(said_whole, tongue.code) <= _LIST_SECONDS and len(rows) <= MOST_ITEMS + 1:
        told = rows
    else:
        lead = "" if announced(lead, tongue) else lead
        told = _first(lead, rows, tongue)
    sound = all((row[:1].isupper() or not row[:1].islower()) and words.count(row) > 2 for row in told)
    if len(told) < 2 or not (lead or sound):
        return ""
    said = tongue.gap.join(words.closed(row) for row in told) if sound else words.closed(tongue.comma.join(told))
    return _opened(lead, tongue) + said


def _opened(lead: str, tongue: Tongue) -> str:
    if not lead:
        return ""
    return f"{lead}{tongue.gap}" if lead[-1] in "?!？！؟" else f"{lead}{tongue.colon}"


def _first(lead: str, rows: list[str], tongue: Tongue) -> list[str]:
    """Return the first rows that are short enough to be told, as many as there is time for."""
    told: list[str] = []
    for row in rows[: MOST_ITEMS - 1]:
        if words.count(tongue.gap.join([lead, *told, row])) > _TOLD_WORDS:
            break
        told.append(row)
    return told
