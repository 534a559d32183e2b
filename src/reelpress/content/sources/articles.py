"""A web page -> the post on it. What the page says of itself comes from its head, the text from its main part.

trafilatura finds which words belong to the post; they are then taken from the page with the structure that they have
there (code with its language, quotes, figures).  Runs in a program of its own; knows no network and no database.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import html as lxml_html

from reelpress.content import spoken
from reelpress.content.sources import fields, languages, links, markup

MOST_SAMPLES = 60
MOST_DEPTH = 60
_ENOUGH = 0.9  # of the words that trafilatura found must lie in the part that is taken
_TOO_MUCH = 1.6  # times as many words as trafilatura found: then the part holds more than the post
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
Found = dict[str, Any]


def read(page: str, url: str) -> Found:
    """Return the fields of the post on `page`, which came from `url`; its body is "" when there is none."""
    root = markup.parsed(page)
    if root is None:
        return {"body": "", "feeds": []}
    head = _head(root, url)
    said = _said_by_trafilatura(page, url)
    title = _title(root, head, said.get("title") or "")
    markup.clean(root, _base(root, url))
    body = _body(root, page, url, title)
    when = head["published_at"] or fields.moment(said.get("date") or "")
    return head | {
        "title": title,
        "author": head["author"] or spoken.one_line(said.get("author") or "").replace("; ", ", ")[:300],
        "published_at": when.isoformat() if when else "",
        "language": head["language"] or (languages.guess(body) if body else ""),
        "body": body,
    }


def _said_by_trafilatura(page: str, url: str) -> Found:
    dates = {"original_date": True, "extensive_search": False}
    try:
        found = trafilatura.extract_metadata(page, default_url=url, date_config=dates)
    except Exception:  # it reads dates and names with many libraries, and none of them decides over the text
        return {}
    return {name: getattr(found, name, None) for name in ("title", "author", "date")} if found is not None else {}


def _head(root: lxml_html.HtmlElement, url: str) -> Found:
    """Return what the page says of itself."""
    meta = _meta(root)
    linked = _linked(root, url)
    data = _structured(root)
    dates = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "publishdate")
    times = [*(meta.get(name, "") for name in dates), data.get("datePublished")]
    times += [time.get("datetime") or "" for time in list(root.iter("time"))[:3]]
    named = meta.get("author") or _name(data.get("author")) or meta.get("dc.creator") or ""
    author = named if not links.is_web(named) else ""
    tags = [*meta.get("article:tag", "").split("\n"), *meta.get("keywords", "").split(",")]
    picture = meta.get("og:image") or meta.get("twitter:image") or ""
    language = root.get("lang") or root.get("xml:lang") or meta.get("og:locale") or meta.get("content-language") or ""
    return {
        "title": "",
        "site": meta.get("og:site_name", ""),
        "headline": meta.get("og:title") or spoken.one_line(str(data.get("headline") or "")),
        "author": spoken.one_line(author)[:300],
        "summary": spoken.one_line(meta.get("description") or meta.get("og:description") or "")[:2000],
        "language": fields.language_tag(language),
        "tags": list(fields.tags({"tags": [tag for tag in tags if tag.strip()][:20]})),
        "canonical_url": _canonical((linked["canonical"], links.absolute(meta.get("og:url", ""), url)), url),
        "published_at": next(filter(None, map(fields.moment, filter(None, times))), None),
        "cover": links.absolute(picture, url) if picture else "",
        "cover_alt": spoken.one_line(meta.get("og:image:alt", ""))[:1000],
        "feeds": linked["feeds"],
    }


def _canonical(said: tuple[str, ...], url: str) -> str:
    """Return the address that a page says it has; a page of a site is not its front page, though many say so."""
    is_inner = bool(links.last_part(url) or urlsplit(url).query)
    return next((one for one in said if one and not (is_inner and links.plain(one) == links.site(one))), url)


def _meta(root: lxml_html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in list(root.iter("meta"))[:500]:
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = (element.get("content") or "").strip()[:4000]
        if name == "article:tag" and name in found and len(found[name]) < 4000:
            found[name] += f"\n{content}"
        elif name and content:
            found.setdefault(name, content)
    return found


def _linked(root: lxml_html.HtmlElement, url: str) -> Found:
    """Return the canonical address and the feeds that the page links to."""
    found: Found = {"canonical": "", "feeds": []}
    for element in list(root.iter("link"))[:500]:
        rel, href = (element.get("rel") or "").lower().split(), element.get("href") or ""
        if "canonical" in rel and not found["canonical"]:
            found["canonical"] = links.absolute(href, url).partition("#")[0]
        elif "alternate" in rel and (element.get("type") or "").lower() in _FEED_TYPES:
            found["feeds"].append(links.absolute(href, url))
    found["feeds"] = [feed for feed in found["feeds"] if feed and "comment" not in feed][:5]
    return found


def _structured(root: lxml_html.HtmlElement) -> Found:
    """Return the JSON-LD of the post on the page; {} when there is none."""
    for element in list(root.iter("script"))[:200]:
        if (element.get("type") or "").lower() == "application/ld+json":
            for one in _things(element.text or ""):
                if "datePublished" in one or "headline" in one:
                    return one
    return {}


def _things(text: str) -> Iterator[Found]:
    try:
        found = json.loads(text[:200_000])
    except (ValueError, RecursionError):
        return
    several = found if isinstance(found, list) else [found]
    for one in several[:50]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            yield from [inner for inner in graph[:50] if isinstance(inner, dict)] if isinstance(graph, list) else []


def _name(value: Any) -> str:
    return fields.author({"author": value})


def _title(root: lxml_html.HtmlElement, head: Found, said: str) -> str:
    """Return the title: the only main heading, else what the page is called where it is shared, else its title."""
    headings = [markup_text for one in root.iter("h1") if (markup_text := spoken.one_line(str(one.text_content())))]
    named = spoken.one_line(head["headline"] or said)
    whole = next((spoken.one_line(str(one.text_content())) for one in root.iter("title")), "")
    if len(headings) == 1 and headings[0] in whole:
        # A lone heading may be the name of the site: then what stands before it in the title is called so elsewhere.
        before = _without_site(whole, headings[0])
        called = {named, *(spoken.one_line(str(one.text_content())) for one in list(root.iter("h2"))[:20])}
        if headings[0] == head["site"] or (before != whole and before in called):
            return (before or named)[:300]
    if len(headings) == 1 and (headings[0] in (named, said) or headings[0] in whole):
        return headings[0][:300]
    if named.endswith(site := head["site"]) and site and named != site:
        named = _without_site(named, site)
    return (named or (headings[0] if headings else "") or whole)[:300]


def _without_site(named: str, site: str) -> str:
    return re.sub(r"\s*[|\u2013\u2014\u00b7:-]\s*$", "", named.removesuffix(site))


def _base(root: lxml_html.HtmlElement, url: str) -> str:
    """Return the address that the refs of the page are relative to."""
    for element in root.iter("base"):
        return links.absolute(element.get("href") or "", url) or url
    return url


def _body(root: lxml_html.HtmlElement, page: str, url: str, title: str) -> str:
    text = trafilatura.extract(page, url=url, include_comments=False, include_tables=True, favor_recall=False) or ""
    part = _part_with(root, text)
    if part is not None:
        return markup.written(part, title=title)
    if len(text.split()) >= 30:
        found = trafilatura.extract(
            page, url=url, output_format="markdown", include_comments=False, include_tables=True, include_images=True,
            include_formatting=True, include_links=True,
        )  # fmt: skip
        return f"{found or text}\n"
    # Too little for trafilatura to tell a post from what surrounds it: the page must say where it is.
    marked = next((one for name in ("article", "main") for one in root.iter(name)), None)
    part = marked if marked is not None else next(iter(root.iter("body")), None)
    if part is None:
        return ""
    _drop_surroundings(part)
    body = markup.written(part, title=title)
    return body if body.strip() else ""


def _part_with(root: lxml_html.HtmlElement, text: str) -> lxml_html.HtmlElement | None:
    """Return the smallest part of the page that holds nearly all of `text` and not much more; None without one."""
    lines = [line for line in (_bare(line) for line in text.split("\n")) if len(line) > 12]
    step = max(1, len(lines) // MOST_SAMPLES)
    samples = [line[:80] for line in lines[::step]]
    body = next(iter(root.iter("body")), None)
    if not samples or body is None:
        return None
    part = body
    for _depth in range(MOST_DEPTH):
        following = next((child for child in part if _holds(child, samples)), None)
        if following is None:
            break
        part = following
    _drop_surroundings(part)
    if not _holds(part, samples) or len(_bare(str(part.text_content()))) > _TOO_MUCH * len(_bare(text)) + 200:
        return None
    return part


def _holds(part: lxml_html.HtmlElement, samples: list[str]) -> bool:
    if not isinstance(part.tag, str):
        return False
    inside = _bare(str(part.text_content()))
    return sum(sample in inside for sample in samples) >= _ENOUGH * len(samples)


def _drop_surroundings(part: lxml_html.HtmlElement) -> None:
    for element in list(part.iter("aside", "footer", "nav")):
        if element is not part and element.getparent() is not None and element.tag != "blockquote":
            element.drop_tree()


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)
