"""Words become lines: few words at a time, broken where a reader pauses; and the sidecar files. Pure.

The text is the script's, as written; nothing is recognised back from the audio.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from reelpress.video.formats import FPS
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.timeline import Timeline

LONGEST_LINE = 20  # characters
MOST_WORDS = 4
LONGEST_CUE = 42  # characters of a sidecar's cue: one comfortable line on a screen
SHORTEST_CUE = 34  # milliseconds: one frame
STOPS = ".!?…。！？؟।"
PAUSES = ",;:—–،；：，、"
WIDE_PIECE = 8  # characters of a script that fills its square
JOINTS = re.compile(r"(?<=[._/:-])(?=\w)")
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
CLOSERS = "\"'”’»)]}"
HOLD = 0.35  # seconds a line stays after its last word, unless the next one comes


@dataclass(frozen=True)
class CaptionLine:
    """What is on screen together: its words, when each begins and when the line goes, in seconds of the voice."""

    texts: tuple[str, ...]
    starts: tuple[float, ...]
    end: float


def caption_lines(words: Sequence[Word]) -> list[CaptionLine]:
    """Return the lines of `words`, at most 20 characters and 4 words each unless one word is longer."""
    groups = _grouped(_split_long(words), LONGEST_LINE, MOST_WORDS)
    lines = []
    for place, group in enumerate(groups):
        following = groups[place + 1][0].start if place + 1 < len(groups) else float("inf")
        end = max(group[-1].end, min(group[-1].end + HOLD, following))
        lines.append(CaptionLine(tuple(w.text for w in group), tuple(w.start for w in group), min(end, following)))
    return lines


def _split_long(words: Iterable[Word]) -> list[Word]:
    """Split what has no spaces but many characters (Chinese, Japanese, Thai, a name in code) to fit a line."""
    pieces: list[Word] = []
    for word in words:
        if len(word.text) <= LONGEST_LINE:
            pieces.append(word)
            continue
        at = word.start
        for part in _parts(word.text):
            end = at + (word.end - word.start) * len(part) / len(word.text)
            pieces.append(Word(part, at, end))
            at = end
    return pieces


def _parts(text: str) -> list[str]:
    """Cut `text` at its dots, slashes and hyphens, else at its humps of capitals, else anywhere."""
    size = WIDE_PIECE if _is_wide(text) else LONGEST_LINE
    pieces: list[str] = []
    for joint in JOINTS.split(text):
        humps = [joint] if len(joint) <= size else HUMPS.split(joint)
        pieces += [hump[at : at + size] for hump in humps for at in range(0, len(hump), size)]
    parts: list[str] = []
    for piece in pieces:
        if parts and len(parts[-1]) + len(piece) <= size:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _is_wide(text: str) -> bool:
    return sum(unicodedata.east_asian_width(c) in "WF" for c in text) > len(text) // 2


def _grouped(words: Sequence[Word], longest: int, most: int) -> list[list[Word]]:
    groups: list[list[Word]] = []
    length = 0
    for word in words:
        full = groups and (length + 1 + len(word.text) > longest or len(groups[-1]) >= most)
        if not groups or full or _ends(groups[-1][-1].text, length, longest):
            groups.append([word])
            length = len(word.text)
        else:
            groups[-1].append(word)
            length += 1 + len(word.text)
    return groups


def _ends(text: str, length: int, longest: int) -> bool:
    """Whether a line should end after this word: always after a sentence, after a pause once it is half full."""
    last = text.rstrip(CLOSERS)[-1:]
    return bool(last) and (last in STOPS or (last in PAUSES and length * 2 >= longest))


@dataclass(frozen=True)
class Cue:
    """One entry of a sidecar file, in milliseconds of the video."""

    start: int
    end: int
    text: str


def srt_text(timeline: Timeline, narrations: Sequence[Narration]) -> str:
    """Return the captions of the whole video as SubRip; joined, its text is exactly the narration.

    Written here and not by a library: those that were tried take braces and backslashes for styling and lose them.
    """
    cues = enumerate(cues_of(timeline, narrations), start=1)
    return "".join(f"{n}\n{_time(c.start, ',')} --> {_time(c.end, ',')}\n{c.text}\n\n" for n, c in cues)


def vtt_text(timeline: Timeline, narrations: Sequence[Narration]) -> str:
    """Return the captions of the whole video as WebVTT (W3C WebVTT, "cue text": & < > are escaped)."""
    cues = cues_of(timeline, narrations)
    body = "".join(f"{_time(c.start, '.')} --> {_time(c.end, '.')}\n{escape(c.text, quote=False)}\n\n" for c in cues)
    return f"WEBVTT\n\n{body}"


def cues_of(timeline: Timeline, narrations: Sequence[Narration]) -> list[Cue]:
    """Return the entries of a sidecar file: in order, without overlap, a frame long at least."""
    cues: list[Cue] = []
    for scene, narration in enumerate(narrations):
        first = timeline.start_of(scene)
        groups = _grouped(narration.words, LONGEST_CUE, 99)
        starts = [first + timeline.frame_of(group[0].start) for group in groups]
        limits = [*starts[1:], first + timeline.frames[scene]]
        for group, start, limit in zip(groups, starts, limits, strict=True):
            begin = max(_milliseconds(start), cues[-1].end if cues else 0)
            end = min(first + timeline.frame_of(group[-1].end + HOLD), limit)
            cues.append(
                Cue(begin, max(_milliseconds(end), begin + SHORTEST_CUE), " ".join(word.text for word in group))
            )
    return cues


def _milliseconds(frame: int) -> int:
    return round(frame * 1000 / FPS)


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
