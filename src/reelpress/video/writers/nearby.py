"""What is said while a list, code or a picture is shown: the words that stand beside it. Pure."""

import re
from collections.abc import Iterator

from reelpress.video.writers import words
from reelpress.video.writers.outline import Line, Outline, is_courtesy
from reelpress.video.writers.phrasing import MOST_WORDS, leans, phrase

SYMBOLS = re.compile(
    r"(?:^|\s)--?[a-z]|https?:|www\.|::|->|=>|\w\(|(?<!\w)_|_(?!\w)|[{}\\|<>=`^~*#$@\[\]]|\b\w+/\w+/|\S\./"
)
# What nobody can read aloud even among names in code, which a voice says by their words: "Session.close()", "Vec<T>".
CODE = re.compile(r"(?:^|\s)--?[a-z]|https?:|www\.|->|=>|[{}\\|`^~*$]|\b\w+/\w+/|\S\./")
_COMMA = re.compile(r"[,،，]")
_MOST_BESIDE = 36  # words
_WAITS = re.compile(
    r"\b(?:with|by|is|are|to|of|like|using|following|these|this|that|as|for|in|next|question)\.$", re.IGNORECASE
)


def heading_of(post: Outline, at: int) -> str:
    """Return the heading above the block `at`, else the post's title."""
    return post.sections[post.section_of(at)].heading or post.title


def introduction(post: Outline, at: int) -> tuple[str, Line | None]:
    """Return the sentence that ends in a colon right before the block `at`, as it is said; else nothing."""
    line = _lines(post, at, at - 1)[-1:]
    if not line or not line[0].source.endswith((":", "：")):
        return "", None
    said = phrase(words.closed(line[0].source), post.tongue).alone
    if post.tongue.waits.match(said) and not _COMMA.search(said):
        return "", None  # "If we now run it:" is half a sentence
    return (said, line[0]) if said and not is_courtesy(said, post.tongue) else ("", None)


def beside(post: Outline, at: int) -> tuple[str, list[str]]:
    """Return what is said while the block `at` is shown, and the sentences of the post that it is; else nothing."""
    return next(all_beside(post, at), ("", []))


def all_beside(post: Outline, at: int) -> Iterator[tuple[str, list[str]]]:
    """Yield all that could be said while the block `at` is shown, the best first.

    That is the sentence that announces it, then the end of the paragraph before it, then the start of the one
    behind it.
    """
    said, line = introduction(post, at)
    tongue = post.tongue
    announced = line is not None and not _WAITS.search(said) and not tongue.promise.search(said)
    whole = announced and not leans(said, tongue)
    if line is not None and whole:
        yield said, [line.source]
    for lines in (_tail(post, _lines(post, at, at - 1)), _head(post, _lines(post, at, at + 1))):
        if lines:
            spoken = lines[0].alone + "".join(line.joint + line.after for line in lines[1:])
            yield spoken, [line.source for line in lines]
    if line is not None and announced and not whole:
        yield said, [line.source]


def _lines(post: Outline, at: int, other: int) -> list[Line]:
    """Return the sentences of the block `other` when it is of the same section as `at`."""
    return post.of_block.get(other, []) if post.section_of(other) == post.section_of(at) else []


def _tail(post: Outline, lines: list[Line]) -> list[Line]:
    """Return the longest end of a paragraph that can be said on its own; a very long one when no other can."""
    best: list[Line] = []
    for start in range(len(lines) - 1, -1, -1):
        if not lines[start].after or is_courtesy(lines[start].after, post.tongue):
            break
        span = lines[start:]
        if sum(words.count(line.after) for line in span) > (MOST_WORDS if best else _MOST_BESIDE):
            break
        if lines[start].alone and not leans(lines[start].alone, post.tongue):
            best = span
    return best


def _head(post: Outline, lines: list[Line]) -> list[Line]:
    """Return the first sentence of a paragraph when it can be said on its own."""
    good = lines and lines[0].alone and not leans(lines[0].alone, post.tongue)
    return lines[:1] if good and not is_courtesy(lines[0].alone, post.tongue) else []
