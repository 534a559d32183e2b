"""Samples of a voice: read from whatever a service sends, trimmed, measured, written as WAV. Knows no text."""

import io
import wave
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelpress.lib.errors import Failure
from reelpress.lib.files import aside

BREATH = 0.06  # seconds of silence kept around the sound of a scene
BLOCK = 0.01  # seconds that are loud or not
LEAST_PAUSE = 0.09  # seconds of silence that part two stretches of speech
MOST_SECONDS = 1800.0  # of one answer of a service
Samples = NDArray[np.float32]


def decode(data: bytes, rate: int) -> Samples:
    """Return the sound in `data`, whatever its format (WAV, MP3, Ogg, FLAC), mono at `rate`; raise `Failure`."""
    import av

    parts: list[Samples] = []
    length = 0
    try:
        with av.open(io.BytesIO(data)) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            for frame in chain(container.decode(audio=0), [None]):  # type: ignore[union-attr]
                for done in resampler.resample(frame):
                    parts.append(done.to_ndarray().reshape(-1).astype(np.float32))
                    length += len(parts[-1])
                if length > MOST_SECONDS * rate:
                    break
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise Failure(f"A sound could not be read ({type(error).__name__}).", permanent=True) from None
    if not length:
        raise Failure("A sound is empty.", permanent=True)
    return np.concatenate(parts)


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """Return `samples` at the rate `wanted`."""
    if rate == wanted:
        return samples
    return decode(_wav(samples, rate), wanted)


def loud(samples: Samples, rate: int) -> NDArray[Any]:
    """Return the indices of the 10 ms blocks in which something is heard."""
    block = round(rate * BLOCK)
    count = len(samples) // block
    power = np.sqrt(np.mean(samples[: count * block].reshape(count, block) ** 2, axis=1)) if count else np.zeros(0)
    return np.flatnonzero(power > max(0.003, 0.02 * float(power.max(initial=0.0))))


def stretches(samples: Samples, rate: int) -> list[tuple[float, float]]:
    """Return the stretches of speech between pauses, in seconds; none when nothing is heard."""
    heard = loud(samples, rate)
    if not len(heard):
        return []
    breaks = np.flatnonzero(np.diff(heard) > round(LEAST_PAUSE / BLOCK))
    firsts = [heard[0], *heard[breaks + 1]]
    lasts = [*heard[breaks], heard[-1]]
    return [(float(a) * BLOCK, float(b + 1) * BLOCK) for a, b in zip(firsts, lasts, strict=True)]


def trimmed(samples: Samples, rate: int) -> tuple[Samples, float]:
    """Return `samples` without the silence around them, but for a breath, and the seconds cut from their start.

    Silence alone stays whole.
    """
    heard = loud(samples, rate)
    if not len(heard):
        return samples, 0.0
    first = max(0, round((int(heard[0]) * BLOCK - BREATH) * rate))
    last = min(len(samples), round(((int(heard[-1]) + 1) * BLOCK + BREATH) * rate))
    return samples[first:last], first / rate


def pcm(samples: Samples) -> bytes:
    """Return `samples` as 16-bit integers, least byte first."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def write(target: Path, samples: Samples, rate: int) -> None:
    """Write a mono WAV file, whole or not at all."""
    with aside(target) as part:
        part.write_bytes(_wav(samples, rate))


def _wav(samples: Samples, rate: int) -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm(samples))
    return whole.getvalue()
