"""Job types are checked when they are registered."""

import pytest

from reelpress.jobs import registry
from reelpress.jobs.enqueue import effective, enqueue
from reelpress.jobs.registry import UnknownJobType, job, job_type
from tests.jobs import types

GOOD = {"queue": "default", "max_attempts": 1, "backoff": (1,), "timeout": 1}


@pytest.mark.parametrize(
    ("_case", "change"),
    [
        ("an unknown option", {"tries": 3}),
        ("no attempts", {"max_attempts": 0}),
        ("a text for a number", {"timeout": "60"}),
        ("a negative wait", {"backoff": (-1,)}),
        ("no queue", {"queue": ""}),
    ],
)
def test_a_senseless_option_is_refused(_case, change, monkeypatch):
    monkeypatch.setattr(registry, "_types", {})
    with pytest.raises(ValueError):
        job("test-new", **GOOD | change)(lambda run: None)


def test_a_missing_option_is_refused():
    with pytest.raises(ValueError, match="timeout"):
        job("test-new", queue="default", max_attempts=1, backoff=())


def test_a_name_cannot_be_taken_twice():
    def another(run):
        return None

    with pytest.raises(ValueError, match="Two handlers"):
        job("test-echo", **GOOD)(another)


def test_an_unknown_type_cannot_be_enqueued():
    with pytest.raises(UnknownJobType):
        enqueue("test-nothing", {})


def test_settings_override_the_type_and_the_caller_overrides_settings(settings):
    settings.JOB_OVERRIDES = {"test-echo": {"timeout": 1200, "max_attempts": 7}}

    kind = effective(job_type("test-echo"), {"max_attempts": 2})

    assert (kind.timeout, kind.max_attempts, kind.backoff) == (1200, 2, (60, 300, 900))
    assert kind.handler is types.echo
