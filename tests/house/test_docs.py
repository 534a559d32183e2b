"""Nothing is undocumented: settings, commands, modules; and no page points at what is not there."""

import ast
import re

import pytest
import typer

from reelpress import __version__
from reelpress.cli.app import app
from tests.house.source import ROOT, Module, assert_none, modules

SETTINGS = ROOT / "docs" / "settings.md"
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")))
# Read by other programs, or meant for nobody but Supervisor.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}


def env_names(module):
    """The environment variables that a module asks config/env.py for by name."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        if ast.unparse(node.func).split(".")[-1].startswith("env_"):
            yield node.args[0].value


def documented_names(text):
    """The settings of a page: those that begin a row of a table, in backticks."""
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text, re.MULTILINE))


def broken_links(page, text):
    """Each relative link of a page that leads nowhere; code blocks and addresses are left out."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
            yield f"{page.name} links to {target}"


def commands(command, words=("reelpress",)):
    """Every command with the words that call it."""
    yield words, command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*words, name))


def silent_commands(root):
    """Each command that does not say what it does."""
    return [" ".join(words) for words, command in commands(root) if not (command.help or "").strip()]


def lacks_docstring(module):
    """Whether a module says nothing about itself; an empty `__init__.py` need not."""
    return bool(module.text.strip()) and not ast.get_docstring(module.tree)


def test_every_setting_is_documented():
    read = {name for module in modules() for name in env_names(module)} - NOT_SETTINGS

    assert_none(read - documented_names(SETTINGS.read_text("utf-8")))


def test_every_documented_setting_exists():
    read = {name for module in modules() for name in env_names(module)}

    assert_none(documented_names(SETTINGS.read_text("utf-8")) - read)


def test_every_command_says_what_it_does():
    assert_none(silent_commands(typer.main.get_command(app)))


def test_every_module_says_what_it_does():
    assert_none(module.path for module in modules() if lacks_docstring(module))
    assert_none("tests/" + module.path for module in modules(ROOT / "tests") if lacks_docstring(module))


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/architecture.md"])
def test_the_pages_that_everyone_looks_for_are_there(name):
    assert (ROOT / name).read_text("utf-8").strip()


def test_the_changelog_knows_this_version():
    newest = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[0]

    assert newest.startswith(("Unreleased", __version__))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(page):
    assert_none(broken_links(page, page.read_text("utf-8")))


def test_a_planted_setting_is_seen():
    module = Module(
        "config/settings.py", 'A = env_str("REELPRESS_NEW")\nB = env.env_int("OTHER", 3)\nC = env_str(name)'
    )

    assert list(env_names(module)) == ["REELPRESS_NEW", "OTHER"]
    assert documented_names("`REELPRESS_NEW` in a sentence\n| `OTHER` | 3 | ...") == {"OTHER"}


def test_a_planted_silent_command_is_seen():
    silent = typer.Typer()
    silent.command("loud")(lambda: None)
    silent.command("told", help="Say so.")(lambda: None)

    assert silent_commands(typer.main.get_command(silent)) == ["reelpress", "reelpress loud"]


def test_a_planted_silent_module_is_seen():
    assert lacks_docstring(Module("video/new.py", "x = 1"))
    assert not lacks_docstring(Module("video/__init__.py", ""))
    assert not lacks_docstring(Module("video/new.py", '"""Does."""'))


def test_a_planted_broken_link_is_seen():
    text = "[a](settings.md#jobs) [b](gone.md) [c](https://example.org/x) ```\n[d](gone-too.md)\n```"

    assert list(broken_links(SETTINGS, text)) == ["settings.md links to gone.md"]
