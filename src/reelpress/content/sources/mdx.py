"""MDX -> Markdown, for files that say that they are MDX: imports, exports and expressions go, the words in tags stay.

In other files braces are words.  One pass from left to right that never touches code; pure, linear.
"""

import re

_LIMIT = 5_000  # no expression or tag is longer; bounds every search
_STARTS = re.compile(
    r"(?P<fence>^[ \t]*(?P<ticks>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n?)"
    r"|(?P<span>(?<!`)(?P<run>`+)(?!`))"
    r"|(?P<statement>^(?:import\s+(?:type\s+)?(?:['\"]|[\w*{][^;'\"]{0,500}?\sfrom\s+['\"])"
    r"|export\s+(?:const|let|var|function|async|default|class|type|\{|\*)))"
    r"|(?P<tag></?[A-Za-z][\w.:-]*(?=[\s/>]))"
    r"|(?P<brace>\{)",
    re.M,
)
_IMPORTED = re.compile(r"^import\s+(\w+)\s+from\s+['\"]([^'\"\n]+\.(?:png|jpe?g|gif|webp|avif|svg))['\"]", re.M | re.I)
_TEXT = re.compile(r"\{\s*(?:\"([^\"{}\n]*)\"|'([^'{}\n]*)'|`([^`${}]*)`)\s*\}")
# Only where a name begins, and without a second look at its letters: else a long word costs the square of its length.
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([A-Za-z_:][\w:.-]*+)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)'|(\{))")
_REQUIRED = re.compile(r"require\(\s*['\"]([^'\"]+)['\"]\s*\)")
_NAMED = re.compile(r"\{\s*(\w+)(?:\.\w+)?\s*\}")
_PICTURES = frozenset({"img", "image", "picture", "figure", "astroimage", "nextimage", "zoomimage", "photo"})


def to_markdown(body: str) -> str:
    """Return MDX as the Markdown that it shows, as far as it can be known without running it."""
    return _Reading(body.replace("\r\n", "\n")).done()


class _Reading:
    """One text on its way."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.pictures = dict(_IMPORTED.findall(body))
        self.hopeless = 0  # up to here no bracket closes: what was looked at once is not looked at again

    def done(self) -> str:
        out: list[str] = []
        position = 0
        while match := _STARTS.search(self.body, position):
            out.append(self.body[position : match.start()])
            written, position = self._handle(match)
            out.append(written)
        return "".join([*out, self.body[position:]])

    def _handle(self, match: re.Match[str]) -> tuple[str, int]:
        if match["fence"] is not None:
            ticks = match["ticks"]
            closing = re.compile(rf"^[ \t]*{re.escape(ticks[0])}{{{len(ticks)},}}[ \t]*$", re.M)
            closed = closing.search(self.body, match.end())
            stop = closed.end() if closed else len(self.body)
            return self.body[match.start() : stop], stop
        if match["span"] is not None:
            end = self.body.find(match["run"], match.end(), match.end() + _LIMIT)
            stop = match.end() if end < 0 or "\n\n" in self.body[match.end() : end] else end + len(match["run"])
            return self.body[match.start() : stop], stop
        if match["statement"] is not None:
            return "", self._end_of_statement(match.start())
        if match["tag"] is not None:
            return self._tag(match)
        return self._expression(match.start())

    def _end_of_statement(self, start: int) -> int:
        """Return where an import or export ends: at the end of the line on which all its brackets are closed."""
        depth = 0
        stop = min(len(self.body), start + _LIMIT)
        for index in range(start, stop if start >= self.hopeless else start):
            character = self.body[index]
            depth += (character in "{([") - (character in "})]")
            if character == "\n" and depth <= 0:
                return index
        self.hopeless = max(self.hopeless, stop)
        return self._end_of_line(start)

    def _end_of_line(self, start: int) -> int:
        end = self.body.find("\n", start)
        return len(self.body) if end < 0 else end

    def _closed(self, start: int) -> int:
        """Return the index behind the brace that closes the one at `start`; -1 when none does nearby."""
        depth = 0
        for index in range(start, min(len(self.body), start + _LIMIT)):
            character = self.body[index]
            depth += (character == "{") - (character == "}")
            if depth == 0:
                return index + 1
        return -1

    def _expression(self, start: int) -> tuple[str, int]:
        """What stands in braces is code: of it only a text as such is shown."""
        if self.body.startswith("\\", max(0, start - 1)) and start > 0:
            return "{", start + 1
        stop = self._closed(start)
        if stop < 0:
            rest = min(len(self.body), start + _LIMIT)  # looked at once, not again from each brace in it
            return self.body[start:rest], rest
        said = _TEXT.fullmatch(self.body[start:stop])
        return (next(part for part in said.groups() if part is not None) if said else ""), stop

    def _tag(self, match: re.Match[str]) -> tuple[str, int]:
        """A tag keeps the attributes that are plain text; what stands in braces is code."""
        name = match["tag"].lstrip("</")
        attributes: list[tuple[str, str]] = []
        index = match.end()
        limit = min(len(self.body), match.start() + _LIMIT)
        while index < limit:
            character = self.body[index]
            if character == ">":
                return self._shown(match["tag"], name, attributes, closed=self.body[index - 1] == "/"), index + 1
            given = _ATTRIBUTE.match(self.body, index, limit)
            if given and given[4] is not None:
                stop = self._closed(given.end() - 1)
                if stop < 0:
                    break
                attributes.append((given[1], self._value(self.body[given.end() - 1 : stop])))
                index = stop
            elif given:
                attributes.append((given[1], given[2] if given[2] is not None else given[3]))
                index = given.end()
            elif character == "{":
                stop = self._closed(index)
                if stop < 0:
                    break
                index = stop
            elif character == "<":
                break
            else:
                index += 1
        return self.body[match.start() : index], max(index, match.end())

    def _value(self, braced: str) -> str:
        required = _REQUIRED.search(braced)
        named = _NAMED.fullmatch(braced)
        said = _TEXT.fullmatch(braced)
        if required:
            return required[1]
        if named:
            return str(self.pictures.get(named[1], ""))
        return next(part for part in said.groups() if part is not None) if said else ""

    def _shown(self, tag: str, name: str, attributes: list[tuple[str, str]], *, closed: bool) -> str:
        values = dict(reversed([(key.lower(), value) for key, value in attributes]))
        if name.lower() in _PICTURES and values.get("src") and not tag.startswith("</"):
            alt = re.sub(
                r"([\[\]\\])", r"\\\1", values.get("alt") or values.get("caption") or values.get("title") or ""
            )
            ref = re.sub(r"[<>\n]", "", values["src"])
            return f"![{' '.join(alt.split())}](<{ref}>)"
        if name[:1].isupper():
            return f"{tag}{' /' if closed else ''}>"
        kept = "".join(f' {key}="{value}"' for key, value in attributes if value and '"' not in value)
        return f"{tag}{kept}{' /' if closed else ''}>"
