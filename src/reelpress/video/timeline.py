"""How long each scene lasts, in whole frames. Pure.

Audio is padded to exactly `frames * SAMPLES_PER_FRAME` samples a scene, so that picture and sound cannot drift.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from reelpress.video.formats import FPS

LEAD_IN = 0.25  # seconds of picture before the voice starts
LEAD_OUT = 0.45  # and after it ends
RATE = 48_000
SAMPLES_PER_FRAME = RATE // FPS


@dataclass(frozen=True)
class Timeline:
    """The frames of every scene, in order."""

    frames: tuple[int, ...]

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        """Return the timeline of scenes whose voices last `seconds`."""
        # Rounded first: 1.3 s is 60 frames with its pauses, not 61 for a binary fraction's sake.
        return cls(tuple(math.ceil(round((LEAD_IN + voice + LEAD_OUT) * FPS, 6)) for voice in seconds))

    @property
    def total(self) -> int:
        """All frames."""
        return sum(self.frames)

    @property
    def seconds(self) -> float:
        """How long the whole lasts."""
        return self.total / FPS

    def start_of(self, scene: int) -> int:
        """Return the first frame of `scene` (from 0)."""
        return sum(self.frames[:scene])

    @staticmethod
    def frame_of(seconds: float) -> int:
        """Return the frame of its scene in which `seconds` of the scene's voice are reached."""
        return max(0, round((LEAD_IN + seconds) * FPS))
