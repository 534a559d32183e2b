"""The value that a post's structure is made of. Knows no Markdown, no database and no video."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One piece of a post, ready to be spoken or shown.

    `kind` is one of heading, paragraph, list, quote, code, image, table.  `text` is plain and speakable;
    of code it is the code itself, verbatim.
    """

    kind: str
    text: str
    level: int = 0  # of a heading
    items: tuple[str, ...] = ()  # of a list; of a table: its rows as text
    language: str = ""  # of code
    ref: str = ""  # of an image: its address as in the body
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, its head first


def as_sentences(items: tuple[str, ...]) -> str:
    """Return `items` one after the other, each closed like a sentence, so that a voice pauses between them."""
    return " ".join(item if item[-1:] in ".!?:;…。！？" else f"{item}." for item in items if item)


def heading(text: str, level: int) -> list[Block]:
    """Return a heading, or nothing when it has no text."""
    return [Block("heading", text, level=level)] if text else []


def paragraph(text: str) -> list[Block]:
    """Return a paragraph, or nothing when it has no text."""
    return [Block("paragraph", text)] if text else []


def quote(text: str) -> list[Block]:
    """Return a quote, or nothing when it has no text."""
    return [Block("quote", text)] if text else []


def listing(items: list[str]) -> list[Block]:
    """Return a list of those `items` that have text, or nothing when none has."""
    kept = tuple(item for item in items if item)
    return [Block("list", as_sentences(kept), items=kept)] if kept else []


def code(text: str, language: str) -> list[Block]:
    """Return code as it was written, without the empty lines around it; nothing when it is empty."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return [Block("code", "\n".join(lines), language=language)] if lines else []


def image(ref: str, alt: str) -> list[Block]:
    """Return an image, or nothing when it has no address."""
    return [Block("image", alt, ref=ref)] if ref else []


def table(rows: list[tuple[str, ...]]) -> list[Block]:
    """Return a table, its first row being its head; nothing when no cell has text."""
    kept = tuple(row for row in rows if any(row))
    if not kept:
        return []
    head, *body = kept
    items = tuple(_row_text(head, row) for row in body) or (", ".join(filter(None, head)),)
    return [Block("table", as_sentences(items), items=items, rows=kept)]


def _row_text(head: tuple[str, ...], row: tuple[str, ...]) -> str:
    names = [*head, *[""] * len(row)]
    return ", ".join(f"{name}: {cell}" if name and name != cell else cell for name, cell in zip(names, row) if cell)
