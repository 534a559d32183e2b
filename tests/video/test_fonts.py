"""Fonts: what no file holds is left out, and never drawn as a box."""

from pathlib import Path

import pytest

from reelpress.video.visuals import fonts
from reelpress.video.visuals.typeset import Style, fit, width_of, wrap


def test_the_shipped_fonts_are_found_and_cover_latin() -> None:
    for family in (fonts.SANS, fonts.MONO):
        assert set(map(ord, "Aäß€→ ")) <= fonts.coverage(fonts.faces(family)[0])


def test_characters_that_no_font_holds_are_dropped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.drawable("go \U0001f680 now") == "go  now"
    assert fonts.missing("go \U0001f680 now \U0001f680") == "\U0001f680"


def test_look_alikes_stand_in() -> None:
    assert fonts.drawable("\uff28\uff29") == "HI" or fonts.drawable("\uff28\uff29") == "\uff28\uff29"
    assert fonts.drawable("\U0001d400bc") == "Abc"


def test_scripts_are_split_into_runs_of_files_that_hold_them() -> None:
    text = fonts.drawable("Hello नमस्ते")
    for piece, path in fonts.runs(text, fonts.SANS):
        letters = {ord(c) for c in piece if c not in fonts.JOINERS and not c.isspace()}
        assert letters <= fonts.coverage(path)
    assert "".join(piece for piece, _ in fonts.runs(text, fonts.SANS)) == text


def test_heavier_type_is_wider() -> None:
    assert width_of("Reelpress", Style(900), 60) > width_of("Reelpress", Style(400), 60)


def test_a_file_without_a_character_table_covers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(b"\x00\x01\x00\x00\x00\x00" + bytes(20))
    assert fonts.coverage(path) == frozenset()


def test_text_is_as_large_as_it_fits() -> None:
    style = Style(800, 1.1)
    short = fit("Short", style, width=500, height=300, largest=160, smallest=20)
    long = fit("A much longer title that needs three lines", style, width=500, height=300, largest=160, smallest=20)
    assert short.size == 160 > long.size
    assert long.height <= 300 and long.width <= 500


def test_lines_break_between_words_and_ideographs_and_inside_only_what_is_too_long() -> None:
    style = Style(600)
    assert wrap("one two", style, 40, width_of("one two", style, 40) - 1) == ["one", "two"]
    pieces = wrap("x" * 400, style, 40, 300)
    assert "".join(pieces) == "x" * 400
    assert all(width_of(piece, style, 40) <= 300 for piece in pieces)


def test_what_does_not_fit_at_the_smallest_size_is_cut_visibly() -> None:
    fitted = fit("word " * 200, Style(600), width=300, height=100, largest=60, smallest=40, limit=2000)
    assert fitted.lines[-1].endswith("…")
    assert fitted.height <= 100
