"""What the web offered, read: a feed, a page, a Markdown file. Writes scratch files only; knows no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from reelpress.content.sources import apart, composing, fields, front_matter, links, pictures
from reelpress.content.sources.found import FoundPost, Wanted
from reelpress.content.sources.web import Fetched
from reelpress.lib import files
from reelpress.lib import text as texts

MOST_BYTES = 20 << 20
MOST_ITEMS = 1_000  # of a feed in all its pages
ACCEPT = "application/rss+xml, application/atom+xml, text/html;q=0.9, application/xhtml+xml, text/markdown, */*;q=0.5"
KINDS = (
    "text/", "application/xml", "application/rss", "application/atom", "application/rdf", "application/xhtml",
    "application/x-rss", "application/octet-stream",
)  # fmt: skip
_MARKDOWN = re.compile(r"\.(?:md|markdown|mdown|mdx)$", re.I)


def is_feed(body: bytes) -> bool:
    """Return whether these bytes begin like a feed (and not like a page or a text)."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    start = re.sub(rb"<!--.{0,4000}?-->|<\?.{0,500}?\?>|<!doctype\s+rss[^>]{0,300}>", b"", start, flags=re.S).lstrip()
    return re.match(rb"<(?:rss|feed|rdf:rdf|atom:feed)[\s>]", start) is not None


def feed_in(page: Fetched, folder: Path) -> apart.Said:
    """Return what a feed holds: `title`, `next`, `items`; or `unusable`."""
    (said,) = apart.run([_task("feed", page, folder)], folder=folder)
    return said


def _task(what: str, page: Fetched, folder: Path) -> apart.Task:
    path = folder / f"{what}-{files.digest(page.url)}"
    path.write_bytes(page.body)
    return {"do": what, "path": str(path), "content_type": page.headers.get("content-type", ""), "url": page.url}


def is_front_page(url: str) -> bool:
    """Return whether an address is that of a whole site."""
    return urlsplit(url).path in ("", "/") and not urlsplit(url).query


@dataclass(frozen=True)
class Offer:
    """What a page or a Markdown file holds: its post, else `why` (half a sentence, if known) none; a feed it names."""

    post: FoundPost | None = None
    why: str = ""
    feed: str = ""


def post_on(page: Fetched, folder: Path) -> Offer:
    """Return what a page or a Markdown file holds."""
    (found,) = posts_on([page], folder)
    return found


def posts_on(pages: Sequence[Fetched], folder: Path) -> list[Offer]:
    """Return of each page what `post_on` does; one program reads them all: to start it costs more than to read one."""
    tasks = [_task("page", page, folder) for page in pages if not _is_markdown(page)]
    said = iter(apart.run(tasks, folder=folder))
    return [_markdown(page) if _is_markdown(page) else _post_in(page, next(said)) for page in pages]


def _is_markdown(page: Fetched) -> bool:
    named = _MARKDOWN.search(urlsplit(page.url).path) is not None
    return page.kind in ("text/markdown", "text/x-markdown") or (
        named and page.kind in ("text/plain", "", "application/octet-stream")
    )


def _post_in(page: Fetched, said: apart.Said) -> Offer:
    feed = next(iter(said.get("feeds", [])), "")
    if "unusable" in said or not str(said.get("body", "")).strip():
        return Offer(why=said.get("unusable", ""), feed=feed)
    item = {
        **said,
        "title": said["title"] or links.last_part(page.url),
        "link": said["canonical_url"],
    }
    return Offer(post_of(item, said["canonical_url"]), feed=feed)


def post_of(item: apart.Said, origin: str) -> FoundPost:
    """Return an item of a feed, or what was read of a page, as a found post."""
    name = links.last_part(item["link"]) or item["title"]
    slug = fields.slug({}, fields.name_of(name)) if texts.slugify(name) else fields.slug({}, fields.Name(item["title"]))
    covers = [(item["cover"], item.get("cover_alt") or item["title"])] if item.get("cover") else []
    wanted, notes = composing.pictures_of(item["body"], covers, composing.nowhere)
    title = item["title"] or texts.clip(fields.title({}, item["body"], fields.Name(name)), 300)
    return FoundPost(
        origin=origin,
        slug=slug,
        title=texts.clip(title, 300),
        author=item["author"],
        summary=item["summary"],
        body=item["body"],
        language=item["language"],
        tags=tuple(item["tags"]),
        canonical_url=links.clean(item["link"]),
        published_at=datetime.fromisoformat(item["published_at"]) if item["published_at"] else None,
        wanted=wanted,
        notes=notes,
    )


def _markdown(page: Fetched) -> Offer:
    try:
        text, notes = composing.without_nuls(page.body.decode("utf-8-sig"))
        meta, body = front_matter.split(text)
    except front_matter.Broken as broken:
        return Offer(why=f"has front matter that {broken}")
    except UnicodeDecodeError:
        return Offer(why="is not text in UTF-8")
    if not body.strip():
        return Offer(why="has front matter and no text" if meta else "is empty")

    def locate(ref: str) -> Wanted:
        address = links.absolute(ref, page.url)
        if not address:
            raise pictures.Unusable("has no address")
        return Wanted(ref, "", address=address)

    name = fields.name_of(links.last_part(page.url) or "post")
    is_mdx = urlsplit(page.url).path.lower().endswith(".mdx")
    post = composing.compose(meta, body, name, origin=page.url, locate=locate, is_mdx=is_mdx, url=page.url)
    return Offer(replace(post, notes=notes + post.notes))
