"""Of a sentence that is spoken, the few words that are shown: verbatim, cut between clauses, every cut marked. Pure.

A card is read in a second; the voice says the whole.  Best is a whole thought, a clause with its subject and verb: the
beginning, or the main clause behind "Now that ...,".  What is peculiar to a language stands in `tongues`.  Knows no
meaning: of two clauses it takes the one with more to say.
"""

import re
from dataclasses import replace

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.thoughts import SPARE, STRONG, Piece, Span, pieces_of, spans_of
from reelpress.video.writers.tongues.base import Tongue

MOST, MOST_TITLE, MOST_QUOTE, MOST_ROW = 62, 90, 130, 54  # of `width`
WHOLE, WHOLE_FIGURE, WHOLE_QUOTE, WHOLE_ROW = 240, 112, 200, 80  # shown whole where no part is a whole thought
_LOOKED_AT = 1_000  # characters of a sentence; nobody says a longer one in a breath, and parts are tried with parts
_LONGEST_NAME = 36
_PART = 0.6  # of what could be shown whole, about how wide a part of a longer text is
_TELLING, _ALIKE = 3, 0.75  # words of a heading that says something, and how alike the text below is that repeats it
_GOOD = 3.0
_MOST_PARTS = 4  # that asides part a sentence into
_MARK = "…"


def shown(scene: Scene, tongue: Tongue, *, reworded: bool = False) -> Scene:
    """Return `scene` with what stands on screen in short; what is said, code, figures and charts stay as they are.

    Of what is not `reworded` each phrase stands in the source in one piece.
    """
    match scene.kind:
        case "title" | "end":
            return replace(
                scene,
                title=headline(scene.title),
                text=headline(scene.text) if scene.kind == "end" else scene.text,
            )
        case "text":
            text = essence(scene.text, tongue, source="" if reworded else scene.source)
            return replace(scene, title=_beside(scene.title, text), text=text)
        case "number":
            keep = scene.number if scene.number in scene.text else ""
            text = essence(scene.text, tongue, whole=WHOLE_FIGURE, keep=keep)
            return replace(scene, title=_beside(scene.title, text), text=text)
        case "quote":
            return replace(scene, text=_quoted(scene.text, tongue))
        case "list":
            return replace(scene, items=tuple(_row(item, tongue) for item in scene.items))
    return scene


def _beside(title: str, text: str) -> str:
    """Return the heading that stands over `text`; none when it says no more than that in other words."""
    repeats = len(words.bag(title)) >= _TELLING and words.likeness(title, text) >= _ALIKE
    return "" if repeats else title


def _row(item: str, tongue: Tongue) -> str:
    """Return the row of a list in short: "Speed: it takes ..." by its name, any other by its essence."""
    name, colon, _rest = item.partition(tongue.colon)
    named = colon and words.width(name) <= _LONGEST_NAME and words.count(name) <= 5
    if named and words.width(item) > MOST_ROW + SPARE:
        return f"{name}{_MARK}"
    return essence(item, tongue, MOST_ROW, WHOLE_ROW)


def is_brief(text: str) -> bool:
    """Return whether a sentence is shown whole."""
    return words.width(text) <= MOST + SPARE


def _quoted(text: str, tongue: Tongue) -> str:
    """Return the sentences of a quote that fit on its card, as many in a row as can be; else the essence of one."""
    if words.width(text) <= MOST_QUOTE:
        return text
    said = sentences(text)
    runs = [(first, last) for first in range(len(said)) for last in range(first + 1, len(said) + 1)]
    fitting = [(first, last) for first, last in runs if words.width(tongue.gap.join(said[first:last])) <= MOST_QUOTE]
    if not fitting:
        return essence(said[0], tongue, MOST_QUOTE, WHOLE_QUOTE)
    first, last = max(fitting, key=lambda run: (words.width(tongue.gap.join(said[run[0] : run[1]])), run[1]))
    before, behind = f"{_MARK} " if first else "", f" {_MARK}" if last < len(said) else ""
    return f"{before}{tongue.gap.join(said[first:last])}{behind}"


def essence(text: str, tongue: Tongue, most: int = MOST, whole: int = WHOLE, keep: str = "", source: str = "") -> str:
    """Return the words of `text` to show, about `most` wide, with `keep` (a figure) among them when it is given.

    A short text is returned whole, and so is one of up to `whole` in which no part is a whole thought: smaller type is
    better than lost sense.  Each place where words are left out has an ellipsis; where the voice leaves out an aside of
    the `source`, no phrase goes across it.
    """
    text = " ".join(text.split())
    if words.width(text) <= most + SPARE:
        return _Verbatim(source, text).marked(text) or text
    looked_at = words.clip(text, _LOOKED_AT)
    if keep not in looked_at:
        return _around(text, keep, most)
    text = looked_at
    pieces = pieces_of(text, tongue)
    said = _Verbatim(source, text)
    spans = [span for span in spans_of(text, pieces, tongue, most) if keep in span.text and said.holds(span.text)]
    best = max((span for span in spans if span.thought), key=_worth, default=None)
    if best is not None and best.worth >= _GOOD:
        return _marked(best, pieces)
    if words.width(text) <= whole and (held := said.marked(text)):
        return held
    spans = [span for span in spans_of(text, pieces, tongue, round(whole * _PART)) if keep in span.text]
    shown = [replace(span, text=said.marked(span.text)) for span in spans]
    if spans := [span for span in shown if span.text] or spans:
        return _marked(max(spans, key=_worth), pieces)
    return _around(text, keep, most) if keep else _clipped(text, tongue, most)


class _Verbatim:
    """What a card may show in one piece: what stands so in the source; anything where the source says it otherwise."""

    def __init__(self, source: str, text: str) -> None:
        self.row = _letters(source)
        self.free = not self.row or not self._parts(text)

    def holds(self, text: str) -> bool:
        return self.free or _letters(text) in self.row

    def marked(self, text: str) -> str:
        """Return `text`, with a mark where an aside of the source is left out; nothing where it is not found."""
        parts = [text] if self.holds(text) else self._parts(text)
        return f" {_MARK} ".join(part.rstrip(STRONG) if part is not parts[-1] else part for part in parts)

    def _parts(self, text: str) -> list[str]:
        """Return the few parts into which asides of the source cut `text`; none where it says something else."""
        said, at = text.split(), 0
        parts: list[str] = []
        while said and len(parts) < _MOST_PARTS:
            runs = (" ".join(said[:many]) for many in range(len(said), 0, -1))
            part = next((run for run in runs if _letters(run) and self.row.find(_letters(run), at) >= 0), "")
            if not part:
                return []
            at = self.row.find(_letters(part), at) + len(_letters(part))
            said = said[len(part.split()) :]
            parts.append(part)
        return parts if not said else []


def _letters(text: str) -> str:
    return "".join(words.all_words(text.casefold()))


def _worth(span: Span) -> tuple[float, int]:
    return span.worth, -span.first


def headline(title: str) -> str:
    """Return a title as it is shown: whole, else its part before a colon or dash, else its first words."""
    if words.width(title) <= MOST_TITLE:
        return title
    front = re.split(r"\s*[:：]\s|\s+[—–|-]\s+|：", title, maxsplit=1)[0]
    if front != title and words.count(front) >= 3 and words.width(front) <= MOST_TITLE:
        return front + _MARK
    return words.clip(title, MOST_TITLE if words.width(title) < 2 * len(title) - 10 else MOST_TITLE // 2)


def _marked(span: Span, pieces: list[Piece]) -> str:
    before = _MARK if span.first else ""
    if span.last == len(pieces):
        return before + span.text
    return before + span.text.rstrip(STRONG + " ") + _MARK


def _clipped(text: str, tongue: Tongue, most: int) -> str:
    """Return the first words of `text`, none of them one that waits for the next."""
    if not tongue.spaced or words.width(text) > 1.5 * len(text):
        return words.clip(text, most // 2)
    cut = words.clip(text, most).rstrip(_MARK)
    while tongue.hanging.search(cut) and " " in cut:
        cut = cut.rpartition(" ")[0].rstrip(STRONG)
    return cut + _MARK


def _around(text: str, keep: str, most: int) -> str:
    """Return the words of `text` that fit from a little before `keep` on, which is one of them."""
    at = text.find(keep)
    start = at
    while words.width(text[start:at]) < most // 3 and " " in text[: max(0, start - 1)]:
        start = text.rfind(" ", 0, start - 1) + 1
    start = start if words.width(text[start:at]) < most // 2 else at
    behind = text[at + len(keep) :]
    kept = words.clip(
        text[start:], max(most if words.width(behind) < 1.5 * len(behind) else most // 2, at - start + len(keep) + 1)
    )
    return (_MARK if start else "") + kept
