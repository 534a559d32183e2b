"""Which storyboard a video gets: its own, another format's, the model's, the post's sentences, or a translation."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelpress.lib.errors import BadInput, Failure
from reelpress.video import services, writing
from reelpress.video.models import Video
from reelpress.video.storyboard import Storyboard
from reelpress.video.writers import extractive
from tests.factories import a_post, a_video
from tests.video.llm_server import ChatServer, chatting, completion, whole

pytestmark = pytest.mark.django_db
BODY = """
Every harbour wakes before dawn, long before the town does.

The fishermen mend 12 nets by hand, and gulls follow the boats home every single morning.
"""
SCRIPT = {
    "scenes": [
        {"kind": "title", "cites": [2], "narration": "A harbour wakes long before the town.", "title": "Before dawn"},
        {"kind": "text", "cites": [3], "narration": "The fishermen mend 12 nets by hand.", "text": "12 nets"},
    ]
}


def invented(**fields: Any) -> dict[str, Any]:
    """A script whose second scene is not of the post."""
    return {"scenes": [SCRIPT["scenes"][0], SCRIPT["scenes"][1] | fields]}


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chatting() as chat:
        yield chat


@pytest.fixture(autouse=True)
def home(server: ChatServer, tmp_path: Path, settings: Any) -> None:
    server.asked, server.headers, server.said, server.refuses = [], [], [SCRIPT], {}
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.TARGET_SECONDS = 10


@pytest.fixture
def model(server: ChatServer, settings: Any) -> ChatServer:
    """The language model writes."""
    settings.WRITER, settings.LLM_URL, settings.LLM_MODEL = "llm", f"{server.url}/v1", "small"
    settings.LLM_KEY = "sk-s3cret"
    return server


def a_harbour(**fields: Any) -> Any:
    return a_post(**({"title": "How harbours wake", "body": BODY} | fields))


def a_row(post: Any, format: str, language: str = "", **fields: Any) -> Video:
    """A video without files, of the post as it is now when it has a storyboard."""
    digest = post.digest if fields.get("storyboard") else ""
    return Video.objects.create(post=post, format=format, language=language, **({"post_digest": digest} | fields))


def board_of(video: Video) -> tuple[Storyboard, list[str]]:
    log: list[str] = []
    found = writing.storyboard_of(video, log.append)
    assert "s3cret" not in " ".join(log)
    return found, log


def a_board(said: str) -> dict[str, Any]:
    return {"title": said, "scenes": [{"kind": "text", "narration": said, "text": said}]}


def upper(body: dict[str, Any]) -> dict[str, Any]:
    """A translator whose language is English, read backwards: it keeps digits and changes every word."""
    texts = json.loads(body["messages"][1]["content"])["texts"]
    return {"texts": [{"id": row["id"], "text": _backwards(row["text"])} for row in texts]}


def _backwards(text: str) -> str:
    return " ".join(word if any(c.isdigit() for c in word) else word[::-1] for word in text.split())


def test_by_default_the_posts_own_sentences_are_told_and_nobody_is_asked(server: ChatServer) -> None:
    post = a_harbour()
    board, log = board_of(a_row(post, "tiktok"))

    assert board == extractive.write(writing.source_of(post)) and server.asked == []
    assert log == ["Writing the script from the post."]


def test_a_stored_storyboard_of_the_post_as_it_is_stays(model: ChatServer) -> None:
    board, log = board_of(a_row(a_harbour(), "tiktok", storyboard=a_board("As stored.")))

    assert board.title == "As stored." and log == [] and model.asked == []


def test_another_format_takes_the_same_script_over() -> None:
    post = a_harbour()
    a_row(post, "tiktok", storyboard=a_board("Written once."))

    board, log = board_of(a_row(post, "square"))
    assert board.title == "Written once." and log == ["Taking over the script of the tiktok video."]


def test_what_a_person_edited_is_taken_over_first() -> None:
    post = a_harbour()
    a_row(post, "tiktok", storyboard=a_board("A person's."), edited=True)
    a_row(post, "reel", storyboard=a_board("A machine's."))

    board, log = board_of(a_row(post, "square"))
    assert board.title == "A person's."
    assert log == ["Taking over the script of the tiktok video that a person edited."]


@pytest.mark.parametrize(
    "other",
    [
        {"post_digest": "of-an-older-post", "storyboard": a_board("Old.")},
        {"language": "es", "storyboard": a_board("Otra.")},
        {},
    ],
)
def test_another_script_is_not_taken_over(other: dict[str, Any]) -> None:
    post = a_harbour()
    a_row(post, "tiktok", **other)

    assert board_of(a_row(post, "square"))[1] == ["Writing the script from the post."]


def test_the_script_of_another_post_is_not_taken_over() -> None:
    a_row(a_harbour(), "tiktok", storyboard=a_board("Another post."))

    assert board_of(a_row(a_harbour(), "square"))[1] == ["Writing the script from the post."]


def test_the_model_writes_when_it_is_set_and_is_paid_once(model: ChatServer) -> None:
    post = a_harbour()
    board, log = board_of(a_row(post, "tiktok"))
    again, _ = board_of(a_row(post, "square"))

    assert [scene.narration for scene in board.scenes][:2] == [row["narration"] for row in SCRIPT["scenes"]]
    assert again == board and len(model.asked) == 1  # neither row was stored: it is kept by what was asked
    assert log == ["Writing the script from the post with small."]


def test_a_script_between_fences_is_taken(model: ChatServer) -> None:
    model.says(f"Here it is:\n```json\n{json.dumps(SCRIPT)}\n```\nAnything else?")
    board, log = board_of(a_row(a_harbour(), "tiktok"))

    assert board.scenes[0].title == "Before dawn" and log == ["Writing the script from the post with small."]


@pytest.mark.parametrize("change", [{"body": BODY + "\n\nAnd 13 dogs bark."}, {"title": "How the harbours wake"}])
def test_a_changed_post_is_written_anew(model: ChatServer, change: dict[str, str]) -> None:
    board_of(a_row(a_harbour(), "tiktok"))
    board_of(a_row(a_harbour(**change), "tiktok"))

    assert len(model.asked) == 2


def test_anew_asks_again_and_takes_nothing_over(model: ChatServer) -> None:
    post = a_harbour()
    a_row(post, "tiktok", storyboard=a_board("Written once."))
    video = a_row(post, "square")

    for _ in range(2):
        assert writing.write_storyboard(video, lambda _: None, anew=True).scenes[0].title == "Before dawn"
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"scenes": []}, "There are fewer than 2 scenes"),
        ("I'd rather not.", "answered in no JSON"),
        (whole(401, {}), "refused the key"),
        (whole(500, {"error": "no memory"}), "HTTP 500"),
        (whole(429, {"error": "quota"}, Retry_After="3600"), "wants fewer requests"),
        (whole(429, {}, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"), "wants fewer requests"),
        (whole(200, completion('{"scenes": [{"kind": "title", "nar', finish_reason="length")), "cut off"),
        ('{"scenes": [{"kind": "title", "cites": [2], "narration": "A harbour wa', "answered in no JSON"),
        (whole(200, completion(None, message={"refusal": "I can't help."})), "refused: I can't help."),
        (whole(200, b'{"choices": [', Content_Length="900"), "gave no answer"),
        (invented(cites=[99]), "there is no passage 99"),
        (invented(narration="The fishermen mend 40 nets by hand."), "40"),
        (invented(narration="Captain Ahab mends 12 nets by hand."), "Ahab"),
        (invented(narration="Read it at www.example.org, said the fishermen by hand."), "address"),
        ("slow", "did not answer within"),
    ],
)
def test_without_a_script_that_holds_the_posts_sentences_are_told_aloud(
    model: ChatServer, settings: Any, monkeypatch: pytest.MonkeyPatch, said: Any, words: str
) -> None:
    model.says(said)
    settings.LLM_SECONDS = 0.2 if said == "slow" else 60
    monkeypatch.setattr("reelpress.lib.clock.sleep", lambda _: None)  # a server that says no time is waited for 2 s
    post = a_harbour()
    board, log = board_of(a_row(post, "tiktok"))

    assert board == extractive.write(writing.source_of(post))
    [told] = [line for line in log if "is written from the post's own sentences instead." in line]
    assert words in told and log[-1] == "Writing the script from the post."


def test_a_video_in_another_language_is_translated_from_the_script_there_is(model: ChatServer) -> None:
    model.says(upper)
    post = a_harbour()
    a_row(post, "tiktok", storyboard=a_board("The fishermen mend 12 nets."))
    board, log = board_of(a_row(post, "tiktok", "es"))
    again, _ = board_of(a_row(post, "square", "es"))

    assert board.scenes[0].narration == "ehT nemrehsif dnem 12 .sten" and board.language == "es"
    assert again == board and len(model.asked) == 1
    assert log == ["Translating the script into Spanish with small."]


def test_a_script_is_written_and_then_translated_when_there_is_none(model: ChatServer) -> None:
    model.says(SCRIPT, upper)
    post = a_harbour()
    board, log = board_of(a_row(post, "tiktok", "es"))

    assert board.scenes[1].text == "12 sten" and board.language == "es"
    assert (
        board.scenes[1].source
        == "The fishermen mend 12 nets by hand, and gulls follow the boats home every single morning."
    )
    assert [line.split()[0] for line in log] == ["Writing", "Translating"]
    assert board_of(a_row(post, "square"))[0].language == "en" and len(model.asked) == 2


def test_the_posts_own_sentences_are_translated_too(model: ChatServer, settings: Any) -> None:
    settings.WRITER = "extractive"
    model.says(upper)

    assert board_of(a_row(a_harbour(), "tiktok", "es"))[0].language == "es" and len(model.asked) == 1


def test_a_translation_that_fails_makes_no_video(model: ChatServer) -> None:
    model.says(SCRIPT, {"texts": []})

    with pytest.raises(Failure, match="The translation into Spanish does not hold"):
        board_of(a_row(a_harbour(), "tiktok", "es"))


def test_without_a_model_there_is_no_translation_and_it_says_what_to_set() -> None:
    post = a_harbour()
    with pytest.raises(BadInput, match="Set REELPRESS_LLM_URL, REELPRESS_LLM_MODEL") as refused:
        services.ensure_video(post, "tiktok", language="es")

    assert str(refused.value).startswith("A translation into Spanish needs a language model, and none is set.")
    assert not Video.objects.exists()


@pytest.mark.parametrize("language", ["", "en", "EN-us", "english"])
def test_the_posts_own_language_is_no_translation(language: str) -> None:
    post = a_harbour()
    assert services.ensure_video(post, "tiktok", language=language) == services.ensure_video(post, "tiktok")


def test_each_language_is_a_video_of_its_own(model: ChatServer) -> None:
    post = a_harbour()
    spanish = services.ensure_video(post, "tiktok", language="Spanish")

    assert spanish.language == "es" and str(spanish) == "How harbours wake (tiktok, es)"
    assert spanish == services.ensure_video(post, "tiktok", language=" ES ")
    assert services.ensure_video(post, "tiktok", language="pt_br").language == "pt-BR"
    assert services.ensure_video(post, "tiktok").language == "" and post.videos.count() == 3


@pytest.mark.parametrize("language", ["klingonish", "e", "es; DROP", "12", "en-" + "x" * 30])
def test_what_is_no_language_is_refused(model: ChatServer, language: str) -> None:
    with pytest.raises(BadInput, match="is no language"):
        services.ensure_video(a_harbour(), "tiktok", language=language)


def test_a_translated_video_is_made_again_without_a_model() -> None:
    post = a_harbour()
    video = a_video(of=post, language="es", storyboard=a_board("Otra."), post_digest=post.digest)

    assert services.ensure_video(post, "tiktok", language="es") == video
    assert board_of(video)[0].title == "Otra."


def test_a_script_that_is_kept_damaged_is_written_again(model: ChatServer, settings: Any) -> None:
    post = a_harbour()
    board_of(a_row(post, "tiktok"))
    [kept] = Path(settings.ARTEFACTS).glob("scripts/??/*.json")
    kept.write_text('{"scenes": [')

    assert board_of(a_row(post, "square"))[0].scenes and len(model.asked) == 2
    assert json.loads(kept.read_text())["title"] == "How harbours wake"
