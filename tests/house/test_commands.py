"""Every command line that a page or a file in `deploy` shows can be typed: command and options exist."""

import re

import pytest
import typer

from reelpress.cli.app import app
from tests.house.source import ROOT, assert_none

SHOWN_IN = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "deploy/**/*.conf", "deploy/**/*.service")
    for path in ROOT.glob(pattern)
)
ROOT_COMMAND = typer.main.get_command(app)


def shown(text):
    """The command lines of a text, one a list of words: in backticks, in blocks of code, in files of settings."""
    flat = re.sub(r"(?<!`)`([^`]+)`(?!`)", lambda found: "`" + found[1].replace("\n", " ") + "`", text)
    for line in re.findall(r"(?:^|[`/ =])reelpress ((?:[a-z]|--)[^`|#\n]*)", flat, re.MULTILINE):
        yield line.replace("...", " ").split()


def wrong(words, command=ROOT_COMMAND):
    """Name the first word of a command line that leads nowhere; nothing when all is well."""
    command_words = list(words)
    while command_words and (children := getattr(command, "commands", None)):
        name = command_words.pop(0)
        if name not in children and not name.startswith("-"):
            return name
        command = children.get(name, command)
    known = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts} | {
        "--help"
    }
    return next((word for word in command_words if word.startswith("--") and word.split("=")[0] not in known), None)


def is_prose(words):
    """Whether this is the name of the program in a sentence, and no command line."""
    return not re.fullmatch(r"[a-z-]+", words[0]) or words[0] in ("is", "web,")


@pytest.mark.parametrize("path", SHOWN_IN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_shown_exists(path):
    lines = [words for words in shown(path.read_text("utf-8")) if words and not is_prose(words)]

    assert_none(f"reelpress {' '.join(words)}: {found}" for words in lines if (found := wrong(words)))


def test_planted_nonsense_is_seen():
    assert wrong(["queue", "monitor", "--json"]) is None
    assert wrong(["queue", "montior"]) == "montior"
    assert wrong(["queue", "work", "--speed", "9"]) == "--speed"
    assert list(shown("Run `reelpress queue\nwork --once` now.")) == [["queue", "work", "--once"]]
