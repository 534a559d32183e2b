"""What the clock does by itself: once in each interval, again when it broke, now when a person says so."""

import logging
from datetime import timedelta

import pytest

from reelpress.jobs import duties, transitions, upkeep
from reelpress.jobs.models import Schedule

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def schedule(monkeypatch):
    """A clock that knows no duty yet."""
    monkeypatch.setattr(duties, "_schedule", {})


def a_duty(name, *, breaks=()):
    """A duty that was last done two days ago; the names of what it did, which grow as it is done."""
    done, faults = [], list(breaks)

    def act():
        if faults:
            raise faults.pop()
        done.append(name)

    duties.every(name, DAY)(act)
    Schedule.objects.create(name=name, fired_at=transitions.ago(2 * 86_400))
    return done


def test_a_duty_fires_once_in_each_interval():
    done = a_duty("daily")
    Schedule.objects.all().delete()
    assert duties.fire() == []  # the first interval begins now

    Schedule.objects.update(fired_at=transitions.ago(90_000))
    assert (duties.fire(), duties.fire()) == (["daily"], [])
    assert done == ["daily"]


def test_what_breaks_is_tried_again_in_a_minute_says_why_and_keeps_nothing_else_back():
    broken, sound = a_duty("broken", breaks=[LookupError("no such table")]), a_duty("sound")
    assert duties.fire() == ["sound"]
    assert Schedule.objects.get(name="broken").problem == "LookupError: no such table"
    assert Schedule.objects.get(name="sound").problem == ""
    assert duties.fire() == []

    Schedule.objects.filter(name="broken").update(fired_at=transitions.ago(86_400))
    assert duties.fire() == ["broken"]
    assert Schedule.objects.get(name="broken").problem == ""
    assert (broken, sound) == (["broken"], ["sound"])


def test_a_long_error_is_cut_and_kept_as_every_database_takes_it(caplog):
    caplog.set_level(logging.CRITICAL, logger=duties.__name__)  # half a character cannot be sent to who runs the tests
    a_duty("broken", breaks=[ValueError("\0\ud800" + "x " * 5_000)])
    duties.fire()
    problem = Schedule.objects.get().problem

    assert problem.startswith("ValueError: \ufffd?x") and len(problem) <= duties.MOST_PROBLEM


def test_only_a_clock_that_leads_ticks():
    assert not duties.ticking().exists()
    upkeep.lead()
    assert duties.ticking().get().holder == upkeep.worker_name()
    upkeep.resign()
    assert not duties.ticking().exists()
