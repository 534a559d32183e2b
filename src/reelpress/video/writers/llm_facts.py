"""What a post states: its numbers, its words, its names; and what a text says that the post does not. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reelpress.video.languages import primary
from reelpress.video.writers import words
from reelpress.video.writers.base import Source

_NUMBER = re.compile(r"\d+(?:[.,:'’\u00a0\u202f\u066b\u066c]\d+)*")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,]*\d)")  # 10 000, as many languages write it
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[’'][^\W\d_]+)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;。！？]|\n)[\"'“”‘’«»(\[¿¡—–\s-]*$")
_ADDRESS = re.compile(r"https?:|www\.", re.I)
_STEM = 5  # letters by which two forms of a word are known as one
# How much of what a text says must be in the post, and near the passages that it cites.
_IN_POST, _NEAR, _TOUCHED = 0.55, 0.25, 0.34
_NUMBER_WORDS = {
    "en": (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty"
    ),
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze",
}
_LARGE = frozenset(
    word
    for line in (
        "thirty forty fifty sixty seventy eighty ninety hundred thousand million millions billion billions dozen",
        "cien ciento mil millón millones hundert tausend million millionen milliarde milliarden cent mille millions",
        "milliard milliards cem milhão milhões",
    )
    for word in line.split()
)


def numbers_in(text: str) -> list[str]:
    """Return the numbers of `text` as bare digits, whichever script and separators they are written with."""
    text = _GROUPED.sub(lambda match: match.group().replace(" ", ""), text)
    return [_digits(match.group()) for match in _NUMBER.finditer(text)]


def _digits(text: str) -> str:
    found = "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
    return found.lstrip("0") or "0"


@dataclass(frozen=True)
class Facts:
    """All that may be said about a post."""

    language: str
    folded: str
    numbers: frozenset[str]
    words: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, source: Source) -> "Facts":
        """Return the facts of a post."""
        text = "\n".join(_texts(source))
        known = frozenset(word.casefold() for word in _WORD.findall(text))
        return cls(
            primary(source.language),
            folded(text),
            frozenset(_numbers(text)) | {str(len(block.items)) for block in source.blocks if block.items},
            known | frozenset(part for word in known for part in re.split(r"[’']", word)),
            frozenset(_stems(text)),
        )

    def unknown_numbers(self, text: str) -> list[str]:
        """Return the numbers in `text`, in digits or in words, that the post does not hold."""
        found = [match.group() for match in _NUMBER.finditer(text) if not {_digits(match.group())} & self.numbers]
        values = {word: str(at) for at, word in enumerate(_NUMBER_WORDS.get(self.language, "").split(), start=2)}
        for word in _WORD.findall(text.casefold()):
            value = values.get(word)
            if word not in self.words and (word in _LARGE or value) and value not in self.numbers:
                found.append(word)
        return found

    def unknown_names(self, text: str) -> list[str]:
        """Return what looks like a name in `text` and is nowhere in the post."""
        long = [word for word in _WORD.findall(text) if len(word) > 3]
        headline = sum(word[0].isupper() for word in long) * 2 > len(long)
        capitals_mean_names = not headline and self.language != "de"
        found = []
        for match in _WORD.finditer(text):
            word = match.group()
            many = sum(character.isupper() for character in word) > 1
            inside = capitals_mean_names and word[0].isupper() and not _SENTENCE_START.search(text[: match.start()])
            if (many or inside) and not self._knows(word):
                found.append(word)
        return found

    def _knows(self, word: str) -> bool:
        bare = re.sub(r"[’']\w*$", "", word).casefold()
        if len(bare) < 2 or bare in self.words:
            return True
        return len(bare) > _STEM and any(
            bare.startswith(known) for known in (bare[:-1], bare[:-2]) if known in self.words
        )

    def holds(self, text: str) -> bool:
        """Return whether most of what `text` says is in the post."""
        return _share(text, self.stems) >= _IN_POST

    def touches(self, text: str) -> bool:
        """Return whether `text` speaks of what the post speaks of."""
        return _share(text, self.stems) >= _TOUCHED

    def findings(self, text: str) -> Iterator[str]:
        """Yield what a text says that the post does not, each as the end of a sentence."""
        if _ADDRESS.search(text):
            yield "it holds an address"
        for number in self.unknown_numbers(text)[:5]:
            yield f"the number {number!r} is not in the post"
        for name in self.unknown_names(text)[:5]:
            yield f"the name {name!r} is not in the post"


def is_near(text: str, cited: str) -> bool:
    """Return whether `text` has to do with the passages that it cites."""
    return _share(text, frozenset(_stems(cited))) >= _NEAR


def folded(text: str) -> str:
    """Return `text` for comparing word for word: one space, plain quotation marks, no case."""
    text = re.sub(r"[“”„«»\"]", '"', re.sub(r"[‘’‚]", "'", unicodedata.normalize("NFC", text)))
    return " ".join(text.casefold().split())


def _texts(source: Source) -> Iterator[str]:
    yield from (source.title, source.summary, source.author)
    for block in source.blocks:
        yield block.text
        yield from block.items
        for row in block.rows:
            yield from row


def _numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        parts = re.split(r"[^\d]", match.group())
        # Of a version, what it begins with may be said too: 1.29 of 1.29.3.
        yield from (_digits("".join(parts[:end])) for end in range(1, len(parts) + 1))
    yield from (_digits(match.group()) for match in _GROUPED.finditer(text))


def _stems(text: str) -> Iterable[str]:
    for token in words.tokens(text):
        yield token
        if len(token) > _STEM:
            yield token[:_STEM]


def _share(text: str, stems: frozenset[str]) -> float:
    found = words.tokens(text)
    if not found:
        return 1.0
    return sum(token in stems or token[:_STEM] in stems for token in found) / len(found)
