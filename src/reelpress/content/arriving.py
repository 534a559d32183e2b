"""What an address leads to -> found posts: every item of a feed, the post on a page, a Markdown file.

Remembers of each feed what its server is asked with the next time.  Writes no post.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models.functions import Now

from reelpress.content.models import Feed, Post
from reelpress.content.sources import apart, links, offered
from reelpress.content.sources.found import FoundPost
from reelpress.content.sources.web import Fetched, Unread, Web
from reelpress.content.storing import FEED
from reelpress.lib import files, text
from reelpress.lib.errors import BadInput, Failure

MOST_FEED_PAGES = 20
MOST_PAGES = 200  # of items whose feed has a summary only
MOST_SHOWN = 200  # characters of an address in a sentence
PAGES_TOGETHER = 20  # that one program reads
Progress = Callable[[float, str], None]
Log = Callable[[str], None]


@dataclass(frozen=True)
class Arrival:
    """What came from an address; `known` are posts of a feed that has not changed since."""

    posts: list[FoundPost]
    known: list[Post] = field(default_factory=list)
    feed: Feed | None = None  # what is to be remembered when the posts are written


def arrive(url: str, *, web: Web, folder: Path, progress: Progress, log: Log) -> Arrival:
    """Return the posts at `url`; raise `Failure`, or `BadInput` when trying again cannot help."""
    feed = Feed.objects.filter(url=url).first()
    progress(2, f"Reading {links.without_user(url)}")
    fetched = _fetched(url, web, feed)
    if fetched.status == 304 and feed is not None:
        log("The feed has not changed since it was read the last time.")
        return Arrival([], _posts_of(url), feed)
    if offered.is_feed(fetched.body):
        return _feed(url, fetched, web, folder, progress, log)
    offer = offered.post_on(fetched, folder)
    if offer.feed and links.key(offer.feed) != links.key(fetched.url) and offered.is_front_page(fetched.url):
        log(f"{url} is the front page of a blog; its feed {offer.feed} is read.")
        return arrive(offer.feed, web=web, folder=folder, progress=progress, log=log)
    if offer.post is None:
        raise _nothing_at(url, offer)
    return Arrival([offer.post])


def _nothing_at(url: str, offer: offered.Offer) -> BadInput:
    if offer.why:
        todo = "Have it mended there, or save it, mend it and import the file."
        return BadInput(f"{url} {offer.why}.", means="Nothing was imported.", todo=todo)
    return BadInput(
        f"There is no post to be found at {url}.",
        means="Nothing was imported.",
        todo="Give the address of one post or of a feed; pages that a script fills in cannot be read.",
    )


def remember(arrival: Arrival) -> None:
    """Keep what the feed is asked with the next time."""
    feed = arrival.feed
    if feed is not None:
        values = {"title": feed.title, "etag": feed.etag, "modified": feed.modified, "read_at": Now()}
        Feed.objects.update_or_create(url=feed.url, defaults=values)


def _fetched(url: str, web: Web, feed: Feed | None) -> Fetched:
    conditions = {}
    if feed is not None and _posts_of(url):
        conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    try:
        return web.get(
            url,
            accept=offered.ACCEPT,
            kinds=offered.KINDS,
            most_bytes=offered.MOST_BYTES,
            headers={name: value for name, value in conditions.items() if _sendable(value)},
        )
    except Unread as why:
        raise _refusal(url, why) from None


def _sendable(mark: str) -> str:
    """Return what a server marked its answer with, or "" when no request can carry it back."""
    return mark if mark.isascii() and mark.isprintable() else ""


def _refusal(url: str, why: Unread) -> Failure:
    kind = Failure if why.passing else BadInput
    shown = text.clip(links.without_user(url), MOST_SHOWN)
    return kind(f"{shown} {why}.", means="Nothing was imported.", todo=why.todo)


def _origin(url: str, guid: str) -> str:
    whole = f"{FEED}{url}#{guid}"
    return whole if len(whole) <= 1000 else f"{FEED}{url}"[:960] + f"#{files.digest(guid)}"


def _posts_of(url: str) -> list[Post]:
    """Return the posts that were imported from a feed."""
    return list(Post.objects.filter(origin__startswith=f"{FEED}{url}#").order_by("pk"))


def _feed(url: str, first: Fetched, web: Web, folder: Path, progress: Progress, log: Log) -> Arrival:
    items, title, whole = _items(first, web, folder, log)
    _tell_apart(items)
    if not items:
        raise BadInput(
            f"The feed {url} holds no posts.",
            means="Nothing was imported.",
            todo="Open it in a browser: if there are posts in it, give their addresses one by one.",
        )
    lacking = [item for item in items if not item["whole"] and item["link"] and not _is_unchanged(url, item)]
    whole = _complete(lacking[:MOST_PAGES], web, folder, progress, log) and whole
    if len(lacking) > MOST_PAGES:
        log(f"{len(lacking) - MOST_PAGES} posts have a summary only; their pages are read with the next import.")
        whole = False
    posts = [offered.post_of(item, _origin(url, item["guid"])) for item in items if "kept" not in item]
    known = [item["kept"] for item in items if "kept" in item]
    # What was not read whole must be asked for again, so nothing is remembered that would prevent it.
    tags = {"etag": "etag", "modified": "last-modified"}
    said = {name: _sendable(first.headers.get(header, "")) if whole else "" for name, header in tags.items()}
    feed = Feed(url=url, title=title, etag=said["etag"][:500], modified=said["modified"][:100])
    return Arrival([post for post in posts if post.body.strip()], known, feed)


def _items(first: Fetched, web: Web, folder: Path, log: Log) -> tuple[list[apart.Said], str, bool]:
    """Return the items of all pages of a feed, each once, its title, and whether all pages were read."""
    items: dict[tuple[str, ...], apart.Said] = {}
    title, page, seen = "", first, {first.url}
    for number in range(MOST_FEED_PAGES):
        said = offered.feed_in(page, folder)
        if "unusable" in said:
            if number == 0:
                raise BadInput(
                    f"The feed {first.url} {said['unusable']}.",
                    means="Nothing was imported.",
                    todo="Give the addresses of its posts one by one, or tell those who run the blog.",
                )
            return list(items.values()), title, False
        title = title or said["title"]
        for item in said["items"]:
            items.setdefault((item["guid"], item["link"], item["title"]), item)
        following = said["next"]
        if not following or following in seen or len(items) >= offered.MOST_ITEMS:
            return list(items.values())[: offered.MOST_ITEMS], title, True
        seen.add(following)
        try:
            page = web.get(following, accept=offered.ACCEPT, kinds=offered.KINDS, most_bytes=offered.MOST_BYTES)
        except Unread as why:
            log(f"The next page of the feed, {following}, {why}.")
            return list(items.values()), title, False
    return list(items.values()), title, True


def _tell_apart(items: list[apart.Said]) -> None:
    """Give items that a feed calls by the same guid one each: the feed's with what else they are known by."""
    times = Counter(item["guid"] for item in items)
    for item in items:
        if times[item["guid"]] > 1:
            item["guid"] = f"{item['guid']}#{files.digest(' '.join((item['link'], item['title'])))}"


def _is_unchanged(url: str, item: apart.Said) -> bool:
    """Return whether an item with a summary only is here already; its page is then not read again."""
    post = Post.objects.filter(origin=_origin(url, item["guid"])).first()
    if post is None or post.body.strip() == item["body"].strip():
        return False  # when only the summary is here, its page could not be read the last time
    said = (item["summary"], item["title"], links.key(item["link"]))
    if (post.summary, post.title, post.address_key) != said:
        return False
    item["kept"] = post
    return True


def _complete(items: list[apart.Said], web: Web, folder: Path, progress: Progress, log: Log) -> bool:
    """Put the texts of the items' pages in place of their summaries; return whether all pages could be read."""
    whole = True
    pages: list[tuple[apart.Said, Fetched]] = []
    for number, item in enumerate(items):
        progress(10 + 80 * number / len(items), f"Reading the page of {item['title'][:60]}")
        try:
            page = web.get(item["link"], accept=offered.ACCEPT, kinds=offered.KINDS, most_bytes=offered.MOST_BYTES)
        except Unread as why:
            log(f"{item['link']} {why}; the summary of the feed is used.")
            whole = whole and not why.passing
            continue
        pages.append((item, page))
        if len(pages) == PAGES_TOGETHER or sum(len(page.body) for _, page in pages) > offered.MOST_BYTES:
            _fill_in(pages, folder, log)
            pages = []
    _fill_in(pages, folder, log)
    return whole


def _fill_in(pages: list[tuple[apart.Said, Fetched]], folder: Path, log: Log) -> None:
    """Have some pages read, and their texts put in place of the summaries of their items."""
    offers = offered.posts_on([page for _, page in pages], folder)
    for (item, _), offer in zip(pages, offers):
        post = offer.post
        if post is None:
            why = offer.why or "holds no post that can be found"
            log(f"{item['link']} {why}; the summary of the feed is used.")
        elif len(post.body) > len(item["body"]):
            item["body"] = post.body
            item["author"] = item["author"] or post.author
            item["tags"] = item["tags"] or list(post.tags)
            item["language"] = item["language"] or post.language
