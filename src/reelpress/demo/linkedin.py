"""LinkedIn as the demo network speaks it: tokens, versions, posts of members and pages, numbers, deletion."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from reelpress.demo import linkedin_upload, renewal
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.linkedin_upload import refused
from reelpress.demo.network import Network
from reelpress.demo.store import Row

MEMBER = {"sub": "demo", "name": "Demo Member"}
PAGES = {"urn:li:organization:2414183": "Demo Page", "urn:li:organization:2414184": "Second Demo Page"}
VERSIONS = tuple(f"2025{month:02}" for month in range(9, 13)) + tuple(f"2026{month:02}" for month in range(1, 10))
TOKEN_SECONDS = 5_184_000
SAME_SECONDS = 600.0
DAILY_POSTS = 150
MOST_TEXT = 3000
RESERVED = "|{}@[])<>*_~"  # an unescaped "(" is not refused: it cuts the text off there, without a word
HASHTAG = re.compile(r"#\w*[^\W\d_]\w*")
ANALYTICS = {"IMPRESSION": "views", "REACTION": "likes", "COMMENT": "comments", "RESHARE": "shares"}
URN = re.compile(r"urn:li:(?:share|ugcPost):\d{1,20}")


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to LinkedIn; None when it is none."""
    path = unquote(request.path.rstrip("/"))
    if path == "/oauth/v2/accessToken" and request.method == "POST":
        return _token(network, request)
    if path.startswith("/dms-uploads/") and request.method == "PUT":
        return linkedin_upload.put(network, request, path.removeprefix("/dms-uploads/"))
    if path != "/v2/userinfo" and not path.startswith("/rest/"):
        return None
    if network.refuses(request.token):
        return refused(401, "INVALID_ACCESS_TOKEN", "Invalid access token")
    if path == "/v2/userinfo":
        return json_reply(200, MEMBER)
    version = request.headers.get("LinkedIn-Version", "")
    if not version:
        return refused(400, "VERSION_MISSING", "A version must be present.")
    if version not in VERSIONS:
        return refused(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    room, _, name = path.removeprefix("/rest/").partition("/")
    route = ROUTES.get((request.method, room, bool(name)))
    return route(network, request, name) if route else None


def visible(commentary: str) -> str | None:
    """Return what readers see of "little text"; None when a reserved character stands in it bare."""
    shown, at = "", 0
    while at < len(commentary):
        character = commentary[at]
        tag = HASHTAG.match(commentary, at)
        if character == "\\" and at + 1 < len(commentary):
            shown, at = shown + commentary[at + 1], at + 2
        elif tag:
            shown, at = shown + tag[0], tag.end()
        elif character == "(":
            return shown
        elif character in RESERVED + "\\":
            return None
        else:
            shown, at = shown + character, at + 1
    return shown


def _token(network: Network, request: Request) -> Reply | None:
    if request.form().get("grant_type") == "authorization_code":
        return None  # a sign-in, not a renewal
    tokens = renewal.renewed(network, request, "linkedin", seconds=TOKEN_SECONDS, rotates=False)
    said = {"error": "invalid_grant", "error_description": "The provided authorization grant is invalid or expired."}
    return json_reply(200, tokens) if tokens else json_reply(400, said)


def _post(network: Network, request: Request, name: str) -> Reply:
    asked = request.json()
    author, commentary = str(asked.get("author", "")), str(asked.get("commentary", ""))
    if author != f"urn:li:person:{MEMBER['sub']}" and author not in PAGES:
        return refused(403, "ACCESS_DENIED", "Not enough permissions to access: posts.CREATE")
    text = visible(commentary)
    if text is None:
        return refused(400, "INVALID_VALUE_FOR_FIELD", "commentary is no little text.")
    if len(text) > MOST_TEXT:
        return refused(400, "FIELD_LENGTH_TOO_LONG", "ERROR :: /commentary :: length is beyond maximum 3000")
    content = asked.get("content") or {}
    with network.store.lock:
        file = linkedin_upload.usable(network, content)
        if isinstance(file, Reply):
            return file
        same = next((row for row in _recent(network) if _key(row) == (author, commentary, content)), None)
        if same is not None:
            return refused(422, "UNPROCESSABLE_ENTITY", f"Content is a duplicate of {same['id']}")
        day = f"linkedin posts {network.store.now().date().isoformat()}"
        if network.store.counters.get(day, 0) >= network.knobs.daily_posts.get("linkedin", DAILY_POSTS):
            return refused(429, "TOO_MANY_REQUESTS", "Resource level throttle limit for calls to this resource.")
        network.store.count(day)
        row = _add(network, author, commentary, text, content, file)
    return Reply(201, headers={"x-restli-id": row["id"]}, commits=True)


def _add(network: Network, author: str, commentary: str, text: str, content: dict[str, Any], file: Row | None) -> Row:
    urn = f"urn:li:share:{network.store.new_number(19)}"
    return network.store.add(
        platform="linkedin",
        id=urn,
        title="",
        text=text,
        tags=[],
        place=PAGES.get(author, MEMBER["name"]),
        link=f"/feed/update/{urn}/",
        privacy="",
        bytes=file["size"] if file else 0,
        sha256=file["sha256"] if file else "",
        file=f"{file['sha256']}{file['suffix']}" if file else "",
        author=author,
        commentary=commentary,
        content=content,
        alt=content.get("media", {}).get("altText", ""),
    )


def _recent(network: Network) -> list[Row]:
    return [row for row in network.store.live("linkedin") if network.store.age_seconds(row) < SAME_SECONDS]


def _key(row: Row) -> tuple[str, str, dict[str, Any]]:
    return row["author"], row["commentary"], row["content"]


def _posts(network: Network, request: Request, name: str) -> Reply:
    author = request.query.get("author", "")
    if request.headers.get("X-RestLi-Method") != "FINDER" or author not in PAGES:
        return refused(403, "ACCESS_DENIED", "Not enough permissions to access: posts.FINDER-author")
    found = [row for row in network.store.live("linkedin") if row["author"] == author]
    most = int(said) if (said := request.query.get("count", "")).isdigit() else 10
    elements = [{"id": row["id"], **{key: row[key] for key in ("author", "commentary", "content")}} for row in found]
    return json_reply(200, {"elements": elements[:most], "paging": {"start": 0, "count": most, "links": []}})


def _delete(network: Network, request: Request, name: str) -> Reply:
    with network.store.lock:
        row = _row(network, name)
        if row is not None:
            row["deleted"] = True
            network.store.save()
    return Reply(204)


def _acls(network: Network, request: Request, name: str) -> Reply:
    elements = [{"organization": urn, "role": "ADMINISTRATOR", "state": "APPROVED"} for urn in PAGES]
    return json_reply(200, {"elements": elements})


def _page(network: Network, request: Request, name: str) -> Reply:
    urn = f"urn:li:organization:{name}"
    if urn not in PAGES:
        return refused(404, "NOT_FOUND", "There is no such organization.")
    return json_reply(200, {"id": int(name), "localizedName": PAGES[urn]})


def _page_numbers(network: Network, request: Request, name: str) -> Reply:
    asked = request.query.get("shares", "") + request.query.get("ugcPosts", "")
    rows = [row for row in network.store.live("linkedin") if row["id"] in URN.findall(unquote(asked))]
    return json_reply(
        200, {"elements": [{"share": row["id"], "totalShareStatistics": _sums(network, row)} for row in rows]}
    )


def _sums(network: Network, row: Row) -> dict[str, Any]:
    numbers = network.store.numbers(row)
    return {
        "impressionCount": numbers["views"],
        "uniqueImpressionsCount": numbers["views"] * 4 // 5,
        "clickCount": numbers["likes"] * 2,
        "likeCount": numbers["likes"],
        "commentCount": numbers["comments"],
        "shareCount": numbers["shares"],
        "engagement": 0.05,
    }


def _member_numbers(network: Network, request: Request, name: str) -> Reply:
    urn = URN.search(unquote(request.query.get("entity", "")))
    row = _row(network, urn[0]) if urn else None
    kind = request.query.get("queryType", "")
    if row is None or kind not in ANALYTICS:
        return refused(400, "INVALID_VALUE_FOR_FIELD", "entity or queryType is invalid.")
    return json_reply(200, {"elements": [{"count": network.store.numbers(row)[ANALYTICS[kind]]}]})


def _actions(network: Network, request: Request, name: str) -> Reply:
    row = _row(network, name)
    if row is None:
        return refused(404, "NOT_FOUND", "There is no such post.")
    numbers = network.store.numbers(row)
    likes, comments = {"totalLikes": numbers["likes"]}, {"aggregatedTotalComments": numbers["comments"]}
    return json_reply(200, {"likesSummary": likes, "commentsSummary": comments})


def _row(network: Network, urn: str) -> Row | None:
    return next((row for row in network.store.live("linkedin") if row["id"] == urn), None)


ROUTES: dict[tuple[str, str, bool], Callable[[Network, Request, str], Reply]] = {  # by method, resource, with an id
    ("POST", "posts", False): _post,
    ("GET", "posts", False): _posts,
    ("DELETE", "posts", True): _delete,
    ("POST", "videos", False): linkedin_upload.act,
    ("GET", "videos", True): linkedin_upload.status,
    ("POST", "images", False): linkedin_upload.act,
    ("GET", "images", True): linkedin_upload.status,
    ("GET", "organizationAcls", False): _acls,
    ("GET", "organizations", True): _page,
    ("GET", "organizationalEntityShareStatistics", False): _page_numbers,
    ("GET", "memberCreatorPostAnalytics", False): _member_numbers,
    ("GET", "socialActions", True): _actions,
}
