"""Whether a storyboard keeps its promises: all from the post, nothing cut, a hook, an end, its length. Pure.

Knows no writer: it judges what one has written, by the post alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from reelpress.content.sentences import sentences
from reelpress.video.storyboard import UNNUMBERED, Scene, Storyboard
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.outline import outline
from reelpress.video.writers.pace import seconds_of, seconds_said
from reelpress.video.writers.tongues.registry import TONGUES, tongue_of

TOLERANCE = 0.2  # of the target
_ENOUGH = 1.5  # targets of sentences that can be said alone: with less a post is short
_LONGEST_WORD = 40  # what is longer may be cut, if visibly
_ADDRESS = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net)/|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PREFIX = re.compile(r"\(([^\W\d_]{1,5})\)(?=[^\W\d_])")  # "(re)build" is read as one word
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or, as a note, only to be known; `scene` counts from 1, 0 is the whole."""

    rule: str
    scene: int
    sentence: str
    note: bool = False

    def __str__(self) -> str:
        return f"Scene {self.scene}: {self.sentence}" if self.scene else self.sentence


class _Ground:
    """The words of some text: letters and digits alone, folded, so that marks and line breaks do not matter."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    @cached_property
    def words(self) -> frozenset[str]:
        told = (form for text in self.texts for form in {text, _PREFIX.sub(r"\1", text)})
        return frozenset(word for text in told for word in _words(text))

    @cached_property
    def row(self) -> str:
        return "".join("".join(_words(text)) for text in self.texts)

    def holds(self, word: str) -> bool:
        """Return whether the text holds this word; where no spaces are written, these characters in a row."""
        if word in self.words:
            return True
        return bool(words.unspaced(word)) and word in self.row

    def holds_all(self, text: str) -> bool:
        return "".join(_words(text)) in self.row


def _words(text: str) -> list[str]:
    """Return the words of `text`, folded; of "go-logr's" go, logr and s."""
    return words.all_words(text.casefold())


def audit(board: Storyboard, source: Source, *, new_words: float = 0.0) -> list[Finding]:
    """Return what is wrong with `board` as a telling of `source`; nothing when a person could post it.

    `new_words` is the part of a scene's words that need not be the post's: 0 for a writer that only picks, more for one
    that words anew.  Figures must always be the post's.
    """
    post = _Ground(*_texts(source))
    found: list[Finding] = []
    for number, scene in enumerate(board.scenes, start=1):
        found += (Finding(rule, number, sentence) for rule, sentence in _of_scene(scene, post, new_words))
    return [*found, *_of_whole(board, source)]


def _texts(source: Source) -> Iterator[str]:
    yield from (source.title, source.summary, source.author)
    for block in source.blocks:
        yield block.text
        yield from block.items
        yield from (cell for row in block.rows for cell in row)


def _of_scene(scene: Scene, post: _Ground, new_words: float) -> Iterator[tuple[str, str]]:
    if not words.has_letters(scene.narration):
        yield "empty", "it says nothing."
        return
    if not scene.why.strip():
        yield "why", "it does not say why it is there."
    if not scene.source.strip():
        yield "source", "it does not say which place of the post it is from."
    elif new_words == 0:
        lost = [part for part in scene.source.split("\n\n") if not post.holds_all(part)]
        if lost:
            yield "source", f"the post does not hold “{words.clip(lost[0], 80)}”."
    if _ADDRESS.search(scene.narration):
        yield "address", "an address would be read aloud."
    if not words.is_closed(scene.narration):
        yield "cut", f"it ends in the middle: “… {scene.narration[-40:]}”."
    yield from _ungrounded(scene, post, new_words)


def _ungrounded(scene: Scene, post: _Ground, new_words: float) -> Iterator[tuple[str, str]]:
    allowed = _Ground(*_own_words(scene))
    place = _Ground(scene.source, scene.attribution) if new_words == 0 else post
    spoken = [word for word in _spoken_words(scene.narration) if not allowed.holds(word)]
    new = [word for word in spoken if not place.holds(word)]
    figures = [word for word in new if _DIGITS.search(word) and not post.holds(word)]
    if figures or len(new) > new_words * len(spoken):
        named = ", ".join(dict.fromkeys(figures or new))
        yield "spoken", f"the place it names does not say: {words.clip(named, 120)}."
    if new_words == 0 and scene.kind == "text":
        pieced = [part for part in scene.text.split("…") if not post.holds_all(part)]
        if pieced:
            yield "pieced", f"its text is not in the post word for word: “{words.clip(pieced[0].strip(), 60)}”."
    for name, text in _shown(scene):
        strange = [w for w in _shown_words(text) if not allowed.holds(w) and not post.holds(w)]
        figures = [word for word in strange if _DIGITS.search(word)]
        if figures or len(strange) > new_words * len(_words(text)):
            yield "shown", f"its {name} shows what the post does not say: {words.clip(', '.join(strange), 120)}."


def _own_words(scene: Scene) -> Iterable[str]:
    """Return the few words that are the program's own: those of the last card, and of "… and 3 more"."""
    if scene.kind == "end":
        return (scene.title,) if scene.title in {tongue.read_on for tongue in TONGUES.values()} else _READ_ON
    return [item for item in scene.items if scene.kind == "list" and item.startswith("…")]


_READ_ON = tuple(tongue_of(code).read_on for code in ("it", "nl", "sv", "da", "pl", "ru", "ja", "ko"))


def _shown(scene: Scene) -> Iterator[tuple[str, str]]:
    number = scene.number.replace(UNNUMBERED, "")
    yield from (("title", scene.title), ("text", scene.text), ("number", number), ("code", scene.code))
    yield "attribution", scene.attribution
    yield from (("list", item) for item in scene.items)


def _spoken_words(text: str) -> list[str]:
    """Return the words that are said; one too long to be said is cut with a mark, and counts as whole."""
    before, mark, _ = text.partition("…")
    cut = _words(before)[-1:] if mark else []
    return [word for word in _words(text) if word not in cut or len(word) < _LONGEST_WORD]


def _shown_words(text: str) -> list[str]:
    """Return the words that are shown; a very long one that is cut with a mark counts as whole."""
    cut = [part[-1:] for line in text.split("\n") if "…" in line for part in [_words(line.partition("…")[0])]]
    ends = {word for part in cut for word in part if len(word) >= _LONGEST_WORD or "\n" in text or len(text) > 80}
    return [word for word in _words(text) if word not in ends]


def _of_whole(board: Storyboard, source: Source) -> Iterator[Finding]:
    if not board.scenes:
        yield Finding("empty", 0, "The storyboard has no scene.")
        return
    if board.scenes[-1].kind != "end":
        yield Finding("end", 0, "The video does not end with a card that says where to read on.")
    yield from _length(board, source)
    yield from _repeated(board)
    yield from _hook(board, source)


def _length(board: Storyboard, source: Source) -> Iterator[Finding]:
    seconds, target = seconds_of(board), source.target_seconds
    said = f"It will last about {seconds:.0f} seconds; {target} are wanted"
    if seconds > target * (1 + TOLERANCE):
        yield Finding("length", 0, f"{said}.")
    elif seconds < target * (1 - TOLERANCE):
        if is_short(source):
            yield Finding("short", 0, f"{said}, but the post is short and has no more to tell.", note=True)
        else:
            yield Finding("length", 0, f"{said}, and the post has more to tell.")


def is_short(source: Source) -> bool:
    """Return whether a post holds too few sentences that can be told alone to fill its time."""
    post = outline(source)
    told = sum(seconds_said(line.alone, source.language) for line in post.lines if line.alone)
    return told < source.target_seconds * _ENOUGH


def _repeated(board: Storyboard) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, scene in enumerate(board.scenes, start=1):
        for sentence in sentences(scene.narration):
            if len(_words(sentence)) > 3 and sentence in seen:
                yield Finding("repeated", number, f"“{words.clip(sentence, 80)}” was said before.")
            seen.add(sentence)


def _hook(board: Storyboard, source: Source) -> Iterator[Finding]:
    first, tongue = board.scenes[0], tongue_of(source.language)
    opening = sentences(first.narration)[0] if sentences(first.narration) else first.narration
    if tongue.courtesy.search(opening):
        yield Finding("hook", 1, "it begins with a courtesy.")
    elif _folded(first.narration) == _folded(source.title) and not is_short(source):
        yield Finding("hook", 1, "it reads the title aloud, and the post has better sentences.")
    if tongue.dangles.match(opening) and _folded(opening) != _folded(source.title):
        yield Finding("hook", 1, f"it begins in the middle of a thought: “{words.clip(opening, 60)}”.")


def _folded(text: str) -> str:
    return _MARKS.sub("", text.casefold())
