"""The music that comes along, `calm`: eight slow chords, a soft mallet and a bass, computed anew wherever it is needed.

It is this project's own work, a score and some sines, so nobody else has a right in it. It goes round without a
seam: what still sounds at the end is laid into the beginning. Knows no video and no file.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# Changes whenever other samples come out.
VERSION = 1
RATE = 48_000
COARSE = 4  # all is computed at a quarter of the rate: nothing in it is higher than 5 kHz
BEAT = 0.875  # seconds
CHORD_BEATS = 8
ATTACK, RELEASE = 2.2, 3.2  # seconds in which a chord comes and goes
DAMPED = 0.5  # seconds in which a struck note ends
DETUNED = (-3.5, 0.0, 4.0)  # cents
PULSE = 0.16  # how far chords sink between two beats
ROOM_SECONDS, ROOM = 2.6, 0.55  # how long the room rings, and how loud it is beside the tones themselves
LOW_PASS = 2000.0  # Hz: from here on it gets darker, out of the way of consonants
BASS, PAD, MALLET = 0.5, 0.16, 0.4
SEED = 20
Samples = NDArray[np.float32]

# The bass, the chord, and the mallet's notes as (eighth of the chord's sixteen, note); notes as MIDI numbers them.
SCORE: tuple[tuple[int, tuple[int, ...], tuple[tuple[int, int], ...]], ...] = (
    (38, (57, 61, 64, 66), ((0, 74), (3, 78), (6, 76), (10, 69))),  # D major 9
    (35, (57, 62, 64, 66), ((0, 71), (3, 74), (6, 78), (11, 76))),  # B minor 11
    (43, (57, 59, 62, 66), ((0, 74), (4, 71), (6, 69), (10, 66))),  # G major 9
    (45, (55, 59, 62, 64), ((0, 69), (3, 71), (6, 76), (12, 74))),  # A 9 sus 4
    (38, (57, 62, 64, 66), ((0, 78), (3, 76), (6, 74), (10, 69))),  # D 9
    (42, (57, 61, 64, 66), ((0, 73), (3, 76), (6, 78), (11, 76))),  # F sharp minor 7
    (43, (59, 62, 66, 69), ((0, 74), (3, 71), (6, 78), (10, 74))),  # G major 9
    (40, (55, 59, 62, 66), ((0, 76), (4, 74), (8, 71), (12, 69))),  # E minor 9
)


def calm() -> Samples:
    """Return the whole round (56 s, one channel, 48 kHz), its highest peak at 0.9."""
    rate = RATE // COARSE
    chord = round(CHORD_BEATS * BEAT * rate)
    length = chord * len(SCORE)
    random = np.random.default_rng(SEED)
    pads, rest = np.zeros(length, np.float32), np.zeros(length, np.float32)
    for place, (bass, notes, figure) in enumerate(SCORE):
        for note in notes:
            _lay(pads, place * chord, PAD * _pad(_hertz(note), chord / rate, random))
        for half, strength in ((0, 1.0), (1, 0.7)):
            tone = _struck(_hertz(bass), decay=3.0, attack=0.12, seconds=CHORD_BEATS / 2 * BEAT)
            _lay(rest, place * chord + half * chord // 2, BASS * strength * tone)
        for eighth, note in figure:
            tone = _struck(_hertz(note), decay=0.7, attack=0.012, seconds=4.0)
            _lay(rest, place * chord + round(eighth * BEAT / 2 * rate), MALLET * random.uniform(0.6, 1.0) * tone)
    beats = np.arange(length, dtype=np.float32) / np.float32(BEAT * rate)
    mixed = _in_a_room(pads * (1 - PULSE * np.sin(np.pi * beats) ** 2) + rest, random)
    return mixed * np.float32(0.9 / np.abs(mixed).max())


def _hertz(note: int) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))


def _times(seconds: float) -> Samples:
    return np.arange(round(seconds * RATE / COARSE), dtype=np.float32) * np.float32(COARSE / RATE)


def _tone(times: Samples, hertz: float, partials: Sequence[float], phases: Iterable[float]) -> Samples:
    turns = np.float32(2 * np.pi * hertz) * times
    tone = np.zeros_like(times)
    for number, (strength, phase) in enumerate(zip(partials, phases, strict=True), start=1):
        tone += np.float32(strength) * np.sin(np.float32(number) * turns + np.float32(phase))
    return tone


def _pad(hertz: float, seconds: float, random: np.random.Generator) -> Samples:
    """Return one note of a chord: soft tones beside each other, which comes slowly and goes under the next chord."""
    times = _times(seconds + RELEASE)
    tone = np.zeros_like(times)
    for cents in DETUNED:
        partials = (1.0, 0.3, 0.14, 0.05)
        tone += _tone(times, hertz * 2 ** (cents / 1200), partials, random.uniform(0, 2 * np.pi, len(partials)))
    comes = np.sin(np.clip(times / ATTACK, 0, 1) * (np.pi / 2)) ** 2
    goes = np.cos(np.clip((times - seconds) / RELEASE, 0, 1) * (np.pi / 2)) ** 2
    return np.asarray(tone * comes * goes, np.float32)


def _struck(hertz: float, *, decay: float, attack: float, seconds: float) -> Samples:
    """Return a note that is struck softly, dies away, its overtones first, and is damped after `seconds`."""
    times = _times(seconds + DAMPED)
    tone = np.zeros_like(times)
    for number, strength in enumerate((1.0, 0.32, 0.12, 0.05), start=1):
        tone += strength * np.sin(np.float32(2 * np.pi * hertz * number) * times) * np.exp(-times * (number / decay))
    comes = np.sin(np.clip(times / attack, 0, 1) * (np.pi / 2)) ** 2
    goes = np.cos(np.clip((times - seconds) / DAMPED, 0, 1) * (np.pi / 2)) ** 2
    return np.asarray(tone * comes * goes, np.float32)


def _lay(track: Samples, start: int, samples: Samples) -> None:
    """Add `samples` to the round from `start` on; what goes beyond its end sounds at its beginning."""
    while len(samples):
        piece = samples[: len(track) - start]
        track[start : start + len(piece)] += piece
        samples, start = samples[len(piece) :], 0


def _in_a_room(dry: Samples, random: np.random.Generator) -> Samples:
    """Return the round as it sounds in a room, darkened, at the full rate."""
    times = _times(ROOM_SECONDS)
    echoes = random.standard_normal(len(times)).astype(np.float32) * np.exp(-times * np.float32(6.9 / ROOM_SECONDS))
    echoes *= np.clip(times / 0.03, 0, 1) / np.sqrt((echoes**2).sum())
    answer = np.zeros_like(dry)
    answer[: len(echoes)] = ROOM * echoes
    answer[0] += 1
    hertz = np.fft.rfftfreq(len(dry), COARSE / RATE)
    dark = 1 / np.sqrt(1 + (hertz / LOW_PASS) ** 4)
    without_rumble = 1 / np.sqrt(1 + (45 / np.maximum(hertz, 1e-3)) ** 6)
    spectrum = np.fft.rfft(dry) * np.fft.rfft(answer) * dark * without_rumble
    return np.asarray(np.fft.irfft(spectrum, len(dry) * COARSE) * COARSE, np.float32)
