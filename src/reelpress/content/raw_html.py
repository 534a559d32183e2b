"""Raw HTML inside a post -> blocks. Whatever the tags are, nothing of them but text, pictures and code stays.

The HTML is first rebuilt by nh3 with a handful of known tags, so that the reading below meets well-formed
input only.  Knows no Markdown.
"""

import html
import re
from dataclasses import dataclass, field

import nh3

from reelpress.content import blocks, spoken
from reelpress.content.blocks import Block

_DROPPED = {"script", "style", "svg", "iframe", "template", "object", "audio", "video", "canvas", "math", "form", "nav"}
_BREAKS = {"p", "div", "hr", "section", "article", "header", "footer", "aside", "figure", "figcaption", "details"}
_BREAKS |= {"summary", "dt", "dd", "dl", "ul", "ol", "main", "center"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT = _BREAKS | _HEADINGS | {"br", "img", "li", "blockquote", "pre", "code", "a", "table", "tr", "td", "th"}
_ATTRIBUTES = {"img": {"src", "alt", "title", "data-src"}, "code": {"class"}, "pre": {"class", "lang"}}
# Ghost's card that shows another page: nothing of it is the post's own.
_BOOKMARK = re.compile(r"<figure\b[^<>]{0,300}\bkg-bookmark-card\b.*?</figure\s*>", re.I | re.S)
_PART = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[a-z-]+=\"[^\"]*\")*)\s*/?>|([^<]+|<)")
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-\s]*([\w+#.-]+)")
# nh3 grows slow on ten thousands of nested tags; a piece of this size cannot hold that many.
_PIECE = 20_000


def read(markup: str) -> list[Block]:
    """Return the blocks of an HTML fragment; scripts, styles and players are dropped with their content."""
    found: list[Block] = []
    for piece in _pieces(markup):
        found += _Reader().read(_rebuilt(piece))
    return found


def images(markup: str) -> list[Block]:
    """Return the images of an HTML fragment only."""
    return [block for block in read(markup) if block.kind == "image"] if "<img" in markup.lower() else []


def _rebuilt(piece: str) -> str:
    # A parser takes what stands in <noscript> for bare text; here it is what the reader would see.
    piece = _BOOKMARK.sub("", piece) if "kg-bookmark-card" in piece else piece
    piece = re.sub(r"</?noscript\b[^<>]*>", "", piece, flags=re.I)
    return nh3.clean(
        piece.replace("\0", "").encode("utf-8", "replace").decode(),  # half a character cannot be handed on
        tags=_KEPT,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        link_rel=None,
        url_schemes={"http", "https", "file", "data"},
    )


def _pieces(markup: str) -> list[str]:
    found = []
    while len(markup) > _PIECE:
        cut = markup.rfind("<", 1, _PIECE)
        cut = cut if cut > 0 else _PIECE
        found.append(markup[:cut])
        markup = markup[cut:]
    return [*found, markup]


@dataclass
class _Reader:
    """Collects text until a tag says what it was."""

    found: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    linked: bool = False
    free: bool = False  # whether a letter stood outside of a link
    inside: str = ""  # blockquote, pre, or nothing
    language: str = ""
    items: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    held: bool = False  # within a list item or a cell: what looks like a paragraph is part of it
    depth: int = 0  # of lists
    quoted: list[str] = field(default_factory=list)

    def read(self, markup: str) -> list[Block]:
        for match in _PART.finditer(markup):
            closing, name, attributes, text = match.groups()
            if text is not None:
                self._hear(html.unescape(text))
            elif self.inside == "pre" and name not in ("pre", "code"):
                self._hear("\n" if name == "br" else "")
            elif closing:
                self._close(name)
            else:
                self._open(name, {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(attributes)})
        self.held = False
        self._break()
        self._end_list()
        self._end_table()
        self._end_quote()
        return self.found

    def _hear(self, text: str) -> None:
        self.text.append(text)
        self.free = self.free or (not self.linked and any(c.isalnum() for c in text))

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "img":
            alt = attributes.get("alt") or attributes.get("title") or ""
            ref = attributes.get("src") or attributes.get("data-src") or ""
            self.found += blocks.image(ref.strip(), spoken.join(spoken.tidy(alt)))
        elif name == "br":
            self._hear(" ")
        elif name == "a":
            self.linked = True
        elif name == "code":
            self.language = self.language or _language(attributes) if self.inside == "pre" else self.language
        elif name in ("td", "th"):
            self._break()
            self.held = True
        elif name == "table":
            self._break()
            self._end_table()
        elif name in ("ul", "ol", "li"):
            self._open_list(name)
        elif name != "tr":
            self._break()
            if name in ("pre", "blockquote"):
                self.inside, self.language = name, _language(attributes)

    def _open_list(self, name: str) -> None:
        if self.held:
            self.items.append(self._taken())
        else:
            self._break()
        self.held = name == "li"
        self.depth += name != "li"

    def _close(self, name: str) -> None:
        if name == "a":
            self.linked = False
        elif name in _HEADINGS and not self.held:
            self._end_list()
            self.found += blocks.heading(self._taken(), int(name[1]))
        elif name == "li":
            self.items.append(self._taken())
            self.held = False
        elif name in ("td", "th"):
            self.row.append(self._taken())
            self.held = False
        elif name == "tr":
            self.rows.append(tuple(self.row))
            self.row = []
        elif name == "table":
            self._end_table()
        elif name == "pre":
            self.found += blocks.code("".join(self.text), self.language)
            self.text, self.inside = [], ""
        elif name == "blockquote":
            self._break()
            self._end_quote()
        elif name not in ("code", "br"):
            self._break()
            if name in ("ul", "ol"):
                self.depth -= 1
                if self.depth <= 0:
                    self._end_list()

    def _taken(self) -> str:
        text = spoken.join(spoken.tidy("".join(self.text)))
        self.text, self.free, self.linked = [], False, False
        return text

    def _break(self) -> None:
        """End the running text; a line that only holds links is navigation, not prose."""
        if self.held:
            self._hear(" ")
            return
        free = self.free
        text = self._taken()
        if self.inside == "blockquote":
            self.quoted.append(text)
        elif text and free:
            self._end_list()
            self.found += blocks.paragraph(text)

    def _end_list(self) -> None:
        self.found += blocks.listing(self.items)
        self.items = []

    def _end_table(self) -> None:
        rows = [*self.rows, tuple(self.row)]
        self.found += blocks.table([row for row in rows if row])
        self.rows, self.row, self.held = [], [], False

    def _end_quote(self) -> None:
        self.found += blocks.quote(" ".join(filter(None, self.quoted)))
        self.quoted, self.inside = [], ""


def _language(attributes: dict[str, str]) -> str:
    if attributes.get("lang"):
        return attributes["lang"].lower()
    match = _LANGUAGE.search(attributes.get("class", ""))
    return match.group(1).lower() if match else ""
