"""Meta's Graph API as the demo network speaks it: who may call, and what Instagram and Facebook share."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from reelpress.demo import multipart
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

PATH = re.compile(r"/v\d{1,2}\.\d/([\w-]{1,64})(?:/([a-z_]{1,32}))?/?")
DAY_SECONDS = 86_400.0
TOKEN_SECONDS = 60 * 86_400
PAGE = {"id": "100000000000001", "name": "Demo page"}
ACCOUNT = {"id": "17841400000000001", "username": "demo_press", "name": "Demo press"}
USAGE = json.dumps({"call_count": 3, "total_cputime": 1, "total_time": 2})
Route = Callable[[Network, Request, str], Reply]


class Refused(Exception):
    """An error of the Graph API."""

    def __init__(self, code: int, message: str, *, subcode: int = 0, status: int = 400, **more: Any) -> None:
        error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "demo", **more}
        self.reply = json_reply(status, {"error": error | ({"error_subcode": subcode} if subcode else {})})
        super().__init__(message)


def not_there(node: str) -> Refused:
    """Return the refusal of a node that does not exist."""
    return Refused(100, f"Unsupported request. Object with ID '{node}' does not exist", subcode=33)


def answered(network: Network, request: Request, route: Callable[[], Reply]) -> Reply:
    """Return the reply of a route to a caller with a good token, with the headers that count calls."""
    try:
        if network.refuses(token(request)):
            raise Refused(190, "Error validating access token: the session has expired.", subcode=463)
        reply = route()
    except Refused as refused:
        reply = refused.reply
    return Reply(reply.status, reply.body, {**reply.headers, "X-App-Usage": USAGE}, reply.file, reply.commits)


def token(request: Request) -> str:
    """Return the access token, from where Graph takes it."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() in ("bearer", "oauth"):
        return said.strip()
    return request.query.get("access_token", "")


def renewed(network: Network, request: Request) -> Reply:
    """Prolong a token of Instagram Login."""
    given = request.query.get("access_token", "")
    if network.knobs.refuse_refresh or request.query.get("grant_type") != "ig_refresh_token":
        raise Refused(190, "Error validating access token: the session has expired.", subcode=463)
    number = network.store.count("instagram tokens")
    network.store.save()
    new = f"{given.partition('.')[0]}.{number}-{network.store.new_id()}"
    return json_reply(200, {"access_token": new, "token_type": "bearer", "expires_in": TOKEN_SECONDS})


def new_id(network: Network) -> str:
    """Return the id of an upload or post; no account begins so."""
    return f"2{network.store.new_number(16)}"


def account(node: str, fields: str) -> Reply:
    """Return a Page or an Instagram account: any other number is one, and `me` is the Page."""
    whose = PAGE if node in ("me", PAGE["id"]) else ACCOUNT
    if node != "me" and (not node.isdigit() or (len(node) == 17 and node.startswith("2"))):
        raise not_there(node)
    known: dict[str, Any] = {**whose, "id": whose["id"] if node == "me" else node}
    known |= {"instagram_business_account": {"id": ACCOUNT["id"], "username": ACCOUNT["username"]}}
    return json_reply(200, {name: known[name] for name in ("id", *fields.split(",")) if name in known})


def whole_time(moment: str) -> str:
    """Return a time as Graph writes it."""
    return datetime.fromisoformat(moment).strftime("%Y-%m-%dT%H:%M:%S%z")


@contextmanager
def parts(network: Network, request: Request) -> Iterator[multipart.Parts]:
    """Yield what a form with files holds; files that are not taken from their place are removed afterwards."""
    store = network.store
    files: list[Path] = []

    def place(name: str) -> Path:
        files.append(store.part(f"{name} {store.new_id()}"))
        return files[-1]

    try:
        yield multipart.parse(request.headers.get("Content-Type", ""), request.pieces(), place)
    except multipart.Malformed:
        raise Refused(100, "(#100) The body is malformed") from None
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def post(network: Network, platform: str, node: str) -> Row | None:
    """Return a live post."""
    return next((row for row in network.store.live(platform) if row["id"] == node), None)


def removed(network: Network, row: Row) -> Reply:
    """Delete a post."""
    with network.store.lock:
        row["deleted"] = True
        network.store.save()
    return json_reply(200, {"success": True})


def listed(rows: list[dict[str, Any]], request: Request) -> Reply:
    """Return the first page of a list."""
    limit = request.query.get("limit", "25")
    return json_reply(200, {"data": rows[: int(limit) if limit.isdigit() else 25], "paging": {}})


def insights(network: Network, request: Request, row: Row, names: dict[str, str]) -> Reply:
    """Return the numbers that were asked for by `metric`; one that there is not fails the call, as it does there."""
    numbers = network.store.numbers(row)
    wanted = request.query.get("metric", "").split(",")
    if unknown := [name for name in wanted if name not in names]:
        raise Refused(100, f"metric[0] must be one of the following values; {unknown[0]} is not")
    data = [
        {"name": name, "period": "lifetime", "values": [{"value": numbers.get(names[name], 0)}], "id": row["id"]}
        for name in wanted
    ]
    return json_reply(200, {"data": data})
