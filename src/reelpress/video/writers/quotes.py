"""Quotes of a post as scenes: word for word, and never in the narrator's own name. Pure."""

import re
from collections.abc import Iterator
from itertools import takewhile

from reelpress.content.blocks import Block
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.nearby import SYMBOLS
from reelpress.video.writers.outline import Line, Outline
from reelpress.video.writers.phrasing import MOST_WORDS
from reelpress.video.writers.tongues.base import Tongue

_LONGEST_NAME, _MOST_NAME_WORDS = 60, 9
_LONGEST_LEAD = 10
_LEAST_CUT = 10  # words of a quote that is cut
_MARKS = '"“”„«»「」 \u202f\u00a0'
_NAMED = re.compile(r"\s+(?:[—–]|--+|-)\s*(?P<who>[^—–\n]{2,80})$|[—–]{2}(?P<wide>[^—–\n]{2,40})$")
_NO_QUOTE = re.compile(
    r"\s*(?:\[?!?\b(?:note|warning|tip|info|important|caution|update|disclaimer|edit|tl;?dr|hinweis|achtung|nota|aviso|"
    r"remarque|attention)\b)",
    re.IGNORECASE,
)
_PARTICLES = ("of", "de", "van", "von", "da", "dos", "del", "la", "al", "bin")


def quote_scene(post: Outline, block: Block, line: Line | None) -> tuple[Scene, list[str]] | None:
    """Return the scene of a quote and the sentences it uses; `line` is the sentence before it.

    None when it is no quote, too long, or somebody's "I" of whom the post does not say who it is.
    """
    if _NO_QUOTE.match(block.text):
        return None
    text, who = block.text, ""
    named = _NAMED.search(text)
    if named:
        text, who = text[: named.start()], (named["who"] or named["wide"]).strip(" .")
    said = list(_first_words(text))
    quoted = post.tongue.gap.join(said).strip(_MARKS)
    if not said or not words.has_letters(quoted):
        return None
    lead, by = _lead(line, post.tongue)
    who = who or by
    whole = len(quoted) >= len(text.strip(_MARKS)) - 1
    if not who and (not whole or post.tongue.speaks_of_itself.search(quoted)):
        return None
    if not whole and (words.count(quoted) < _LEAST_CUT or quoted.endswith(("?", "？", "؟"))):
        return None
    if words.count(who) > _MOST_NAME_WORDS and not lead:
        return None  # it would sound like the narrator's own words
    opening = lead or (f"{who}{post.tongue.colon}" if who else "")
    source = "\n\n".join([*([line.source] if line and by else []), block.text])
    scene = Scene(
        "quote",
        f"{opening}“{words.closed(quoted)}”",
        text=quoted + ("" if whole else " …"),
        attribution=words.clip(who, _LONGEST_NAME),
        source=source,
        why=f"The post quotes {who} word for word." if who else "The post sets it apart as a quote.",
    )
    return scene, [*said, *([line.source] if lead and line else [])]


def _first_words(text: str) -> Iterator[str]:
    """Yield the sentences that open a quote, as many as can be said in one breath."""
    left = MOST_WORDS + 4
    for sentence in sentences(text[:2000]):
        left -= words.count(sentence)
        if left < 0 or SYMBOLS.search(sentence) or not words.is_closed(sentence):
            return
        yield sentence


def _lead(line: Line | None, tongue: Tongue) -> tuple[str, str]:
    """Return the sentence "Ada said it well:" as it is spoken, if it can be, and whom it names."""
    if line is None:
        return "", ""
    matches = (pattern.match(line.source) for pattern in (tongue.said_by, tongue.said))
    who = next((name for match in matches if match and (name := name_in(match["who"], tongue))), "")
    short = line.source.endswith((":", "：")) and words.count(line.source) <= _LONGEST_LEAD
    dangles = tongue.dangles.match(line.source)
    return (line.source + tongue.gap if who and short and not dangles else "", who)


def name_in(text: str, tongue: Tongue) -> str:
    """Return the name that ends `text`: its last capitalised words; where there are no capitals, all of a short one."""
    text = text.strip()
    if not text.isascii() and not any(c.isupper() for c in text):
        bare = tongue.connective.sub("", text).removeprefix("正如").removeprefix("जैसा कि").removesuffix("ने").strip()
        pronoun = tongue.dangles.match(bare)
        return bare if bare and len(bare) <= 30 and not (pronoun and pronoun.end() == len(bare)) else ""
    found = list(takewhile(lambda word: word[:1].isupper() or word in _PARTICLES, reversed(text.split())))
    name = " ".join(reversed(found))
    pronoun = tongue.dangles.match(name) or tongue.speaks_of_itself.match(name)
    return "" if (pronoun and pronoun.end() == len(name)) or name.lower() in ("we", "i", "wir") else name
