"""Facebook Pages as the demo network speaks them: texts, pictures, lists, insights, deletion, accounts."""

from pathlib import Path
from typing import Any

from reelpress.demo import facebook_video, graph
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.graph import Refused
from reelpress.demo.network import Network
from reelpress.demo.store import Row

MESSAGE = 63_206
PICTURE_BYTES = 10_000_000
PLAYS = {"fb_reels_total_plays": "views", "post_video_social_actions": "comments"}
METRICS = {"post_media_view": "views", "post_total_media_view_unique": "views", "post_clicks": "likes"}


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to Facebook, or for any account of the Graph API; None when it is none."""
    found = graph.PATH.fullmatch(request.path)
    if found is None:
        return None
    method, node, edge = request.method, found[1], found[2] or ""
    route = ROUTES.get((method, edge)) or _of_node(network, method, node, edge)
    return None if route is None else graph.answered(network, request, lambda: route(network, request, node))


def _of_node(network: Network, method: str, node: str, edge: str) -> graph.Route | None:
    """Return what answers for an upload, a post or an account."""
    if network.store.sessions.get(node, {}).get("kind") in facebook_video.KINDS:
        route = facebook_video.NODE.get((method, edge))
        if route:
            return route
    if _row(network, node):
        return {("GET", ""): _counts, ("GET", "insights"): _insights, ("GET", "video_insights"): _plays,
                ("DELETE", ""): _delete}.get((method, edge))  # fmt: skip
    if method == "GET" and not edge:
        return lambda network, request, node: graph.account(node, request.query.get("fields", ""))
    return lambda network, request, node: graph.not_there(node).reply


def _row(network: Network, node: str) -> Row | None:
    """Return a live post by its id, or the post of a video by that of the post."""
    rows = network.store.live("facebook")
    return next((row for row in rows if node in (row["id"], row["post_id"])), None)


def _known(network: Network, node: str) -> Row:
    row = _row(network, node)
    if row is None:
        raise graph.not_there(node)
    return row


def _feed(network: Network, request: Request, page: str) -> Reply:
    form = request.form()
    message = form.get("message", "")
    if not message.strip() and not form.get("link"):
        raise Refused(100, "(#100) Missing message or attachment")
    if len(message) > MESSAGE:
        raise Refused(100, "(#100) The message is too long")
    with network.store.lock:
        newest = next((row for row in network.store.live("facebook")), None)
        if newest is not None and newest["kind"] == "text" and newest["text"] == message:
            raise Refused(506, "(#506) Duplicate status message")
        row = _post(network, page, message, kind="text")
    return json_reply(200, {"id": row["id"]}, commits=True)


def _photos(network: Network, request: Request, page: str) -> Reply:
    with graph.parts(network, request) as parts:
        file = parts.files.get("source")
        if file is None or not 0 < file.stat().st_size <= PICTURE_BYTES:
            raise Refused(100, "(#100) The picture is missing or too large", subcode=1366046)
        fields = parts.fields
        row = _post(
            network, page, fields.get("caption", ""), kind="picture", file=file, alt=fields.get("alt_text_custom", "")
        )
    return json_reply(200, {"id": graph.new_id(network), "post_id": row["id"]}, commits=True)


def _post(network: Network, page: str, text: str, *, kind: str, file: Path | None = None, alt: str = "") -> Row:
    store = network.store
    size = file.stat().st_size if file else 0
    sha = store.keep(file, ".jpg") if file else ""
    post_id = f"{graph.PAGE['id'] if page == 'me' else page}_{graph.new_id(network)}"
    return store.add(
        platform="facebook",
        kind=kind,
        id=post_id,
        post_id=post_id,
        link=f"/{post_id}",
        title="",
        text=text,
        tags=[],
        place=graph.PAGE["name"],
        privacy="",
        bytes=size,
        sha256=sha,
        file=f"{sha}.jpg" if sha else "",
        alt=alt,
    )


def _published(network: Network, request: Request, page: str) -> Reply:
    rows = [
        {"id": row["post_id"], "message": row["text"], "created_time": graph.whole_time(row["posted_at"])}
        for row in network.store.live("facebook")
    ]
    return graph.listed(rows, request)


def _reels(network: Network, request: Request, page: str) -> Reply:
    rows = [
        {
            "id": row["id"],
            "description": row["text"],
            "updated_time": graph.whole_time(row["posted_at"]),
            "post_id": row["post_id"],
        }
        for row in network.store.live("facebook")
        if row["kind"] == "reel"
    ]
    return graph.listed(rows, request)


def _counts(network: Network, request: Request, node: str) -> Reply:
    row = _known(network, node)
    numbers = network.store.numbers(row)
    facts: dict[str, Any] = {
        "message": row["text"],
        "created_time": graph.whole_time(row["posted_at"]),
        "likes": {"data": [], "summary": {"total_count": numbers["likes"]}},
        "comments": {"data": [], "summary": {"total_count": numbers["comments"]}},
        "shares": {"count": numbers["shares"]},
    }
    wanted = {field.partition(".")[0] for field in request.query.get("fields", "").split(",")}
    return json_reply(200, {"id": node, **{name: value for name, value in facts.items() if name in wanted}})


def _insights(network: Network, request: Request, node: str) -> Reply:
    return graph.insights(network, request, _known(network, node), METRICS)


def _plays(network: Network, request: Request, node: str) -> Reply:
    row = _known(network, node)
    return graph.insights(network, request, row, PLAYS if row["kind"] == "reel" else {})


def _delete(network: Network, request: Request, node: str) -> Reply:
    return graph.removed(network, _known(network, node))


ROUTES: dict[tuple[str, str], graph.Route] = {
    ("POST", "feed"): _feed,
    ("POST", "photos"): _photos,
    ("POST", "videos"): facebook_video.videos,
    ("POST", "video_reels"): facebook_video.reels,
    ("GET", "published_posts"): _published,
    ("GET", "video_reels"): _reels,
}
