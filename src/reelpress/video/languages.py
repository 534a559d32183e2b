"""Languages by their tags: which text names one, which two are the same, what each is called. Pure."""

import re

from reelpress.lib.errors import BadInput

# Those that a person can choose by clicking; any other tag can be typed.
LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "de": "German",
    "fr": "French",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "sv": "Swedish",
    "da": "Danish",
    "nb": "Norwegian",
    "fi": "Finnish",
    "cs": "Czech",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ru": "Russian",
    "el": "Greek",
    "ro": "Romanian",
    "hu": "Hungarian",
    "ar": "Arabic",
    "fa": "Persian",
    "he": "Hebrew",
    "hi": "Hindi",
    "bn": "Bengali",
    "id": "Indonesian",
    "vi": "Vietnamese",
    "th": "Thai",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
}
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}")
MOST_CHARACTERS = 20


def language_tag(text: str) -> str:
    """Return the tag that `text` is or names ("es", "pt-BR", "Spanish"); empty for empty; raise `BadInput`."""
    wanted = text.strip().replace("_", "-").lower()
    if not wanted:
        return ""
    named = next((tag for tag, name in LANGUAGES.items() if name.lower() == wanted), wanted)
    if len(named) > MOST_CHARACTERS or not _TAG.fullmatch(named):
        raise BadInput(
            f"{text.strip()[:40]!r} is no language.",
            means="Nothing was made.",
            todo="Name it by its tag, such as es, de or pt-BR.",
        )
    first, *rest = named.split("-")
    return "-".join([first, *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    """Return a subtag as it is usually written: BR, Hant."""
    return part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part


def primary(tag: str) -> str:
    """Return what stands before the first hyphen."""
    return tag.replace("_", "-").lower().partition("-")[0]


def same_language(first: str, second: str) -> bool:
    """Return whether a text in one needs no translation into the other: "en" and "en-US" are the same."""
    ours, theirs = first.replace("_", "-").lower(), second.replace("_", "-").lower()
    return ours == theirs or (primary(ours) == primary(theirs) and primary(ours) in (ours, theirs))


def language_name(tag: str) -> str:
    """Return what a language is called in English, with its region or script; the tag itself when it has no name."""
    if not tag:
        return "the language of the post"  # which nobody knows by its tag
    name = LANGUAGES.get(primary(tag))
    rest = tag.replace("_", "-").partition("-")[2]
    if name is None:
        return f"the language with the tag {tag}"
    return f"{name} ({rest})" if rest else name
