"""Makes a bed of music: of the one that comes along, or of a file of a person's own. Once for each, then it is kept.

What is in such a file is anybody's guess: its kind, length, rate and numbers are checked. Knows no voice.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from reelpress.lib.errors import BadInput
from reelpress.lib.files import aside
from reelpress.video.renderer import sound
from reelpress.video.renderer.calm import calm
from reelpress.video.renderer.ducking import BED_LUFS, Bed, Samples
from reelpress.video.renderer.spec import RATE, Music
from reelpress.video.workspace import touch

MOST_SECONDS, LEAST_SECONDS = 180, 2  # of a longer file the beginning is taken; a shorter one would only stutter
LEAST_RATE, MOST_RATE = 8_000, 192_000
SILENT, SOFTEST = 1e-3, -60.0  # of the peak, what is cut from both ends; LUFS, what is no music at all
# Containers of sound, as FFmpeg calls them: none of them names other files or addresses, as play lists do.
KINDS = "aac,ac3,aiff,asf,caf,flac,matroska,mov,mp3,ogg,wav"


class UnusableMusic(BadInput):
    """A file that cannot be a bed; says which and why."""


def bed_of(music: Music, folder: Path) -> Bed:
    """Return the bed of `music`, made by way of `folder` unless it is kept; raise `UnusableMusic` for no music."""
    kept = Path(music.bed)
    if not kept.exists():
        samples = _levelled(_read(music) if music.path else calm(), music, folder)
        with aside(kept) as part, part.open("wb") as out:
            np.save(out, samples)
    touch(kept)
    return Bed(np.load(kept, mmap_mode="r", allow_pickle=False), seamless=not music.path)


def _levelled(samples: Samples, music: Music, folder: Path) -> NDArray[np.int16]:
    """Return the samples at the loudness of all beds."""
    heard = folder / "bed.wav"
    sound.write_wav(heard, samples)
    found = sound.measure_loudness(heard)
    heard.unlink()
    if found < SOFTEST:
        raise _unusable(music, "is silent")
    gain = 10 ** ((BED_LUFS - found) / 20)
    return np.asarray(np.clip(samples * gain, -1, 1) * 32767, np.int16)


def _read(music: Music) -> Samples:
    """Return the beginning of a file, without the silence around it."""
    parts: list[Samples] = []
    left = MOST_SECONDS * RATE
    try:
        with av.open(music.path, options={"format_whitelist": KINDS, "protocol_whitelist": "file"}) as container:
            for piece in _decoded(container, music):
                parts.append(np.nan_to_num(piece[:left], posinf=0, neginf=0))
                left -= len(parts[-1])
                if left <= 0:
                    break
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise _unusable(music, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    np.clip(samples, -1, 1, out=samples)
    loud = np.flatnonzero(np.abs(samples) > SILENT * np.abs(samples).max(initial=0))
    samples = samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]
    if len(samples) < LEAST_SECONDS * RATE:
        raise _unusable(music, f"has less than {LEAST_SECONDS} seconds of sound")
    return samples


def _decoded(container: Any, music: Music) -> Iterator[Samples]:
    """Yield the sound piece by piece: one channel, 48 kHz. What is damaged is passed over, if most of it is whole."""
    if not container.streams.audio:
        raise _unusable(music, "has no sound")
    stream = container.streams.audio[0]
    if not LEAST_RATE <= (stream.rate or 0) <= MOST_RATE:
        raise _unusable(music, f"has {stream.rate} samples a second, which is no music")
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    whole = damaged = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
            whole += 1
        except av.error.FFmpegError:
            damaged += 1
            continue
        for frame in frames:
            yield from (piece.to_ndarray()[0] for piece in resampler.resample(frame))
    if damaged > whole:
        raise _unusable(music, "is damaged")
    yield from (piece.to_ndarray()[0] for piece in resampler.resample(None))


def _unusable(music: Music, why: str) -> UnusableMusic:
    return UnusableMusic(
        f"The music {music.name} {why}.", todo="Choose other music in the template, or put another file in its place."
    )
