"""A post as numbered passages that a model can cite, cut to a budget of tokens by what each is worth. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from reelpress.content.blocks import Block
from reelpress.video.writers.outline import Outline
from reelpress.video.writers.pieces import is_raster

_LONGEST = 1200  # characters of one passage that are shown to the model
_MOST_ROWS = 20
_WORTH = {"list": 0.95, "quote": 0.9, "code": 0.8, "table": 0.9, "image": 0.9}


@dataclass(frozen=True)
class Passage:
    """A piece of the post that can be cited: `text` is verbatim, `shown` is what the model reads of it."""

    number: int
    kind: str
    text: str
    shown: str
    block: int  # -1: the title or the summary
    section: int = -1
    weight: float = 0.0

    @property
    def tokens(self) -> int:
        return tokens_in(self.shown) + 6


def tokens_in(text: str) -> int:
    """Return about how many tokens `text` is: a quarter a Latin letter, more where each character is a word."""
    plain = sum(character < "\u0250" for character in text)
    return math.ceil(plain / 3.6 + (len(text) - plain) / 1.3)


def passages(post: Outline) -> list[Passage]:
    """Return all passages of a post in its order; sentences of paragraphs one by one, other blocks whole."""
    found = [("title", post.title, -1, -1, 9.0)]
    if post.source.summary:
        found.append(("summary", " ".join(post.source.summary.split()), -1, -1, 1.2))
    for at, block in enumerate(post.source.blocks):
        section = post.section_of(at)
        if block.kind == "paragraph":
            found += [("sentence", line.source, at, section, line.weight) for line in post.of_block.get(at, [])]
        elif block.kind == "heading":
            found.append(("heading", block.text, at, post.section_of(at + 1), 0.0))
        elif block.kind in _WORTH and (block.kind != "image" or is_raster(post.source.images.get(block.ref, ""))):
            worth = _WORTH[block.kind] * (post.sections[section].weight if section >= 0 else 1.0)
            found.append((block.kind, block.text or "picture", at, section, worth))
    return [
        Passage(
            number, kind, text, _shown(kind, text, post.source.blocks[at] if at >= 0 else None), at, section, weight
        )
        for number, (kind, text, at, section, weight) in enumerate(found, start=1)
        if text.strip()
    ]


def _shown(kind: str, text: str, block: Block | None) -> str:
    if kind in ("list", "table") and block is not None:
        text = "\n".join(f"- {item}" for item in block.items[:_MOST_ROWS])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def condensed(found: Iterable[Passage], budget: int) -> list[Passage]:
    """Return the passages that fit into `budget` tokens, the weightiest, in the order of the post.

    Headings come along with what stands below them: alone they tell nothing.
    """
    every = list(found)
    if sum(passage.tokens for passage in every) <= budget:
        return every
    heads = {passage.section: passage for passage in every if passage.kind == "heading"}
    kept: dict[int, Passage] = {}
    for passage in sorted(every, key=lambda one: (-one.weight, one.number)):
        head = heads.get(passage.section)
        wanted = [one for one in (head, passage) if one is not None and one.number not in kept]
        cost = sum(one.tokens for one in wanted)
        if passage.kind != "heading" and cost <= budget:
            budget -= cost
            kept |= {one.number: one for one in wanted}
    return [kept[number] for number in sorted(kept)]


def as_text(kept: Iterable[Passage]) -> str:
    """Return passages as the model reads them; no line of a post can look like the end of the post."""
    lines = []
    last = 0
    for passage in kept:
        if passage.number > last + 1:
            lines.append("(...)")
        last = passage.number
        kind = "" if passage.kind == "sentence" else f" ({passage.kind})"
        lines.append(
            f"[{passage.number}]{kind} {passage.shown.replace('<', '‹') if _closes(passage) else passage.shown}"
        )
    return "\n".join(lines)


def _closes(passage: Passage) -> bool:
    return "</post" in passage.shown.lower() or "<post" in passage.shown.lower()
