"""Which words of a sentence stand out on its card: a figure, a quoted word, a name. Pure; knows no colour.

Nothing is added and nothing is judged: the words are chosen by how they are written, so any language has some.
"""

import regex

FIGURE = regex.compile(
    r"(?<![\p{L}\p{N}._])(?:v(?=\d)|[$€£¥#+−-])?\p{Nd}[\p{Nd}.,:'’]*\p{Nd}?(?:\s?[%‰°×xX](?!\p{L})|[kKMBGT](?!\p{L}))?"
)
QUOTED = regex.compile(r"“[^“”]{2,32}”|\"[^\"]{2,32}\"|«[^«»]{2,32}»|„[^„“]{2,32}“|「[^「」]{2,16}」|『[^『』]{2,16}』")
# Written as no ordinary word is: crates.io, CI/CD, WithName, KWOK, macro_export, std::vec, x86_64-apple-darwin.
NAME = regex.compile(
    r"(?<![\p{L}\p{N}_])(?:"
    r"\p{L}[\p{L}\p{N}]+(?:[_.]|::)[\p{L}\p{N}_.:]*[\p{L}\p{N}]{2}|\p{L}*\p{Ll}\p{Lu}[\p{L}\p{N}]*"
    r"|\p{Lu}{2,}\p{N}*(?:/\p{Lu}+)*|\p{L}+\p{N}+[\p{L}\p{N}]*"
    r")(?:-[\p{L}\p{N}_]+)*(?![\p{L}\p{N}_])"
)
NAMED = regex.compile(r"\p{Lu}[\p{L}\p{N}.+#-]*\s$")
VERSION = regex.compile(r"v?\p{Nd}+(?:\.\p{Nd}+)+")
LONGEST = 0.6  # of the letters: when nearly everything stands out nothing does


def stressed(text: str, number: str = "") -> str:
    """Return the words of `text` that stand out, as they are written there; empty when none do."""
    if number.strip() and number.strip() in text:
        return _fair(number.strip(), text)
    found = _quoted(text) or _figure(text) or _name(text)
    return _fair(found, text)


def _fair(words: str, text: str) -> str:
    return words if len(words) <= len(text.strip()) * LONGEST else ""


def _quoted(text: str) -> str:
    found = QUOTED.search(text)
    return str(found[0]) if found else ""


def _figure(text: str) -> str:
    """Return the first figure that is no single digit; a version with the name before it."""
    for found in FIGURE.finditer(text):
        figure = str(found[0]).rstrip(".,:'’")
        end = found.start() + len(figure)
        if VERSION.fullmatch(figure):
            named = NAMED.search(text, endpos=found.start())
            return text[(named or found).start() : end]
        if len(figure) > 1:  # a single digit counts something small, or nothing
            return figure
    return ""


def _name(text: str) -> str:
    """Return the first name with those that follow it directly."""
    found = NAME.search(text)
    if not found:
        return ""
    end = found.end()
    while (following := NAME.match(text, end + 1)) and text[end] == " ":
        end = following.end()
    return text[found.start() : end]


def ranges(lines: tuple[str, ...], words: str) -> tuple[tuple[int, int], ...]:
    """Return for each line from which letter to which `words` stand in it; a break may be inside of them."""
    empty = ((0, 0),) * len(lines)
    if not words.strip():
        return empty
    pattern = r"\n?".join(r"[\s]+" if part.isspace() else regex.escape(part) for part in words.strip())
    found = regex.search(pattern, "\n".join(lines))
    if found is None:
        return empty
    placed, begins = [], 0
    for line in lines:
        first, last = max(found.start() - begins, 0), min(found.end() - begins, len(line))
        placed.append((first, last) if first < last else (0, 0))
        begins += len(line) + 1
    return tuple(placed)
