"""How a post's words are fitted to a platform's limits. Pure: text in, text out."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reelpress.publishing.platforms.base import Limits
from reelpress.publishing.platforms.checks import tags_size

SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[。！？]")
LEAST_SHARE = 0.5  # a sentence end is preferred to a word end when so much of the room is used
STANDS_FOR = {"<": "‹", ">": "›"}
RESERVED_TAGS = 60  # characters of the tag list that are kept for the probe's own tag
GAP = "\n\n"
Size = Callable[[str], int]


@dataclass(frozen=True)
class Words:
    """What a post says of itself."""

    title: str
    summary: str
    link: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fitted:
    """What is sent."""

    title: str
    text: str


def fit(words: Words, limits: Limits) -> Fitted:
    """Return title and text within `limits`: link and hashtags whole, the summary cut at a sentence or a word."""
    title, summary = (clean(text, limits.banned) for text in (words.title, words.summary))
    link = words.link if not set(words.link) & set(limits.banned) else ""
    link = link if limits.size(link) <= limits.text // 2 else ""
    tail = GAP.join(part for part in (link, " ".join(hashtags(words.tags)[: limits.hashtags])) if part)
    if limits.size(tail) > limits.text // 2:
        tail = link
    parts = [summary]
    if not limits.title:
        parts = [cut(title, limits.text - _room(limits, tail), limits.size), summary]
    text = ""
    for part in parts:
        room = limits.text - _room(limits, text) - _room(limits, tail)
        text = GAP.join(piece for piece in (text, cut(part, room, limits.size)) if piece)
    text = GAP.join(piece for piece in (text, tail) if piece)
    return Fitted(cut(title, limits.title, len) if limits.title else "", text)


def cut(text: str, limit: int, size: Size = len) -> str:
    """Return `text` within `limit`, cut after a sentence if that fills half the room, else at a word, visibly."""
    if size(text) <= limit:
        return text
    if limit <= size("…"):
        return ""
    head = _prefix(text, limit, size)
    ends = [found.end() for found in SENTENCE_END.finditer(head)]
    if ends and size(head[: ends[-1]]) >= LEAST_SHARE * limit:
        return head[: ends[-1]].rstrip()
    head = _prefix(text, limit - size("…"), size)
    inside_word = not (head[-1:].isspace() or text[len(head) : len(head) + 1].isspace())
    words = head.rsplit(None, 1)
    if inside_word and len(words) == 2:
        head = words[0]
    return f"{head.rstrip(' ,;:.–—-' + chr(10))}…"


def clean(text: str, banned: str = "") -> str:
    """Return `text` without control characters, its banned characters replaced by their likes."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    kept = "".join(STANDS_FOR.get(c, "") if c in banned else c for c in kept)
    return re.sub(r"\n{3,}", GAP, kept).strip()


def hashtags(tags: Sequence[str]) -> list[str]:
    """Return `tags` as hashtags: letters, digits and underscores, not digits alone, each once."""
    found: dict[str, str] = {}
    for tag in tags:
        joined = "".join(re.findall(r"\w+", tag))
        if joined and not joined.isdigit():
            found.setdefault(joined.lower(), f"#{joined}")
    return list(found.values())


def plain_tags(tags: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """Return those of `tags` that a platform's own list of tags has room for."""
    kept: tuple[str, ...] = ()
    for tag in tags:
        tag = clean(tag, limits.banned).replace(",", " ").replace('"', "").replace("\n", " ").strip()
        if tag and tag not in kept and tags_size((*kept, tag)) <= limits.tags - RESERVED_TAGS:
            kept = (*kept, tag)
    return kept


def _room(limits: Limits, text: str) -> int:
    return limits.size(text + GAP) if text else 0


def _prefix(text: str, limit: int, size: Size) -> str:
    """Return the longest prefix of `text` within `limit`; never half a character."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    while low and low < len(text) and unicodedata.combining(text[low]):
        low -= 1
    return text[:low]
