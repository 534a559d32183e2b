"""The client of language models against a real server: dialects, refusals, and everything that goes wrong, in words."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from reelpress.lib.errors import Failure
from reelpress.video.writers.llm_client import MOST_CHARACTERS, Chat, Endpoint, Unanswered, _object_in, models_at
from tests.video.llm_server import ChatServer, chatting, completion, whole

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
ASKED = [{"role": "user", "content": "Say something."}]
LM_STUDIO = "'response_format.type' must be 'json_schema' or 'text'"
LLAMA_CPP = 'Either "json_schema" or "grammar" can be specified, but not both'
ARK = "invalid value: `json_schema`, supported values are: `json_object` and `text`"


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chatting() as chat:
        yield chat


@pytest.fixture(autouse=True)
def fresh(server: ChatServer) -> None:
    server.asked, server.headers, server.said, server.refuses = [], [], [{"said": "yes"}], {}


def ask(server: ChatServer, **fields: Any) -> dict[str, Any]:
    return Chat(server.endpoint(**fields)).ask(ASKED, SCHEMA, "storyboard")


def failure(server: ChatServer, *said: Any, **fields: Any) -> Failure:
    server.says(*said)
    with pytest.raises(Failure) as failed:
        ask(server, **fields)
    assert "sk-s3cret" not in str(failed.value) + repr(failed.value.__dict__)
    return failed.value


def test_an_answer_is_asked_for_by_schema_and_returned_as_an_object(server: ChatServer) -> None:
    assert ask(server) == {"said": "yes"}

    [body] = server.asked
    assert body["response_format"]["json_schema"] == {"name": "storyboard", "strict": True, "schema": SCHEMA}
    assert (body["model"], body["max_tokens"], body["stream"]) == ("small", 4000, False)
    assert server.headers[0]["Authorization"] == "Bearer sk-s3cret"


def test_a_server_without_keys_is_sent_none(server: ChatServer) -> None:
    ask(server, key="")

    assert "Authorization" not in server.headers[0]


def test_an_address_may_be_pasted_with_its_path(server: ChatServer) -> None:
    assert ask(server, url=f"{server.url}/v1/chat/completions") == {"said": "yes"}


@pytest.mark.parametrize(
    ("refuses", "formats"),
    [
        ({'"json_schema"': LLAMA_CPP}, ["json_schema", "json_object"]),
        ({'"json_schema"': ARK}, ["json_schema", "json_object"]),
        ({'"json_schema"': ARK, '"json_object"': LM_STUDIO}, ["json_schema", "json_object", None]),
    ],
)
def test_a_server_that_refuses_a_format_is_asked_in_the_next(
    server: ChatServer, refuses: dict[str, str], formats: list[str | None]
) -> None:
    server.refuses = refuses

    assert ask(server) == {"said": "yes"}
    assert [body.get("response_format", {}).get("type") for body in server.asked] == formats


def test_a_model_that_thinks_is_asked_in_its_own_words(server: ChatServer) -> None:
    server.refuses = {
        '"max_tokens"': "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        '"temperature"': "Unsupported value: 'temperature' does not support 0.2 with this model.",
    }
    chat = Chat(server.endpoint())

    assert chat.ask(ASKED, SCHEMA, "storyboard") == chat.ask(ASKED, SCHEMA, "storyboard") == {"said": "yes"}
    assert len(server.asked) == 4  # the second time it is known at once
    assert server.asked[-1]["max_completion_tokens"] == 4000 and "temperature" not in server.asked[-1]


@pytest.mark.parametrize(
    "text",
    [
        'Here you are:\n```json\n{"said": "yes"}\n```\nEnjoy!',
        '<think>{"said": "no"} is wrong</think> {"said": "yes"}',
        'Sure! {"said": "yes"}',
        'Fill {this} in:\n```\n{"said": "yes"}\n```\nand {that}.',
        '\ufeff```JSON\n{"said": "yes"}\n```',
    ],
)
def test_json_is_found_between_other_words(server: ChatServer, text: str) -> None:
    server.says(text)

    assert ask(server) == {"said": "yes"}


def test_an_answer_in_parts_is_joined(server: ChatServer) -> None:
    parts = [{"type": "text", "text": '{"said":'}, {"type": "text", "text": ' "yes"}'}]
    server.says(whole(200, completion(None, message={"content": parts})))

    assert ask(server) == {"said": "yes"}


@pytest.mark.parametrize("opening", ["<think>", "```{", "```json {", "{", '{"a":', "</think>", "}"])
def test_an_answer_of_nothing_but_openings_costs_no_time(opening: str) -> None:
    started = time.process_time()
    with pytest.raises(Unanswered, match="answered in no JSON"):
        _object_in(opening * (MOST_CHARACTERS // len(opening)))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "said", ["<think>{}</think> No.", "I would rather not.", "{'said': 'yes'}", "[1, 2]", "{" * 5000]
)
def test_what_is_no_json_object_is_said(server: ChatServer, said: str) -> None:
    assert "answered in no JSON" in str(failure(server, said))


def test_a_refusal_is_quoted(server: ChatServer) -> None:
    refusal = whole(200, completion(None, message={"refusal": "I can't help with that."}))

    assert str(failure(server, refusal)) == "The language model refused: I can't help with that."
    filtered = whole(200, completion("", finish_reason="content_filter"))
    assert "refused: its filter stopped it" in str(failure(server, filtered))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (whole(200, completion('{"scenes": [', finish_reason="length")), "cut off before its end"),
        (whole(200, completion("  ")), "answered nothing"),
        (whole(200, {"choices": []}), "answered with nonsense: its answer is no chat completion"),
        (whole(200, b"<html>Welcome to nginx!</html>"), "answered with nonsense"),
        (whole(200, {"error": {"message": "provider is down"}}), "nonsense: provider is down"),
        (whole(401, {"error": {"message": "Incorrect API key provided: sk-s3cret"}}), "Correct REELPRESS_LLM_KEY"),
        (whole(404, {"error": "model 'small' not found, try pulling it"}), "REELPRESS_LLM_MODEL (small)"),
        (whole(400, {"error": {"message": "This model's maximum context length is 4096"}}), "INPUT_TOKENS"),
        (whole(400, {"error": {"message": "bad sk-s3cret"}}), "refused the request (HTTP 400). It says: bad ***"),
        (whole(429, {"error": {"message": "quota"}}, Retry_After="3600"), "wants fewer requests"),
        (whole(500, {"error": {"message": "CUDA out of memory"}}), "failed (HTTP 500). It says: CUDA out of memory"),
        (whole(302, b"", Location="http://127.0.0.1:9/"), "refused the request (HTTP 302)"),
    ],
)
def test_whatever_goes_wrong_is_said_in_words(server: ChatServer, said: Any, words: str) -> None:
    assert words in str(failure(server, said))


def test_a_key_that_is_refused_is_not_tried_again_and_a_busy_server_is(server: ChatServer) -> None:
    assert failure(server, whole(401, {})).permanent
    busy = failure(server, whole(429, {}, Retry_After="3600"))
    assert not busy.permanent and busy.retry_after == 3600


def test_a_server_that_wants_a_moment_gets_it_once(server: ChatServer) -> None:
    server.says(whole(429, {}, Retry_After="0"), {"said": "yes"})
    assert ask(server) == {"said": "yes"}

    assert "HTTP 503" in str(failure(server, whole(503, {}, Retry_After="0")))
    assert len(server.asked) == 4


def test_a_slow_server_is_given_up(server: ChatServer) -> None:
    failed = failure(server, "slow", seconds=0.05)

    assert "did not answer within 0 s" in str(failed) and "REELPRESS_LLM_SECONDS" in str(failed)


def test_nobody_at_the_address_is_said(server: ChatServer) -> None:
    failed = failure(server, "never", url="http://127.0.0.1:1/v1")

    assert "could not be reached" in str(failed) and "REELPRESS_LLM_URL" in str(failed)


def test_an_endpoint_says_which_models_it_has(server: ChatServer) -> None:
    server.models = ("small", "large")
    assert models_at(server.endpoint()) == ["small", "large"]

    with pytest.raises(Failure, match="knows no such address"):
        models_at(server.endpoint(url=server.url))


def test_the_key_is_in_no_representation() -> None:
    assert "s3cret" not in repr(Chat(Endpoint("http://127.0.0.1/v1", "small", "sk-s3cret")))
