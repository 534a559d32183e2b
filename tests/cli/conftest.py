"""What the tests of this room share: run a command as if it was typed."""

import json

import pytest
from typer.testing import CliRunner

from reelpress.cli.app import app


class Said:
    """What a command wrote and how it ended."""

    def __init__(self, result):
        self.code = result.exit_code
        self.out = result.stdout
        self.err = result.stderr

    @property
    def data(self):
        return json.loads(self.out)


@pytest.fixture
def run():
    """Run `reelpress` with these arguments in this process; an unforeseen exception fails the test."""

    def runner(*arguments, stdin=""):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, catch_exceptions=False)
        return Said(result)

    return runner


@pytest.fixture(autouse=True)
def _manual_queue(settings):
    """Nothing runs unless a test says so."""
    settings.QUEUE_MODE = "manual"
