"""The first scene: the title on screen, and the words of the post that make somebody stay. Pure.

A hook is a figure, a question or a plain statement from anywhere in the post that stands on its own; the title is read
aloud only where the post holds nothing that is better.
"""

import re
from dataclasses import dataclass, replace

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.ideas import FIGURE, MEASURE
from reelpress.video.writers.nearby import CODE, SYMBOLS
from reelpress.video.writers.outline import Line, Outline, is_courtesy, plain, speaks_on
from reelpress.video.writers.phrasing import MOST_WORDS, leans, phrase, shortened
from reelpress.video.writers.tongues.base import whole_word

_GOOD = 0.5  # a sentence that is worth less does not open it; the title does
_ROOM, _HOOK_WORDS = 24, 18
_BRIEF_OPENING, _LATER_PART = 14, 0.15  # words of a first sentence; what it costs to begin behind the lead
_STEPS, _POOR = 3, 0.3  # sentences that may lead to the best one; what the first of them must be worth
_LOOKED_AT = 400  # sentences, blocks
_LONGEST_WORD, _LONGEST_LOOKED, _MOST_NAMES = 40, 10_000, 4
_SUBTITLE = 110
_HEADING, _ITEM = -1, -2  # what stands for the block of a line that is no running text
_ITEMS, _LEAST_ITEM, _LEAST_NEW = 8, 4, 3
_NAME = 4  # words; a title of no more, with a version, is a name: "httpz 0.19"
_ASKS = re.compile(r"[?？؟]\W*$")
_COUNTS = re.compile(r"(?<![\w.-])\d[\d,.]*\s?[^\W\d_]")
_BARE_END = re.compile(r"\s\d[\d,.]*\W?$")
_VERSION = re.compile(r"\bv?\d+\.\d+|\b(?:19|20)\d\d\b")
_TECHNICAL = re.compile(r"\w\.\w*[a-zA-Z]|[a-z][A-Z]|\w/\w|\w-\w+-\w|[a-z\d]_[a-z\d]")


@dataclass(frozen=True)
class Opening:
    """The first scene and the sentences of the post that it has used."""

    scene: Scene
    used: frozenset[str]
    last: tuple[int, int] | None = None  # block and place of its last sentence, when that stands in running text
    named: bool = False  # whether it says the title, for want of a sentence


def title_scene(post: Outline) -> Opening | None:
    """Return the first scene; None when the post holds nothing at all that can be said."""
    title = post.title or _stand_in(post)
    if not title:
        return None
    hook = _hook(post)
    if not hook:
        return _by_title(post, title)
    narration = hook[0].alone + "".join(line.joint + line.after for line in hook[1:])
    source = hook[0].source + "".join(line.joint + line.source for line in hook[1:])
    # What stands before the opening words in the lead is not told after them.
    lead = hook[0].block >= 0 and hook[0].section == post.lines[0].section
    beside = post.of_block[hook[0].block] if lead else []
    passed = [line for line in beside if line.place < hook[0].place or post.tongue.dullness.search(line.source)]
    used = frozenset(line.source for line in [*passed, *hook]) | {title}
    scene = Scene("title", narration, title=title, text=_subtitle(post), source=source, why=_why(post, hook[0]))
    return Opening(scene, used, (hook[-1].block, hook[-1].place) if hook[-1].block >= 0 else None)


def _by_title(post: Outline, title: str) -> Opening:
    """Return the first scene of a post whose sentences make no opening: its title, and its news behind a mere name."""
    said = words.closed(words.clip_words(title, MOST_WORDS))
    why = "It is the post's title: no sentence of the post says more in as few words."
    used, last, source = {title}, None, title
    if _VERSION.search(title) and words.count(title) <= _NAME:
        first = next(iter(post.lines), None)
        row = _first_news(post)
        if first and first.after and words.count(first.after) <= _ROOM and not _is_dull(post, first.after):
            used, last = {title, first.source}, (first.block, first.place)
            said, source = f"{said}{post.tongue.gap}{first.after}", f"{title}\n\n{first.source}"
            why = "The title is a name, and the post's first sentence says what is new."
        elif row:
            said, source = words.closed(f"{title}{post.tongue.colon}{row}"), f"{title}\n\n{row}"
            why = "The title is a name, and this is the news of the post that says most in few words."
    scene = Scene("title", said, title=title, text=_subtitle(post), source=source, why=why)
    return Opening(scene, frozenset(used), last, named=True)


def _first_news(post: Outline) -> str:
    """Return the row of the post's lists that says most in few words, to follow a title that is only a name."""
    tongue = post.tongue
    rows = [
        words.closed(next(iter(sentences(item[:400])), ""))[:-1]
        for block in post.source.blocks[:_LOOKED_AT]
        for item in (block.items[:_ITEMS] if block.kind == "list" else ())
    ]
    told = [row for row in rows if _LEAST_NEW <= words.count(row) <= _HOOK_WORDS and not CODE.search(row)]
    known = whole_word((*tongue.verbs, *tongue.verb_forms))

    def tells(row: str) -> int:
        return any(map(known.fullmatch, row.split())) + bool(tongue.gripping.search(row)) + bool(MEASURE.search(row))

    return max(told, key=tells, default="")


def _why(post: Outline, line: Line) -> str:
    figure = FIGURE.search(line.alone)
    if figure:
        return f"It opens with a figure that makes one ask how it came to be: {figure.group().strip(' .,')}."
    if _ASKS.search(line.alone):
        return "It opens with the question that the post answers."
    if line.block < 0:
        return "It is the strongest of the headings and list items that are whole sentences."
    first = (line.section, line.place) == (post.lines[0].section, 0)
    where = "The post itself begins with it" if first else "It is the strongest short sentence of the post"
    return f"{where}, and it can be understood without another."


def _hook(post: Outline) -> list[Line]:
    """Return the sentences that open the video: the best one and what follows it."""
    best, worth = None, _GOOD
    top = max((line.weight for line in post.lines), default=0.0) or 1.0
    for place, line in enumerate(_candidates(post)):
        brief = replace(line, alone=_in_brief(line.alone, post))
        value = _worth(brief.alone, post) + 0.35 * line.weight / top + _news(post, line) - _late(post, line, place)
        if value > worth and not _unanswered(post, line):
            best, worth = brief, value
    if best is None:
        return []
    return _from_the_start(post, best) or _with_what_follows(post, best)


def _in_brief(text: str, post: Outline) -> str:
    """Return the first clauses of a long sentence, unless its figure would be cut off."""
    brief = shortened(text, _HOOK_WORDS, post.tongue) or text
    loses = FIGURE.search(text) and not FIGURE.search(brief)
    return text if loses and words.count(text) <= _ROOM else brief


def _from_the_start(post: Outline, best: Line) -> list[Line]:
    """Return the paragraph up to `best`, when it opens the post and is short: it leads to the point by itself."""
    if best.block < 0 or best.section != post.lines[0].section or not 0 < best.place <= _STEPS:
        return []
    before = post.of_block[best.block][: best.place]
    opening = before[0].alone
    if not opening or not all(line.after for line in before) or _worth(opening, post) < _POOR:
        return []
    if any(_is_dull(post, line.after) for line in before):
        return []
    total = sum(words.count(line.after) for line in before) + words.count(best.after or best.alone)
    whole = bool(best.after) and total <= _ROOM
    return [*before, replace(best, alone=best.after)] if whole else []


def _with_what_follows(post: Outline, best: Line) -> list[Line]:
    hook, total = [best], words.count(best.alone)
    if best.block < 0 or (best.alone not in (best.source, best.after) and words.count(best.source) > _HOOK_WORDS):
        return hook  # what would follow follows from what was cut off
    for line in post.of_block[best.block][best.place + 1 :]:
        total += words.count(line.after)
        if not line.after or _is_dull(post, line.after) or total > _ROOM or total - words.count(line.after) >= 16:
            break
        hook.append(line)
    return hook


def _is_dull(post: Outline, text: str) -> bool:
    return bool(post.tongue.dullness.search(text)) or is_courtesy(text, post.tongue)


def _candidates(post: Outline) -> list[Line]:
    """Return the sentences that may open the video: of the text, of short items, and headings that are sentences."""
    found = [
        line
        for line in post.lines[:_LOOKED_AT]
        if line.alone and post.sections[line.section].weight == 1 and not is_courtesy(line.alone, post.tongue)
    ]
    found.sort(key=lambda line: bool(post.tongue.dullness.search(line.alone)))
    for at, block in enumerate(post.source.blocks[:_LOOKED_AT]):
        section = post.section_of(at)
        said = block.items if block.kind == "list" else (block.text,) if block.kind == "heading" else ()
        if section >= 0 and post.sections[section].weight < 1:
            continue
        for text in said[:_ITEMS]:
            sentence = next(iter(sentences(text[:400])), "")
            alone = phrase(words.closed(sentence), post.tongue).alone
            if _LEAST_ITEM <= words.count(alone) <= _HOOK_WORDS and sentence != post.title and ": " not in alone:
                found.append(
                    Line(sentence, alone, alone, _ITEM if block.kind == "list" else _HEADING, 0, " ", max(0, section))
                )
    return found


def _news(post: Outline, line: Line) -> float:
    """Return what it is worth that a sentence is what the post announces."""
    return 0.6 if post.tongue.announcement.match(line.source) else 0.0


def _late(post: Outline, line: Line, place: int) -> float:
    """Return what standing late costs; the very end is the conclusion, and no beginning."""
    if line.block < 0:
        return 0.25 if line.block == _HEADING else 0.4
    if speaks_on(post, line):
        return 0.9
    if line.block == post.lines[-1].block and line.block != post.lines[0].block:
        return 0.8
    if place == 0 and line.section == post.lines[0].section:
        return -0.35 if words.count(line.alone) <= _BRIEF_OPENING else -0.25
    most = 0.2 if FIGURE.search(line.alone) else 0.6
    early = line.section == post.lines[0].section
    asks = 0.2 if _ASKS.search(line.alone) and line.section != post.lines[0].section else 0.0
    return min(most, place * 0.03) + asks + (0.0 if early else _LATER_PART)


def _unanswered(post: Outline, line: Line) -> bool:
    """Return whether `line` sets something up of which nothing would follow in the same breath."""
    if not (post.tongue.setting.match(line.alone) or post.tongue.promise.search(line.alone)):
        return False
    following = post.of_block.get(line.block, [])[line.place + 1 : line.place + 2]
    return not (following and following[0].after)


def _worth(text: str, post: Outline) -> float:
    tongue = post.tongue
    if is_courtesy(text, tongue) or (tongue.waits.match(text) and words.count(text) > 14):
        return -9.0
    long = words.count(text)
    figure = FIGURE.search(text)
    worth = 0.8 - max(0, long - 11) * 0.06 - (0.5 if long < 5 and not figure else 0.0)
    counts = _COUNTS.search(_VERSION.sub("", text))
    worth += 0.6 if figure else 0.4 if MEASURE.search(text) else 0.2 if counts else 0.0
    worth += 0.2 if _ASKS.search(text) else 0.0
    worth += min(1 if figure else 2, len(tongue.gripping.findall(text))) * 0.2
    worth += 0.3 * words.likeness(text, post.title)
    worth -= 0.9 if tongue.dullness.search(text) else 0.0
    worth -= 0.5 if leans(text, tongue) else 0.0
    worth -= 0.3 if _BARE_END.search(text) else 0.0  # "assumed 24.": of what?
    worth -= 0.3 if tongue.waits.match(text) and re.search(r"[,،，]", text) else 0.0
    worth -= 0.35 if tongue.pronoun.search(text) else 0.0
    if len(set(words.tokens(text)) - set(words.tokens(post.title))) < _LEAST_NEW:
        worth -= 0.6  # the title in other words
    return worth - 0.2 * min(3, len(_TECHNICAL.findall(text)))


def _subtitle(post: Outline) -> str:
    """Return the post's summary in short; nothing when it is long or says what the title says."""
    summary = plain(post.source.summary)
    for text in (summary, next(iter(sentences(summary)), "")):
        if text and len(text) <= _SUBTITLE and words.likeness(text, post.title) < 0.9:
            return text
    return ""


def _stand_in(post: Outline) -> str:
    """Return what a post without a title is called by: its first heading, else the first words that can be said.

    Code and addresses are none; a table is called by its head.
    """
    blocks = post.source.blocks
    texts = [block.text for block in blocks if block.kind == "heading"]
    texts += [
        " ".join(list(filter(words.has_letters, block.rows[0]))[:_MOST_NAMES])
        if block.kind == "table" and block.rows
        else block.text
        for block in blocks[:_LOOKED_AT]
        if block.kind != "code"
    ]
    said = [sentence for text in [*texts, post.source.summary] for sentence in _calls(text)]
    return next((one for one in said if _can_be_called(one)), "") or next(iter(said), "")


def _calls(text: str) -> list[str]:
    return [
        said
        for said in sentences(plain(text[:_LONGEST_LOOKED]))[:3]
        if words.has_letters(said) and not SYMBOLS.search(said)
    ]


def _can_be_called(text: str) -> bool:
    return max(map(len, text.split())) <= _LONGEST_WORD
