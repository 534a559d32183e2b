"""Markdown of any dialect -> the structure of a post: headings, paragraphs, lists, quotes, code, images, tables.

Pure, and never fails: whatever the text is, what can be read of it is returned.  Knows no file, no database
and no video.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reelpress.content import blocks, raw_html, spoken
from reelpress.content.blocks import Block as Block  # read from here by the other rooms
from reelpress.content.dialects import to_commonmark
from reelpress.content.sentences import sentences as sentences

# A thousand screens of text; no video shows what comes after them.  Reading ends there, at a line.
MOST_CHARACTERS = 500_000
# Inline markup is read in pieces of this length, shorter where brackets crowd: those that nobody closes cost
# the square of it.
_INLINE_PIECE, _CROWDED_PIECE, _HOSTILE_PIECE = 4_000, 500, 100
_NOTE = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][+-]?\s*", re.IGNORECASE)
_WORDLESS = frozenset({"softbreak", "hardbreak"})


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")
    # Addresses stay as they stand in the body: they name files, not pages.
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_MARKDOWN = _reader()


def parse(body: str) -> tuple[Block, ...]:
    """Return the blocks of a post in the order in which they stand in it."""
    if len(body) > MOST_CHARACTERS:
        body = body[: body.rfind("\n", MOST_CHARACTERS // 2, MOST_CHARACTERS) + 1 or MOST_CHARACTERS]
    references: dict[str, object] = {}
    tokens = _MARKDOWN.parse(to_commonmark(body), references)
    return tuple(_Structure(references).blocks(tokens))


class _Structure:
    """Turns the tokens of one text into blocks; holds the addresses that its links are defined by."""

    def __init__(self, references: dict[str, object]) -> None:
        self.references = references

    def blocks(self, tokens: Sequence[Token]) -> list[Block]:
        found: list[Block] = []
        for part in _parts(tokens):
            found += self._block(part)
        return found

    def _block(self, part: Sequence[Token]) -> list[Block]:
        first = part[0]
        match first.type:
            case "heading_open":
                text, images = self._inline(part)
                return blocks.heading(text, int(first.tag[1:])) + images
            case "paragraph_open" | "inline":
                text, images = self._inline(part)
                return blocks.paragraph(text) + images
            case "bullet_list_open" | "ordered_list_open":
                return self._list(part)
            case "blockquote_open":
                return self._quote(part)
            case "fence" | "code_block":
                return blocks.code(first.content, _language(first.info))
            case "table_open":
                return self._table(part)
            case "html_block":
                return raw_html.read(first.content)
        return []

    def _list(self, part: Sequence[Token]) -> list[Block]:
        """A list with the lists inside it as items of its own; what is no text follows it."""
        items: list[str] = []
        rest: list[Block] = []
        for item in _parts(part[1:-1]):
            said: list[str] = []
            for block in self.blocks(item[1:-1]):
                if block.kind == "list":
                    items.append(" ".join(said))
                    said = []
                    items.extend(block.items)
                elif block.kind in ("code", "image", "table"):
                    rest.append(block)
                else:
                    said.append(block.text)
            items.append(" ".join(said))
        return blocks.listing(items) + rest

    def _quote(self, part: Sequence[Token]) -> list[Block]:
        """What somebody said; a note ("> [!NOTE]") is set apart in the same way and is the author's own words."""
        first = next((token for token in part if token.type == "inline"), None)
        marked = _NOTE.match(first.content) if first else None
        if first and marked:
            first.content = first.content[marked.end() :]
            return self.blocks(part[1:-1])
        said: list[str] = []
        rest: list[Block] = []
        for block in self.blocks(part[1:-1]):
            if block.kind in ("code", "image", "table"):
                rest.append(block)
            else:
                said.append(block.text)
        return blocks.quote(" ".join(said)) + rest

    def _table(self, part: Sequence[Token]) -> list[Block]:
        rows: list[tuple[str, ...]] = []
        images: list[Block] = []
        cells: list[str] = []
        for token in part:
            if token.type == "inline":
                text, found = self._inline([token])
                cells.append(text)
                images += found
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return blocks.table(rows) + images

    def _inline(self, part: Sequence[Token]) -> tuple[str, list[Block]]:
        """Return the speakable text of a paragraph or heading, and the images in it."""
        words = _Words()
        for token in part:
            if token.type != "inline":
                continue
            for piece in _pieces(token.content):
                children: list[Token] = []
                _MARKDOWN.inline.parse(piece, _MARKDOWN, self.references, children)
                words.hear(children)
        return words.text(), words.images


class _Words:
    """Collects inline tokens: prose is tidied, code is not."""

    def __init__(self) -> None:
        self.images: list[Block] = []
        self._prose: list[str] = []
        self._done: list[str] = []
        self._struck = 0

    def hear(self, children: Sequence[Token]) -> None:
        for token in children:
            self._struck += token.nesting if token.type in ("s_open", "s_close") else 0
            if self._struck > 0:
                continue  # the author took it back
            if token.type in ("text", "text_special"):
                self._prose.append(token.content)
            elif token.type in _WORDLESS:
                self._prose.append("\n")
            elif token.type == "code_inline":
                self._tidy()
                self._done.append(token.content)
            elif token.type == "image":
                self._image(token)
            elif token.type == "html_inline":
                self._html(token.content)

    def text(self) -> str:
        self._tidy()
        return spoken.join("".join(self._done))

    def _image(self, token: Token) -> None:
        alt = _Words()
        alt.hear(token.children or [])
        words = alt.text() or spoken.join(str(token.attrs.get("title", "")))
        self.images += blocks.image(str(token.attrs.get("src", "")).strip(), words)

    def _html(self, markup: str) -> None:
        self.images += raw_html.images(markup)
        if markup.lower().startswith(("<br", "<wbr", "<p", "</p", "<div", "</div", "<li", "<hr")):
            self._prose.append("\n")

    def _tidy(self) -> None:
        self._done.append(spoken.tidy("".join(self._prose)))
        self._prose = []


def _parts(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Return `tokens` cut into the runs that belong together: an opening one to its closing one."""
    found: list[Sequence[Token]] = []
    depth = start = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            found.append(tokens[start : index + 1])
            start = index + 1
    return found


def _pieces(text: str) -> list[str]:
    """Return `text` in pieces of bounded length, cut at spaces where there are any."""
    found = []
    start = 0
    brackets = text.count("[")
    length = _INLINE_PIECE if brackets < 400 else _CROWDED_PIECE if brackets < len(text) / 8 else _HOSTILE_PIECE
    while len(text) - start > length:
        cut = max(text.rfind(space, start + length // 2, start + length) for space in " \n") + 1
        cut = cut or start + length
        found.append(text[start:cut])
        start = cut
    return [*found, text[start:]]


def _language(info: str) -> str:
    """Return the language that a fence names: "rust" of "rust,no_run", "python" of "{.python .numberLines}"."""
    words = info.replace("{", " ").replace(",", " ").replace("}", " ").split()
    return words[0].lstrip(".").partition(":")[0].lower()[:40] if words and "=" not in words[0] else ""
