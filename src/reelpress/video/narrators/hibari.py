"""The voice that comes along: hibari, English, offline, with word times from the model's own durations.

The model predicts how long each phoneme lasts, in units of 25 ms, but does not return it; one more output
on its graph does, and the samples stay the same.  Knows no scene and no Django.
"""

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from hibari import Hibari
from hibari import dsp as synthesis
from hibari.g2p.normalize import normalize
from numpy.typing import NDArray

from reelpress.lib.errors import Failure
from reelpress.lib.files import aside
from reelpress.video.narrators.alignment import align, proportional
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.narrators.pronunciation import is_readable, read_as

RATE = 24_000
UNIT_SAMPLES = 600  # 25 ms: two hops of 300 samples
UNIT = UNIT_SAMPLES / RATE
SHIFT = 3 * UNIT  # the model's boundaries lie this much late; measured against forced alignment
DURATIONS = b"/Clip_output_0"
MOST_PHONEMES = 400
SENTENCE_PAUSE = 0.12  # seconds between sentences, beside the voice's own
BREATH = 0.06  # seconds of silence kept around the sound of a scene
SILENT_SECONDS_PER_LETTER = 0.06
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class _Spoken:
    """One word of the normalised text and the phonemes that say it."""

    text: str
    phonemes: str


class TimedHibari(Hibari):  # type: ignore[misc]
    """Hibari that also returns how long each phoneme lasts."""

    def __init__(self) -> None:
        super().__init__(voice="heart", threads=1)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = Path(self.model_path).read_bytes() + _one_more_output(DURATIONS)
        self.sess = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def timed(self, ids: Sequence[int], random: np.random.Generator) -> tuple[Samples, NDArray[np.int64]]:
        """Return the samples of these phoneme ids and the duration of each, in units."""
        fed = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([1.0], np.float32)}
        *spectrum, durations = self.sess.run(None, fed)
        samples = synthesis.synth(*(part[0] for part in spectrum), random)
        units = np.round(np.ravel(durations)).astype(np.int64)
        if units.sum() * UNIT_SAMPLES != len(samples):
            raise Failure(
                "The voice's times do not add up to its sound.", todo="Install hibari-tts 0.2.1.", permanent=True
            )
        return samples, units


def _one_more_output(name: bytes) -> bytes:
    """Return a protobuf message that adds an output to an ONNX model: concatenated messages merge.

    ModelProto.graph (7) . output (12) . name (1); see the ONNX specification and "Last One Wins" of protobuf's.
    """

    def field(number: int, payload: bytes) -> bytes:
        return bytes([number << 3 | 2, len(payload)]) + payload

    return field(7, field(12, field(1, name)))


class HibariNarrator:
    """The narrator `hibari`."""

    name = "hibari"

    def __init__(self) -> None:
        self.voice = TimedHibari()

    def speak(self, text: str, target: Path) -> Narration:
        """Write `text` as speech to `target` and return when each word is heard; the same text, the same bytes."""
        samples: list[Samples] = []
        words: list[Word] = []
        at = 0
        for sentence in self.voice.split_sentences(text) or [text]:
            if samples:
                samples.append(np.zeros(round(SENTENCE_PAUSE * RATE), np.float32))
                at += len(samples[-1])
            sound, heard = self._sentence(sentence)
            words += [Word(w.text, w.start + at / RATE, w.end + at / RATE) for w in heard]
            samples.append(sound)
            at += len(sound)
        whole, lead = _trimmed(np.concatenate(samples))
        words = [Word(w.text, max(0.0, w.start - lead), max(0.0, w.end - lead)) for w in words]
        seconds = len(whole) / RATE
        _write(target, whole)
        unsaid = tuple(word for word in text.split() if not is_readable(word))
        return Narration(target, RATE, seconds, tuple(_inside(words, seconds)), unsaid)

    def _sentence(self, sentence: str) -> tuple[Samples, list[Word]]:
        written = sentence.split()
        spoken = self._spoken(sentence)
        if not any(word.phonemes for word in spoken):
            return _silence(written)
        random = np.random.default_rng(0)
        samples: list[Samples] = []
        heard: list[Word] = []
        at = 0.0
        for chunk in _chunks(spoken):
            sound, words = self._chunk(chunk, random)
            heard += [Word(w.text, w.start + at, w.end + at) for w in words]
            samples.append(sound)
            at += len(sound) / RATE
        whole = np.concatenate(samples)
        return whole, align(written, _clipped(heard, whole))

    def _spoken(self, sentence: str) -> list[_Spoken]:
        """Return the words as the voice says them, each with its phonemes."""
        g2p = self.voice.g2p
        words: list[_Spoken] = []
        letters = phonemes = ""
        for token in g2p.phonemize_tokens(g2p.tokenize(normalize(read_as(sentence)))):
            letters += token.text
            phonemes += (token.phonemes or "") if is_readable(token.text) else ""
            if token.whitespace:
                words.append(_Spoken(letters, phonemes))
                letters = phonemes = ""
        if letters:
            words.append(_Spoken(letters, phonemes))
        return words

    def _chunk(self, words: Sequence[_Spoken], random: np.random.Generator) -> tuple[Samples, list[Word]]:
        """Synthesize a few words as one phrase and return when each is heard."""
        vocabulary = self.voice.vocab
        ids = [0]
        places: list[tuple[str, int, int]] = []
        for number, word in enumerate(words):
            if number:
                ids += [vocabulary[" "]]
            known = [vocabulary[c] for c in word.phonemes if c in vocabulary]
            sounded = len([c for c in word.phonemes.rstrip(',.;:!?…—"”) ') if c in vocabulary])
            places.append((word.text, len(ids), len(ids) + sounded))
            ids += known
        samples, units = self.voice.timed([*ids, 0], random)
        ends = np.concatenate([[0], np.cumsum(units)]) * UNIT
        return samples, [
            Word(text, max(0.0, float(ends[first]) - SHIFT), max(0.0, float(ends[last]) - SHIFT))
            for text, first, last in places
        ]


def _chunks(words: Sequence[_Spoken]) -> Iterator[list[_Spoken]]:
    """Yield the words in phrases short enough for the model, broken after punctuation where there is some."""
    chunk: list[_Spoken] = []
    length = 0
    for word in words:
        for start in range(0, max(1, len(word.phonemes)), MOST_PHONEMES):
            # A single endless "word" is said in pieces; only its first carries the text.
            piece = _Spoken(word.text if start == 0 else "", word.phonemes[start : start + MOST_PHONEMES])
            if chunk and length + len(piece.phonemes) + 1 > MOST_PHONEMES:
                cut = _last_pause(chunk)
                yield chunk[:cut]
                chunk = chunk[cut:]
                length = sum(len(w.phonemes) + 1 for w in chunk)
            if chunk and length + len(piece.phonemes) + 1 > MOST_PHONEMES:
                yield chunk
                chunk, length = [], 0
            chunk.append(piece)
            length += len(piece.phonemes) + 1
    if chunk:
        yield chunk


def _last_pause(chunk: Sequence[_Spoken]) -> int:
    for place in range(len(chunk) - 1, 0, -1):
        if chunk[place - 1].phonemes[-1:] in {",", ";", ":", "—"}:
            return place
    return len(chunk)


def _silence(written: Sequence[str]) -> tuple[Samples, list[Word]]:
    """Return a silence in which words that this voice cannot say can be read."""
    seconds = max(1.0, SILENT_SECONDS_PER_LETTER * min(400, sum(map(len, written))))
    return np.zeros(round(seconds * RATE), np.float32), proportional(written, 0.0, seconds)


def _loud(samples: Samples) -> NDArray[Any]:
    """Return the indices of the 10 ms blocks in which something is heard."""
    block = RATE // 100
    count = len(samples) // block
    power = np.sqrt(np.mean(samples[: count * block].reshape(count, block) ** 2, axis=1)) if count else np.zeros(0)
    return np.flatnonzero(power > max(0.003, 0.02 * float(power.max(initial=0.0))))


def _clipped(words: list[Word], samples: Samples) -> list[Word]:
    """Return `words` with the last one ending where its sound does: the model counts the pause to it."""
    loud = _loud(samples)
    if not words or not len(loud):
        return words
    end = (int(loud[-1]) + 1) / 100
    last = words[-1]
    return [*words[:-1], Word(last.text, last.start, max(last.start, min(end, len(samples) / RATE)))]


def _trimmed(samples: Samples) -> tuple[Samples, float]:
    """Return `samples` without the silence around them, but for a breath, and the seconds cut from their start.

    Silence alone stays whole.
    """
    loud = _loud(samples)
    if not len(loud):
        return samples, 0.0
    first = max(0, round((int(loud[0]) / 100 - BREATH) * RATE))
    last = min(len(samples), round(((int(loud[-1]) + 1) / 100 + BREATH) * RATE))
    return samples[first:last], first / RATE


def _inside(words: Sequence[Word], seconds: float) -> list[Word]:
    return [Word(w.text, min(w.start, seconds), min(w.end, seconds)) for w in words]


def _write(target: Path, samples: Samples) -> None:
    pcm = (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2")
    with aside(target) as part, wave.open(str(part), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm.tobytes())
