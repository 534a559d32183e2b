"""The additions of Jekyll, Hugo, Zola, Ghost, kramdown and MDX -> plain CommonMark with tables.

One pass from left to right that never touches code.  Whatever an addition would have printed from the
site's own data is unknown here and dropped; what it wraps stays.  Pure; linear in the length of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

_TAG_LIMIT = 5_000  # no template or component tag is longer; bounds every search below
_STARTS = re.compile(
    r"(?P<fence>^[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<ticks>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n?)"
    r"|(?P<indented>(?<=\n\n)(?:(?: {4}|\t)[^\n]*\n?|[ \t]*\n)+)"
    r"|(?P<span>`+)"
    r"|(?P<comment><!--)"
    r"|(?P<raw><(?P<rawname>script|style|svg|iframe|template|pre)\b)"
    r"|(?P<shortcode>\{\{[<%])"
    r"|(?P<output>\{\{)"
    r"|(?P<tag>\{%)"
    r"|(?P<toc>^[*+-][^\n]{0,80}\n\{:[ ]?toc[^\n]*$)"
    r"|(?P<attributes>\{:[^{}\n]{0,300}\}|[ \t]?\{[#.][\w-][^{}\n]{0,200}\}(?=[ \t]*$)"
    r"|(?<=\))\{[^{}\n=]{1,40}=[^{}\n]{1,200}\})"
    r"|(?P<jsxcomment>\{/\*)"
    r"|(?P<component></?[A-Z][\w.]*(?=[\s/>]))"
    r"|(?P<import>^import\s+(?:[\w*{}\s,$]{1,500}?\sfrom\s+)?['\"][^'\"\n]+['\"];?[ \t]*$"
    r"|^export\s+(?:const|let|var|class|function|async\s+function|default|\{|\*)(?:\s+[\w$({]|\s*\})[^\n]*)"
    r"|(?P<footnote>^\[\^[^\]\n]{1,100}\]:)"
    r"|(?P<mark>\[\^[^\]\s]{1,100}\](?!:))"
    r"|(?P<fenceless>^:{3,}[^\n]*$|^\[{1,2}_?toc_?\]{1,2}[ \t]*$"
    r"|(?<!>)(?<!> )\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][+-]?)"
    r"|(?P<definition>(?<=[^\n:|])\n{1,2}:[ \t]+(?=\S))"
    r"|(?P<ghost>__GHOST_URL__)",
    re.M | re.I,
)
_CAPITAL_TAG = re.compile(r"</?[A-Z]")
_NAME = re.compile(r"[\s<%/*-]*([\w-]*)")
_REFS = ("src", "path", "url", "file", "image", "image_path", "image_url", "img", "source", "filename")
_ARGUMENT = re.compile(
    r"\b(" + "|".join(_REFS) + r"|link|alt|caption|title|description)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”)"
)
_PICTURE_TAGS = frozenset(
    {"figure", "img", "image", "picture", "imgproc", "resize_image", "include", "responsive_image"}
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)$", re.I)
_DRAWN_TAGS = frozenset(
    {"mermaid", "katex", "math", "plantuml", "goat", "chart", "graphviz", "diagram", "css", "script", "style"}
)
# {{ "/img/a.png" | relative_url }}: an address that a filter only completes.
_ADDRESS = re.compile(
    r"[-\s]*[\"']([^\"'{}\s]{1,500})[\"']\s*\|\s*(?:relative_url|absolute_url|relURL|absURL|asset_url|prepend\b)"
)
_QUOTE_TAGS = frozenset({"quote", "blockquote", "pullquote"})
_AUTHOR = re.compile(r"\b(?:author|by|cite|who)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)')")
_CODE_TAGS = frozenset({"highlight", "codeblock", "code"})
_LANGUAGE = re.compile(r"[\s<%]*(?:highlight|codeblock|code)\s+[\"']?(?:lang:)?([\w+#.-]+)")


def to_commonmark(body: str) -> str:
    """Return `body` with the additions of every known dialect taken out or written in plain Markdown."""
    return _Translation(body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")).done()


class _Translation:
    """One text on its way; every handler returns what to write and where to go on reading."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.absent: set[str] = set()  # closers known not to come any more: no search runs to the end twice
        self.runs: dict[int, list[int]] | None = None

    def done(self) -> str:
        out: list[str] = []
        position = 0
        while match := _STARTS.search(self.text, position):
            out.append(self.text[position : match.start()])
            written, position = self._handle(match)
            out.append(written)
        out.append(self.text[position:])
        return "".join(out)

    def _handle(self, match: re.Match[str]) -> tuple[str, int]:
        kind = next(name for name in _HANDLERS if match[name] is not None)
        return _HANDLERS[kind](self, match)

    def find(self, closer: str, start: int, limit: int | None = None) -> int:
        """Return where `closer` begins, or -1."""
        if closer in self.absent:
            return -1
        found = self.text.find(closer, start, len(self.text) if limit is None else start + limit)
        if found < 0 and limit is None:
            self.absent.add(closer)
        return found

    def drop(self, match: re.Match[str]) -> tuple[str, int]:
        return "", match.end()

    def keep(self, match: re.Match[str]) -> tuple[str, int]:
        return match[0], match.end()

    def fence(self, match: re.Match[str]) -> tuple[str, int]:
        """Fenced code: as it stands, to its closing line or the end."""
        ticks = match["ticks"]
        closing = re.compile(rf"^[ \t>]*{re.escape(ticks[0])}{{{len(ticks)},}}[ \t]*$", re.M)
        end = closing.search(self.text, match.end())
        stop = end.end() if end else len(self.text)
        return self.text[match.start() : stop], stop

    def span(self, match: re.Match[str]) -> tuple[str, int]:
        """Inline code: as it stands, to the next run of as many backticks in the same paragraph."""
        if self.runs is None:
            self.runs = {}
            for run in re.finditer("`+", self.text):
                self.runs.setdefault(len(run[0]), []).append(run.start())
        starts = self.runs[length] if (length := len(match[0])) in self.runs else []
        index = bisect_right(starts, match.start())
        if index == len(starts) or "\n\n" in self.text[match.end() : min(starts[index], match.end() + 2000)]:
            return match[0], match.end()
        stop = starts[index] + length
        return self.text[match.start() : stop], stop

    def comment(self, match: re.Match[str]) -> tuple[str, int]:
        end = self.find("-->", match.end())
        return "", match.end() if end < 0 else end + 3

    def jsx_comment(self, match: re.Match[str]) -> tuple[str, int]:
        end = self.find("*/}", match.end())
        return "", match.end() if end < 0 else end + 3

    def raw(self, match: re.Match[str]) -> tuple[str, int]:
        """Scripts, styles, drawings and players go; preformatted text stays as it is."""
        name = match["rawname"].lower()
        if name in self.absent:
            return self.component(match)
        end = re.compile(rf"</{name}\s*>", re.I).search(self.text, match.end())
        if end is None:
            self.absent.add(name)
            return self.component(match)
        return (self.text[match.start() : end.end()] if name == "pre" else ""), end.end()

    def shortcode(self, match: re.Match[str]) -> tuple[str, int]:
        """{{< name arguments >}} and {{% name arguments %}}."""
        closer = ">}}" if match[0].endswith("<") else "%}}"
        end = self.find(closer, match.end(), _TAG_LIMIT)
        if end < 0:
            return self.output(match)
        inside, stop = self.text[match.end() : end], end + len(closer)
        if _name(inside) in _CODE_TAGS and not inside.lstrip().startswith("/"):
            return self._code(inside, stop, rf"\{{\{{[<%]\s*/\s*{re.escape(_name(inside))}\s*[%>]\}}\}}")
        if _name(inside) in _QUOTE_TAGS and not inside.lstrip().startswith("/"):
            return self._quoted(inside, stop, rf"\{{\{{[<%]\s*/\s*{re.escape(_name(inside))}\s*[%>]\}}\}}")
        if _name(inside) in _DRAWN_TAGS and not inside.lstrip().startswith("/"):
            return self._skipped(_name(inside), stop)
        return _picture(inside), stop

    def _skipped(self, name: str, start: int) -> tuple[str, int]:
        """What a shortcode draws from is no text; without a closing one it stands alone."""
        closing = rf"\{{\{{[<%]\s*/\s*{re.escape(name)}\s*[%>]\}}\}}"
        end = re.compile(closing).search(self.text, start) if closing not in self.absent else None
        if end is None:
            self.absent.add(closing)
        return "", end.end() if end else start

    def output(self, match: re.Match[str]) -> tuple[str, int]:
        """{{ expression }}: only the site knows its value; a call that shows a picture (Zola) is one."""
        start = match.start() + 2
        end = self.find("}}", start, _TAG_LIMIT)
        if end < 0:
            return match[0], match.end()
        address = _ADDRESS.match(self.text, start, end)
        return (address[1] if address else _picture(self.text[start:end])), end + 2

    def tag(self, match: re.Match[str]) -> tuple[str, int]:
        """{% tag %} of Liquid and Zola."""
        end = self.find("%}", match.end(), _TAG_LIMIT)
        if end < 0:
            return match[0], match.end()
        inside, stop = self.text[match.end() : end], end + 2
        name = _name(inside)
        if name in _CODE_TAGS:
            return self._code(inside, stop, rf"\{{%-?\s*(?:end{name}|end)\s*-?%\}}")
        if name in _QUOTE_TAGS:
            return self._quoted(inside, stop, rf"\{{%-?\s*(?:end{name}|end)\s*-?%\}}")
        if name in ("comment", "raw", "verbatim", "capture"):
            return self._wrapped(name, stop)
        return _picture(inside), stop

    def _wrapped(self, name: str, start: int) -> tuple[str, int]:
        """What stands between a tag and its end: a comment goes, raw text stays untouched."""
        key = f"end{name}"
        end = re.compile(rf"\{{%-?\s*{key}\s*-?%\}}").search(self.text, start) if key not in self.absent else None
        if end is None:
            self.absent.add(key)
            return "", start
        return ("" if name in ("comment", "capture") else self.text[start : end.start()]), end.end()

    def _code(self, inside: str, start: int, closing: str) -> tuple[str, int]:
        end = re.compile(closing).search(self.text, start) if closing not in self.absent else None
        if end is None:
            self.absent.add(closing)
            return "", start
        code = self.text[start : end.start()].strip("\n")
        ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
        language = _LANGUAGE.match(inside)
        return f"\n\n{ticks}{language[1] if language else ''}\n{code}\n{ticks}\n\n", end.end()

    def _quoted(self, inside: str, start: int, closing: str) -> tuple[str, int]:
        """What somebody said, with the name that the tag gives; without an end the tag alone goes."""
        end = re.compile(closing).search(self.text, start) if closing not in self.absent else None
        if end is None:
            self.absent.add(closing)
            return "", start
        by = _AUTHOR.search(inside)
        name = " ".join((by[1] or by[2] or "").split()) if by else ""
        said = self.text[start : end.start()].strip()
        lines = [*said.split("\n"), *(("", f"— {name}") if name else ())]
        return "\n\n" + "".join(f"> {line}\n" for line in lines) + "\n", end.end()

    def component(self, match: re.Match[str]) -> tuple[str, int]:
        """A tag of MDX with its properties; HTML written in small letters is read later, by those who know it."""
        if match["component"] is not None and not _CAPITAL_TAG.match(match[0]):
            return self.keep(match)
        depth = 0
        index = match.end()
        for index in range(match.end(), min(len(self.text), match.end() + _TAG_LIMIT)):
            character = self.text[index]
            depth += (character == "{") - (character == "}")
            if character == ">" and depth <= 0 and self.text[index - 1] != "=":
                return "", index + 1
            if (character == "<" and depth <= 0) or self.text[index - 1 : index + 1] == "\n\n":
                break
        # No tag after all.  What was looked at is not looked at again, else a row of these costs the square of it.
        return self.text[match.start() : index], index

    def paragraph(self, match: re.Match[str]) -> tuple[str, int]:
        """A line with the lines that continue it, up to the next empty one."""
        end = self.find("\n\n", match.end())
        return "", len(self.text) if end < 0 else end

    def definition(self, match: re.Match[str]) -> tuple[str, int]:
        """A term and, on the next line, ": what it means"."""
        return ": ", match.end()


def _name(inside: str) -> str:
    match = _NAME.match(inside)
    return match[1].lower() if match else ""


def _picture(inside: str) -> str:
    """Return the Markdown of the picture that a template tag shows; nothing for any other tag."""
    if _name(inside) not in _PICTURE_TAGS:
        return ""
    values: dict[str, str] = {}
    for key, *quoted in _ARGUMENT.findall(inside):
        values.setdefault(key, "".join(quoted))
    ref = next(filter(None, map(values.get, _REFS)), "")
    if not _PICTURE.search(ref):
        return ""
    alt = values.get("alt") or values.get("caption") or values.get("title") or values.get("description") or ""
    alt = re.sub(r"([\[\]\\])", r"\\\1", alt)
    ref = re.sub(r"[<>\n]", "", ref)
    return f"![{alt}](<{ref}>)"


_HANDLERS: dict[str, Callable[[_Translation, re.Match[str]], tuple[str, int]]] = {
    "fence": _Translation.fence,
    "indented": _Translation.keep,
    "span": _Translation.span,
    "comment": _Translation.comment,
    "raw": _Translation.raw,
    "shortcode": _Translation.shortcode,
    "output": _Translation.output,
    "tag": _Translation.tag,
    "toc": _Translation.drop,
    "attributes": _Translation.drop,
    "jsxcomment": _Translation.jsx_comment,
    "component": _Translation.component,
    "import": _Translation.paragraph,
    "footnote": _Translation.paragraph,
    "mark": _Translation.drop,
    "fenceless": _Translation.drop,
    "definition": _Translation.definition,
    "ghost": _Translation.drop,
}
