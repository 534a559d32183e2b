"""Fonts at a size, and a line of text as runs that one font each can draw. Knows no card and no caption.

A character that no font holds is left out, never drawn as a box; `clusters.missing` names it before.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex
from PIL import ImageFont

from reelpress.video.visuals.bidi import NEUTRAL, levels_of, visual_order
from reelpress.video.visuals.clusters import JOINERS, clusters, drawable, is_emoji, missing
from reelpress.video.visuals.coverage import EMOJI, MONO, SANS, coverage, face_of, faces

__all__ = ("EMOJI", "MONO", "SANS", "Run", "drawable", "font", "missing", "runs")

AXES = {"opsz": 32.0, "wdth": 100.0}
# Where each language's shapes of the shared ideographs are in the collection.
COLLECTION = {"ja": 0, "ko": 1, "zh": 2}
KANA, HANGUL = regex.compile(r"[\p{Hiragana}\p{Katakana}]"), regex.compile(r"\p{Hangul}")
Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Run:
    """A piece of a line that one file draws in one direction; `index` chooses among the fonts of a collection.

    `start` is the place of its first letter in the line as it is read.
    """

    text: str
    path: Path
    leftward: bool = False
    index: int = 0
    start: int = 0

    @property
    def is_emoji(self) -> bool:
        return self.path == EMOJI


@lru_cache(maxsize=128)
def font(path: Path, weight: int, size: int, index: int = 0) -> Font:
    """Return `path` at `size` pixels; `weight` is used where the file is variable."""
    loaded = ImageFont.truetype(str(path), size, index=index, layout_engine=ImageFont.Layout.RAQM)
    try:
        axes = loaded.get_variation_axes()
    except OSError:
        return loaded
    loaded.set_variation_by_axes([_axis_value(axis, weight) for axis in axes])
    return loaded


def _axis_value(axis: Any, weight: int) -> float:
    name = axis["name"].decode() if isinstance(axis["name"], bytes) else str(axis["name"])
    low, high = float(axis["minimum"]), float(axis["maximum"])
    if name.lower().startswith("weight"):
        return min(max(float(weight), low), high)
    if name.lower().startswith("optical"):
        return min(max(AXES["opsz"], low), high)
    return float(axis["default"])


@lru_cache(maxsize=8192)
def runs(text: str, family: str, leftward: bool = False) -> tuple[Run, ...]:
    """Return the runs of a line (already `drawable`) from left to right; `leftward` is the line's own direction."""
    pieces = [piece for piece in clusters(text) if piece.strip(JOINERS)]
    found = _files_of(pieces, family)
    bases = [NEUTRAL if path == EMOJI else piece[0] for piece, path in zip(pieces, found, strict=True)]
    levels = levels_of(bases, leftward)
    index = _collection_index(text)
    joined: list[tuple[str, Path, int]] = []
    starts: list[int] = []
    for piece, path, level in zip(pieces, found, levels, strict=True):
        if joined and joined[-1][1:] == (path, level) and path != EMOJI:
            joined[-1] = (joined[-1][0] + piece, path, level)
        else:
            starts.append(starts[-1] + len(joined[-1][0]) if joined else 0)
            joined.append((piece, path, level))
    order = visual_order([level for _, _, level in joined])
    return tuple(_run(*joined[at], index, starts[at]) for at in order)


def _run(text: str, path: Path, level: int, index: int, start: int) -> Run:
    return Run(text, path, leftward=level % 2 == 1, index=index if path.suffix == ".ttc" else 0, start=start)


def _files_of(pieces: list[str], family: str) -> list[Path]:
    """Return the file that draws each cluster; a space stays with what stands before it, so that runs are long."""
    found: list[Path] = []
    for piece in pieces:
        if piece == " " and found and found[-1] != EMOJI and ord(piece) in coverage(found[-1]):
            found.append(found[-1])
        else:
            found.append(EMOJI if is_emoji(piece) else _file_of(piece, family))
    return found


@lru_cache(maxsize=8192)
def _file_of(piece: str, family: str) -> Path:
    """Return the best file that holds all of a cluster, else its first letter."""
    letters = [character for character in piece if character not in JOINERS]
    best = face_of(letters[0], family) if letters else None
    if len(letters) > 1 and best and not all(ord(c) in coverage(best) for c in letters):
        whole = (path for path in faces(family) if all(ord(c) in coverage(path) for c in letters))
        best = next(whole, best)
    return best or faces(family)[0]


@lru_cache(maxsize=8192)
def _collection_index(text: str) -> int:
    if KANA.search(text):
        return COLLECTION["ja"]
    return COLLECTION["ko"] if HANGUL.search(text) else COLLECTION["zh"]
