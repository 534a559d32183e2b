"""What can be known of a translation without knowing the language: figures, length, addresses, script. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from reelpress.video.languages import primary
from reelpress.video.writers.llm_facts import numbers_in

_ADDRESS = re.compile(r"https?:\S+|www\.\S+|\b[\w-]+\.(?:com|org|net|io|dev|app|shop|xyz|info)\b", re.I)
_LONGER = 3  # times the original, with room for short ones
_ROOM = 60
_SAME = 0.5  # of the longer texts, how many may stay word for word
_OF_SCRIPT = 0.4  # of the letters, how many must be of the language's script: names and code stay Latin
_LONG = 4  # words
# How the names of a script's characters begin; any of them.
_SCRIPTS = {
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "ur": ("ARABIC",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "mr": ("DEVANAGARI",),
    "ne": ("DEVANAGARI",),
    "bn": ("BENGALI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
    "el": ("GREEK",),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "zh": ("CJK",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "ko": ("HANGUL",),
}


def wrong_in(original: str, translated: str) -> Iterator[str]:
    """Yield what a translated text lacks or adds, each as the end of a sentence about it."""
    before, after = Counter(numbers_in(original)), Counter(numbers_in(translated))
    if before != after:
        lost, new = sorted((before - after).elements()), sorted((after - before).elements())
        told = [f"lacks the number {', '.join(lost[:5])}"] if lost else []
        told += [f"has the number {', '.join(new[:5])} that the original lacks"] if new else []
        yield " and ".join(told)
    if len(translated) > _LONGER * len(original) + _ROOM:
        yield "is much longer than the original"
    known = {match.casefold() for match in _ADDRESS.findall(original)}
    strange = [match for match in _ADDRESS.findall(translated) if match.casefold() not in known]
    if strange:
        yield f"holds the address {strange[0][:60]!r}, which the original lacks"


def in_its_language(originals: Mapping[str, str], translated: Mapping[str, str], language: str) -> bool:
    """Return whether texts may be in `language`: mostly changed, and in its script where it has one of its own."""
    long = [key for key, text in originals.items() if len(text.split()) >= _LONG]
    same = [key for key in long if originals[key].casefold() == translated.get(key, "").casefold()]
    if long and len(same) > len(long) * _SAME:
        return False
    script = _SCRIPTS.get(primary(language))
    letters = [character for text in translated.values() for character in text if character.isalpha()]
    if script is None or not letters:
        return True
    return sum(unicodedata.name(letter, "").startswith(script) for letter in letters) >= len(letters) * _OF_SCRIPT
