"""Of a sentence that is spoken, the few words that are shown: verbatim, cut between clauses, every cut marked. Pure.

A card is read in a second; the voice says the whole.  Best is a clause with its verb: the beginning, the main clause
behind "Once ...,", another clause, or what is said of a long subject.  What is peculiar to a language stands in
`tongues`.  Knows no meaning: of two clauses it takes the one with more to say.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.phrasing import is_paired
from reelpress.video.writers.tongues.base import Patterns, Tongue, whole_word

MOST, MOST_TITLE, MOST_QUOTE, MOST_ROW = 62, 90, 130, 54  # of `width`
_LONGEST_NAME = 36
_SPARE = 10  # what is only this much wider is shown whole
_OVER = 1.3  # how much wider a phrase may be when nothing good is as short as it should be
_WHOLE = 1.4  # how much wider a sentence may be that has no good place to be cut
_GOOD, _LEAST_CONTENT, _LEAST_WIDTH = 3.0, 3, 14
_WIDE_WORD = 8  # width that a word takes where no spaces are written
_STRONG = ",;:،؛，；：—–"
_MARK = "…"
_ENDS = ".。।"
_ASKS = re.compile(r"[?？؟]\W*$")
_WORD = re.compile(r"\S+")
_WIDE_CLAUSE = re.compile(r"[^，；：]+(?:[，；：]+|$)")
_COUPLED = re.compile(
    r"(?:between|both|either|neither|zwischen|sowohl|weder|entweder|entre|tanto|ni|tant|soit|بين)(?!\w)", re.IGNORECASE
)
_AND = re.compile(r"(?:and|or|nor|und|oder|noch|y|e|o|u|et|ou|ni|و)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Piece:
    """A word of a sentence, or a clause of one that is written without spaces."""

    text: str
    start: int
    end: int

    @property
    def core(self) -> str:
        return self.text.strip("\"'“”„«»‘’()[]¿¡.,;:!?…،؛؟।—–")

    @property
    def closes(self) -> bool:
        """Whether a clause ends with it."""
        return self.text.rstrip('"”’»)')[-1:] in tuple(_STRONG)


@dataclass(frozen=True)
class _Span:
    first: int
    last: int  # the piece behind its last
    text: str
    worth: float


def shown(scene: Scene, tongue: Tongue) -> Scene:
    """Return `scene` with what stands on screen in short; what is said, code, figures and charts stay as they are."""
    match scene.kind:
        case "title" | "end":
            return replace(
                scene,
                title=headline(scene.title),
                text=headline(scene.text) if scene.kind == "end" else scene.text,
            )
        case "text":
            return replace(scene, text=essence(scene.text, tongue))
        case "number":
            keep = scene.number if scene.number in scene.text else ""
            return replace(scene, text=essence(scene.text, tongue, keep=keep))
        case "quote":
            return replace(scene, text=_quoted(scene.text, tongue))
        case "list":
            return replace(scene, items=tuple(_row(item, tongue) for item in scene.items))
    return scene


def _row(item: str, tongue: Tongue) -> str:
    """Return the row of a list in short: "Speed: it takes ..." by its name, any other by its essence."""
    name, colon, _rest = item.partition(tongue.colon)
    named = colon and width(name) <= _LONGEST_NAME and words.count(name) <= 5
    return f"{name}{_MARK}" if named and width(item) > MOST_ROW + _SPARE else essence(item, tongue, MOST_ROW)


def is_brief(text: str) -> bool:
    """Return whether a sentence is shown whole."""
    return width(text) <= MOST + _SPARE


def _quoted(text: str, tongue: Tongue) -> str:
    """Return the sentences of a quote that fit on its card, as many in a row as can be; else the essence of one."""
    if width(text) <= MOST_QUOTE:
        return text
    said = sentences(text)
    runs = [(first, last) for first in range(len(said)) for last in range(first + 1, len(said) + 1)]
    fitting = [(first, last) for first, last in runs if width(tongue.gap.join(said[first:last])) <= MOST_QUOTE]
    if not fitting:
        return essence(said[0], tongue, MOST_QUOTE)
    first, last = max(fitting, key=lambda run: (width(tongue.gap.join(said[run[0] : run[1]])), run[1]))
    before, behind = f"{_MARK} " if first else "", f" {_MARK}" if last < len(said) else ""
    return f"{before}{tongue.gap.join(said[first:last])}{behind}"


def width(text: str) -> int:
    """Return how wide `text` is about: a Chinese character counts twice, an accent not at all."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.category(c) in ("Mn", "Cf") else 1
        for c in text
    )


def essence(text: str, tongue: Tongue, most: int = MOST, keep: str = "") -> str:
    """Return the words of `text` to show, about `most` wide, with `keep` (a figure) among them when it is given.

    A short text is returned whole.  Each place where words are left out has an ellipsis.
    """
    text = " ".join(text.split())
    if width(text) <= most + _SPARE:
        return text
    pieces = _pieces(text, tongue)
    spans = [span for span in _spans(text, pieces, tongue, most) if keep in span.text]
    best = max(spans, key=lambda span: (span.worth, -span.first), default=None)
    if best is not None and (best.worth >= _GOOD or width(text) > most * _WHOLE):
        return _marked(best, pieces)
    if width(text) <= most * _WHOLE:
        return text
    return _around(text, keep, most) if keep else _clipped(text, tongue, most)


def headline(title: str) -> str:
    """Return a title as it is shown: whole, else its part before a colon or dash, else its first words."""
    if width(title) <= MOST_TITLE:
        return title
    front = re.split(r"\s*[:：]\s|\s+[—–|-]\s+|：", title, maxsplit=1)[0]
    if front != title and words.count(front) >= 3 and width(front) <= MOST_TITLE:
        return front + _MARK
    return words.clip(title, MOST_TITLE if width(title) < 2 * len(title) - 10 else MOST_TITLE // 2)


def _marked(span: _Span, pieces: list[_Piece]) -> str:
    before = _MARK if span.first else ""
    if span.last == len(pieces):
        return before + span.text
    return before + span.text.rstrip(_STRONG + " ") + _MARK


def _clipped(text: str, tongue: Tongue, most: int) -> str:
    """Return the first words of `text`, none of them one that waits for the next."""
    if not tongue.spaced or width(text) > 1.5 * len(text):
        return words.clip(text, most // 2)
    cut = words.clip(text, most).rstrip(_MARK)
    while tongue.hanging.search(cut) and " " in cut:
        cut = cut.rpartition(" ")[0].rstrip(_STRONG)
    return cut + _MARK


def _around(text: str, keep: str, most: int) -> str:
    """Return the words of `text` that fit from a little before `keep` on, which is one of them."""
    at = text.find(keep)
    start = at
    while width(text[start:at]) < most // 3 and " " in text[: max(0, start - 1)]:
        start = text.rfind(" ", 0, start - 1) + 1
    start = start if width(text[start:at]) < most // 2 else at
    behind = text[at + len(keep) :]
    kept = words.clip(
        text[start:], max(most if width(behind) < 1.5 * len(behind) else most // 2, at - start + len(keep) + 1)
    )
    return (_MARK if start else "") + kept


def _pieces(text: str, tongue: Tongue) -> list[_Piece]:
    pattern = _WORD if tongue.spaced else _WIDE_CLAUSE
    return [_Piece(match.group(), match.start(), match.end()) for match in pattern.finditer(text)]


def _spans(text: str, pieces: list[_Piece], tongue: Tongue, most: int) -> Iterator[_Span]:
    starts = list(_starts(pieces, tongue))
    ends = list(_ends(text, pieces, tongue))
    asks = _ASKS.search(text)
    for first, rank in starts:
        for last, closed in ends:
            if last <= first or (first == 0 and last == len(pieces)):
                continue
            part = text[pieces[first].start : pieces[last - 1].end].strip()
            if not _LEAST_WIDTH <= width(part) <= most * _OVER or not is_paired(part):
                continue
            if _is_cut_off(part, pieces, last, tongue):
                continue
            content = len(words.tokens(part)) if tongue.spaced else width(part) // _WIDE_WORD
            if content < _LEAST_CONTENT - (last == len(pieces)):
                continue
            worth = rank + 0.35 * min(6, content) + closed
            worth += 0.3 if re.search(r"\d", part) else 0.0
            worth -= 0.8 if first and tongue.leaning.search(part) else 0.0
            worth -= 1.5 if asks and last < len(pieces) else 0.0
            worth -= 0.09 * max(0, width(part) - most) + 0.15 * max(0, width(part) - most - _SPARE)
            if not _has_verb(pieces, first, last, tongue):
                worth -= 1.2 if last == len(pieces) else 2.0
            yield _Span(first, last, part, worth)


def _is_cut_off(part: str, pieces: list[_Piece], last: int, tongue: Tongue) -> bool:
    """Return whether a phrase ends in a word that waits for the next, or before one that turns its meaning."""
    if last == len(pieces):
        return False
    if tongue.hanging.search(part.rstrip(_STRONG + " ")) or tongue.turning.match(pieces[last].core):
        return True
    near = [piece.core for piece in pieces[max(0, last - 7) : last]]
    return bool(_AND.match(pieces[last].core)) and any(_COUPLED.match(word) for word in near)


def _starts(pieces: list[_Piece], tongue: Tongue) -> Iterator[tuple[int, float]]:
    """Yield where a phrase may begin, and what it is worth to begin there."""
    waiting = bool(tongue.waits.match(" ".join(piece.text for piece in pieces[:4])))
    yield 0, 0.4 if waiting and any(piece.closes for piece in pieces[:-1]) else 2.6
    begins = [0]
    for at in range(1, len(pieces)):
        if pieces[at - 1].closes:
            begins.append(at)
            behind = at + 1 if _AND.match(pieces[at].core) and at + 1 < len(pieces) else at
            if not tongue.waits.match(pieces[behind].core) and not tongue.turning.match(pieces[behind].core):
                adds = tongue.subordinate.match(pieces[behind].core)
                yield behind, 2.7 if waiting and len(begins) == 2 else 0.6 if adds else 1.9
    for begin, end in zip(begins, [*begins[1:], len(pieces)], strict=True):
        verb = next(_verbs(pieces, begin, end, tongue), 0)
        negated = any(_is(tongue.negates, piece.core) for piece in pieces[begin:verb])
        if verb > begin + 3 and not negated and not tongue.waits.match(pieces[begin].core):
            yield verb, 1.6


def _ends(text: str, pieces: list[_Piece], tongue: Tongue) -> Iterator[tuple[int, float]]:
    """Yield the pieces before which a phrase may end, and what it is worth to end there."""
    for at in range(1, len(pieces)):
        if pieces[at - 1].closes:
            yield at, 0.35
        elif tongue.joint.match(text, pieces[at].start):
            yield at, 0.0
    yield len(pieces), 0.5


def _has_verb(pieces: list[_Piece], first: int, last: int, tongue: Tongue) -> bool:
    """Return whether a phrase holds a verb and something behind it; yes where no verbs are known."""
    if _is(tongue.subjects, pieces[first].core):
        return last - first > 2
    found = list(_verbs(pieces, first, last, tongue))
    if found:
        return found[0] < last - 1
    return not any(_verbs(pieces, 0, len(pieces), tongue))


def _verbs(pieces: list[_Piece], first: int, last: int, tongue: Tongue) -> Iterator[int]:
    """Yield the pieces that are verbs, but for those of "that could help": they say nothing of the subject.

    Beside a word that can be nothing else, what only looks like a verb counts in front of "and is" alone.
    """
    sure = [at for at in range(first, last) if _is(tongue.verbs, pieces[at].core)]
    sure = [at for at in sure if not _is_inside(pieces, first, at, tongue)]
    second = bool(sure) and sure[0] > first and bool(_AND.match(pieces[sure[0] - 1].core))
    if not sure or second:
        for at in range(first, sure[0] if sure else last):
            before = pieces[at - 1].core if at > first else ""
            if not pieces[at].core[:1].islower() or not _is(tongue.verb_forms, pieces[at].core):
                continue
            named = tongue.hanging.search(before) and not _AND.match(before)  # "the detailed log"
            if not named and not _is_inside(pieces, first, at, tongue):
                yield at
    yield from sure


def _is_inside(pieces: list[_Piece], first: int, at: int, tongue: Tongue) -> bool:
    """Return whether the verb at `at` is that of a clause which only says which thing is meant."""
    return any(_is(tongue.relatives, piece.core) for piece in pieces[max(first, at - 3) : at])


def _is(patterns: Patterns, word: str) -> bool:
    return whole_word(patterns).fullmatch(word) is not None
