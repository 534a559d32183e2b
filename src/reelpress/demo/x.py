"""X as the demo network speaks it: tokens, posts, replies, the timeline, numbers, deletion."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from reelpress.demo import renewal, x_upload
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

USER = {"id": "2244994945", "name": "Demo press", "username": "demo_press"}
TOKEN_SECONDS = 7200
MOST_WEIGHT, PREMIUM_WEIGHT = 280, 25_000
DAY, WINDOW = 86_400.0, 900.0
DAILY_POSTS, WINDOW_POSTS = 10_000, 100
MEDIA = re.compile(r"/2/media/upload/(\d{1,20})/(append|finalize)")
POST = re.compile(r"/2/tweets/(\d{1,20})")
TIMELINE = re.compile(r"/2/users/(\d{1,20})/tweets")
ADDRESS = re.compile(r"https?://\S+")
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def problem(status: int, slug: str, title: str, detail: str, headers: dict[str, str] | None = None) -> Reply:
    """Return an error as X words it."""
    kind = f"https://api.x.com/2/problems/{slug}" if slug else "about:blank"
    reply = json_reply(status, {"title": title, "detail": detail, "type": kind, "status": status})
    return replace(reply, headers={**reply.headers, **(headers or {})})


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to X; None when it is none."""
    path = request.path.rstrip("/")
    if path == "/2/oauth2/token" and request.method == "POST":
        tokens = renewal.renewed(network, request, "twitter", seconds=TOKEN_SECONDS, rotates=True)
        refused = {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}
        return json_reply(200, tokens) if tokens else json_reply(400, refused)
    if not path.startswith("/2/"):
        return None
    if network.refuses(request.token):
        return problem(401, "", "Unauthorized", "Unauthorized")
    route = ROUTES.get((request.method, path))
    if route is not None:
        return route(network, request)
    found = MEDIA.fullmatch(path)
    if found and request.method == "POST":
        act = x_upload.append if found[2] == "append" else x_upload.finalize
        return act(network, request, found[1])
    if (found := POST.fullmatch(path)) and request.method == "DELETE":
        return _delete(network, found[1])
    if (found := TIMELINE.fullmatch(path)) and request.method == "GET":
        return _timeline(network, request, found[1])
    return None


def weight(text: str) -> int:
    """Return the length of `text` by X's rules, without the finer points of emoji."""
    bare, addresses = ADDRESS.subn("", unicodedata.normalize("NFC", text))
    return 23 * addresses + sum(1 if any(a <= ord(c) <= b for a, b in LIGHT) else 2 for c in bare)


def _post(network: Network, request: Request) -> Reply:
    asked = request.json()
    text = str(asked.get("text", ""))
    said = asked.get("media")
    wanted = said.get("media_ids", []) if isinstance(said, dict) else []
    if not text.strip() and not wanted:
        return x_upload.invalid("Text or media is required.")
    if weight(text) > (PREMIUM_WEIGHT if network.knobs.premium else MOST_WEIGHT):
        return x_upload.invalid("Your text is too long.", text=text[:40])
    with network.store.lock:
        full = _full(network)
        if full is not None:
            return full
        media = [x_upload.usable(network, str(one)) for one in wanted]
        if None in media:
            return x_upload.invalid("Your media IDs are invalid.", media_ids=str(wanted))
        keys = [one["media_key"] for one in media if one]
        if _is_there(network, text, keys):
            detail = "You are not allowed to create a Tweet with duplicate content."
            return problem(403, "", "Forbidden", detail)
        row = _add(network, text, media[0] if media else None, keys)
    return json_reply(201, {"data": {"id": row["id"], "text": text}}, commits=True)


def _full(network: Network) -> Reply | None:
    store = network.store
    most = network.knobs.daily_posts.get("twitter", DAILY_POSTS)
    reset = int(store.now().timestamp())
    if store.sent_within("twitter", DAY) >= most:
        headers = {"x-user-limit-24hour-limit": str(most), "x-user-limit-24hour-remaining": "0",
                   "x-user-limit-24hour-reset": str(reset + int(DAY))}  # fmt: skip
        return problem(429, "", "Too Many Requests", "Too Many Requests", headers)
    if "twitter" not in network.knobs.daily_posts and store.sent_within("twitter", WINDOW) >= WINDOW_POSTS:
        headers = {"x-rate-limit-limit": str(WINDOW_POSTS), "x-rate-limit-remaining": "0",
                   "x-rate-limit-reset": str(reset + int(WINDOW))}  # fmt: skip
        return problem(429, "", "Too Many Requests", "Too Many Requests", headers)
    return None


def _is_there(network: Network, text: str, keys: list[str]) -> bool:
    rows = [row for row in network.store.live("twitter") if network.store.age_seconds(row) < DAY]
    return any(row["text"] == text and row["media_keys"] == keys for row in rows)


def _add(network: Network, text: str, media: Row | None, keys: list[str]) -> Row:
    post_id = network.store.new_number(19)
    return network.store.add(
        platform="twitter",
        id=post_id,
        title="",
        text=text,
        tags=[],
        place=f"@{USER['username']}",
        link=f"/i/status/{post_id}",
        privacy="",
        bytes=media["size"] if media else 0,
        sha256=media["sha256"] if media else "",
        file=f"{media['sha256']}{media['suffix']}" if media else "",
        media_keys=keys,
        alt=media.get("alt", "") if media else "",
    )


def _timeline(network: Network, request: Request, user: str) -> Reply:
    if user != USER["id"]:
        return problem(403, "not-authorized-for-resource", "Authorization Error", "Sorry, you are not authorized.")
    since = request.query.get("start_time", "")
    rows = network.store.live("twitter")
    if since:
        rows = [row for row in rows if datetime.fromisoformat(row["posted_at"]) >= datetime.fromisoformat(since)]
    start = int(page) if (page := request.query.get("pagination_token", "")).isdigit() else 0
    size = min(100, max(5, int(most))) if (most := request.query.get("max_results", "")).isdigit() else 10
    shown = rows[start : start + size]
    meta: dict[str, Any] = {"result_count": len(shown)}
    if start + size < len(rows):
        meta["next_token"] = str(start + size)
    return json_reply(200, {"data": [_shown(row) for row in shown], "meta": meta} if shown else {"meta": meta})


def _shown(row: Row) -> dict[str, Any]:
    """Return a post as X gives it back: with short addresses, and entities escaped."""
    urls: list[dict[str, str]] = []

    def shorten(found: re.Match[str]) -> str:
        short = f"https://t.co/{hashlib.sha256(found[0].encode()).hexdigest()[:10]}"
        urls.append({"url": short, "expanded_url": found[0], "display_url": found[0][:30]})
        return short

    text = escape(ADDRESS.sub(shorten, row["text"]), quote=False)
    if row["media_keys"]:
        text = f"{text} https://t.co/media{row['id'][:5]}"
    shown = {"id": row["id"], "text": text, "created_at": row["posted_at"], "edit_history_tweet_ids": [row["id"]]}
    return shown | {"entities": {"urls": urls}, "attachments": {"media_keys": row["media_keys"]}}


def _posts(network: Network, request: Request) -> Reply:
    wanted = request.query.get("ids", "").split(",")[:100]
    found = {row["id"]: row for row in network.store.live("twitter")}
    data = [
        {"id": one, "text": found[one]["text"], "public_metrics": _metrics(network, found[one])}
        for one in wanted
        if one in found
    ]
    errors = [
        {"value": one, "detail": f"Could not find tweet with ids: [{one}].", "title": "Not Found Error"}
        for one in wanted
        if one not in found
    ]
    return json_reply(200, {name: value for name, value in (("data", data), ("errors", errors)) if value})


def _metrics(network: Network, row: Row) -> dict[str, int]:
    numbers = network.store.numbers(row)
    return {
        "impression_count": numbers["views"],
        "like_count": numbers["likes"],
        "reply_count": numbers["comments"],
        "retweet_count": numbers["shares"] - numbers["shares"] // 4,
        "quote_count": numbers["shares"] // 4,
        "bookmark_count": numbers["likes"] // 9,
    }


def _delete(network: Network, post_id: str) -> Reply:
    with network.store.lock:
        row = next((row for row in network.store.live("twitter") if row["id"] == post_id), None)
        if row is None:
            return problem(404, "resource-not-found", "Not Found Error", f"Could not find tweet with id: [{post_id}].")
        row["deleted"] = True
        network.store.save()
    return json_reply(200, {"data": {"deleted": True}})


def _me(network: Network, request: Request) -> Reply:
    return json_reply(200, {"data": USER})


ROUTES: dict[tuple[str, str], Callable[[Network, Request], Reply]] = {
    ("POST", "/2/tweets"): _post,
    ("GET", "/2/tweets"): _posts,
    ("GET", "/2/users/me"): _me,
    ("POST", "/2/media/upload"): x_upload.picture,
    ("GET", "/2/media/upload"): x_upload.status,
    ("POST", "/2/media/metadata"): x_upload.describe,
    ("POST", "/2/media/upload/initialize"): x_upload.initialize,
}
