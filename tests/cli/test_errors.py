"""How commands fail: sentences on stderr, and the right exit code."""

import errno

import pytest
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from typer.testing import CliRunner

from reelpress.cli import errors
from reelpress.config.env import BadSetting
from reelpress.lib.errors import BadInput, Failure


def _program(error):
    """A program with one command, which raises `error`."""
    program = typer.Typer(cls=errors.Program, pretty_exceptions_enable=False)

    @program.command()
    def break_() -> None:
        raise error

    @program.callback()
    def root() -> None:
        pass

    return CliRunner().invoke(program, ["break-"])


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (Failure("It broke.", means="Nothing was done.", todo="Retry."), 1, "It broke.\nNothing was done. Retry.\n"),
        (BadInput("No such post."), 2, "No such post.\n"),
        (BadSetting("REELPRESS_X", "y", "a number"), 2, "REELPRESS_X is 'y', but must be a number. Correct or"),
        (ImproperlyConfigured("The key is empty."), 2, "The key is empty.\n"),
        (KeyboardInterrupt(), 130, "Stopped.\n"),
        (OSError(errno.EIO, "Input/output error", "/x"), 1, "Input/output error: /x.\n"),
        (OSError(errno.ENOSPC, "No space left", "/from", None, "/to"), 1, "The disk is full: /to.\n"),
        (
            OSError(errno.EROFS, "Read-only file system", "/x"),
            1,
            "Read-only file system: /x.\nThe command did not finish. Let your",
        ),
        (OperationalError("connection refused\nhints"), 1, "The database cannot be used: connection refused.\n"),
    ],
)
def test_an_error_leaves_as_sentences_and_a_code(error, code, sentence):
    result = _program(error)
    assert result.exit_code == code
    assert result.stderr.startswith(sentence)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_an_exit_code_that_a_command_chose_is_kept():
    assert _program(SystemExit(7)).exit_code == 7


def test_with_debugging_on_the_exception_itself_comes_through(monkeypatch):
    monkeypatch.setenv("REELPRESS_DEBUG", "1")
    assert isinstance(_program(Failure("It broke.")).exception, Failure)


def test_what_nobody_foresaw_is_not_explained_away():
    assert errors.explain(ZeroDivisionError()) is None
    assert errors.explain(BrokenPipeError(errno.EPIPE, "Broken pipe")) is None


def test_what_nobody_foresaw_is_told_in_sentences(capsys):
    errors.complain_unexpected(ZeroDivisionError("division by zero"))
    said = capsys.readouterr().err
    assert said.startswith("Reelpress met an error it did not expect: ZeroDivisionError: division by zero.\n")
    assert "REELPRESS_DEBUG=1" in said


def test_an_escape_sequence_in_a_message_never_reaches_the_terminal():
    assert "\x1b" not in _program(Failure("bad \x1b[31mtitle")).stderr


def test_each_item_is_tried_and_the_highest_code_wins(capsys):
    def do(number):
        if number == 1:
            raise BadInput("one is wrong.")
        if number == 2:
            raise Failure("two failed.")
        return number * 10

    results, failures = errors.do_each([1, 2, 3], do)
    assert results == [30]
    with pytest.raises(typer.Exit) as left:
        errors.report(failures)
    assert left.value.exit_code == 2
    assert capsys.readouterr().err == "one is wrong.\ntwo failed.\n"


def test_nothing_to_report_does_not_end_the_command():
    errors.report([])


def test_a_full_disk_is_said_whatever_the_database_calls_it(monkeypatch):
    monkeypatch.setattr(errors, "LEAST_BYTES", 1 << 60)
    said = _program(OperationalError("disk I/O error")).stderr
    assert said.startswith("The disk is full: ") and "Free some space" in said


def test_a_database_in_a_place_that_is_read_only_is_said_with_what_to_do(monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    said = _program(OperationalError("unable to open database file")).stderr
    assert "cannot be written to.\nNothing was changed. Let your user write there" in said
