"""Asks an OpenAI-compatible chat endpoint for one JSON object, in whatever dialect the server understands.

Knows no post and no storyboard. The key is in no sentence that comes from here.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.http import Answer, Client, HttpFailure
from reelpress.lib.text import clip

MOST_CHARACTERS = 200_000  # of an answer; a storyboard has some thousand
LONGEST_WAIT = 10.0  # seconds that a server's "come back later" is waited for, once
_SHOWN = 240
_CHAT = "/chat/completions"
# How an answer can be asked for: OpenAI, vLLM, llama.cpp, Ollama and LM Studio know the first; LM Studio refuses the
# second, some hosted services the first; the third needs nothing but a model that can write JSON.
FORMATS = ("json_schema", "json_object", "text")
_ABOUT_FORMAT = re.compile(r"response_format|json_schema|json_object|grammar|schema|structured|guided", re.I)
_ABOUT_LENGTH = re.compile(r"max_tokens|max_completion_tokens", re.I)
_ABOUT_MANNER = re.compile(r"temperature", re.I)
_ABOUT_ROOM = re.compile(r"context (?:length|window|size)|maximum context|too many tokens|prompt is too long", re.I)
_THOUGHT_ENDS = re.compile(r"</think(?:ing)?>", re.I)


class Unanswered(Failure):
    """The model gave nothing that can be used; the sentences say why."""


@dataclass(frozen=True)
class Endpoint:
    """Where a language model is asked, as whom, and for how long it is waited for."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 120.0
    input_tokens: int = 6000
    output_tokens: int = 4000

    @property
    def base(self) -> str:
        """The address without what people paste along with it."""
        return self.url.rstrip("/").removesuffix(_CHAT)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


@dataclass
class Chat:
    """A conversation with one endpoint; remembers which dialect its server refused."""

    endpoint: Endpoint
    format: int = 0
    length: str = "max_tokens"
    temperature: bool = True
    waited: bool = False

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any], name: str) -> dict[str, Any]:
        """Return the JSON object that the model answers `messages` with; raise `Unanswered`."""
        while True:
            answer = self._send(self._body(messages, schema, name))
            if answer.status == 200:
                return _object_in(_text_of(answer))
            if not (self._adapt(answer) or self._wait(answer)):
                raise _refused(answer, self.endpoint)

    def _body(self, messages: list[dict[str, str]], schema: dict[str, Any], name: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": messages,
            self.length: self.endpoint.output_tokens,
            "stream": False,
        }
        if self.temperature:
            body["temperature"] = 0.2
        kind = FORMATS[self.format]
        if kind == "json_schema":
            body["response_format"] = {
                "type": kind,
                "json_schema": {"name": name, "strict": True, "schema": schema},
            }
        elif kind == "json_object":
            body["response_format"] = {"type": kind}
        return body

    def _send(self, body: dict[str, Any]) -> Answer:
        client = Client(self.endpoint.base, read_seconds=self.endpoint.seconds)
        try:
            return client.request("POST", _CHAT, headers=self.endpoint.headers, json=body, secrets=(self.endpoint.key,))
        except HttpFailure as failure:
            late = "timed out" in str(failure)
            raise Unanswered(
                f"The language model did not answer within {self.endpoint.seconds:.0f} s." if late
                else f"The language model gave no answer: {failure.explanation.happened}",
                todo="Raise REELPRESS_LLM_SECONDS, or choose a faster model." if late
                else "Look whether its server runs, and at REELPRESS_LLM_URL.",
            ) from None  # fmt: skip

    def _adapt(self, answer: Answer) -> bool:
        """Speak the next dialect when the server refuses this one; return whether there is one to try."""
        if answer.status not in (400, 404, 415, 422, 500, 501):
            return False
        said = _complaint(answer)
        if self.length == "max_tokens" and _ABOUT_LENGTH.search(said):
            self.length = "max_completion_tokens"
        elif self.temperature and _ABOUT_MANNER.search(said):
            self.temperature = False
        elif self.format + 1 < len(FORMATS) and _ABOUT_FORMAT.search(said):
            self.format += 1
        else:
            return False
        return True

    def _wait(self, answer: Answer) -> bool:
        """Wait once for a server that asks for a moment."""
        if self.waited or answer.status not in (429, 503):
            return False
        seconds = retry_after(answer)
        seconds = 2.0 if seconds is None else seconds
        if seconds > LONGEST_WAIT:
            return False
        self.waited = True
        clock.sleep(seconds)
        return True


def retry_after(answer: Answer) -> float | None:
    """Return the seconds after which the server wants to be asked again, when it says so in seconds."""
    said = answer.headers.get("retry-after", "").strip()
    return float(said) if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", said) else None


def _refused(answer: Answer, endpoint: Endpoint) -> Failure:
    """Return what a status other than 200 means, in words."""
    status = answer.status
    if status in (401, 403):
        # Not quoted: some servers repeat parts of the key.
        return BadInput(
            f"The language model's server refused the key (HTTP {status}).",
            todo="Correct REELPRESS_LLM_KEY." if endpoint.key else "Set REELPRESS_LLM_KEY.",
        )
    said = clip(_complaint(answer), _SHOWN)
    quoted = f" It says: {said}" if said else ""
    if status == 404:
        return BadInput(
            f"The language model's server knows no such address or model (HTTP 404).{quoted}",
            todo=f"Look at REELPRESS_LLM_URL, which mostly ends in /v1, and REELPRESS_LLM_MODEL ({endpoint.model}).",
        )
    if status == 429:
        return Unanswered(
            f"The language model's server wants fewer requests, or the account is used up (HTTP 429).{quoted}",
            todo="Try again later.",
            retry_after=retry_after(answer),
        )
    if status in (400, 413) and _ABOUT_ROOM.search(said):
        return BadInput(
            f"The post is too long for the language model.{quoted}", todo="Lower REELPRESS_LLM_INPUT_TOKENS."
        )
    if status >= 500:
        return Unanswered(
            f"The language model's server failed (HTTP {status}).{quoted}",
            todo="Try again later.",
            retry_after=retry_after(answer),
        )
    return Unanswered(
        f"The language model's server refused the request (HTTP {status}).{quoted}",
        todo="Look at REELPRESS_LLM_URL and REELPRESS_LLM_MODEL.",
    )


def _complaint(answer: Answer) -> str:
    """Return what a server says is wrong: {"error": {"message": ...}}, {"error": "..."}, or its body as it is."""
    found = answer.json()
    error = found.get("error", found)
    if isinstance(error, dict):
        error = error.get("message") or error.get("detail") or error
    said = error if isinstance(error, str) else answer.shown
    shown = Answer(answer.status, {}, said.encode("utf-8", "replace"), answer.secrets).shown
    return " ".join(shown.removeprefix(f"HTTP {answer.status}").split())


def _text_of(answer: Answer) -> str:
    """Return what the model wrote; raise `Unanswered` when it refused, was cut short or wrote nothing."""
    found = answer.json()
    choices = found.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        said = clip(_complaint(answer), _SHOWN) if "error" in found else "its answer is no chat completion"
        raise Unanswered(
            f"The language model's server answered with nonsense: {said}.", todo="Look at REELPRESS_LLM_URL."
        )
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        said = clip(" ".join(str(message.get("refusal") or "its filter stopped it").split()), _SHOWN)
        raise Unanswered(f"The language model refused: {said}")
    content = message.get("content")
    if isinstance(content, list):  # some servers answer in parts
        parts = [part.get("text", "") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if choice.get("finish_reason") == "length":
        raise Unanswered(
            "The language model's answer was cut off before its end.",
            todo="Choose a model that thinks less, or raise REELPRESS_LLM_OUTPUT_TOKENS.",
        )
    if not isinstance(content, str) or not content.strip():
        raise Unanswered("The language model answered nothing.")
    if len(content) > MOST_CHARACTERS:
        raise Unanswered(f"The language model answered more than {MOST_CHARACTERS:,} characters.")
    return content


def _object_in(text: str) -> dict[str, Any]:
    """Return the JSON object in `text`, alone, fenced, or between other words; raise `Unanswered`."""
    # No pattern that looks for a pair: in an answer of nothing but openings it would look for minutes.
    answer = _THOUGHT_ENDS.split(text)[-1].strip()
    fenced = answer[answer.find("```") + 3 : answer.rfind("```")]
    candidates = [text, answer, *(part[part.find("{") : part.rfind("}") + 1] for part in (fenced, answer))]
    for candidate in candidates:
        try:
            found = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    raise Unanswered(f"The language model answered in no JSON: {clip(' '.join(answer.split()), 80)}")


def models_at(endpoint: Endpoint) -> list[str]:
    """Return the names of the models that the endpoint says it has; raise a `Failure` when it cannot be used."""
    client = Client(endpoint.base, read_seconds=min(endpoint.seconds, 15.0))
    answer = client.request("GET", "/models", headers=endpoint.headers, secrets=(endpoint.key,))
    if answer.status != 200:
        raise _refused(answer, endpoint)
    found = answer.json().get("data")
    rows = found if isinstance(found, list) else []
    return [str(row["id"])[:200] for row in rows[:2000] if isinstance(row, dict) and row.get("id")]
