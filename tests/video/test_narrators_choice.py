"""Who speaks: the chain, what each lacks, and that one voice speaks a whole video."""

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.lib.errors import BadInput, Failure
from reelpress.video.narrators import registry, voices
from reelpress.video.narrators.base import Setup
from reelpress.video.narrators.dictionary import spoken_as
from reelpress.video.narrators.segmentation import pieces
from reelpress.video.narrators.speaker import Speaker, takes_over

ALL = ("elevenlabs", "openai", "hibari", "piper", "espeak")


@pytest.fixture(scope="module", autouse=True)
def segmenters():
    """Their dictionaries are loaded once, and not inside of a measured example."""
    pieces("你好 สวัสดี ですか")


@pytest.fixture
def bare(monkeypatch):
    """A machine on which nothing but hibari is installed."""
    monkeypatch.setattr(voices.shutil, "which", lambda *_: None)


@pytest.fixture
def with_espeak(monkeypatch):
    monkeypatch.setattr(voices.shutil, "which", lambda name, *_: "/usr/bin/espeak-ng" if name == "espeak-ng" else None)


def test_the_first_of_the_chain_that_speaks_the_language_is_chosen(with_espeak):
    assert registry.resolve("", "en-GB") == "hibari"
    assert registry.resolve("", "de") == "espeak"
    assert registry.resolve("", "pt-BR", Setup(order=ALL, elevenlabs_key="k")) == "elevenlabs"
    assert registry.chain("", "en", Setup(order=ALL, speech_url="http://127.0.0.1:1")) == ["openai", "hibari", "espeak"]


def test_a_narrator_that_somebody_chose_has_no_stand_in(with_espeak):
    assert registry.chain("espeak", "en") == ["espeak"]
    assert registry.resolve("espeak:en-gb", "en") == "espeak:en-gb"


@pytest.mark.parametrize(
    ("narrator", "language", "todo"),
    [
        ("hibari", "de", "Choose another narrator"),
        ("openai", "en", "REELPRESS_SPEECH_KEY"),
        ("elevenlabs", "en", "REELPRESS_ELEVENLABS_KEY"),
        ("piper", "en", "pip install piper-tts"),
        ("espeak", "de", "apt install espeak-ng"),
    ],
)
def test_a_chosen_narrator_that_cannot_says_what_it_lacks(bare, narrator, language, todo):
    with pytest.raises(Failure, match="cannot be") as failed:
        registry.resolve(narrator, language)
    assert todo in failed.value.explanation.todo and failed.value.permanent


def test_when_nobody_speaks_a_language_it_says_what_to_install(bare):
    with pytest.raises(Failure, match="No narrator here speaks German") as failed:
        registry.resolve("", "de")
    todo = failed.value.explanation.todo
    assert "apt install espeak-ng" in todo and "REELPRESS_VOICES" in todo and "REELPRESS_SPEECH_URL" in todo


@pytest.mark.parametrize("language", ["ja", "th"])
def test_espeak_is_not_offered_for_what_it_does_not_read(with_espeak, language):
    with pytest.raises(Failure) as failed:
        registry.resolve("", language)
    assert "espeak" not in failed.value.explanation.todo


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("", "en-us"),
        ("en", "en-us"),
        ("en-CA", "en-us"),
        ("en-AU", "en"),
        ("pt-BR", "pt-br"),
        ("pt_BR", "pt-br"),
        ("pt-Latn-BR", "pt-br"),
        ("pt-AO", "pt"),
        ("es-AR", "es-419"),
        ("es-ES", "es"),
        ("fr-CH", "fr-ch"),
        ("fr-CA", "fr"),
        ("de-AT-1996", "de"),
        ("zh-Hant-TW", "cmn-latn-pinyin"),
        ("nn-NO", "nb"),
        ("tlh", ""),
        ("ja-JP", ""),
    ],
)
def test_espeak_speaks_as_the_country_does_else_as_the_language(language, voice):
    assert voices.espeak_voice(language) == voice


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
def test_every_voice_that_espeak_is_asked_for_is_one_of_its_own(tmp_path):
    listed = subprocess.run(["espeak-ng", "--voices"], capture_output=True, text=True, check=True).stdout
    known = {word.lower() for word in re.findall(r"[\w-]+", listed)}
    wanted = {voices.espeak_voice(one) for one in (*voices.ESPEAK_LANGUAGES, *voices.ESPEAK_COUNTRIES, *voices.ESPEAK)}

    assert wanted - {""} <= known


def test_an_unknown_narrator_in_the_settings_is_refused():
    with pytest.raises(BadInput, match="parrot"):
        registry.resolve("", "en", Setup(order=("parrot",)))


def test_the_voices_of_a_folder_are_found_by_name_and_language(tmp_path, with_espeak):
    for name, config in (("de_DE-eva-low", '{"language": {"code": "de_DE"}}'), ("fr_FR-max-low", "{broken")):
        (tmp_path / f"{name}.onnx").write_bytes(b"x")
        (tmp_path / f"{name}.onnx.json").write_text(config)
    (tmp_path / "es_ES-lone-low.onnx").write_bytes(b"its description is missing")
    setup = Setup(voices=str(tmp_path))

    assert [one.name for one in voices.piper_voices(setup)][:2] == ["de_DE-eva-low", "fr_FR-max-low"]
    assert voices.piper_voice(setup, "", "fr-CA").name == "fr_FR-max-low"
    assert voices.piper_voice(setup, "eva", "de").name == "de_DE-eva-low"
    assert voices.piper_voice(setup, "eva", "fr") is None and voices.piper_voice(setup, "", "es") is None


def test_a_version_follows_voice_model_and_language():
    one = Setup(speech_url="http://a", speech_model="m", speech_voice="v")
    versions = {
        registry.narrator_version("openai", "en", one),
        registry.narrator_version("openai:w", "en", one),
        registry.narrator_version("espeak", "de"),
        registry.narrator_version("espeak", "fr"),
        registry.narrator_version("hibari"),
    }
    assert len(versions) == 5
    assert registry.narrator_version("") == registry.narrator_version("hibari")


def test_a_key_changes_nothing_that_is_kept():
    keys = [Speaker("openai", "en", (), Setup(speech_url="http://a", speech_key=key)).key("Hi.") for key in "ab"]

    assert keys[0] == keys[1]


def test_only_a_text_with_the_word_is_spoken_anew_when_the_dictionary_changes():
    plain, taught = Speaker("hibari"), Speaker("hibari", pronunciations=(("nginx", "engine x"),))

    assert plain.key("Use it.") == taught.key("Use it.")
    assert plain.key("Use nginx.") != taught.key("Use nginx.")


def test_who_takes_over_is_said_aloud_and_a_robot_is_called_one():
    said = takes_over(Speaker("elevenlabs"), Speaker("espeak"), "It does not accept the key.")

    assert said == (
        "elevenlabs failed: It does not accept the key. espeak narrates the whole video instead. It sounds robotic."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nginx, Nginx and NGINX.", "engine x, engine x and engine x."),
        ("nginxes and my_nginx stay", "nginxes and my_nginx stay"),
        ("IT is it", "eye tee is it"),
        ("C++ and C", "see plus plus and C"),
        ("a SQL  Server", "a sequel server"),
        ("SQL alone", "S Q L alone"),
        ("我用微服务架构", "我用小服务架构"),
    ],
)
def test_whole_words_are_said_otherwise_with_the_case_that_was_meant(text, said):
    pairs = (
        ("nginx", "engine x"), ("IT", "eye tee"), ("C++", "see plus plus"), ("SQL", "S Q L"),
        ("SQL Server", "sequel server"), ("微服务", "小服务"),
    )  # fmt: skip
    assert spoken_as(text, pairs) == said


def test_the_entry_of_the_language_comes_first_and_nothing_is_replaced_twice():
    assert spoken_as("go", (("go", "geht"), ("go", "goes"))) == "geht"
    assert spoken_as("a b", (("a", "b"), ("b", "c"))) == "b c"


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=5))
def test_no_dictionary_breaks_a_text(text, pairs):
    said = spoken_as(text, pairs)

    assert said == text or any(word.strip() for word, _ in pairs)


@given(st.text(max_size=80))
def test_the_pieces_of_a_text_are_the_text(text):
    joined = "".join(word if glued else f" {word}" for word, glued in pieces(text, "zh")).strip()

    assert joined == " ".join(text.split())


def test_unspaced_scripts_are_cut_at_words():
    assert [word for word, _ in pieces("我们需要更快的数据库查询。", "zh")] == [
        "我们",
        "需要",
        "更快的",
        "数据库",
        "查询。",
    ]
    assert [word for word, _ in pieces("日本語の文章を読みます。", "ja")] == ["日本語の", "文章を", "読みます。"]
    assert pieces("用 Python（版本3）", "zh") == [
        ("用", False), ("Python", False), ("（版本", True), ("3）", True),
    ]  # fmt: skip
