"""The numbers of a LinkedIn post: a page's from its statistics, a member's as far as the rights go."""

from typing import Any
from urllib.parse import quote

from reelpress.publishing.platforms.base import Numbers
from reelpress.publishing.platforms.calls import Calls, count, part, rows
from reelpress.publishing.platforms.linkedin_upload import API

QUERIES = ("IMPRESSION", "REACTION", "COMMENT", "RESHARE")
NO_RIGHT = "LinkedIn tells the numbers of a member's post only with the right r_member_postAnalytics."
NOTHING_YET = "LinkedIn leaves out posts that nobody has seen yet."


def page_numbers(calls: Calls, author: str, urn: str) -> Numbers:
    """Read the statistics of one post of a page; LinkedIn leaves out what nobody has seen."""
    one = f"{'ugcPosts' if urn.startswith('urn:li:ugcPost:') else 'shares'}=List({quote(urn, safe='')})"
    query = f"q=organizationalEntity&organizationalEntity={quote(author, safe='')}&{one}"
    found = rows(calls.ask("GET", f"{API}/organizationalEntityShareStatistics?{query}").json(), "elements")
    if not found:
        return Numbers(None, None, None, None, {"note": NOTHING_YET})
    said = part(found[0], "totalShareStatistics")
    return Numbers(
        views=count(said.get("impressionCount")),
        likes=count(said.get("likeCount")),
        comments=count(said.get("commentCount")),
        shares=count(said.get("shareCount")),
        raw=said,
    )


def member_numbers(calls: Calls, urn: str) -> Numbers:
    """Read the analytics of a member's post, else the likes and comments that everyone sees, else nothing."""
    said: dict[str, Any] = {}
    entity = f"({'ugc' if urn.startswith('urn:li:ugcPost:') else 'share'}:{quote(urn, safe='')})"
    for kind in QUERIES:
        query = f"q=entity&entity={entity}&queryType={kind}&aggregation=TOTAL"
        answer = calls.ask("GET", f"{API}/memberCreatorPostAnalytics?{query}", also=(403,))
        if answer.status == 403:
            return _public_numbers(calls, urn)
        first = (rows(answer.json(), "elements") or [{}])[0]
        said[kind] = first.get("count", first.get("value"))
    views, likes, comments, shares = (count(said[kind]) for kind in QUERIES)
    return Numbers(views, likes, comments, shares, said)


def _public_numbers(calls: Calls, urn: str) -> Numbers:
    answer = calls.ask("GET", f"{API}/socialActions/{quote(urn, safe='')}", also=(403, 404))
    if answer.status != 200:
        return Numbers(None, None, None, None, {"note": NO_RIGHT})
    said = answer.json()
    likes, comments = part(said, "likesSummary"), part(said, "commentsSummary")
    total = comments.get("aggregatedTotalComments", comments.get("totalFirstLevelComments"))
    return Numbers(None, count(likes.get("totalLikes")), count(total), None, {"note": NO_RIGHT, **said})
