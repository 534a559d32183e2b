"""The narrator `espeak`: the program espeak-ng, over a hundred languages, robotic. Only the program is used.

It tells no times, so they are read from the sound: a second rendering says each word at a loudness of its own
(documented commands in the text, which leave everything else as it is), and the ratio of the two names the word.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from reelpress.lib import proc
from reelpress.lib.errors import Failure
from reelpress.video.narrators import sound
from reelpress.video.narrators.alignment import in_order
from reelpress.video.narrators.base import Narration, NarratorFailed, Word, primary
from reelpress.video.narrators.estimate import estimated, weight
from reelpress.video.narrators.segmentation import glue, pieces
from reelpress.video.narrators.timing import silence
from reelpress.video.narrators.voices import espeak_voice

RATE = 22_050
SECONDS = 60.0  # a program that takes longer hangs: it speaks five hundred times as fast as it sounds
LOUDNESS = (100, 82, 66, 52, 40)  # percent; word n is said at LOUDNESS[n % 5]
STEP = 0.005  # seconds, the grain of the times
NEXT_WORD, SKIPPED_WORD, SILENT_WORD = 0.1, 1.5, 0.05  # what a step to another word costs, in errors of ratio
COMMAND = "\x01"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = (
    (re.compile(r"(?<!\d)(\d{4})(?=\s?年)"), lambda m: "".join(_DIGITS[int(d)] for d in m[1])),
    (re.compile(r"(\d+(?:\.\d+)?)\s?[%％]"), r"百分之\1"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"(?<=\d)\.(\d+)"), lambda m: "点" + "".join(_DIGITS[int(d)] for d in m[1])),
)


class EspeakNarrator:
    """The narrator `espeak`, with one of its voices."""

    name = "espeak"

    def __init__(self, voice: str, language: str) -> None:
        self.voice = voice or espeak_voice(language)
        self.language = language
        if not re.fullmatch(r"[\w+-]{1,40}", self.voice):
            raise NarratorFailed(
                f"espeak-ng has no voice {self.voice[:40]!r}.",
                todo="Choose one of `espeak-ng --voices`.",
                permanent=True,
            )

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target` and return when each word is heard; the same text, the same bytes."""
        text = text.replace(COMMAND, " ")
        shown = pieces(text, self.language)
        said = [self._said(word) for word, _ in shown]
        if not any(map(weight, said)):
            return silence(text, self.language, target)
        with TemporaryDirectory(prefix="reelpress-espeak-") as folder:
            samples = self._rendered(shown, said, [LOUDNESS[0]], Path(folder))
            coded = self._rendered(shown, said, LOUDNESS, Path(folder))
        whole, lead = sound.trimmed(samples, RATE)
        written = [word for word, _ in shown]
        words = _times(samples, coded, written) or estimated(written, sound.stretches(samples, RATE))
        seconds = len(whole) / RATE
        moved = [Word(w.text, _within(w.start - lead, seconds), _within(w.end - lead, seconds)) for w in words]
        sound.write(target, whole, RATE)
        return Narration(target, RATE, seconds, glue(moved, shown))

    def _said(self, word: str) -> str:
        for pattern, replacement in _CHINESE if primary(self.language) == "zh" else ():
            word = pattern.sub(replacement, word)
        return word

    def _rendered(
        self, shown: Sequence[tuple[str, bool]], said: Sequence[str], loudness: Sequence[int], folder: Path
    ) -> sound.Samples:
        text = ""
        for place, ((_, glued), word) in enumerate(zip(shown, said, strict=True)):
            text += "" if glued or not place else " "
            # Nothing between the groups of a number: "1 250" is one thousand two hundred and fifty.
            apart = not (word[:1].isdigit() and place and said[place - 1][-1:].isdigit())
            text += f"{COMMAND}{loudness[place % len(loudness)]}A{word}" if apart else word
        source, target = folder / "text", folder / "sound.wav"
        source.write_text(text, encoding="utf-8")
        command = ["espeak-ng", "-v", self.voice, "-b", "1", "-f", str(source), "-w", str(target)]
        try:
            proc.run(command, timeout=SECONDS)
            return sound.decode(target.read_bytes(), RATE)
        except FileNotFoundError:
            raise NarratorFailed(
                "espeak-ng is not installed.", todo="Install it (apt install espeak-ng), then retry.", permanent=True
            ) from None
        except proc.ProgramFailed as failure:
            raise NarratorFailed(
                str(failure.explanation.happened),
                means="The video is not narrated.",
                todo=f"Check that `espeak-ng -v {self.voice} hello` speaks.",
                permanent=True,
            ) from None
        except Failure as failure:
            raise NarratorFailed(str(failure), permanent=failure.permanent) from None


def _times(samples: sound.Samples, coded: sound.Samples, written: Sequence[str]) -> list[Word]:
    """Return when each word is heard, from the two renderings; nothing when they do not fit each other."""
    if len(samples) != len(coded) or not written:
        return []
    heard, ratio = _ratios(samples, coded)
    if not heard.any():
        return []
    path = _path(heard, ratio, np.array([weight(word) > 0 for word in written]))
    runs: dict[int, tuple[float, float]] = {}
    for block in np.flatnonzero(heard):
        word = int(path[block])
        runs[word] = (runs.get(word, (block * STEP, 0.0))[0], (block + 1) * STEP)
    return in_order(_filled(written, runs))


def _ratios(samples: sound.Samples, coded: sound.Samples) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    size = round(RATE * STEP)
    count = len(samples) // size
    loud, quiet = (
        np.sqrt(np.mean(one[: count * size].reshape(count, size).astype(np.float64) ** 2, axis=1))
        for one in (samples, coded)
    )
    heard = loud > max(0.003, 0.02 * float(loud.max(initial=0.0)))
    return heard, np.where(heard, quiet / np.maximum(loud, 1e-9), 0.0)


def _path(heard: NDArray[np.bool_], ratio: NDArray[np.float64], speaks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the word of each block: the way through the words, never back, that fits the ratios best."""
    count = len(speaks)
    places = np.arange(count)
    levels = np.array(LOUDNESS)[places % len(LOUDNESS)] / 100
    passed = np.concatenate([[0.0], np.cumsum(np.where(speaks, SKIPPED_WORD, SILENT_WORD))])  # words before each
    cost = passed[:-1].copy()
    came = np.zeros((len(heard), count), np.int32)
    for block in range(len(heard)):
        # Word j is reached from the best i < j; the words between them are skipped.
        left = cost - passed[1:]
        best = np.minimum.accumulate(left)
        origin = np.maximum.accumulate(np.where(left == best, places, 0))
        reached = np.concatenate([[np.inf], best[:-1] + passed[1:-1] + NEXT_WORD])
        moved = reached < cost
        came[block] = np.where(moved, np.concatenate([[0], origin[:-1]]), places)
        cost = np.where(moved, reached, cost)
        if heard[block]:
            cost = cost + np.abs(ratio[block] - levels)
    cost = cost + passed[-1] - passed[1:]
    path = np.zeros(len(heard), np.int64)
    at = int(np.argmin(cost))
    for block in range(len(heard) - 1, -1, -1):
        path[block] = at
        at = int(came[block, at])
    return path


def _filled(written: Sequence[str], runs: dict[int, tuple[float, float]]) -> list[Word]:
    """Return all words; those that were said together with the one before ("of the") share its time."""
    known = sorted(runs)
    words: list[Word] = []
    for place, following in pairwise([*known, len(written)]):
        first = 0 if not words else place
        group = written[first:following]
        words += _shared(group, *runs[place])
    return words


def _shared(group: Sequence[str], start: float, end: float) -> list[Word]:
    total = sum(map(weight, group)) or 1.0
    words, at = [], start
    for text in group:
        until = at + (end - start) * weight(text) / total
        words.append(Word(text, at, until))
        at = until
    return words


def _within(moment: float, seconds: float) -> float:
    return min(max(0.0, moment), seconds)
