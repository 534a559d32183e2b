"""Telegram: one call sends the video, the picture or the text, and that call is the one that publishes.

Nothing can be asked afterwards: bots cannot read what they posted. So a lost answer stays unknown until a person
looks. Saved state: `chat_id` when the chat moved, `message_id` at the end.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from reelpress.lib.http import Answer, Client, FileRange, HttpFailure, Multipart, Unsendable
from reelpress.publishing.platforms.base import (
    Credentials,
    Found,
    Identity,
    Limits,
    Listen,
    Numbers,
    State,
    Step,
    Tuning,
    Upload,
)
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, ambiguous, from_silence
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.telegram_errors import ADMIN, NAME, refusal

API = "https://api.telegram.org"
LINK = "https://t.me"
PRIVATE_PREFIX = "-100"
LOCAL_BYTES = 2_000_000_000  # of a Bot API server that one runs oneself
NO_NUMBERS = "The Bot API tells no views, likes, comments or shares."


class Telegram(Platform):
    """The Telegram Bot API."""

    name = "telegram"
    title = NAME
    limits = Limits(
        text=1024,
        unit="utf16",
        media_bytes=50_000_000,
        picture_bytes=10_000_000,
        needs_media=False,
        text_alone=4096,
    )
    needs_remote_id = True
    token_pattern = r"\d{1,20}:[\w-]{1,200}"

    def __init__(self, http: Client, tuning: Tuning) -> None:
        super().__init__(http, tuning)
        if tuning.large_files:
            self.limits = replace(self.limits, media_bytes=LOCAL_BYTES)

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Send what there is; when Telegram says that the chat has moved, follow it once."""
        state = dict(state)
        chat = str(state.get("chat_id") or credentials.remote_id)
        yield Step(state, "committing", "Sending the post", 0)
        answer = self._send(upload, chat, credentials, listen)
        moved = _moved_to(answer)
        if moved and moved != chat:
            chat, state = moved, {**state, "chat_id": moved}
            yield Step(state, "publishing", "The chat has moved", 0, account_id=moved)
            yield Step(state, "committing", "Sending the post", 0)
            answer = self._send(upload, chat, credentials, listen)
        if answer.status != 200:
            raise refusal(answer)
        yield self._published(answer, state)

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Say that it cannot be told: the Bot API shows a bot nothing of what it posted."""
        return Found("unknown", state=state)

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Return no numbers: the Bot API has none."""
        return Numbers(None, None, None, None, {"note": NO_NUMBERS})

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Delete the message; one that is gone already is fine."""
        chat, _, message = remote_id.rpartition("/")
        try:
            self._ask("deleteMessage", credentials, {"chat_id": chat, "message_id": message})
        except PublishError as error:
            if "message to delete not found" not in error.raw.lower():
                raise

    def refresh(self, credentials: Credentials) -> Credentials:
        """Return the same: bot tokens do not end."""
        return credentials

    def verify(self, credentials: Credentials) -> Identity:
        """Ask which bot it is, whether the chat exists and whether the bot may post there."""
        bot = self._ask("getMe", credentials, {})
        chat = self._ask("getChat", credentials, {"chat_id": credentials.remote_id})
        asked = {"chat_id": credentials.remote_id, "user_id": str(bot.get("id", ""))}
        member = self._ask("getChatMember", credentials, asked)
        may_post = member.get("can_post_messages", True) is not False or chat.get("type") != "channel"
        if member.get("status") not in ("administrator", "creator") or not may_post:
            raise PublishError(
                ErrorClass.PERMISSION,
                "The bot may not post in this chat.",
                means="It is no administrator there, or lacks the right to post.",
                todo=ADMIN,
            )
        return Identity(credentials.remote_id, str(chat.get("title") or chat.get("username") or ""))

    def _send(self, upload: Upload, chat: str, credentials: Credentials, listen: Listen) -> Answer:
        """Make the one call that publishes; a 5xx or a lost answer leaves unknown whether it did."""
        method, body = _message(upload, chat)
        try:
            answer = self.http.request(
                "POST",
                _method(method, credentials),
                body=body if isinstance(body, Multipart) else None,
                form=None if isinstance(body, Multipart) else body,
                secrets=credentials.secrets,
                listen=lambda sent, total: listen(100 * sent / total),
            )
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=NAME, commit=True) from None
        if answer.status >= 500:
            raise ambiguous(NAME, f"Telegram answered {answer.status} to the post.", answer.shown)
        return answer

    def _published(self, answer: Answer, state: State) -> Step:
        message = _result(answer)
        chat = message.get("chat")
        chat = chat if isinstance(chat, dict) else {}
        number, chat_id = message.get("message_id"), str(chat.get("id", ""))
        if not isinstance(number, int):
            raise ambiguous(NAME, "Telegram said yes to the post but not which message it became.", answer.shown)
        username = str(chat.get("username") or "")
        place = quote(username) if username else f"c/{chat_id.removeprefix(PRIVATE_PREFIX)}"
        url = self.http.at(f"{LINK}/{place}/{number}")
        return Step({**state, "message_id": number}, "published", "Published", 100, f"{chat_id}/{number}", url)

    def _ask(self, method: str, credentials: Credentials, form: dict[str, str]) -> dict[str, Any]:
        """Make a call that may be repeated; return its result or raise `PublishError`."""
        url = _method(method, credentials)
        try:
            answer = self.http.request("POST", url, form=form, secrets=credentials.secrets)
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=NAME) from None
        if answer.status != 200 or answer.json().get("ok") is not True:
            raise refusal(answer)
        return _result(answer)


def _message(upload: Upload, chat: str) -> tuple[str, Multipart | dict[str, str]]:
    """Return the method that sends a post, and what it is given."""
    media = upload.media
    if media is None:
        return "sendMessage", {"chat_id": chat, "text": upload.text}
    file = FileRange(media.path, 0, media.bytes)
    fields = {"chat_id": chat, "caption": upload.text}
    if media.is_picture:
        return "sendPhoto", Multipart(fields, "photo", media.path.name, file, media.mime)
    fields |= {
        "supports_streaming": "true",
        "duration": str(round(media.seconds)),
        "width": str(media.width),
        "height": str(media.height),
    }
    return "sendVideo", Multipart(fields, "video", media.path.name, file, media.mime)


def _method(name: str, credentials: Credentials) -> str:
    return f"{API}/bot{quote(credentials.access_token, safe=':')}/{name}"


def _result(answer: Answer) -> dict[str, Any]:
    found = answer.json().get("result")
    return found if isinstance(found, dict) else {}


def _moved_to(answer: Answer) -> str:
    parameters = answer.json().get("parameters")
    said = parameters.get("migrate_to_chat_id") if answer.status == 400 and isinstance(parameters, dict) else None
    return str(said) if isinstance(said, int) else ""
