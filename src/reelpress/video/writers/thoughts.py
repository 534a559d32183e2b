"""Where in a sentence a thought begins and where it is whole: its parts, each with its worth. Pure; cuts nothing.

Guessed by verbs, marks and joints, which stand in `tongues`: no grammar is parsed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reelpress.video.writers import words
from reelpress.video.writers.phrasing import is_paired
from reelpress.video.writers.tongues.base import Patterns, Tongue, whole_word

STRONG = ",;:،؛，；：—–"
SPARE = 10  # what is only this much wider is shown whole
_OVER = 1.3  # how much wider a phrase may be when nothing good is as short as it should be
_LEAST_CONTENT, _LEAST_WIDTH = 3, 14
_WIDE_WORD = 8  # width that a word takes where no spaces are written
_COMMAS = ",،，"
_ASKS = re.compile(r"[?？؟]\W*$")
_WORD = re.compile(r"\S+")
_WIDE_CLAUSE = re.compile(r"[^，；：]+(?:[，；：]+|$)")
_COUPLED = re.compile(
    r"(?:between|both|either|neither|zwischen|sowohl|weder|entweder|entre|tanto|ni|tant|soit|بين)(?!\w)", re.IGNORECASE
)
_AND = re.compile(r"(?:and|or|nor|und|oder|noch|y|e|o|u|et|ou|ni|و)$", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
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
        return self.text.rstrip('"”’»)')[-1:] in tuple(STRONG)


@dataclass(frozen=True)
class Span:
    """A part of a sentence that could be shown."""

    first: int
    last: int  # the piece behind its last
    text: str
    worth: float
    thought: bool  # whether it says something whole


def pieces_of(text: str, tongue: Tongue) -> list[Piece]:
    """Return the words of a text, or its clauses where no spaces are written."""
    pattern = _WORD if tongue.spaced else _WIDE_CLAUSE
    return [Piece(match.group(), match.start(), match.end()) for match in pattern.finditer(text)]


def spans_of(text: str, pieces: list[Piece], tongue: Tongue, most: int) -> Iterator[Span]:
    """Yield the parts of `text`, about `most` wide, that hold something to say; all but the whole."""
    waiting = _waits(pieces, tongue)
    ends = list(_ends(text, pieces, tongue))
    places = [end[0] for end in ends]
    asks = _ASKS.search(text)
    for first, rank in _starts(pieces, tongue, waiting):
        for last, closed, firm in ends[bisect_right(places, first) :]:
            part = text[pieces[first].start : pieces[last - 1].end].strip()
            if words.width(part) > most * _OVER:
                break  # so are all that end later
            if (first == 0 and last == len(pieces)) or words.width(part) < _LEAST_WIDTH or not is_paired(part):
                continue
            if _is_cut_off(part, pieces, last, tongue):
                continue
            content = len(words.tokens(part)) if tongue.spaced else words.width(part) // _WIDE_WORD
            if content < _LEAST_CONTENT - (last == len(pieces)):
                continue
            worth = rank + 0.35 * min(6, content) + closed
            worth += 0.3 if re.search(r"\d", part) else 0.0
            worth -= 0.8 if first and tongue.leaning.search(part) else 0.0
            worth -= 1.5 if asks and last < len(pieces) else 0.0
            worth -= 0.09 * max(0, words.width(part) - most) + 0.15 * max(0, words.width(part) - most - SPARE)
            if not _has_verb(pieces, first, last, tongue):
                worth -= 1.2 if last == len(pieces) else 2.0
            thought = firm and not (tongue.dangles.match(part) if first else waiting)
            yield Span(first, last, part, worth, thought)


def _is_cut_off(part: str, pieces: list[Piece], last: int, tongue: Tongue) -> bool:
    """Return whether a phrase ends in a word that waits for the next, or before one that turns its meaning."""
    if last == len(pieces):
        return False
    if tongue.hanging.search(part.rstrip(STRONG + " ")) or tongue.turning.match(pieces[last].core):
        return True
    near = [piece.core for piece in pieces[max(0, last - 7) : last]]
    return bool(_AND.match(pieces[last].core)) and any(_COUPLED.match(word) for word in near)


def _waits(pieces: list[Piece], tongue: Tongue) -> bool:
    """Return whether the sentence begins with a clause that says nothing yet: "Once ...,"."""
    begins = tongue.waits.match(" ".join(piece.text for piece in pieces[:4]))
    return bool(begins) and any(piece.closes for piece in pieces[:-1])


def _starts(pieces: list[Piece], tongue: Tongue, waiting: bool) -> Iterator[tuple[int, float]]:
    """Yield where a thought may begin, and what it is worth to begin there.

    That is the beginning, the main clause behind "Now that ...," unless it is true on a condition, and what comes
    behind a mark that is stronger than a comma.
    """
    yield 0, 0.4 if waiting else 2.6
    conditional = tongue.condition.match(" ".join(piece.text for piece in pieces[:6]))
    commas = 0
    for at in range(1, len(pieces)):
        mark = pieces[at - 1].text[-1:]
        if not pieces[at - 1].closes:
            continue
        commas += 1
        core = pieces[at].core
        if tongue.waits.match(core) or tongue.turning.match(core) or _AND.match(core):
            continue
        if waiting and commas == 1 and not conditional and _says(pieces, at, tongue):
            yield at, 2.7
        elif (mark not in _COMMAS or not tongue.spaced) and _says(pieces, at, tongue):
            yield at, 1.2


def _says(pieces: list[Piece], first: int, tongue: Tongue) -> bool:
    """Return whether the clause that begins at `first` has a verb of its own."""
    return _has_verb(pieces, first, _end_of(pieces, first), tongue)


def _end_of(pieces: list[Piece], first: int) -> int:
    """Return the piece behind the clause that begins at `first`."""
    return next((at + 1 for at in range(first, len(pieces)) if pieces[at].closes), len(pieces))


def _ends(text: str, pieces: list[Piece], tongue: Tongue) -> Iterator[tuple[int, float, bool]]:
    """Yield the pieces before which a phrase may end, what that is worth, and whether the thought is whole there."""
    negated = False
    for at in range(1, len(pieces)):
        negated = negated or _is(tongue.negates, pieces[at - 1].core)
        if pieces[at - 1].closes:
            yield at, 0.35, _closes_thought(pieces, at, tongue)
        elif tongue.addition.match(text, pieces[at].start):
            yield at, 0.2, not negated  # "not because of it": what is denied comes behind
        elif tongue.joint.match(text, pieces[at].start):
            yield at, -0.6, False
    yield len(pieces), 0.5, True


def _closes_thought(pieces: list[Piece], at: int, tongue: Tongue) -> bool:
    """Return whether a thought is whole at the mark before `at`: not in a row of things, not before what it says."""
    if not tongue.spaced:
        return pieces[at - 1].text[-1:] != "："
    mark = pieces[at - 1].text[-1:]
    if mark == ":" or tongue.binding.match(pieces[at].core):
        return False
    if mark in ";؛—–":
        return True
    end = _end_of(pieces, at)
    adds = tongue.subordinate.match(" ".join(piece.core for piece in pieces[at : at + 3]))
    if adds and end < len(pieces) and not _says(pieces, end, tongue):
        return False  # "of members, who ..., and guests": the row goes on behind
    joined = _AND.match(pieces[at].core) or tongue.turning.match(pieces[at].core)
    return bool(adds or tongue.waits.match(pieces[at].core) or (joined and _says(pieces, at, tongue)))


def _has_verb(pieces: list[Piece], first: int, last: int, tongue: Tongue) -> bool:
    """Return whether a phrase holds a verb and something behind it; yes where no verbs are known."""
    if _is(tongue.subjects, pieces[first].core):
        return last - first > 2
    found = list(_verbs(pieces, first, last, tongue))
    if found:
        return found[0] < last - 1
    return not any(_verbs(pieces, 0, len(pieces), tongue))


def _verbs(pieces: list[Piece], first: int, last: int, tongue: Tongue) -> Iterator[int]:
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


def _is_inside(pieces: list[Piece], first: int, at: int, tongue: Tongue) -> bool:
    """Return whether the verb at `at` is that of a clause which only says which thing is meant."""
    return any(_is(tongue.relatives, piece.core) for piece in pieces[max(first, at - 3) : at])


def _is(patterns: Patterns, word: str) -> bool:
    return whole_word(patterns).fullmatch(word) is not None
