"""What is written -> what an English voice should be given, where it would misread it. Pure; knows no voice.

Only the sound changes: captions show the words as written.
"""

import re
import unicodedata

_COINS = {"$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny")}
_PLURALS = {"penny": "pence"}
# The voice's own "$3 million" is right; its "$5, 42%" is "five dollars, forty-two dollars percent".
_MONEY = re.compile(
    r"(?<![A-Za-z])([$€£])\s?(\d[\d,]*)(?:\.(\d\d))?(?![\d.]*\d)(?!\s?(?:million|billion|trillion|thousand|[kKmMbB]\b))"
)
_READ_AS = (
    (re.compile(r"(?<=\d)\s?%"), " percent"),
    (re.compile(r"\b(\d{1,3})((?:[ \u00a0\u202f]\d{3})+)\b(?![ .]?\d)"), lambda m: m[1] + re.sub(r"\s", "", m[2])),
    (re.compile(r"(?<=\d)/(?=[a-z]{3})"), " per "),
    (re.compile(r"\bv(?=\d)"), "version "),
    (re.compile(r"(?<=\w)\(\)"), ""),
    (re.compile(r"\b([CF])#(?!\w)"), r"\1 sharp"),
    (re.compile(r"(?<=[A-Za-z]{2})\.(?=[A-Za-z]{2})"), " dot "),
    (re.compile(r"(?<=\w)_(?=\w)"), " "),
    (re.compile(r"\s(?:->|→|=>)\s"), " to "),
    (re.compile(r"(?<=[a-zA-Z])/(?=[a-zA-Z])"), " "),
    (re.compile(r"[`*|\\^{}\[\]<>]"), " "),
)


def read_as(text: str) -> str:
    """Return `text` as it is given to the voice."""
    text = _MONEY.sub(_amount, text)
    for pattern, replacement in _READ_AS:
        text = pattern.sub(replacement, text)
    return text


def is_readable(word: str) -> bool:
    """Return whether an English voice can read `word`: not when it is written in another script."""
    foreign = [
        c for c in word if c.isalpha() and not unicodedata.name(c, "").startswith(("LATIN", "MODIFIER", "MICRO"))
    ]
    return len(foreign) < 2 and not (foreign and len(word.strip()) == 1 and ord(foreign[0]) > 0x2E80)


def _amount(match: re.Match[str]) -> str:
    coin, small = _COINS[match[1]]
    whole, rest = match[2].rstrip(","), match[3]
    comma = match[2][len(whole) :]
    said = f"{whole} {coin}{'' if whole == '1' else 's'}"
    if rest and int(rest):
        named = small if rest == "01" else _PLURALS.get(small, f"{small}s")
        said += f" and {int(rest)} {named}"
    return said + comma
