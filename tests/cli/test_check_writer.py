"""`reelpress check` about the writer: whether a language model is set and, asked for, whether it answers."""

import pytest

from reelpress.cli.check import ONLINE, QUESTIONS
from reelpress.cli.findings import ask
from tests.video.llm_server import chatting


@pytest.fixture(scope="module")
def server():
    with chatting() as chat:
        yield chat


@pytest.fixture
def model(server, settings):
    server.headers, server.models = [], ("small", "large")
    settings.LLM_URL, settings.LLM_MODEL, settings.LLM_KEY = f"{server.url}/v1", "small", "sk-s3cret"
    return server


def asked(questions, name):
    found = ask(name, questions[name])
    assert "s3cret" not in found.detail + found.todo
    return found


def test_without_a_language_model_it_says_what_is_missing():
    assert asked(QUESTIONS, "writer").detail == (
        "extractive; no language model is set, so nothing is translated; no stock photos"
    )
    assert asked(ONLINE, "language model").detail.startswith("none is set; REELPRESS_LLM_URL")


def test_a_language_model_is_named_and_not_asked(model, settings):
    settings.WRITER, settings.STOCK = "llm", "fill"

    found = asked(QUESTIONS, "writer")
    assert (found.ok, found.detail) == (True, "llm; language model small, with a key; stock photos of Pexels")
    assert model.headers == []


def test_asked_for_its_server_is_asked_which_models_it_has(model):
    found = asked(ONLINE, "language model")

    assert (found.ok, found.detail) == (True, "answers, and has small")
    assert model.headers[0]["Authorization"] == "Bearer sk-s3cret"


def test_a_model_that_its_server_does_not_have_is_a_problem(model, settings):
    settings.LLM_MODEL = "huge"

    found = asked(ONLINE, "language model")
    assert (found.ok, found.todo) == (False, "Correct REELPRESS_LLM_MODEL.")
    assert found.detail == "It answers, and has no huge, but small, large."


def test_a_model_may_be_named_without_its_tag(model):
    model.models = ("small:latest",)

    assert asked(ONLINE, "language model").ok


@pytest.mark.parametrize(("url", "words"), [("http://127.0.0.1:1/v1", "could not be reached"), ("", "no such address")])
def test_a_server_that_is_not_there_is_a_problem(model, settings, url, words):
    settings.LLM_URL = url or model.url  # without its /v1

    found = asked(ONLINE, "language model")
    assert not found.ok and words in found.detail
