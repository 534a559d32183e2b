"""In which language a text is written, as far as it tells. Runs in a program of its own: it needs numpy."""

from functools import lru_cache
from typing import Any

LEAST_LETTERS = 40
MOST_CHARACTERS = 6_000
LEAST_SURE = 0.9
# What posts are written in; a library that knows 97 languages takes a short English text for one of the rare ones.
_KNOWN = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "sv", "da", "cs", "fi", "hu", "ro", "tr", "vi", "id", "ca")
_KNOWN_SCRIPTS = ("ar", "fa", "ur", "hi", "mr", "zh", "ja", "ko", "ru", "uk", "bg", "el", "he", "th")


def guess(text: str) -> str:
    """Return the tag of the language of `text`; "" when it is too short or too mixed to tell."""
    sample = text[:MOST_CHARACTERS]
    if sum(character.isalpha() for character in sample) < LEAST_LETTERS:
        return ""
    tag, sure = _identifier().classify(sample)
    return str(tag) if sure >= LEAST_SURE else ""


@lru_cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_KNOWN, *_KNOWN_SCRIPTS])
    return identifier
