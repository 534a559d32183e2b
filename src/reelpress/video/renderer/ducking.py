"""Music under a voice: round and round, softer while somebody speaks, in and out softly. Pure; knows no file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelpress.video.renderer.spec import RATE

BED_LUFS = -23.0  # how loud every bed is kept
UNDER = -20.0  # LU: the bed against the voice, while that speaks
LIFT = 7.0  # dB that the bed rises by where nobody speaks
FADE_IN, FADE_OUT = 0.4, 0.9  # seconds: the voice begins after 0.25 and ends 0.45 before the end
CROSSFADE = 2.0  # seconds in which a file's end goes over into its beginning
HOP = RATE // 100
QUIET = 1e-3  # of the power of loud speech: what is softer is a pause
WIDENED, TURN = 0.25, 0.5  # seconds: the bed begins to sink that long before a word, and takes that long
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Bed:
    """Music that is ready to be laid under a voice: 16 bits, one channel, 48 kHz, at `BED_LUFS`."""

    samples: NDArray[np.int16]
    seamless: bool  # its end goes over into its beginning by itself


def under(voice: Samples, bed: Bed, *, voice_lufs: float) -> Samples:
    """Return `bed` as it sounds under `voice`, which has a loudness of `voice_lufs`: as long as that, without it."""
    music = looped(bed, len(voice))
    hops = (np.arange(-(-len(voice) // HOP)) + 0.5) * HOP
    gain = 10 ** ((voice_lufs + UNDER - BED_LUFS + LIFT * pauses(voice)) / 20)
    music *= np.interp(np.arange(len(voice)), hops, gain).astype(np.float32)
    entry, exit_ = (min(round(seconds * RATE), len(voice)) for seconds in (FADE_IN, FADE_OUT))
    music[:entry] *= _rise(entry)
    music[len(voice) - exit_ :] *= _rise(exit_)[::-1]
    return music


def pauses(voice: Samples) -> NDArray[np.float64]:
    """Return for each hundredth of a second how much it is a pause: 0 where somebody speaks, 1 far from it.

    In a pause of up to half a second it stays 0; it reaches 1 in one of a second and longer.
    """
    hops = -(-len(voice) // HOP)
    padded = np.zeros(hops * HOP, np.float32)
    padded[: len(voice)] = voice
    power = np.square(padded).reshape(hops, HOP).mean(axis=1)
    loud = float(np.percentile(power[power > 0], 95)) if power.any() else 0.0
    speaks = (power > QUIET * loud).astype(np.float64)
    wide, turn = (round(seconds * RATE / HOP) for seconds in (WIDENED, TURN))
    widened = np.convolve(speaks, np.ones(2 * wide + 1))[wide : wide + hops] > 0.5
    curve = np.hanning(turn + 1)
    smooth = np.convolve(widened, curve / curve.sum())[turn // 2 : turn // 2 + hops]
    return np.asarray(np.clip(1 - smooth, 0.0, 1.0), np.float64)


def looped(bed: Bed, length: int) -> Samples:
    """Return `length` samples of the bed, from its beginning, as often as it takes."""
    if bed.seamless or len(bed.samples) >= length:
        return np.resize(bed.samples, length).astype(np.float32) / np.float32(32767)
    whole = bed.samples.astype(np.float32) / np.float32(32767)
    fade = min(round(CROSSFADE * RATE), len(whole) // 4)
    rise = np.sin(np.linspace(0, np.pi / 2, fade, dtype=np.float32))  # of equal power with its mirror
    whole[-fade:] *= rise[::-1]
    track = np.zeros(length, np.float32)
    for start in range(0, length, len(whole) - fade):
        piece = whole[: length - start]
        track[start : start + len(piece)] += piece
        whole[:fade] = bed.samples[:fade] * rise / np.float32(32767)
    return track


def _rise(length: int) -> Samples:
    return (np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2).astype(np.float32)
