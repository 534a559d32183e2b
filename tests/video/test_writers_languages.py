"""The extractive writer in eight languages: each post told whole, without its courtesies, to the length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.content.sentences import sentences
from reelpress.video.audit import audit
from reelpress.video.storyboard import Storyboard
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.extractive import write
from reelpress.video.writers.lists import announced
from reelpress.video.writers.pace import seconds_of
from reelpress.video.writers.phrasing import phrase
from reelpress.video.writers.tongues.registry import TONGUES, tongue_of
from tests.video.telling import only, post_in

LANGUAGES = ("ar", "de", "es", "fr", "hi", "pt", "zh")
BOARDS = {language: write(post_in(language)) for language in LANGUAGES}


def board_in(language: str) -> Storyboard:
    return BOARDS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_in_any_language_is_told_without_fault(language: str) -> None:
    assert [str(finding) for finding in audit(board_in(language), post_in(language))] == []
    assert 54 <= seconds_of(board_in(language)) <= 66
    assert 6 <= len(board_in(language).scenes) <= 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_in_any_language_opens_with_better_than_its_title_or_a_greeting(language: str) -> None:
    first, tongue = board_in(language).scenes[0], tongue_of(language)
    assert words.likeness(first.narration, first.title) < 0.9
    assert not tongue.courtesy.search(first.narration)
    assert not tongue.dullness.search(first.narration)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_scene_in_any_language_thanks_points_or_hangs_in_the_air(language: str) -> None:
    tongue = tongue_of(language)
    for scene in board_in(language).scenes[:-1]:
        assert not tongue.courtesy.search(scene.narration)
        assert not tongue.pointing.search(scene.narration)
        assert scene.kind == "quote" or not tongue.dangles.match(scene.narration), scene.narration


@pytest.mark.parametrize(
    ("language", "who"),
    [
        ("ar", "سامي حداد"),
        ("de", "Kurt Weiland"),
        ("es", "Ana Ortega"),
        ("fr", "Pierre Lefèvre"),
        ("hi", "राजीव कुमार"),
        ("pt", "Marta Sousa"),
        ("zh", "王立新"),
    ],
)
def test_a_quote_in_any_language_is_said_in_the_name_of_who_said_it(language: str, who: str) -> None:
    quote = only(board_in(language), "quote")
    assert who in quote.attribution
    assert who in quote.narration.partition("“")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_is_written_in_less_than_a_third_of_a_second(language: str) -> None:
    post = post_in(language)
    started = time.process_time()
    write(post)
    assert time.process_time() - started < 0.3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_in_any_language_becomes_a_chart(language: str) -> None:
    assert len(only(board_in(language), "chart").items) == (2 if language == "fr" else 3)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "zh"])
def test_a_list_that_announces_three_tells_three_in_any_language(language: str) -> None:
    scene = only(board_in(language), "list")
    assert announced(scene.narration, tongue_of(language)) == 3
    assert len(scene.items) == 3
    assert all(item.rstrip("?؟ ") in scene.narration for item in scene.items)


@pytest.mark.parametrize(
    ("language", "sentence", "said"),
    [
        ("de", "Allerdings, die Datei war in jeder Nacht leer.", "Die Datei war in jeder Nacht leer."),
        ("de", "Und niemand hat jemals danach gefragt.", "Niemand hat jemals danach gefragt."),
        ("de", "Deshalb enthielt jede Datei nur die Meldung.", ""),
        ("es", "Sin embargo, la cifra no se movía nunca.", "La cifra no se movía nunca."),
        ("es", "Esto cambió la tienda para siempre.", ""),
        ("es", "Como se muestra más abajo, la cifra subió.", ""),
        ("fr", "Cependant, les pannes sont devenues très rares.", "Les pannes sont devenues très rares."),
        ("fr", "Cette décision a changé toute l’équipe.", ""),
        ("fr", "Cliquez sur le bouton pour en savoir plus.", ""),
        ("pt", "No entanto, a conta subia todos os meses.", "A conta subia todos os meses."),
        ("pt", "Isso mudou tudo na nossa equipa.", ""),
        ("ar", "ومع ذلك لم يقرأ أحد معظم الصفحات.", "لم يقرأ أحد معظم الصفحات."),
        ("ar", "هذا ما غيّر كل شيء في الموقع.", ""),
        ("hi", "लेकिन टीम हर दिन पाँच बैठकें करती थी।", "टीम हर दिन पाँच बैठकें करती थी।"),
        ("hi", "उन्होंने हर बैठक का पूरा हिसाब रखा।", ""),
        ("zh", "然而系统并不知道没有人在听。", "系统并不知道没有人在听。"),
        ("zh", "这不是懒惰，而是自然的反应。", ""),
        ("zh", "如下表所示，报警的数量下降得很快。", ""),
    ],
)
def test_what_a_sentence_hangs_on_is_trimmed_or_it_is_not_said_alone(language: str, sentence: str, said: str) -> None:
    assert phrase(sentence, tongue_of(language)).alone == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er kam z. B. gestern an. Dann ging er.", ["Er kam z. B. gestern an.", "Dann ging er."]),
        ("La Sra. Ortega llamó. Nadie contestó.", ["La Sra. Ortega llamó.", "Nadie contestó."]),
        ("¿Por qué? ¡Nadie lo sabe!", ["¿Por qué?", "¡Nadie lo sabe!"]),
        ("Il vient p. ex. demain. « Non. » Il part.", ["Il vient p. ex. demain.", "« Non. »", "Il part."]),
        ("A Dra. Sousa leu a conta. Ninguém mais leu.", ["A Dra. Sousa leu a conta.", "Ninguém mais leu."]),
        ("هل يبدو هذا غريبا؟ كان كذلك.", ["هل يبدو هذا غريبا؟", "كان كذلك."]),
        ("डॉ. कुमार आए। फिर वे चले गए॥ अंत।", ["डॉ. कुमार आए।", "फिर वे चले गए॥", "अंत।"]),
        ("他说：“走吧。”然后走了！真的？", ["他说：“走吧。”", "然后走了！", "真的？"]),
    ],
)
def test_sentences_end_where_readers_of_each_language_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_words_of_indic_scripts_stay_whole_and_unspaced_ones_are_measured_by_characters() -> None:
    assert words.tokens("बैठकों का हिसाब") == ["बैठकों", "हिसाब"]
    assert words.count("数据库慢了十二个服务") > 5


@pytest.mark.parametrize(
    ("language", "last"), [("it", "Leggi l’articolo completo"), ("de-AT", "Den ganzen Beitrag lesen"), ("", "Read the")]
)
def test_any_language_has_a_last_card(language: str, last: str) -> None:
    assert tongue_of(language).read_on.startswith(last)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_pieces_of_a_post_in_any_language_are_told_in_its_words(data: st.DataObject, language: str) -> None:
    post = post_in(language)
    blocks = tuple(data.draw(st.lists(st.sampled_from(post.blocks), max_size=12)))
    source = Source(data.draw(st.sampled_from(["", post.title])), blocks=blocks, language=language)
    board = write(source)
    found = [str(finding) for finding in audit(board, source) if finding.rule not in ("length", "short", "hook")]
    assert found == [] or not board.scenes


def test_every_language_of_the_writer_has_all_its_lists() -> None:
    for tongue in TONGUES.values():
        for name in ("connectives", "dangling", "points", "courtesies", "waiting", "says", "counts", "asides"):
            assert getattr(tongue, name), f"{tongue.code} has no {name}"
