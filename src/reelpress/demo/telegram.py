"""Telegram as the demo network speaks it: the bot, its chats, videos, photos, texts, deletion."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reelpress.demo import multipart
from reelpress.demo.exchange import Reply, Request, json_reply
from reelpress.demo.network import Network
from reelpress.demo.store import Row

PATH = re.compile(r"/bot([^/]*)/(\w+)/?")
TOKEN = re.compile(r"(\d{1,20}):[\w-]+")
MOST_BYTES = 50_000_000
CAPTION, TEXT = 1024, 4096
SUFFIXES = {"video": ".mp4", "photo": ".jpg"}


class Refused(Exception):
    """An error of the Bot API."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.reply = json_reply(code, {"ok": False, "error_code": code, "description": description}
                                | ({"parameters": parameters} if parameters else {}))  # fmt: skip
        super().__init__(description)


def handle(network: Network, request: Request) -> Reply | None:
    """Answer a call of the Bot API; None when it is none."""
    found = PATH.fullmatch(request.path)
    if found is None:
        return None
    token = TOKEN.fullmatch(found[1])
    try:
        if token is None:
            raise Refused(404, "Not Found")
        if network.refuses(found[1]):
            raise Refused(401, "Unauthorized")
        method = METHODS.get(found[2].lower())
        if method is None:
            raise Refused(404, "Not Found")
        return method(network, request, token[1])
    except Refused as refused:
        return refused.reply


def _ok(result: Any, *, commits: bool = False) -> Reply:
    return json_reply(200, {"ok": True, "result": result}, commits=commits)


def _get_me(network: Network, request: Request, bot: str) -> Reply:
    request.body()
    return _ok({"id": int(bot), "is_bot": True, "first_name": "Demo bot", "username": f"demo_{bot}_bot"})


def _get_chat(network: Network, request: Request, bot: str) -> Reply:
    return _ok(_chat(network, request.form().get("chat_id", "")))


def _get_member(network: Network, request: Request, bot: str) -> Reply:
    chat_id = request.form().get("chat_id", "")
    _chat(network, chat_id)
    member = network.knobs.chats.get(chat_id) == "member"
    status: dict[str, Any] = {"status": "member" if member else "administrator", "user": {"id": int(bot)}}
    return _ok(status if member else status | {"can_post_messages": True, "can_delete_messages": True})


def _chat(network: Network, chat_id: str) -> dict[str, Any]:
    """Return a chat; any name is one, unless a knob says otherwise."""
    state = network.knobs.chats.get(chat_id, "")
    if state == "missing" or not re.fullmatch(r"@\w{3,64}|-?\d{1,18}", chat_id):
        raise Refused(400, "Bad Request: chat not found")
    if state == "kicked":
        raise Refused(403, "Forbidden: bot was kicked from the channel chat")
    if chat_id.startswith("@"):
        number = 10**9 + int(hashlib.sha256(chat_id.lower().encode()).hexdigest()[:8], 16)
        title = chat_id[1:].replace("_", " ").capitalize()
        return {"id": int(f"-100{number}"), "type": "channel", "title": title, "username": chat_id[1:]}
    return {"id": int(chat_id), "type": "channel", "title": f"Channel {chat_id}"}


def _postable(network: Network, chat_id: str) -> dict[str, Any]:
    chat = _chat(network, chat_id)
    state = network.knobs.chats.get(chat_id, "")
    if state == "member":
        raise Refused(400, "Bad Request: need administrator rights in the channel chat")
    if state.lstrip("-").isdigit():
        raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=int(state))
    return chat


def _send_text(network: Network, request: Request, bot: str) -> Reply:
    form = request.form()
    text = form.get("text", "").strip()
    chat = _postable(network, form.get("chat_id", ""))
    if not text:
        raise Refused(400, "Bad Request: message text is empty")
    if _units(text) > TEXT:
        raise Refused(400, "Bad Request: message is too long")
    row = _post(network, chat, text)
    return _ok(_message(chat, row) | {"text": text}, commits=True)


def _send_media(kind: str) -> Callable[[Network, Request, str], Reply]:
    def send(network: Network, request: Request, bot: str) -> Reply:
        if request.length > MOST_BYTES + (1 << 16):
            raise Refused(413, "Request Entity Too Large")
        store = network.store
        try:
            parts = multipart.parse(
                request.headers.get("Content-Type", ""),
                request.pieces(),
                lambda name: store.part(f"{name} {store.new_id()}"),
            )
        except multipart.Malformed:
            raise Refused(400, f"Bad Request: there is no {kind} in the request") from None
        try:
            return _publish_media(network, kind, parts, bot)
        finally:
            for file in parts.files.values():
                file.unlink(missing_ok=True)

    return send


def _publish_media(network: Network, kind: str, parts: multipart.Parts, bot: str) -> Reply:
    chat = _postable(network, parts.fields.get("chat_id", ""))
    file = parts.files.get(kind)
    caption = parts.fields.get("caption", "")
    if file is None or not file.stat().st_size:
        raise Refused(400, f"Bad Request: there is no {kind} in the request")
    if file.stat().st_size > MOST_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if _units(caption) > CAPTION:
        raise Refused(400, "Bad Request: message caption is too long")
    row = _post(network, chat, caption, file=file, suffix=SUFFIXES[kind])
    sent = {
        "file_id": hashlib.sha256(f"{bot} {row['sha256']}".encode()).hexdigest()[:40],
        "file_unique_id": row["sha256"][:16],
        "file_size": row["bytes"],
        **{name: int(parts.fields[name]) for name in ("width", "height", "duration") if _number(parts, name)},
    }
    media: Any = sent if kind == "video" else [sent]
    return _ok(_message(chat, row) | {kind: media, "caption": caption}, commits=True)


def _post(network: Network, chat: dict[str, Any], text: str, *, file: Path | None = None, suffix: str = "") -> Row:
    store = network.store
    with store.lock:
        size = file.stat().st_size if file else 0
        sha = store.keep(file, suffix) if file else ""
        number = store.count(f"messages {chat['id']}")
        path = chat.get("username") or f"c/{str(chat['id']).removeprefix('-100')}"
        return store.add(
            platform="telegram",
            id=f"{chat['id']}/{number}",
            title="",
            text=text,
            tags=[],
            place=chat["title"],
            link=f"/{path}/{number}",
            privacy="",
            bytes=size,
            sha256=sha,
            file=f"{sha}{suffix}" if sha else "",
        )


def _message(chat: dict[str, Any], row: Row) -> dict[str, Any]:
    number = int(str(row["id"]).rpartition("/")[2])
    return {"message_id": number, "chat": chat, "sender_chat": chat, "date": 0}


def _delete(network: Network, request: Request, bot: str) -> Reply:
    form = request.form()
    chat = _chat(network, form.get("chat_id", ""))
    wanted = f"{chat['id']}/{form.get('message_id', '')}"
    with network.store.lock:
        row = next((row for row in network.store.live("telegram") if row["id"] == wanted), None)
        if row is None:
            raise Refused(400, "Bad Request: message to delete not found")
        row["deleted"] = True
        network.store.save()
    return _ok(True)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _number(parts: multipart.Parts, name: str) -> bool:
    said = parts.fields.get(name, "")
    return said.isascii() and said.isdigit() and len(said) < 10


METHODS: dict[str, Callable[[Network, Request, str], Reply]] = {
    "getme": _get_me,
    "getchat": _get_chat,
    "getchatmember": _get_member,
    "sendmessage": _send_text,
    "sendvideo": _send_media("video"),
    "sendphoto": _send_media("photo"),
    "deletemessage": _delete,
}
