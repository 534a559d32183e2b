"""Small decisions about inline text: what of it can be read aloud. Knows no Markdown structure and no voice."""

import re
import unicodedata

# A URL up to the punctuation of the sentence it stands in.
_URL = re.compile(r"\b(?:https?|ftp)://(?:[^\s/?#<>\"'@]{1,100}@)?([^\s/?#<>\"'()\[\]]{1,255})([^\s<>\"]*)", re.I)
_WWW = re.compile(r"(?<![\w./@-])www\.([\w-]+(?:\.[\w-]+)+)(/[^\s<>\"]*)?", re.I)
_TEMPLATE = re.compile(r"\{\{[^{}]{0,500}\}\}|\{%[^{}]{0,500}%\}")
_SHORTCODE = re.compile(r"\s?(?<![\w:]):(?:(?=[\w+-]*[a-z])[a-z0-9_+-]{2,40}|[+-]1):(?![\w:])")
_EMOJI = re.compile(
    r"\s?(?:[\U0001F000-\U0001FAFF\u2600-\u27BF\u231A\u231B\u23E9-\u23FA\u2B05-\u2B07\u2B1B\u2B1C\u2B50\u2B55"
    r"\u3030\u303D\u3297\u3299\uFE0F\u200D\u20E3]|[\U000E0020-\U000E007F])+"
)
_DASHES = re.compile(r"(?<=\s)-{2,3}(?=\s)|(?<=\w)---(?=\w)")
_UNRESOLVED = re.compile(r"(?<![\w\]])!?\[([^\[\]]{1,300})\] ?\[[^\[\]]{0,100}\]")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,60}\]")
_TICK_BOX = re.compile(r"^\[[ xX]\]\s+")
_EAST_ASIAN = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_EAST_ASIAN}])[ \t]*\n\s*(?=[{_EAST_ASIAN}])")


def tidy(text: str) -> str:
    """Return a run of prose without what cannot be spoken: addresses, emoji, template tags, footnote marks."""
    text = _FOOTNOTE.sub("", _TEMPLATE.sub("", text))
    text = _WWW.sub(_host, _URL.sub(_host, text))
    return _DASHES.sub("—", _EMOJI.sub("", _SHORTCODE.sub("", text)))


def join(text: str) -> str:
    """Return inline text (prose and code, already tidied) as one line of plain text."""
    text = _UNRESOLVED.sub(r"\1", _WRAPPED.sub("", text))
    return one_line(_TICK_BOX.sub("", text.strip()))


def one_line(text: str) -> str:
    """Return `text` on one line, its spaces single, without characters that have no shape or no place in a row."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _shapeless(c))
    return " ".join(text.split())


def _shapeless(character: str) -> bool:
    # Joiners (U+200C, U+200D) are kept: Persian and Indic words are misspelt without them.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\u200c\u200d"


def _host(match: re.Match[str]) -> str:
    """Return the host of an address, and the punctuation that only stood behind it."""
    host, rest = match.group(1), match.group(2) or ""
    text = host + rest
    behind = text[len(text.rstrip(".,;:!?)]}*_'’”…")) :]
    host = host.rstrip(".,;:!?*_'’”…").rpartition("@")[2].partition(":")[0]
    # A closing bracket that has its opening one inside the address belongs to the address.
    if behind.startswith(")") and "(" in rest:
        behind = behind[1:]
    return host.removeprefix("www.") + behind
