"""Typesetting: lines break where a reader of the script would break them, and stand in the order they are read."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.video.visuals import fonts
from reelpress.video.visuals.bidi import is_leftward, levels_of, mostly_leftward, visual_order
from reelpress.video.visuals.clusters import CLOSING, OPENING, clusters, drawable, words_of
from reelpress.video.visuals.typeset import Style, fit, width_of, wrap

CHINESE = "你好，世界。这是一个“测试”，我们的目标是分析大量文本（包括中文）：真的很快！"
JAPANESE = "日本語のテキストを改行するテストです。「こんにちは」と言った。ラーメンを食べました。"
THAI = "ภาษาไทยไม่มีช่องว่างระหว่างคำจึงต้องตัดคำให้ถูกต้อง"


def drawn(text: str, leftward: bool) -> str:
    """The runs from left to right, each as it is read."""
    return "|".join(run.text.strip() for run in fonts.runs(drawable(text), fonts.SANS, leftward) if run.text.strip())


def test_text_is_as_large_as_it_fits() -> None:
    style = Style(800, 1.1)
    short = fit("Short", style, width=500, height=300, largest=160, smallest=20)
    long = fit("A much longer title that needs three lines", style, width=500, height=300, largest=160, smallest=20)
    assert short.size == 160 > long.size
    assert long.height <= 300 and long.width <= 500


def test_lines_break_between_words() -> None:
    style = Style(600)
    assert wrap("one two", style, 40, width_of("one two", style, 40) - 1) == ["one", "two"]


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, THAI])
@pytest.mark.parametrize("width", [150, 260, 420])
def test_scripts_without_spaces_break_without_a_stray_mark(text: str, width: int) -> None:
    lines = wrap(text, Style(700), 44, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 1
    for line in lines:
        assert width_of(line, Style(700), 44) <= width
        assert line[0] not in CLOSING, line
        assert line[-1] not in OPENING, line
        assert clusters(line)[0] == clusters(text)[clusters(text).index(clusters(line)[0])]


def test_unspaced_words_are_kept_whole_where_they_fit() -> None:
    assert any("測試" in word or "测试" in word for word in words_of(CHINESE))
    assert not any(len(word.strip()) > 8 for word in words_of(CHINESE))


def test_no_chinese_line_begins_with_a_word_that_clings_to_the_one_before() -> None:
    words = [word.strip() for word in words_of("打开你们的报警记录，找出上个月响得最多的五条，关掉了。")]
    assert "你们的" in words and "上个月" in words and not any(word in ("的", "了。", "个") for word in words)


def test_a_long_word_is_hyphenated_between_syllables_when_its_language_is_known() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    known = wrap(word, Style(700, language="de"), 60, 500)
    assert all(line.endswith("-") for line in known[:-1])
    assert "".join(line.rstrip("-") for line in known) == word
    assert any("schiff" in line.lower() for line in known)


def test_what_has_no_syllables_is_broken_between_letters_and_never_inside_one() -> None:
    heap = "x" * 150 + "é" * 40 + "👨‍👩‍👧‍👦" * 9
    pieces = wrap(heap, Style(600), 40, 300)
    assert "".join(pieces) == heap
    assert all(width_of(piece, Style(600), 40) <= 300 for piece in pieces)
    assert [c for piece in pieces for c in clusters(piece)] == clusters(heap)


def test_what_does_not_fit_at_the_smallest_size_is_cut_visibly_after_a_word() -> None:
    fitted = fit("wording " * 200, Style(600), width=300, height=100, largest=60, smallest=40, limit=2000)
    assert fitted.lines[-1].endswith("wording…")
    assert fitted.height <= 100


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.integers(60, 400), st.integers(20, 200))
def test_nothing_is_ever_wider_than_its_place(text: str, width: int, height: int) -> None:
    fitted = fit(text, Style(700, 1.2), width=width, height=height, largest=60, smallest=14)
    assert fitted.width <= max(width, max((width_of(line[:1], Style(700), 14) for line in fitted.lines), default=0) * 4)
    assert fitted.height <= max(height, round(fitted.size * 1.2))


# --- Order ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("السنة 2026 هنا", "هنا|2026|السنة"),
        ("استخدم Python الآن", "الآن|Python|استخدم"),
        ("استخدم Python 3.11 الآن", "الآن|Python 3.11|استخدم"),
        ("مرحبا!", "!|مرحبا"),
    ],
)
def test_a_line_that_is_read_from_the_right_is_laid_out_from_the_right(text: str, expected: str) -> None:
    assert drawn(text, leftward=True).replace("| ", "|") == expected


def test_an_arabic_word_in_a_latin_line_stays_where_it_is() -> None:
    assert drawn("Say مرحبا twice", leftward=False) == "Say|مرحبا|twice"


def test_no_character_of_a_mixed_line_is_lost() -> None:
    text = "استخدم pytest-xdist 🚀 (الإصدار 3.5) 你好 الآن!"
    shown = "".join(run.text for run in fonts.runs(drawable(text), fonts.SANS, True))
    assert sorted(shown.replace(" ", "")) == sorted(text.replace(" ", ""))


def test_a_text_is_read_as_its_first_letter_is() -> None:
    assert is_leftward("2026: مرحبا") and not is_leftward("Go مرحبا")
    assert mostly_leftward("API مرحبا بالعالم") and not mostly_leftward("Hello مرحبا")


@pytest.mark.parametrize(
    ("text", "language", "leftward"),
    [
        ("مرحبا in one heading", "en", False),
        ("مرحبا in one heading", "ar", True),
        ("Python أسرع الآن من قبل", "ar-EG", True),
        ("Python أسرع الآن من قبل", "de", False),
        ("كيف نقيس السرعة", "en", True),
        ("pytest-xdist 3.5", "ar", False),
    ],
)
def test_a_line_of_two_scripts_is_read_as_the_video_is(text: str, language: str, leftward: bool) -> None:
    assert fit(text, Style(700, language=language), width=900, height=300, largest=60, smallest=20).leftward == leftward


@given(st.lists(st.integers(0, 4), max_size=12))
def test_the_order_of_runs_loses_none(levels: list[int]) -> None:
    assert sorted(visual_order(levels)) == list(range(len(levels)))


@given(st.text(max_size=40), st.booleans())
def test_every_character_has_a_level(text: str, leftward: bool) -> None:
    pieces = [cluster[0] for cluster in clusters(drawable(text))]
    assert len(levels_of(pieces, leftward)) == len(pieces)


def test_a_long_name_is_parted_at_its_hyphens_rather_than_making_everything_small() -> None:
    text = "The x86_64-unknown-linux-gnu target will now use the LLD linker"
    fitted = fit(text, Style(720), width=520, height=800, largest=120, smallest=40)
    assert fitted.size >= 70
    assert any(line.endswith(("x86_64-", "unknown-", "linux-")) for line in fitted.lines), fitted.lines
    assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "name", ["getUserAuthenticationTokenFromRequestHeaders()", "internationalization_settings_module"]
)
def test_a_long_name_is_parted_at_its_humps_rather_than_between_any_two_letters(name: str) -> None:
    fitted = fit(f"What {name} costs", Style(900), width=930, height=900, largest=168, smallest=48)
    assert fitted.size >= 80
    ends = re.findall(r"[A-Z]?[a-z]+_?|\(\)", name)
    assert all(line.split()[-1].endswith((*ends, "What", "costs")) for line in fitted.lines), fitted.lines
    assert "".join(fitted.lines).replace(" ", "") == f"What{name}costs"
