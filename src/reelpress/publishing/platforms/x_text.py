"""How X counts and gives back a text: weights, addresses, emoji, prices. Pure.

Source: the documented configuration of twitter-text, version 3. Never counts fewer than X does for an address whose
ending exists; what only looks like one ("README.md") is counted as whichever is longer.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import regex

LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # code points that count 1; all others count 2
ADDRESS = 23  # whatever its length: X puts a short one in its place
EMOJI = 2
WEB = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.I)
BARE = re.compile(r"(?<![\w@./-])(?:[\w-]+\.)+[^\W\d_]{2,}(?:/[^\s<>\"'“”‘’]*)?")
NO_ENDING = ("example", "invalid", "internal", "local", "localhost", "test")  # X makes no link of these
CLUSTER = regex.compile(r"\X")
DRAWN = regex.compile(r"\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|\p{Emoji}\p{M}*\ufe0f")
POST_DOLLARS = 0.015
ADDRESS_DOLLARS = 0.20  # a post with an address in it, instead


def weighted_length(text: str) -> int:
    """Return the length of `text` as X counts it."""
    text = unicodedata.normalize("NFC", text)
    total, at = 0, 0
    for start, end, weight in _addresses(text):
        total += _weight(text[at:start]) + weight
        at = end
    return total + _weight(text[at:])


def has_address(text: str) -> bool:
    """Return whether X may find an address in `text`."""
    return any(True for _ in _addresses(unicodedata.normalize("NFC", text)))


def dollars(text: str, reply: str = "") -> float:
    """Return what X charges an app for posting `text`, and `reply` beneath it (pay per use, 2026-08)."""
    posts = (text, reply) if reply else (text,)
    return sum(ADDRESS_DOLLARS if has_address(post) else POST_DOLLARS for post in posts)


def same(sent: str, shown: Mapping[str, Any]) -> bool:
    """Return whether a post that X shows has the text that was sent: short addresses are put back, entities undone."""
    text = html.unescape(str(shown.get("text", "")))
    entities = shown.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    for one in urls if isinstance(urls, list) else ():
        if isinstance(one, dict) and one.get("url"):
            text = text.replace(str(one["url"]), str(one.get("expanded_url") or one["url"]))
    return _plain(text) == _plain(sent)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _addresses(text: str) -> list[tuple[int, int, int]]:
    """Return start, end and weight of each address, in order."""
    found: list[tuple[int, int, int]] = []
    for match in sorted([*WEB.finditer(text), *BARE.finditer(text)], key=lambda one: (one.start(), -one.end())):
        if found and match.start() < found[-1][1]:
            continue
        address = match[0].rstrip(".,;:!?…)")
        host = re.split(r"[/?#]", re.sub(r"^\w+://", "", address), maxsplit=1)[0].partition(":")[0]
        ending = host.rpartition(".")[2].lower()
        sure = "://" in address and "." in host and ending.isalpha() and ending not in NO_ENDING
        weight = ADDRESS if sure else max(ADDRESS, _weight(address))
        found.append((match.start(), match.start() + len(address), weight))
    return found


def _weight(text: str) -> int:
    total = 0
    for cluster in CLUSTER.findall(text):
        drawn = DRAWN.search(cluster)
        total += EMOJI if drawn else sum(1 if _light(ord(character)) else 2 for character in cluster)
    return total


def _light(point: int) -> bool:
    return any(first <= point <= last for first, last in LIGHT)
