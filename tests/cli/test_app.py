"""The program as a whole: names, help, version."""

import pytest
import typer

from reelpress import __version__
from reelpress.cli.app import app


def _commands(command, path=()):
    """Yield every command with the words that name it."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


EVERY = dict(_commands(typer.main.get_command(app)))
PROMISED = """
demo|up|web|check|manage|user list|user restore
post import|post list|post show|video generate|video list|account add|account list
account check|account slots|account remove|social auto-publish|social publish|social preview|publication list
publication confirm|publication take-down|metrics update|metrics show|job show|job list|queue work|queue clock
queue monitor|queue failed|queue retry|queue cancel|queue forget|queue flush|queue clean|queue pause
queue resume|queue doctor
"""


def test_every_promised_command_is_there():
    promised = {tuple(line.split()) for line in PROMISED.replace("\n", "|").split("|") if line.strip()}
    assert promised <= set(EVERY)


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_explains_itself_with_an_example_that_names_it(run, words):
    said = run(*words, "--help")
    assert said.code == 0
    line = next(line for line in said.out.splitlines() if "Example: reelpress" in line)
    assert " ".join(("reelpress", *words)) in line


def test_the_help_lists_the_web_server_and_refuses_a_port_that_is_none(run):
    assert " web " in run("--help").out
    for port in ("-5", "0", "65536"):
        assert run("web", "--port", port).code == 2


@pytest.mark.parametrize("words", [words for words, command in EVERY.items() if hasattr(command, "commands")], ids=str)
def test_a_group_without_a_command_prints_its_help(run, words):
    said = run(*words)
    assert "Usage: " in said.out + said.err
    assert said.code in (0, 2)


def test_the_version_is_printed(run):
    assert run("--version").out == f"reelpress {__version__}\n"


@pytest.mark.parametrize(
    "typed", [["nonsense"], ["post", "nonsense"], ["post", "list", "--nonsense"], ["post", "show"]]
)
def test_what_is_no_command_is_wrong_usage(run, typed):
    said = run(*typed)
    assert said.code == 2
    assert said.out == ""
