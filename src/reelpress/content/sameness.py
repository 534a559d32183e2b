"""Whether a found post is one that is here already. Two posts taken for one lose a text: in doubt they are two.

An address tells when it names one post only: some feeds give all of their items the same.  Titles tell within one
folder; between folder and web, or between two addresses, the words must agree too.  Writes nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from reelpress.content.models import Post
from reelpress.content.sources import links
from reelpress.content.sources.found import FoundPost

FEED = "feed:"  # how the origins of posts begin that came from a feed
SLUG_LENGTH = 110  # leaves room for "-2" in the column
_MOST_WORDS = 5_000
_TOGETHER = 3  # words that are compared as one
_ENOUGH = 0.5  # of what the shorter text says, so much must be in the longer one: it may be a summary, or edited
_NEARLY_ALL = 0.9  # when one site has them at two addresses: a weekly is called the same, and opens the same, each time
_DAYS = 2  # that zones and the clocks of two programs may lie apart
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")  # a sign each where no spaces stand


@dataclass(frozen=True)
class Import:
    """What comes in together: where from, and the addresses that several of them share."""

    origins: frozenset[str]
    shared: frozenset[str]

    @classmethod
    def of(cls, found: Sequence[FoundPost]) -> Self:
        """Return what is to be known of an import as a whole."""
        keys = Counter(links.key(one.canonical_url) for one in found)
        return cls(frozenset(one.origin for one in found), frozenset(key for key, times in keys.items() if times > 1))


def same_post(found: FoundPost, digest: str, among: Import, rows: Sequence[Post]) -> Post | None:
    """Return which of `rows` is `found`: by its address, else by its content, else by title, language and name."""
    # What has its own origin in this import is another post, however alike.
    others = [post for post in rows if post.origin not in among.origins]
    key = links.key(found.canonical_url)
    here = [post for post in others if key and post.address_key == key]
    if len(here) == 1 and key not in among.shared:
        return here[0]
    return next((post for post in others if post.digest == digest or _is_alike(found, post)), None)


def _is_alike(found: FoundPost, post: Post) -> bool:
    # A post and its translation may well share slug and title.
    if (post.title, post.language) != (found.title, found.language):
        return False
    days = _days_between(post, found)
    if days != 0 and (not in_family(post.slug, found.slug) or (days or 0) > _DAYS):
        return False
    key = links.key(found.canonical_url)
    if key and post.address_key and key != post.address_key:
        one_site = links.site(found.canonical_url) == links.site(post.canonical_url)
        return says_the_same(found.body, post.body, _NEARLY_ALL if one_site else _ENOUGH)
    if is_from_web(found.origin) or is_from_web(post.origin):
        return says_the_same(found.body, post.body)
    return True


def _days_between(post: Post, found: FoundPost) -> int | None:
    """Return how many days lie between their publishing; None when one of them does not say when that was."""
    if post.published_at is None or found.published_at is None:
        return None
    return abs((post.published_at.date() - found.published_at.date()).days)


def in_family(slug: str, wanted: str) -> bool:
    """Return whether `slug` is `wanted`, or `wanted` with the number that made it unique."""
    return re.fullmatch(rf"{re.escape(wanted[:SLUG_LENGTH])}(?:-\d+)?", slug) is not None


def is_from_web(origin: str) -> bool:
    """Return whether a post came from a feed or a page."""
    return origin.startswith((FEED, "http://", "https://"))


def says_the_same(one: str, other: str, share: float = _ENOUGH) -> bool:
    """Return whether most of the shorter text is in the longer one, in the same words."""
    first, second = _runs(one), _runs(other)
    least = min(len(first), len(second))
    return len(first & second) >= share * least if least else first == second


def _runs(text: str) -> set[tuple[str, ...]]:
    """Return the words of a text, each with those behind it, without the addresses in it."""
    plain = re.sub(r"\]\([^()\s]{0,1000}\)", "]", text[: 20 * _MOST_WORDS])
    words = _WORD.findall(plain.casefold())[:_MOST_WORDS]
    return {tuple(words[at : at + _TOGETHER]) for at in range(max(1, len(words) - _TOGETHER + 1))} if words else set()
