"""From a narration of what was said to one of what is written: the dictionary changes the sound alone. Pure."""

from dataclasses import replace

from reelpress.video.narrators.alignment import align
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.narrators.segmentation import glue, pieces


def as_written(spoken: Narration, text: str, language: str) -> Narration:
    """Return `spoken` with the words of `text`, cut as they are shown; times follow the words that were said."""
    shown = pieces(text, language)
    written = [word for word, _ in shown]
    words = list(spoken.words)
    if [word.text for word in words] != written:
        words = _with_end(align(written, words), spoken)
    unsaid = set(text.split()).intersection(spoken.unsaid)
    return replace(spoken, words=glue(words, shown), unsaid=tuple(word for word in spoken.unsaid if word in unsaid))


def _with_end(words: list[Word], spoken: Narration) -> list[Word]:
    return [replace(word, start=min(word.start, spoken.seconds), end=min(word.end, spoken.seconds)) for word in words]
