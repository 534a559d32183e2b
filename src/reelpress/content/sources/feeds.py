"""An RSS or Atom feed -> all of its items, with what the feed says of each. Runs in a program of its own.

An item whose text the feed holds whole is a post; of one with a summary only, the page has the rest.  Knows no
network and no database.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from reelpress.content import spoken
from reelpress.content.sources import fields, languages, links, markup
from reelpress.content.sources.pictures import Unusable
from reelpress.lib import files, text

MOST_ITEMS = 1_000
WHOLE_FROM = 1_200  # characters of a description from which on it is taken for the whole post
_CUT = re.compile(
    r"(?:\[?(?:\u2026|\.\.\.|&hellip;)\]?|read more|continue reading|weiterlesen|lire la suite)\W*$", re.I
)
Found = dict[str, Any]


def read(body: bytes, content_type: str, url: str) -> Found:
    """Return title, next page and items of the feed that came from `url`; no items when it is none."""
    found = _parsed(body, content_type, url)
    feed = found.get("feed", {})
    language = fields.language_tag(str(feed.get("language") or feed.get("xml:lang") or ""))
    author = _author(feed)
    items = [_item(entry, url, language, author) for entry in found.get("entries", [])[:MOST_ITEMS]]
    return {
        "known": bool(found.get("version")),
        "title": spoken.one_line(_plain(str(feed.get("title") or "")))[:300],
        "next": _following(feed, url),
        "items": [item for item in items if item["title"] or item["body"].strip()],
        "more": max(0, len(found.get("entries", [])) - MOST_ITEMS),
    }


def _parsed(body: bytes, content_type: str, url: str) -> Mapping[str, Any]:
    head = {"content-type": content_type or "application/xml", "content-location": url}
    # Latin-1 keeps every byte as it is.
    body = markup.with_sound_references(body.decode("latin-1")).encode("latin-1")
    try:
        found: Mapping[str, Any] = feedparser.parse(
            body, response_headers=head, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError):
        raise Unusable("is so damaged that it cannot be read") from None
    return found


def _item(entry: Mapping[str, Any], feed_url: str, language: str, author: str) -> Found:
    link = links.absolute(_link(entry), feed_url)
    markup_text, kind, base = _content(entry)
    guid = str(entry.get("id") or link or entry.get("title") or files.digest(text.storable(markup_text)))
    base = base if base and links.absolute(base, feed_url) != feed_url else link or feed_url
    title = spoken.one_line(_plain(str(entry.get("title") or "")))
    body = markup.to_markdown(markup_text, base=links.absolute(base, feed_url), title=title)
    summary = spoken.one_line(_plain(str(entry.get("summary") or "")))
    if summary == spoken.one_line(_plain(markup_text)) and kind == "content":
        summary = ""  # the library gives the text itself where the feed has no summary
    own = fields.language_tag(str(entry.get("language") or ""))
    return {
        "guid": guid[:2000],
        "title": text.clip(title, 300) or spoken.one_line(fields.opening(body)),  # short messages have none
        "link": link,
        "author": _author(entry) or author,
        "tags": list(fields.tags({"tags": [str(tag.get("term") or "") for tag in entry.get("tags", [])[:200]]})),
        "published_at": _moment(entry),
        "language": own or language or languages.guess(_plain(markup_text)),
        "summary": text.clip(summary, 2000) if kind == "content" else text.clip(summary, 500),
        "body": body,
        "whole": kind == "content" or _looks_whole(_plain(markup_text)),
        "cover": _cover(entry, base or feed_url),
    }


def _content(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the fullest text of an item as HTML, which element it came from, and what its refs are relative to."""
    contents = [one for one in entry.get("content", []) if str(one.get("value") or "").strip()]
    if contents:
        best = max(contents, key=lambda one: len(str(one["value"])))
        value = str(best["value"])
        kind = "content" if not _CUT.search(_plain(value)[-60:]) or len(value) > 20_000 else "summary"
        return _as_html(value, str(best.get("type") or "")), kind, str(best.get("base") or "")
    detail = entry.get("summary_detail", {})
    value = str(entry.get("summary") or "")
    return _as_html(value, str(detail.get("type") or "")), "summary", str(detail.get("base") or "")


def _as_html(value: str, kind: str) -> str:
    """Return plain text as HTML; what says that it is plain and is not, as many feeds do, is left."""
    if "plain" not in kind or re.search(r"</?(?:p|br|div|a|img|h[1-6]|ul|li|pre|figure|em|strong)\b", value, re.I):
        return value
    safe = value.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", safe))


def _looks_whole(plain: str) -> bool:
    return len(plain) >= WHOLE_FROM and not _CUT.search(plain[-60:])


def _link(entry: Mapping[str, Any]) -> str:
    """Return the address of the item's page."""
    offered = [one for one in entry.get("links", []) if one.get("href")]
    for one in offered:
        if one.get("rel", "alternate") == "alternate" and "html" in str(one.get("type") or "text/html"):
            return str(one["href"])
    return str(entry.get("feedburner_origlink") or entry.get("link") or "")


def _author(entry: Mapping[str, Any]) -> str:
    names = [str(one.get("name") or "") for one in entry.get("authors", []) if one] or [str(entry.get("author") or "")]
    names = [re.sub(r"^\S+@\S+\s*\((.{1,200})\)$", r"\1", name.strip()) for name in names]
    kept = dict.fromkeys(spoken.one_line(name) for name in names if name and "@" not in name)
    return text.clip(", ".join(filter(None, kept)), 300)


def _moment(entry: Mapping[str, Any]) -> str:
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        parts = entry.get(name) if name in entry else None  # asked for what is not there, the library gives another
        if parts:
            try:
                return datetime.fromtimestamp(calendar.timegm(parts), UTC).isoformat()
            except (ValueError, OverflowError, OSError, TypeError):
                continue
    return ""


def _cover(entry: Mapping[str, Any], base: str) -> str:
    """Return the picture that a feed gives an item beside its text."""
    offered = [*entry.get("media_content", []), *entry.get("enclosures", []), *entry.get("media_thumbnail", [])]
    for one in offered:
        kind = str(one.get("type") or one.get("medium") or "")
        ref = str(one.get("url") or one.get("href") or "")
        if ref and (kind.startswith("image") or re.search(r"\.(?:png|jpe?g|webp|avif|gif)(?:\?|$)", ref, re.I)):
            return links.absolute(ref, base)
    return ""


def _following(feed: Mapping[str, Any], url: str) -> str:
    """Return the next page of a feed that comes in pages (RFC 5005)."""
    for one in feed.get("links", []):
        if one.get("rel") in ("next", "prev-archive") and one.get("href"):
            following = links.absolute(str(one["href"]), url)
            return following if following != url else ""
    return ""


def _plain(value: str) -> str:
    """Return the words of a piece of HTML."""
    if "<" not in value and "&" not in value:
        return value
    root = markup.parsed(f"<div>{value}</div>")
    if root is None:
        return ""
    markup.clean(root, "")
    return " ".join(str(root.text_content()).split())
