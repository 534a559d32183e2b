"""What commands print."""

import io
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reelpress.cli import output


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Call it to let stdout and stderr be terminals 100 columns wide; it returns them."""

    def switch():
        streams = Terminal(), Terminal()
        monkeypatch.setattr("sys.stdout", streams[0])
        monkeypatch.setattr("sys.stderr", streams[1])
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        return streams

    return switch


@given(st.text())
def test_printable_text_holds_nothing_a_terminal_obeys(text):
    shown = output.printable(text)
    assert not [c for c in shown if unicodedata.category(c) == "Cc" or c in output.BIDI_CONTROLS]


@given(st.text(alphabet=st.characters(categories=("L", "N", "P")), max_size=40))
def test_printable_text_keeps_letters_numbers_and_punctuation(text):
    assert output.printable(text) == text


def test_nothing_and_truth_are_shown_as_people_say_them():
    assert [output.printable(value) for value in (None, True, False, 0)] == ["", "yes", "no", "0"]


@given(
    st.lists(st.tuples(st.text("ab漢字é", max_size=9), st.text("xy", min_size=1, max_size=3)), min_size=1, max_size=6)
)
def test_columns_line_up_also_for_wide_characters(rows):
    lines = output.align(rows)
    starts = {cell_len(line) - cell_len(second) for line, (_, second) in zip(lines, rows, strict=True)}
    assert len(starts) == 1


def test_a_plain_table_has_its_headers_and_no_ornament(capsys):
    output.show_table(("id", "title"), [(1, "One\ntwo"), (22, None)], empty="None.")
    assert capsys.readouterr().out == "ID  TITLE\n1   One two\n22\n"


def test_a_table_without_rows_is_a_sentence(capsys):
    output.show_table(("id",), [], empty="No posts yet.")
    assert capsys.readouterr().out == "No posts yet.\n"


def test_a_table_on_a_terminal_is_coloured_and_takes_titles_literally(terminal):
    out, _ = terminal()
    output.show_table(("id", "title", "status"), [(1, "[bold]not markup[/bold] \x1b[2J", "failed")], empty="")
    shown = out.getvalue()
    assert "[bold]not markup[/bold]" in shown
    assert "\x1b[31mfailed" in shown
    assert "\x1b[2J" not in shown


def test_details_leave_out_what_is_not_known(capsys):
    output.show_details({"id": 3, "author": "", "url": None, "title": "A title"})
    assert capsys.readouterr().out == "id     3\ntitle  A title\n"


def test_json_carries_times_paths_and_every_alphabet(capsys):
    output.show_json({"at": datetime(2026, 3, 1, tzinfo=UTC), "path": Path("/a/b"), "title": "Größe 漢字"})
    shown = capsys.readouterr().out
    assert "Größe 漢字" in shown
    assert json.loads(shown) == {"at": "2026-03-01T00:00:00+00:00", "path": "/a/b", "title": "Größe 漢字"}


def test_json_on_a_stream_that_knows_ascii_only_is_ascii(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    output.show_json({"title": "漢字"})
    assert json.loads(raw.getvalue()) == {"title": "漢字"}


def test_json_refuses_what_it_cannot_carry():
    with pytest.raises(TypeError, match="object has no JSON form"):
        output.show_json({"it": object()})


def test_progress_off_a_terminal_is_a_line_a_step_on_stderr(capsys):
    with output.progress("post") as listen:
        for percent, message in [(0, "Writing"), (1, "Writing"), (5, "Scene 1"), (9, "Scene 1"), (15, "Scene 1")]:
            listen(percent, message)
    captured = capsys.readouterr()
    assert captured.err == "  0 %  Writing\n  5 %  Scene 1\n 15 %  Scene 1\n"
    assert captured.out == ""


def test_progress_on_a_terminal_is_a_bar_that_goes_away(terminal):
    out, err = terminal()
    with output.progress("my-post tiktok") as listen:
        listen(40, "Narrating scene 3 of 7")
    shown = err.getvalue()
    assert "my-post tiktok" in shown
    assert "Narrating scene 3 of 7" in shown
    assert "40%" in shown
    assert out.getvalue() == ""


def test_a_very_long_cell_widens_no_other_row():
    long, short = output.align([["1", "word " * 60, "created"], ["2", "short", "created"]])
    assert long.count("word") == 60 and long.endswith("created") and len(short) < 100


def test_a_very_long_title_is_shortened_on_a_terminal(terminal):
    out, _ = terminal()
    output.show_table(("id", "title", "outcome"), [("1", "word " * 60, "created")], empty="")
    assert 10 < out.getvalue().count("word") < 17 and "…" in out.getvalue()


def test_a_path_in_the_last_column_stands_whole_on_a_terminal(terminal):
    out, _ = terminal()
    output.show_table(("id", "file"), [("1", "/a/path" * 20)], empty="")
    assert "/a/path" * 20 in "".join(out.getvalue().split())
