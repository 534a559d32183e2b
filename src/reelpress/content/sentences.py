"""Where one sentence ends and the next begins. Pure; loses nothing but the spaces between sentences."""

import re

# The marks that may end a sentence, with what closes behind them; the look-behind keeps long runs linear.
_END = re.compile(
    r"(?<![.!?…؟।॥۔])[.!?…؟।॥۔]++(?:[\"'”’)\]]|\s?»)*+(?P<gap>\s+|$)"
    r"|(?<![。！？｡])[。！？｡]++[」』）】”’\"']*+(?P<wide>\s*)"
    r"|(?P<blank>\n[ \t]*\n\s*)"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALWAYS = _words(  # never end a sentence: something always follows
    "mr mrs ms dr prof sr jr st rev hon gen col capt lt sgt mme mlle fig figs eq eqs sec ch vol vols pp ed eds cf vs "
    "e.g i.e eg ie viz al ca approx resp incl excl esp est nos art bzw usw z.b d.h u.a evtl ggf sog vgl hrsg nr tel "
    "p.ej pág págs av avda bd cie u.s u.k u.n e.u ph.d sra srta srs dra drs dña ud uds p.ex inkl exkl dipl "
    "bspw mio mrd z.t o.g s.o s.u i.d.r डॉ प्रो"
)
_BEFORE_LOWER = _words(  # may end a sentence, but only before a capital
    "etc inc ltd co corp llc dept univ jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun "
    "a.m p.m b.sc m.sc min max avg std misc ext int no ver rev"
)
_BEFORE_DIGIT = _words("no nr p pp fig vol ch sec v ver eq art jan feb mar apr jun jul aug sep sept oct nov dec")
_SPACED_OUT = re.compile(r"[^\W\d_]{1,3}\.")
_OPENERS = "\"'“‘([«¿¡*_`"


def sentences(text: str) -> list[str]:
    """Return `text` as its sentences, in order, none of them empty; abbreviations and versions do not break them."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match["wide"] is not None:
            if _goes_on(text, match):
                continue
        elif match["blank"] is None and not _ends(text, start, match):
            continue
        _add(found, text[start : match.end()])
        start = match.end()
    _add(found, text[start:])
    return found


def _add(found: list[str], piece: str) -> None:
    piece = piece.strip()
    if piece:
        found.append(piece)


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether the mark at `match` ends the sentence that began at `start`."""
    follower = text[match.end() : match.end() + 40].lstrip(_OPENERS)[:1]
    if not follower:
        return True
    mark = text[match.start()]
    closers = text[match.start() : match.start("gap")].rstrip(" ").strip(".!?…")
    if mark != "." or text[match.start() : match.start() + 2] == "..":
        return not follower.islower()
    word = _word_before(text, start, match.start())
    key = word.casefold().lstrip(_OPENERS)
    if not key or _counts(text, start, match.start(), word):
        return False  # "1. First do this": a number that opens the line counts, it does not end
    if closers:
        return not follower.islower()
    if len(key) == 1 and key.isalpha() and _SPACED_OUT.match(text, match.end()):
        return False  # "z. B.", "p. ex."
    if key in _ALWAYS or (follower.isdecimal() and key in _BEFORE_DIGIT):
        return False
    if len(key) == 1 and key.isalpha() and word.lstrip(_OPENERS).isupper() and key != "i":
        return False  # an initial: "J. R. R. Tolkien"
    if follower.islower():
        return key not in _BEFORE_LOWER and (len(key) > 3 or key[-1].isdecimal()) and "." not in key.rstrip(".")[:2]
    return True


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Return whether what was quoted is only told about: 「…。」と言った。"""
    return match[0].endswith(("」", "』")) and text[match.end() : match.end() + 1] in ("と", "っ", "、")


def _word_before(text: str, start: int, end: int) -> str:
    """Return the word that stands right before `end`; at most 30 characters are looked at."""
    words = text[max(start, end - 30) : end].split()
    return words[-1] if words and not text[end - 1 : end].isspace() else ""


def _counts(text: str, start: int, end: int, word: str) -> bool:
    """Return whether `word` is a number and all that the sentence holds so far."""
    return word.isdecimal() and end - start < 20 and text[start:end].strip() == word
