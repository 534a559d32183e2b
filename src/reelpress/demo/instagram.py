"""Instagram as the demo network speaks it: containers, publishing, the budget, lists, insights, deletion."""

import re
from datetime import datetime
from typing import Any

from reelpress.demo import graph, rupload
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.graph import Refused
from reelpress.demo.network import Network
from reelpress.demo.store import Row
from reelpress.lib.http import Client, HttpFailure, Unsendable

CAPTION, HASHTAGS, DAILY = 2200, 30, 50
MOST_BYTES = 300_000_000
METRICS = {
    "views": "views",
    "reach": "views",
    "likes": "likes",
    "comments": "comments",
    "shares": "shares",
    "saved": "likes",
    "total_interactions": "likes",
}


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a request to Instagram; None when it is none."""
    if request.path.rstrip("/") == "/refresh_access_token" and request.method == "GET":
        return graph.answered(network, request, lambda: graph.renewed(network, request))
    found = graph.PATH.fullmatch(request.path)
    if found is None:
        return None
    route = ROUTES.get((request.method, found[2] or "")) or _of_node(network, request.method, found[1], found[2])
    return None if route is None else graph.answered(network, request, lambda: route(network, request, found[1]))


def _of_node(network: Network, method: str, node: str, edge: str | None) -> graph.Route | None:
    """Return what answers for a container or a post of Instagram."""
    if network.store.sessions.get(node, {}).get("kind") == "container":
        return _container if method == "GET" and not edge else None
    if graph.post(network, "instagram", node) is None:
        return None
    return {("GET", None): _media, ("GET", "insights"): _insights, ("DELETE", None): _delete}.get((method, edge))


def _make(network: Network, request: Request, account: str) -> Reply:
    form = request.form()
    caption = form.get("caption", "")
    if len(caption) > CAPTION or len(re.findall(r"#\w", caption)) > HASHTAGS:
        raise Refused(36004, "The caption is too long.", subcode=2207010)
    picture, by_bytes = form.get("image_url", ""), form.get("upload_type") == "resumable"
    if not picture and form.get("media_type") != "REELS":
        raise Refused(100, "The media type is not known.", subcode=2207023)
    if not picture and not by_bytes and not form.get("video_url"):
        raise Refused(100, "(#100) video_url is required")
    store = network.store
    session: Row = {
        "kind": "container",
        "caption": caption,
        "opened_at": store.now().isoformat(),
        "bytes": 0,
        "sha256": "",
        "suffix": ".jpg" if picture else ".mp4",
        "media": "",
        "alt": form.get("alt_text", "") if picture else "",
        "failed": "",
    }
    if not by_bytes and not _fetch(network, session, picture or form["video_url"]):
        if picture:
            raise Refused(9004, "The media could not be fetched from this URI.", subcode=2207052)
        session["failed"] = "2207052"
    with store.lock:
        name = graph.new_id(network)
        store.sessions[name] = session
        store.save()
    uri = {"uri": f"{request.origin}/ig-api-upload/v26.0/{name}"} if by_bytes else {}
    return json_reply(200, {"id": name, **uri})


def _fetch(network: Network, session: Row, url: str) -> bool:
    """Bring the file from its address; redirects are not followed."""
    store = network.store
    try:
        answer = Client(most_bytes=MOST_BYTES).request("GET", url)
    except (HttpFailure, Unsendable):
        return False
    if answer.status != 200 or not answer.body:
        return False
    part = store.part(f"fetched {store.new_id()}")
    session["bytes"] = store.write([answer.body], part)
    session |= {"sha256": store.keep(part, session["suffix"]), "complete_at": store.now().isoformat()}
    return True


def _state(network: Network, session: Row) -> tuple[str, str]:
    """Return status code and status of a container."""
    store, knobs = network.store, network.knobs
    if session["media"]:
        return "PUBLISHED", "Published: Media has been successfully published."
    if (store.now() - datetime.fromisoformat(session["opened_at"])).total_seconds() > graph.DAY_SECONDS:
        return "EXPIRED", "Expired: the container was not published within 24 hours."
    if session["failed"]:
        return "ERROR", f"Error: Media upload has failed with error code {session['failed']}"
    busy = not session["sha256"] or store.since(session["complete_at"]) < knobs.processing_seconds
    if busy:
        return "IN_PROGRESS", "In Progress: Media is still being processed."
    if knobs.failure_reason:
        return "ERROR", f"Error: Media upload has failed with error code {knobs.failure_reason}"
    return "FINISHED", "Finished: Media has been uploaded and it is ready to be published."


def _container(network: Network, request: Request, node: str) -> Reply:
    session = network.store.sessions[node]
    code, status = _state(network, session)
    stored = rupload.arrived(network, node, session)
    phase = "complete" if session["sha256"] else "in_progress" if stored else "not_started"
    uploading = {"status": phase, "bytes_transferred": stored}
    return json_reply(
        200, {"id": node, "status_code": code, "status": status, "video_status": {"uploading_phase": uploading}}
    )


def _publish(network: Network, request: Request, account: str) -> Reply:
    name = request.form().get("creation_id", "")
    store = network.store
    with store.lock:
        session = store.sessions.get(name, {})
        if session.get("kind") != "container":
            raise Refused(24, "The media could not be found.", subcode=2207008)
        code, status = _state(network, session)
        if code == "EXPIRED":
            raise Refused(-2, "The media container has expired.", subcode=2207020)
        if code != "FINISHED":
            raise Refused(9007, f"The media is not ready for publishing. {status}", subcode=2207027)
        if store.sent_within("instagram", graph.DAY_SECONDS) >= network.knobs.daily_posts.get("instagram", DAILY):
            raise Refused(9, "The user reached the maximum number of posts.", subcode=2207042)
        session["media"] = graph.new_id(network)
        _show(network, session)
    return json_reply(200, {"id": session["media"]}, commits=True)


def _show(network: Network, session: Row) -> None:
    network.store.add(
        platform="instagram",
        id=session["media"],
        link=f"/reel/{session['media']}/" if session["suffix"] == ".mp4" else f"/p/{session['media']}/",
        title="",
        text=session["caption"],
        tags=[],
        place=graph.ACCOUNT["username"],
        privacy="",
        bytes=session["bytes"],
        sha256=session["sha256"],
        file=f"{session['sha256']}{session['suffix']}",
        alt=session.get("alt", ""),
    )


def _limit(network: Network, request: Request, account: str) -> Reply:
    total = network.knobs.daily_posts.get("instagram", DAILY)
    used = network.store.sent_within("instagram", graph.DAY_SECONDS)
    config = {"quota_total": total, "quota_duration": int(graph.DAY_SECONDS)}
    return json_reply(200, {"data": [{"quota_usage": used, "config": config}]})


def _list(network: Network, request: Request, account: str) -> Reply:
    return graph.listed([_facts(network, request, row) for row in network.store.live("instagram")], request)


def _media(network: Network, request: Request, node: str) -> Reply:
    row = graph.post(network, "instagram", node)
    return json_reply(200, _facts(network, request, row)) if row else graph.not_there(node).reply


def _facts(network: Network, request: Request, row: Row) -> dict[str, Any]:
    numbers = network.store.numbers(row)
    facts = {
        "id": row["id"],
        "caption": row["text"],
        "timestamp": graph.whole_time(row["posted_at"]),
        "permalink": f"{request.origin}{row['link']}",
        "media_product_type": "REELS" if str(row["file"]).endswith(".mp4") else "FEED",
        "like_count": numbers["likes"],
        "comments_count": numbers["comments"],
    }
    wanted = request.query.get("fields", "id").split(",")
    return {name: value for name, value in facts.items() if name == "id" or name in wanted}


def _insights(network: Network, request: Request, node: str) -> Reply:
    row = graph.post(network, "instagram", node)
    return graph.insights(network, request, row, METRICS) if row else graph.not_there(node).reply


def _delete(network: Network, request: Request, node: str) -> Reply:
    row = graph.post(network, "instagram", node)
    return graph.removed(network, row) if row else graph.not_there(node).reply


ROUTES: dict[tuple[str, str], graph.Route] = {
    ("POST", "media"): _make,
    ("POST", "media_publish"): _publish,
    ("GET", "media"): _list,
    ("GET", "content_publishing_limit"): _limit,
}
