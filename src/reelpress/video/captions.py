"""Words become lines: few words at a time, broken where a reader pauses; and the sidecar files. Pure.

The text is the script's, as written; nothing is recognised back from the audio.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from wcwidth import iter_graphemes, wcswidth

from reelpress.video.formats import FPS
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.parting import members, syllables
from reelpress.video.timeline import Timeline
from reelpress.video.units import belong_together, shortens

LONGEST_LINE = 20  # columns: a character that fills a square counts two
LONGEST_WORD = 30  # a word up to this stands alone, in smaller type, rather than broken
MOST_WORDS = 4
LONGEST_CUE = 42  # columns of a sidecar's cue: one comfortable line on a screen
SHORTEST_CUE = 34  # milliseconds: one frame
STOPS = ".!?…。！？؟।॥۔"
PAUSES = ",;:—–،؛；：，、"
FEW = 4  # lines of one word, up to which they are made about as long as each other
PLAIN = re.compile(r"\W*[^\W\d_]+\W*")
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
CLOSERS = "\"'”’»)]}」』》）】"
RIGHT_TO_LEFT_MARK = "\u200f"
HOLD = 0.35  # seconds a line stays after its last word, unless the next one comes


@dataclass(frozen=True)
class CaptionLine:
    """What is on screen together: its words, when each begins and when the line goes, in seconds of the voice.

    Each text ends with a space where one follows in the narration: joined, the texts of all lines are the narration.
    """

    texts: tuple[str, ...]
    starts: tuple[float, ...]
    end: float
    breaks: bool = False  # whether its last word goes on in the next line

    @property
    def shown(self) -> tuple[str, ...]:
        """The texts as they are drawn: with a hyphen where a word goes on."""
        return (*self.texts[:-1], f"{self.texts[-1]}-") if self.breaks else self.texts


def caption_lines(words: Sequence[Word], language: str = "") -> list[CaptionLine]:
    """Return the lines of `words`: at most 20 columns and 4 words each, in reading order; a longer word alone.

    What is too long even for that is cut between the syllables that it has in `language`.
    """
    groups = _grouped(_split_long(words, LONGEST_LINE, language), LONGEST_LINE, MOST_WORDS)
    lines = []
    for place, group in enumerate(groups):
        following = groups[place + 1][0] if place + 1 < len(groups) else None
        limit = following.start if following else float("inf")
        end = min(max(group[-1].end, group[-1].end + HOLD), limit)
        texts = _with_spaces(group, following)
        lines.append(CaptionLine(texts, tuple(word.start for word in group), end, _is_broken(group[-1], following)))
    return lines


def _is_broken(last: Word, following: Word | None) -> bool:
    """Whether a word was cut between two letters; a name at its dots or humps needs no hyphen."""
    if following is None or not following.glued:
        return False
    return last.text[-1].isalpha() and following.text[0].islower()


def columns(text: str) -> int:
    """Return how wide `text` is, in columns of a terminal: two for what fills a square, none for marks."""
    if text.isascii():
        return len(text)
    return sum(max(0, wcswidth(cluster)) for cluster in iter_graphemes(text))


def _with_spaces(group: Sequence[Word], following: Word | None) -> tuple[str, ...]:
    after = [*group[1:], following]
    pairs = zip(group, after, strict=True)
    return tuple(word.text if nxt is None or nxt.glued else f"{word.text} " for word, nxt in pairs)


def _split_long(words: Iterable[Word], longest: int, language: str) -> list[Word]:
    """Cut what is longer than a line, such as a name in code, into glued pieces that share its time."""
    pieces: list[Word] = []
    for word in words:
        most = LONGEST_WORD if PLAIN.fullmatch(word.text) and not HUMPS.search(word.text) else longest
        if columns(word.text) <= max(longest, most):
            pieces.append(word)
            continue
        at = word.start
        for number, part in enumerate(_parts(word.text, longest, language)):
            end = at + (word.end - word.start) * len(part) / len(word.text)
            pieces.append(Word(part, at, min(end, word.end), word.glued or number > 0))
            at = min(end, word.end)
    return pieces


def _parts(text: str, longest: int, language: str) -> list[str]:
    """Cut `text` at its marks and humps, else between syllables, else between two characters; evenly."""
    names = members(text, lambda part: columns(part) <= longest)
    found = [part for name in names for part in _cut(name, longest, language)]
    best = _joined(found, longest)
    for narrower in range(longest - 1, 0, -1) if len(best) <= FEW else ():
        evener = _joined(found, narrower)
        if len(evener) > len(best) or max(map(columns, evener)) > narrower:
            break
        best = evener
    return best


def _joined(pieces: Iterable[str], longest: int) -> list[str]:
    """Put pieces together as far as they fit, with the hyphen that follows where a word goes on."""
    parts: list[str] = []
    for piece in pieces:
        hyphen = piece[-1].isalpha() and piece[-1].lower() != piece[-1].upper()
        if parts and columns(parts[-1] + piece) + hyphen <= longest:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _cut(name: str, longest: int, language: str) -> Iterable[str]:
    """Return the syllables of a part that is too long, else what a reader sees as its characters."""
    if columns(name) <= longest:
        return (name,)
    known = syllables(name, language)
    return known if max(map(columns, known)) < longest else iter_graphemes(name)


def _grouped(words: Sequence[Word], longest: int, most: int) -> list[list[Word]]:
    groups: list[list[Word]] = []
    length = 0
    for atom in _atoms(words, longest, most):
        wide = _wide(atom)
        gap = 0 if atom[0].glued else 1
        full = groups and (length + gap + wide > longest or len(groups[-1]) + len(atom) > most)
        if not groups or full or _ends(groups[-1][-1].text, length, longest):
            groups.append([*atom])
            length = wide
        else:
            groups[-1] += atom
            length += gap + wide
    return _evened(groups, longest, most)


def _evened(groups: list[list[Word]], longest: int, most: int) -> list[list[Word]]:
    """Let the lines of a sentence be about as long as each other, and no word alone where another can join it."""
    for before, after in pairwise(groups):
        if _ends(before[-1].text, _wide(before), longest):
            continue
        atoms = _atoms(before, longest, most)
        while len(atoms) > 1 and len(atoms[-1]) + len(after) <= most:
            kept, given = before[: -len(atoms[-1])], [*atoms.pop(), *after]
            uneven, less = abs(_wide(before) - _wide(after)), abs(_wide(kept) - _wide(given))
            if _wide(given) > longest or less > uneven - (len(after) > 1):
                break
            before[:], after[:] = kept, given
    return groups


def _atoms(words: Sequence[Word], longest: int, most: int) -> list[list[Word]]:
    """Return the words, those together that no line may part: a figure and its unit."""
    atoms: list[list[Word]] = []
    for word in words:
        last = atoms[-1] if atoms else []
        bound = bool(last) and not word.glued and belong_together(last[-1].text, word.text)
        if bound and len(last) < most and _wide([*last, word]) <= longest:
            last.append(word)
        else:
            atoms.append([word])
    return atoms


def _wide(words: Sequence[Word]) -> int:
    return columns(words[0].text) + sum(columns(word.text) + (0 if word.glued else 1) for word in words[1:])


def _ends(text: str, length: int, longest: int) -> bool:
    """Whether a line should end after this word: always after a sentence, after a pause once it is half full."""
    last = text.rstrip(CLOSERS)[-1:]
    if shortens(text):
        return False
    return bool(last) and (last in STOPS or (last in PAUSES and length * 2 >= longest))


@dataclass(frozen=True)
class Cue:
    """One entry of a sidecar file, in milliseconds of the video."""

    start: int
    end: int
    text: str


def srt_text(timeline: Timeline, narrations: Sequence[Narration], language: str = "") -> str:
    """Return the captions of the whole video as SubRip; joined, its text is exactly the narration.

    Written here and not by a library: those that were tried take braces and backslashes for styling and lose them.
    """
    cues = enumerate(cues_of(timeline, narrations, language), start=1)
    return "".join(f"{n}\n{_time(c.start, ',')} --> {_time(c.end, ',')}\n{c.text}\n\n" for n, c in cues)


def vtt_text(timeline: Timeline, narrations: Sequence[Narration], language: str = "") -> str:
    """Return the captions of the whole video as WebVTT (W3C WebVTT, "cue text": & < > are escaped)."""
    cues = cues_of(timeline, narrations, language)
    body = "".join(f"{_time(c.start, '.')} --> {_time(c.end, '.')}\n{escape(c.text, quote=False)}\n\n" for c in cues)
    return f"WEBVTT\n\n{body}"


def cues_of(timeline: Timeline, narrations: Sequence[Narration], language: str = "") -> list[Cue]:
    """Return the entries of a sidecar file: in order, without overlap, a frame long at least."""
    cues: list[Cue] = []
    for scene, narration in enumerate(narrations):
        first = timeline.start_of(scene)
        leftward = _is_leftward(word.text for word in narration.words)
        groups = _grouped(
            _split_long(narration.words, LONGEST_CUE, language), LONGEST_CUE, len(narration.words) + LONGEST_CUE
        )
        starts = [first + timeline.frame_of(group[0].start) for group in groups]
        limits = [*starts[1:], first + timeline.frames[scene]]
        for group, start, limit in zip(groups, starts, limits, strict=True):
            begin = max(_milliseconds(start), cues[-1].end if cues else 0)
            end = min(first + timeline.frame_of(group[-1].end + HOLD), limit)
            text = "".join(_with_spaces(group, None))
            # A player takes the direction of a cue from its first letter, which may be that of a foreign name.
            mark = RIGHT_TO_LEFT_MARK if leftward and not _is_leftward([text]) else ""
            cues.append(Cue(begin, max(_milliseconds(end), begin + SHORTEST_CUE), mark + text))
    return cues


def _is_leftward(texts: Iterable[str]) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for text in texts for letter in text)
    return next((found for found in directions if found in ("L", "R", "AL")), "L") != "L"


def _milliseconds(frame: int) -> int:
    return round(frame * 1000 / FPS)


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
