"""Markdown or HTML that a person pasted or uploaded -> a found post. Writes scratch files only; knows no database."""

import re
from dataclasses import replace
from pathlib import Path

from reelpress.content.cleaning import parse
from reelpress.content.sources import apart, composing, fields, front_matter, pictures
from reelpress.content.sources.found import FoundPost, Wanted
from reelpress.lib import files
from reelpress.lib import text as texts
from reelpress.lib.errors import BadInput

ORIGIN = "pasted:"
KINDS = ("markdown", "html")
ENDINGS = {".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mdx": "markdown", ".txt": "markdown"}
ENDINGS |= {".html": "html", ".htm": "html", ".xhtml": "html"}
_HTML = re.compile(
    r"\s*(?:<!doctype html|<\?xml|<html|<head|<body|<article|<main|<(?:p|div|h[1-6]|section|figure)[\s>])", re.I
)
_FENCED = re.compile(
    r"^ {0,3}(?P<ticks>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=ticks)[`~]*[ \t]*$|\Z)", re.M | re.S
)
_MDX = re.compile(r"^(?:import\s+[\w*{][^\n]*\sfrom\s+['\"]|export\s+(?:const|default)\s)", re.M)


def read(text: str, *, name: str, kind: str, max_megabytes: int, folder: Path) -> FoundPost:
    """Return the post in `text`; `name` is the file that it was in, if it was in one. Raise `BadInput`."""
    text, notes = composing.without_nuls(text)
    text = texts.storable(text).lstrip("\ufeff")
    if not text.strip():
        raise BadInput("There is no text.", means="Nothing was imported.", todo="Paste or upload a post.")
    if len(text.encode()) > max_megabytes << 20:
        raise BadInput(
            f"The text is larger than {max_megabytes} MB.",
            means="Nothing was imported.",
            todo="Split the post, or raise REELPRESS_MAX_POST_MB.",
        )
    stem, _, ending = name.rpartition(".") if "." in name else (name, "", "")
    if ending and f".{ending.lower()}" not in ENDINGS and not kind:
        raise BadInput(
            f"{texts.clip(name, 120)} is neither Markdown nor HTML by its name.",
            means="Nothing was imported.",
            todo=f"Upload a file that ends with one of {', '.join(ENDINGS)}.",
        )
    kind = kind or ENDINGS.get(f".{ending.lower()}", "") or ("html" if _HTML.match(text) else "markdown")
    origin = f"{ORIGIN}{files.digest(text)}"
    post = _html(text, origin, folder) if kind == "html" else _markdown(text, stem, ending, origin)
    return replace(post, notes=notes + post.notes)


def _markdown(text: str, stem: str, ending: str, origin: str) -> FoundPost:
    try:
        meta, body = front_matter.split(text)
    except front_matter.Broken as broken:
        raise BadInput(
            f"The text has front matter that {broken}.",
            means="Nothing was imported.",
            todo="Correct its first lines, then import it again.",
        ) from None
    if not body.strip():
        raise BadInput("The text is front matter only.", means="Nothing was imported.", todo="Add the post below it.")
    # A file is called by its name when nothing in it says more; a pasted text by its first words.
    called = meta if stem else {**meta, "title": fields.title(meta, _opened(body), fields.Name(""))}
    name = fields.name_of(stem or texts.slugify(str(called["title"])))
    is_mdx = ending.lower() == "mdx" or _is_mdx(body)
    return composing.compose(called, body, name, origin=origin, locate=_absent, is_mdx=is_mdx)


def _is_mdx(body: str) -> bool:
    """Return whether a text imports or exports something itself; what its examples of code do says nothing."""
    return _MDX.search(_FENCED.sub("", body)) is not None


def _opened(body: str) -> str:
    """Return `body` with a heading, when it has none to be called by: its first words."""
    blocks = parse(body[:50_000])
    if any(block.kind == "heading" and block.level == 1 for block in blocks):
        return body
    words = fields.opening(body)
    return f"# {words}\n\n{body}" if words else body


def _html(text: str, origin: str, folder: Path) -> FoundPost:
    """A whole document is read as a page is; a piece of one is all content."""
    source = folder / f"{files.digest(text)}.html"
    source.write_text(text, encoding="utf-8")
    whole = re.search(r"<(?:html|body|head)[\s>]", text[:20_000], re.I) is not None
    task = {"do": "page", "path": str(source), "content_type": "text/html; charset=utf-8", "url": ""}
    (said,) = apart.run([task if whole else {"do": "markup", "path": str(source)}], folder=folder)
    body = str(said.get("body", ""))
    if "unusable" in said or not body.strip():
        why = said.get("unusable", "holds no text of a post")
        raise BadInput(f"The HTML {why}.", means="Nothing was imported.", todo="Paste the part that holds the post.")
    meta = {
        "title": said.get("title", ""), "author": said.get("author", ""), "lang": said.get("language", ""),
        "description": said.get("summary", ""), "date": said.get("published_at", ""), "tags": said.get("tags", []),
        "canonical": said.get("canonical_url", ""),
    }  # fmt: skip
    title = fields.title(meta, _opened(body), fields.Name(""))
    name = fields.Name(texts.slugify(title))
    return composing.compose(meta | {"title": title}, body, name, origin=origin, locate=_absent)


def _absent(ref: str) -> Wanted:
    raise pictures.Unusable("is not part of what was given")
