"""A storyboard in another language: the same scenes, figures and code in other words, or no storyboard at all."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reelpress.lib.errors import Failure
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.writers.translation import Untranslated, _as_translated, texts_of, translate
from tests.video.llm_server import ChatServer, chatting, whole

CODE = "SELECT 1;"
BOARD = Storyboard(
    "Why queries are slow",
    (
        Scene("title", "Slow queries hide in plain sight.", title="Slow queries", source="Slow queries hide."),
        Scene("number", "Nearly 47% of it is spent waiting.", text="spent waiting", number="47%", source="47%"),
        Scene("number", "They wait 3 million times.", text="times", number="3 million", source="3 million"),
        Scene("list", "Three habits pay off here.", title="Habits", items=("Read the plan", "Count to 10"), source="a"),
        Scene("code", "Ask the database itself.", title="Measure", code=CODE, language="sql", source=CODE),
        Scene("chart", "The wait grows with the rows.", items=("Small rows|1", "2024|12"), source="t"),
        Scene("quote", "She said it so well.", text="Measure it first.", attribution="Grace Hopper", source="q"),
        Scene("image", "It stands still all day.", text="Photo: Ann / Pexels", attribution="Photo: Ann / Pexels"),
        Scene("end", "Read the whole post.", title="Read the whole post", text="Why queries are slow", source="t"),
    ),
    url="https://example.org/slow",
    author="Ada",
)
SPANISH = {
    "title": "Por qué son lentas las consultas",
    "1.narration": "Las consultas lentas se esconden a plena vista.",
    "1.title": "Consultas lentas",
    "2.narration": "Casi el 47 % se va en esperar.",
    "2.text": "se va en esperar",
    "3.narration": "Esperan 3 millones de veces.",
    "3.text": "veces",
    "3.number": "3 millones",
    "4.narration": "Tres costumbres que aquí compensan.",
    "4.title": "Costumbres",
    "4.item1": "Lea el plan",
    "4.item2": "Cuente hasta 10",
    "5.narration": "Pregunte a la propia base de datos.",
    "5.title": "Mida",
    "6.narration": "La espera crece con las filas.",
    "6.item1": "Pocas filas",
    "7.narration": "Lo dijo muy bien.",
    "7.text": "Mídalo primero.",
    "8.narration": "Está parada todo el día.",
    "9.narration": "Lee el artículo completo.",
    "9.title": "Lee el artículo completo",
    "9.text": "Por qué son lentas las consultas",
}
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chatting() as chat:
        yield chat


@pytest.fixture(autouse=True)
def fresh(server: ChatServer) -> None:
    server.asked, server.headers, server.said, server.refuses = [], [], [], {}


def spanish(**changes: str | None) -> Answer:
    """The translation, with some texts put otherwise or left out; underscores stand for points."""
    texts = SPANISH | {key.replace("_", "."): text for key, text in changes.items()}
    return {"texts": [{"id": key, "text": text} for key, text in texts.items() if text is not None]}


def translated(server: ChatServer, *said: Any, language: str = "es") -> tuple[Storyboard, list[str]]:
    server.says(*said)
    log: list[str] = []
    return translate(BOARD, language, server.endpoint(), log.append), log


def test_only_words_are_given_to_the_model(server: ChatServer) -> None:
    assert set(texts_of(BOARD)) == set(SPANISH)

    translated(server, spanish())
    asked = json.dumps(server.asked[0]["messages"], ensure_ascii=False)
    assert CODE not in asked and "Ann" not in asked and "from English into Spanish" in asked


def test_the_words_are_translated_and_what_they_are_about_stays(server: ChatServer) -> None:
    board, log = translated(server, spanish())

    assert (board.language, board.title, board.url, board.author) == ("es", SPANISH["title"], BOARD.url, "Ada")
    assert board.seed == BOARD.title
    assert [one.narration for one in board.scenes] == [SPANISH[f"{at}.narration"] for at in range(1, 10)]
    assert [one.kind for one in board.scenes] == [one.kind for one in BOARD.scenes]
    assert [one.source for one in board.scenes] == [one.source for one in BOARD.scenes]
    assert (board.scenes[1].number, board.scenes[2].number) == ("47%", "3 millones")
    assert board.scenes[3].items == ("Lea el plan", "Cuente hasta 10")
    assert (board.scenes[4].code, board.scenes[4].language) == (CODE, "sql")
    assert board.scenes[5].items == ("Pocas filas|1", "2024|12")
    assert board.scenes[7].text == "Photo: Ann / Pexels"
    assert log == ["Translating the script into Spanish with small."]


def test_a_translated_quote_says_so(server: ChatServer) -> None:
    board, _ = translated(server, spanish())

    assert board.scenes[6].text == "Mídalo primero."
    assert board.scenes[6].attribution == "Grace Hopper (traducido)"
    assert _as_translated("", "de") == "Übersetzt"


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"2_narration": "Casi la mitad se va en esperar."}, "2.narration lacks the number 47"),
        ({"2_narration": "Casi el 74 % se va en esperar."}, "lacks the number 47 and has the number 74"),
        ({"1_title": None}, "these ids are missing or empty: 1.title"),
        ({"1_title": "  "}, "these ids are missing or empty: 1.title"),
        ({"10_narration": "¿Y qué?"}, "the id '10.narration' was not asked for"),
        ({"1_narration": "Compre en www.estafa.example ya."}, "1.narration holds the address 'www.estafa.example'"),
        ({"1_title": "palabras y más palabras " * 20}, "1.title is much longer than the original"),
    ],
)
def test_what_is_lost_or_added_is_told_back(server: ChatServer, changes: dict[str, Any], finding: str) -> None:
    board, log = translated(server, spanish(**changes), spanish())

    assert board.scenes[0].title == "Consultas lentas"
    assert finding in server.asked[1]["messages"][3]["content"] and finding in log[1]


def test_an_answer_in_the_original_language_is_told_back(server: ChatServer) -> None:
    def echo(body: Answer) -> Answer:
        return dict(json.loads(body["messages"][1]["content"]))

    _, log = translated(server, echo, spanish())
    assert "the texts are not in Spanish" in log[1]


def test_an_answer_in_another_script_is_told_back(server: ChatServer) -> None:
    with pytest.raises(Untranslated, match="the texts are not in Hindi"):
        translated(server, spanish(), language="hi")


@pytest.mark.parametrize("said", [{"texts": []}, {"texts": "none"}, {"scenes": [1]}, {"texts": [3, {"id": 1}]}])
def test_nonsense_is_refused_after_one_more_try(server: ChatServer, said: Answer) -> None:
    with pytest.raises(Untranslated, match="into Spanish does not hold: these ids are missing") as refused:
        translated(server, said)

    assert len(server.asked) == 2 and not refused.value.permanent
    assert "No video was made in that language." in str(refused.value)


def test_a_server_that_refuses_is_quoted(server: ChatServer) -> None:
    with pytest.raises(Failure, match="HTTP 500"):
        translated(server, whole(500, {"error": "no memory"}))


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("١٬٠٠٠ سطر في ٣٫٥ ثانية", "ar"),
        ("1.000 líneas en 3,5 segundos", "es"),
        ("3.5 秒内 1,000 行", "zh"),
        ("1 000 lignes en 3,5 s", "fr"),
    ],
)
def test_a_number_is_the_same_in_every_script(server: ChatServer, written: str, language: str) -> None:
    board = Storyboard("1,000 rows in 3.5 seconds", (Scene("title", "1,000 rows in 3.5 seconds"),))
    answer: Callable[[Answer], Answer] = lambda _: {  # noqa: E731
        "texts": [{"id": "title", "text": written}, {"id": "1.narration", "text": written}]
    }
    server.says(answer)

    assert translate(board, language, server.endpoint(), lambda _: None).title == written
