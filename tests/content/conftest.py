"""What the tests of this room share: tasks on strange data run in this process, unless a test is about the program."""

import pytest

from reelpress.content.sources import __main__ as program
from reelpress.content.sources import apart
from tests.content.site import serving

_RUN_ONCE = apart._run_once


@pytest.fixture(autouse=True)
def _tasks_run_here(monkeypatch, request):
    """The runner of programs is faked: starting one takes a tenth of a second and more."""
    if request.node.get_closest_marker("slow") is None:
        monkeypatch.setattr(
            apart, "_run_once", lambda tasks, *_: [apart._told(task, program.do(task)) for task in tasks]
        )


@pytest.fixture
def real_reader(monkeypatch, _tasks_run_here):
    """Tasks on strange data run in real programs after all."""
    monkeypatch.setattr(apart, "_run_once", _RUN_ONCE)


@pytest.fixture
def site():
    """A real web server on loopback whose pages a test writes."""
    with serving() as one:
        yield one
