"""The voice that comes along: hibari, English, offline, with word times from the model's own durations.

The model predicts how long each phoneme lasts, in units of 25 ms, but does not return it; one more output
on its graph does, and the samples stay the same.  Knows no scene and no Django.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from hibari import Hibari
from hibari import dsp as synthesis
from hibari.voices import ASSETS, voice_path
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions

from reelpress.lib.errors import Failure
from reelpress.video.narrators import sound
from reelpress.video.narrators.alignment import align, proportional
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.narrators.english import Spoken, spoken_words
from reelpress.video.narrators.pronunciation import is_readable

RATE = 24_000
UNIT_SAMPLES = 600  # 25 ms: two hops of 300 samples
UNIT = UNIT_SAMPLES / RATE
SHIFT = 3 * UNIT  # the model's boundaries lie this much late; measured against forced alignment
DURATIONS = b"/Clip_output_0"
MOST_PHONEMES = 400
SENTENCE_PAUSE = 0.12  # seconds between sentences, beside the voice's own
SILENT_SECONDS_PER_LETTER = 0.06


class TimedHibari(Hibari):  # type: ignore[misc]
    """Hibari that also returns how long each phoneme lasts."""

    def __init__(self) -> None:
        # Its parent's constructor has no place for these: with an arena, what one sentence took is never given back.
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        model = Path(voice_path("heart")).read_bytes() + _one_more_output(DURATIONS)
        self.sess = InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.vocab = json.loads((Path(ASSETS) / "vocab.json").read_text("utf-8"))

    def timed(self, ids: Sequence[int], random: np.random.Generator) -> tuple[sound.Samples, NDArray[np.int64]]:
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
        samples: list[sound.Samples] = []
        words: list[Word] = []
        at = 0
        for sentence in self.voice.split_sentences(text) or [text]:
            if samples:
                samples.append(np.zeros(round(SENTENCE_PAUSE * RATE), np.float32))
                at += len(samples[-1])
            piece, heard = self._sentence(sentence)
            words += [Word(w.text, w.start + at / RATE, w.end + at / RATE) for w in heard]
            samples.append(piece)
            at += len(piece)
        whole, lead = sound.trimmed(np.concatenate(samples), RATE)
        words = [Word(w.text, max(0.0, w.start - lead), max(0.0, w.end - lead)) for w in words]
        seconds = len(whole) / RATE
        sound.write(target, whole, RATE)
        unsaid = tuple(word for word in text.split() if not is_readable(word))
        return Narration(target, RATE, seconds, tuple(_inside(words, seconds)), unsaid)

    def _sentence(self, sentence: str) -> tuple[sound.Samples, list[Word]]:
        written = sentence.split()
        spoken = spoken_words(sentence)
        if not any(word.phonemes for word in spoken):
            return _silence(written)
        random = np.random.default_rng(0)
        samples: list[sound.Samples] = []
        heard: list[Word] = []
        at = 0.0
        for chunk in _chunks(spoken):
            piece, words = self._chunk(chunk, random)
            heard += [Word(w.text, w.start + at, w.end + at) for w in words]
            samples.append(piece)
            at += len(piece) / RATE
        whole = np.concatenate(samples)
        return whole, align(written, _clipped(heard, whole))

    def _chunk(self, words: Sequence[Spoken], random: np.random.Generator) -> tuple[sound.Samples, list[Word]]:
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


def _chunks(words: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    """Yield the words in phrases short enough for the model, broken after punctuation where there is some."""
    chunk: list[Spoken] = []
    length = 0
    for word in words:
        for start in range(0, max(1, len(word.phonemes)), MOST_PHONEMES):
            # A single endless "word" is said in pieces; only its first carries the text.
            piece = Spoken(word.text if start == 0 else "", word.phonemes[start : start + MOST_PHONEMES])
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


def _last_pause(chunk: Sequence[Spoken]) -> int:
    for place in range(len(chunk) - 1, 0, -1):
        if chunk[place - 1].phonemes[-1:] in {",", ";", ":", "—"}:
            return place
    return len(chunk)


def _silence(written: Sequence[str]) -> tuple[sound.Samples, list[Word]]:
    """Return a silence in which words that this voice cannot say can be read."""
    seconds = max(1.0, SILENT_SECONDS_PER_LETTER * min(400, sum(map(len, written))))
    return np.zeros(round(seconds * RATE), np.float32), proportional(written, 0.0, seconds)


def _clipped(words: list[Word], samples: sound.Samples) -> list[Word]:
    """Return `words` with the last one ending where its sound does: the model counts the pause to it."""
    loud = sound.loud(samples, RATE)
    if not words or not len(loud):
        return words
    end = (int(loud[-1]) + 1) / 100
    last = words[-1]
    return [*words[:-1], Word(last.text, last.start, max(last.start, min(end, len(samples) / RATE)))]


def _inside(words: Sequence[Word], seconds: float) -> list[Word]:
    return [Word(w.text, min(w.start, seconds), min(w.end, seconds)) for w in words]
