"""Text in the pieces that a reader sees as one: letters with their marks, whole emoji; and where lines may end.

Imports no library that draws, so the check before a making uses it too.
"""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from reelpress.video.visuals.coverage import EMOJI, SANS, coverage, face_of

if TYPE_CHECKING:
    import budoux

PLAIN = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2028": " ", "\u2029": " ", "\t": "    ", "\u2011": "-", "\u00ad": None}
)
# Joiners that shape the letters around them; they need no glyph of their own.
JOINERS = "\u200c\u200d"
TEXT_STYLE, EMOJI_STYLE, KEYCAP = "\ufe0e", "\ufe0f", "\u20e3"
SELECTORS = {TEXT_STYLE, EMOJI_STYLE}
LONGEST_CLUSTER = 24  # code points; a longer one is no letter, but a heap of marks
CLUSTER = regex.compile(r"\X")
PICTURE = regex.compile(r"\p{Emoji_Presentation}|\p{Regional_Indicator}")
PICTOGRAPH = regex.compile(r"\p{Extended_Pictographic}")
UNSPACED = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]"
)
# What may not begin a line, and what may not end one (kinsoku).
CLOSING = set("、。，．・：；？！）］｝〕〉》」』】〙〗〟’”»ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…‥,.:;?!)]}%‰°ๆฯ")
# Chinese words that say something only of what is before them: no line begins with one.
CLINGING = set("的了着过们得吗呢吧个么")
OPENING = set("（［｛〔〈《「『【〘〖〝‘“«([{¥￥$£€")
CONTROLS = ("Cc", "Cf", "Co", "Cs", "Cn")


def clusters(text: str) -> list[str]:
    """Return `text` cut into what a reader sees as single characters."""
    return [found[:LONGEST_CLUSTER] for found in CLUSTER.findall(text)]


@lru_cache(maxsize=8192)
def is_emoji(cluster: str) -> bool:
    """Return whether `cluster` is to be shown as a small picture, by Unicode's rules, and the picture is there."""
    if TEXT_STYLE in cluster or ord(cluster[0]) not in coverage(EMOJI):
        return False
    if not unicodedata.category(cluster[0]).startswith(("S", "N", "P")):
        return False  # a selector, a joiner or a keycap that stands alone: no font can shape it
    if EMOJI_STYLE in cluster or cluster.endswith(KEYCAP) or PICTURE.match(cluster):
        return True
    return bool(PICTOGRAPH.match(cluster)) and face_of(cluster[0], SANS) is None


def _cluster_of_fonts(cluster: str, family: str) -> str:
    """Return what of `cluster` the fonts hold: all of it, a look-alike, or nothing."""
    if is_emoji(cluster):
        return cluster
    kept: list[str] = []
    for character in cluster:
        if character in SELECTORS or (not kept and character in JOINERS):
            continue
        if character in JOINERS or face_of(character, family):
            kept.append(character)
        elif unicodedata.category(character) not in CONTROLS:
            kept += [c for c in unicodedata.normalize("NFKD", character) if face_of(c, family)]
    return "".join(kept)


def drawable(text: str, family: str = SANS) -> str:
    """Return `text` without what cannot be drawn; look-alikes stand in where Unicode names one."""
    return "".join(_drawable(cluster, family) for cluster in clusters(text.translate(PLAIN).replace("\r\n", "\n")))


@lru_cache(maxsize=16384)
def _drawable(cluster: str, family: str) -> str:
    if cluster == "\n" or (cluster.isascii() and cluster.isprintable()):
        return cluster
    if unicodedata.category(cluster[0]) in CONTROLS and cluster[0] not in JOINERS and not is_emoji(cluster):
        return ""
    return _cluster_of_fonts(cluster, family)


def missing(text: str, family: str = SANS) -> str:
    """Return the characters of `text` that no font can draw and nothing stands in for, each once."""
    lost = dict.fromkeys(c for c in clusters(text.translate(PLAIN)) if _is_lost(c, family))
    return "".join(lost)


@lru_cache(maxsize=16384)
def _is_lost(cluster: str, family: str) -> bool:
    seen = [c for c in cluster if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Mn", "Me") and not c.isspace()]
    return bool(seen) and not _drawable(cluster, family).strip()


@lru_cache
def _parser(script: str) -> "budoux.Parser":
    import budoux  # only scripts without spaces need it

    loaders = {
        "thai": budoux.load_default_thai_parser,
        "japanese": budoux.load_default_japanese_parser,
        "chinese": budoux.load_default_simplified_chinese_parser,
    }
    return loaders[script]()


def _script(text: str) -> str:
    if regex.search(r"\p{Script=Thai}", text):
        return "thai"
    return "japanese" if regex.search(r"[\p{Script=Hiragana}\p{Script=Katakana}]", text) else "chinese"


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Split where a line may end: after spaces, between the phrases of scripts without spaces, after an emoji.

    Each part keeps its trailing space; closing marks stay with what they close, opening ones with what they open.
    """
    parts: list[str] = []
    for word in text.split():
        script = _script(word) if UNSPACED.search(word) else ""
        pieces = list(_parser(script).parse(word)) if script else [word]
        parts += _kept_together(_clung(pieces) if script == "chinese" else pieces)
        parts[-1] += " "
    return tuple(parts)


def _clung(words: list[str]) -> list[str]:
    """Put each word that clings to the one before it together with that; "上|个|月" is one word, too."""
    kept: list[str] = []
    for word in words:
        clings = word[0] in CLINGING and (len(word) == 1 or word[1] in CLOSING)
        if kept and kept[-1][-1] not in CLOSING and (clings or kept[-1][-1] == "个"):
            kept[-1] += word
        else:
            kept.append(word)
    return kept


def _kept_together(pieces: list[str]) -> list[str]:
    kept: list[str] = []
    for piece in pieces:
        if kept and (piece[0] in CLOSING or kept[-1][-1] in OPENING or piece[0] in JOINERS):
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept


def pieces_of(word: str) -> list[str]:
    """Return the clusters of a word that must be broken, so that no piece begins or ends with the wrong mark."""
    return _kept_together(clusters(word))
