"""The narration of all scenes as one track, music under it, at the loudness that platforms play. Knows no picture.

Loudness is measured on the result, not assumed: gain and limit are corrected until they are right.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from reelpress.lib import proc
from reelpress.lib.errors import Failure
from reelpress.video.renderer.ducking import Bed, under
from reelpress.video.renderer.spec import RATE, SAMPLES_PER_FRAME, Voice

LEAD_SAMPLES = RATE // 4
TARGET_LUFS, TOLERANCE = -14.0, 0.3
PEAK_LIMIT = -1.0  # dB, true peak
FIRST_LIMIT = -1.9  # what the limiter is set to: it holds samples, and the curve between them goes higher
ROUNDS = 6
PROGRAM_SECONDS = 180
STEREO = "aformat=channel_layouts=stereo"
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Loudness:
    """What was measured: integrated loudness in LUFS and true peak in dB."""

    integrated: float
    peak: float

    @property
    def right(self) -> bool:
        return abs(self.integrated - TARGET_LUFS) <= TOLERANCE and self.peak < PEAK_LIMIT


def make_sound(
    voices: Sequence[Voice], target: Path, folder: Path, *, bed: Bed | None = None, done: Callable[[str], None]
) -> Loudness:
    """Write the track (AAC in MP4) to `target`, by way of `folder`; return its measured loudness."""
    mix, part = folder / "mix.wav", folder / "sound.part.m4a"
    track = _placed(voices)
    write_wav(mix, track)
    done("mixed")
    loudness = measure_loudness(mix)
    if loudness < -60:
        raise Failure(
            "The narration is silent.",
            means="No video was made.",
            todo="Choose another narrator, or check that the scenes have text to be spoken.",
        )
    if bed is not None:
        # So far below the voice it adds too little to the loudness to be measured once more.
        write_wav(mix, track + under(track, bed, voice_lufs=loudness))
        done("laid under")
    gain, limit = TARGET_LUFS - loudness, FIRST_LIMIT
    # What the limiter takes away: to hear that costs a quarter of an encoding that would come out too soft.
    gain += TARGET_LUFS - measure_loudness(mix, _levels(gain, limit))
    for attempt in range(ROUNDS):
        # Most voices are right at once. With others it is heard first, until it is right: encoding costs twice as much.
        if attempt == 0 or (found := measure(mix, _levels(gain, limit))).right:
            _encode(mix, part, _levels(gain, limit))
            done("encoded")
            found = measure(part)
            if found.right:
                part.replace(target)
                return found
        done("measured")
        gain += TARGET_LUFS - found.integrated
        limit -= max(0.0, found.peak - PEAK_LIMIT + 0.15)
    raise Failure(
        f"The narration came out at {found.integrated:.1f} LUFS with peaks of {found.peak:.1f} dB.",
        means="Platforms would play it too loud or too soft, so no video was made.",
        todo="Choose another narrator for this video, then retry.",
    )


def read_voice(path: Path) -> Samples:
    """Return the samples of any audio file: one channel, 48 kHz."""
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    parts: list[Samples] = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            parts += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    parts += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _placed(voices: Sequence[Voice]) -> Samples:
    """Return all voices on one track: each begins its lead after its scene, which has exactly its frames' samples."""
    track = np.zeros(sum(voice.frames for voice in voices) * SAMPLES_PER_FRAME, np.float32)
    start = 0
    for voice in voices:
        room = voice.frames * SAMPLES_PER_FRAME
        samples = read_voice(Path(voice.path))[: max(0, room - LEAD_SAMPLES)] if voice.path else np.zeros(0, np.float32)
        track[start + LEAD_SAMPLES : start + LEAD_SAMPLES + len(samples)] = samples
        start += room
    return track


def write_wav(path: Path, samples: Samples) -> None:
    """Write one channel, 48 kHz, as numbers that cannot overflow."""
    with av.open(str(path), "w", format="wav") as container:
        stream = container.add_stream("pcm_f32le", rate=RATE, layout="mono")
        for start in range(0, len(samples), RATE):
            piece = np.ascontiguousarray(samples[None, start : start + RATE])
            frame = av.AudioFrame.from_ndarray(piece, format="flt", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _ffmpeg(*arguments: str, name: str) -> str:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-nostats", "-threads", "1", *arguments]
    return proc.run(command, timeout=PROGRAM_SECONDS, name=name).stderr


def measure(path: Path, through: str = STEREO) -> Loudness:
    """Return the loudness of an audio or video file, as two equal channels play it, `through` a chain of filters."""
    chain = f"{through},ebur128=peak=true:framelog=quiet"
    said = _heard(path, chain)
    return Loudness(_number(r"I:\s+(\S+) LUFS", said), _number(r"Peak:\s+(\S+) dBFS", said))


def measure_loudness(path: Path, through: str = STEREO) -> float:
    """Return the integrated loudness alone, in LUFS, `through` filters; the true peak would cost as much again."""
    return _number(r"I:\s+(\S+) LUFS", _heard(path, f"{through},ebur128=framelog=quiet"))


def _heard(path: Path, chain: str) -> str:
    return _ffmpeg("-i", str(path), "-vn", "-af", chain, "-f", "null", "-", name="The loudness meter")


def _number(pattern: str, said: str) -> float:
    """Return the last number of that kind, which is the one of the whole; that of silence is -99."""
    found = re.findall(pattern, said)
    if not found:
        raise Failure("The loudness of the narration could not be measured.", todo="Retry.")
    value = float(found[-1])
    return value if np.isfinite(value) else -99.0


def _levels(gain: float, limit: float) -> str:
    """Return the filters that raise the mix by `gain` and hold its samples below `limit`, both in dB."""
    limiter = f"alimiter=limit={limit:.2f}dB:attack=4:release=60:level=false:latency=true"
    return f"{STEREO},volume={gain:.3f}dB,{limiter}"


def _encode(mix: Path, target: Path, levels: str) -> None:
    # The channels are equal: to look for what they have in common would cost half of the encoding.
    encoder = ["-c:a", "aac", "-b:a", "160k", "-aac_coder", "fast", "-aac_ms", "0", "-ar", str(RATE)]
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    _ffmpeg("-y", "-i", str(mix), "-af", levels, *encoder, *exact, "-f", "mp4", str(target), name="The sound encoder")
