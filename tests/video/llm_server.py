"""A real chat server on loopback that speaks the OpenAI protocol, and its dialects' refusals; no model is behind it."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reelpress.video.writers.llm_client import Endpoint
from tests.loopback import Handler, serving


@dataclass
class ChatServer:
    """What it was asked, and what it says next: an object or text as the model's answer, or a whole reply."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    said: list[Any] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)  # what a body may not hold: the complaint
    models: tuple[str, ...] = ("small",)
    released: threading.Event = field(default_factory=threading.Event)

    def says(self, *answers: Any) -> None:
        """Have the model answer so, one after the other; the last one again and again."""
        self.said = list(answers)

    def endpoint(self, **fields: Any) -> Endpoint:
        return Endpoint(**({"url": f"{self.url}/v1", "model": "small", "key": "sk-s3cret"} | fields))

    def reply(self, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of the answer to a request."""
        self.asked.append(body)
        for what, complaint in self.refuses.items():
            if what in json.dumps(body):
                return 400, {}, json.dumps({"error": {"message": complaint}}).encode()
        answer = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        if callable(answer):
            answer = answer(body)
        return answer if isinstance(answer, tuple) else (200, {}, json.dumps(completion(answer)).encode())


def completion(content: Any, **choice: Any) -> dict[str, Any]:
    """Return a chat completion as servers send it."""
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    message = {"role": "assistant", "content": text, **choice.pop("message", {})}
    return {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
    }


def whole(status: int, data: Any, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return a reply that is sent as it is; underscores in the names of headers become hyphens."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, body


@contextmanager
def chatting() -> Any:
    """A chat server for the time of a test."""
    chat = ChatServer()

    class Chatting(Handler):
        def do_POST(self) -> None:
            body = json.loads(self.received())
            chat.headers.append(dict(self.headers))
            if self.path != "/v1/chat/completions":
                self.send(*whole(404, {"error": "404 page not found"}))
                return
            if "slow" in chat.said:
                chat.asked.append(body)
                chat.released.wait(20)
                return
            self.send(*chat.reply(body))

        def do_GET(self) -> None:
            chat.headers.append(dict(self.headers))
            rows = [{"id": name, "object": "model"} for name in chat.models]
            self.send(*whole(200 if self.path == "/v1/models" else 404, {"object": "list", "data": rows}))

    with serving(Chatting) as chat.url:
        try:
            yield chat
        finally:
            chat.released.set()
