"""What a render program is asked to do, as data: read and written by both sides. Imports no library.

A segment is one scene as one video file; its key names everything that its bytes depend on.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

from reelpress.lib.files import digest
from reelpress.video.visuals.look import Look

# Changes whenever the same spec would give other frames.
VERSION = 5
# The same for music and the way it lies under a voice.
BED = 1
FPS = 30
RATE = 48_000
SAMPLES_PER_FRAME = RATE // FPS
PRESET, GOP = "superfast", 60
# One quantizer for all: x264 then looks at no frame ahead, which halves its work.  Quantized alike, slow gradients
# would become a mosaic; so what is flat is quantized finer and what is busy coarser.
CQM4 = "6,12,13,15,12,13,15,17,13,15,17,18,15,17,18,20"
CQM8 = (
    "6,11,11,12,13,14,14,15,11,11,12,13,14,14,15,16,11,12,13,14,14,15,16,16,12,13,14,14,15,16,16,17,"
    "13,14,14,15,16,16,17,18,14,14,15,16,16,17,18,19,14,15,16,16,17,18,19,19,15,16,16,17,18,19,19,20"
)
X264 = (
    "qp=22:weightp=0:b-adapt=0:scenecut=0:bframes=1:subme=0:partitions=none:open-gop=0:threads=1:no-deblock=1"
    f":cqm4={CQM4}:cqm8={CQM8}"
)


@dataclass(frozen=True)
class Line:
    """A caption line: its words, the frame at which each begins, and the frame at which the line goes."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    end: int


@dataclass(frozen=True)
class Segment:
    """One scene to be drawn and encoded."""

    look: Look
    previous: Look | None
    frames: int
    lines: tuple[Line, ...]
    index: int
    count: int
    target: str = ""
    rows: tuple[int, ...] = ()  # the frame at which each row of a list is said; -1 for one that is not

    def key(self) -> str:
        """Return the digest of all that this segment's bytes depend on."""
        encoder = [PRESET, GOP, X264, FPS]
        before = self.previous.key() if self.previous else None
        lines = [[list(line.words), list(line.starts), line.end] for line in self.lines]
        said = [lines, list(self.rows)]
        return digest("segment", VERSION, encoder, self.look.key(), before, self.frames, said, self.index, self.count)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for a spec file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the segment that `to_dict` described."""
        before = data["previous"]
        return cls(
            look=Look.from_dict(data["look"]),
            previous=Look.from_dict(before) if before else None,
            frames=data["frames"],
            lines=tuple(Line(tuple(x["words"]), tuple(x["starts"]), x["end"]) for x in data["lines"]),
            index=data["index"],
            count=data["count"],
            target=data["target"],
            rows=tuple(data["rows"]),
        )


@dataclass(frozen=True)
class Voice:
    """One scene's narration and its place: the file, and how many frames its scene has."""

    path: str
    frames: int


@dataclass(frozen=True)
class Music:
    """What is played under the voice: a file, or no path for the music that comes along."""

    name: str
    path: str
    key: str  # the digest of all that its sound depends on
    bed: str = ""  # where it is kept as it is laid under a voice
