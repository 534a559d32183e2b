"""A post as sections of sentences, each weighed by how much of the post it stands for. Pure."""

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.phrasing import MOST_WORDS, leans, phrase
from reelpress.video.writers.tongues.base import Tongue
from reelpress.video.writers.tongues.registry import tongue_of

MOST_LINES = 3000  # sentences that are looked at; keeps the longest changelog within a second or two
_LONGEST_BLOCK = 20_000
_ARTICLE = re.compile(r"(?:the|der|die|das|el|la|los|las|le|les|l['’]|o|a|os|as)(?:\s|(?<=['’]))", re.IGNORECASE)
_LOOKED_BACK = 6  # blocks
_TECHNICAL = re.compile(r"\w\.\w*[a-zA-Z]|[a-z][A-Z]|\w/\w|\w_\w|\b[A-Z]\w+[A-Z]\w*[a-z]")


@dataclass(frozen=True)
class Line:
    """A sentence of a paragraph: as written, as said alone or after the one before, and its weight."""

    source: str
    alone: str
    after: str
    block: int
    place: int  # within its paragraph
    joint: str  # what stands between it and the sentence before it
    section: int
    weight: float = 0.0


@dataclass(frozen=True)
class Section:
    """What stands below one heading; the lead of a post has none."""

    heading: str
    first: int
    last: int  # the block behind its last
    weight: float = 1.0


@dataclass(frozen=True)
class Outline:
    """The post, ready to choose from."""

    source: Source
    title: str
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    of_block: dict[int, list[Line]]
    section_at: tuple[int, ...]  # of each block
    headings: frozenset[str]  # folded
    tongue: Tongue
    generous: bool  # whether also less good sentences are wanted

    def section_of(self, block: int) -> int:
        """Return the index of the section in which `block` stands; -1 outside of the post."""
        return self.section_at[block] if 0 <= block < len(self.section_at) else -1


def outline(source: Source, *, most_words: int = MOST_WORDS, generous: bool = False) -> Outline:
    """Return the outline of a post; sentences of more than `most_words` are told by their first clauses only."""
    tongue = tongue_of(source.language)
    title = plain(source.title)
    sections = _sections(source.blocks, title, tongue)
    lines: list[Line] = []
    for index, section in enumerate(sections):
        for at in range(section.first, section.last):
            if len(lines) < MOST_LINES and source.blocks[at].kind == "paragraph":
                lines += _lines(source.blocks[at], at, index, tongue, most_words)
    weighed = _weigh(lines, title, sections, tongue)
    headings = frozenset(part.heading.casefold() for part in sections)
    of_block: dict[int, list[Line]] = {}
    for line in weighed:
        of_block.setdefault(line.block, []).append(line)
    section_at = _section_at(sections)
    return Outline(source, title, tuple(sections), tuple(weighed), of_block, section_at, headings, tongue, generous)


def _section_at(sections: list[Section]) -> tuple[int, ...]:
    found: list[int] = []
    for index, part in enumerate(sections):
        found += [index] * (part.last - len(found))
    return tuple(found)


def is_dull(text: str, tongue: Tongue) -> bool:
    """Return whether `text` is courtesy, or about the telling and not about the matter."""
    return bool(tongue.dullness.search(text)) or is_courtesy(text, tongue)


def is_courtesy(text: str, tongue: Tongue) -> bool:
    """Return whether `text` thanks or greets: kind in a post, padding in a minute."""
    return bool(tongue.courtesy.search(text))


def speaks_on(post: Outline, line: Line) -> bool:
    """Return whether `line` begins with "the" thing that a sentence before it has named."""
    article = _ARTICLE.match(line.alone)
    first = words.tokens(line.alone[article.end() : article.end() + 80])[:1] if article else []
    if not first or not (line.place or line.section):
        return False
    blocks = range(max(post.sections[line.section].first, line.block - _LOOKED_BACK), line.block + 1)
    before = (other for block in blocks for other in post.of_block.get(block, []) if other is not line)
    return any(first[0] in words.bag(other.source) for other in before)


def plain(text: str) -> str:
    """Return a title or heading on one line; nothing when it holds nothing that can be said."""
    text = " ".join(text.split())
    return text if words.has_letters(text) else ""


def _sections(blocks: tuple[Block, ...], title: str, tongue: Tongue) -> list[Section]:
    found: list[Section] = []
    heading, start = "", 0
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            if at > start or heading:
                found.append(Section(heading, start, at))
            heading, start = plain(block.text), at + 1
    found.append(Section(heading, start, len(blocks)))
    return [
        replace(
            part,
            heading="" if part.heading == title else part.heading,
            weight=0.05 if tongue.aside.search(part.heading) else 1.0,
        )
        for part in found
    ]


def _lines(block: Block, at: int, section: int, tongue: Tongue, most_words: int) -> list[Line]:
    found = []
    end = 0
    for place, sentence in enumerate(sentences(block.text[:_LONGEST_BLOCK])):
        said = phrase(sentence, tongue, most_words)
        start = block.text.find(sentence, end)
        found.append(Line(sentence, said.alone, said.after, at, place, block.text[end:start], section))
        end = start + len(sentence)
    return found


def _weigh(lines: list[Line], title: str, sections: list[Section], tongue: Tongue) -> list[Line]:
    """Weigh each line by its likeness to all others (tf-idf degree centrality) and by where it stands."""
    bags = [Counter(words.tokens(line.source[:1000])) for line in lines]
    seen: Counter[str] = Counter()
    for bag in bags:
        seen.update(bag.keys())
    vectors = [_vector(bag, seen, len(bags)) for bag in bags]
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, value in vector.items():
            total[word] += value
    about = set(words.tokens(title))
    central: list[float] = []
    for vector in vectors:
        degree = sum(value * (total[word] - value) for word, value in vector.items())
        central.append(degree + sum(value for word, value in vector.items() if word in about) * len(vectors) * 0.03)
    top = max(central, default=0.0) or 1.0
    return [
        replace(line, weight=(0.35 + value / top) * _manner(line, tongue) * sections[line.section].weight)
        for line, value in zip(lines, central, strict=True)
    ]


def _vector(bag: Counter[str], seen: Counter[str], many: int) -> dict[str, float]:
    raw = {word: number * math.log(1 + many / seen[word]) for word, number in bag.items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {word: value / length for word, value in raw.items()}


def _manner(line: Line, tongue: Tongue) -> float:
    """Return what a sentence's place and form are worth: first in its paragraph, short, plain, leaning on nothing."""
    text = line.alone or line.after
    worth = (1.25, 1.0)[line.place] if line.place < 2 else 0.85
    worth *= 0.7 if line.place and tongue.drops_subject else 1.0
    long = words.count(text)
    worth *= 1.0 if 7 <= long <= 20 else 0.85 if long > 5 else 0.6
    worth *= 0.3 if leans(text, tongue) else 1.0
    worth *= 0.1 if is_dull(text, tongue) else 1.0
    worth *= 0.5 if len(words.tokens(text)) < 3 else 1.0
    return worth * float(0.7 ** min(3, len(_TECHNICAL.findall(text))))
