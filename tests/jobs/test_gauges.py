"""How the queues stood over time: the most and the fewest of each span, as the clock saw them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.jobs import counts, gauges, stats
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Gauge, Job, Worker
from reelpress.lib import clock

NOON = datetime(2026, 11, 24, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch, db):
    """Set the clock."""

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(NOON)
    return set_to


def stood(span, queue=gauges.ALL):
    return list(Gauge.objects.filter(span=span, queue=queue).order_by("at").values_list("waiting", "running", "places"))


def test_a_span_keeps_the_most_that_waited_and_the_fewest_that_could_work(at):
    for _ in range(3):
        enqueue("test-echo", {})
    worker = Worker.objects.create(name="one", host="press", pid=1, queues=["default"], processes=[2, 3], version="1")
    gauges.take()
    Job.objects.first().delete()
    Job.objects.all()[0].delete()
    Worker.objects.filter(pk=worker.pk).update(processes=[2, 3, 4])
    counts.fold()
    counts.Count.objects.update(n=1)
    at(NOON + timedelta(minutes=1))
    gauges.take()

    assert stood("minute") == [(3, 0, 2), (1, 0, 3)]
    assert stood("ten") == stood("hour") == stood("day") == [(3, 0, 2)]
    assert stood("minute", "default") == [(3, 0, 2), (1, 0, 3)]
    assert stood("minute", "video") == [(0, 0, 0), (0, 0, 0)]


def test_history_is_joined_into_steps(at):
    for minutes, waiting, places in ((1, 5, 4), (12, 9, 6), (29, 2, 3), (95, 50, 1)):
        moment = counts.begins(NOON - timedelta(minutes=minutes))["ten"]
        Gauge.objects.create(span="ten", at=moment, waiting=waiting, running=waiting, places=places)

    assert gauges.history(timedelta(hours=1), timedelta(minutes=30)) == {
        NOON.replace(hour=11, minute=30, second=0): gauges.Reading(gauges.ALL, 9, 9, 3),
    }


def test_what_waited_lately_is_told_by_queue_and_minute(at):
    now = NOON.replace(second=0)
    for queue, ago, waiting in (("video", 0, 7), ("video", 59, 1), ("video", 60, 99), ("social", 3, 2), ("", 0, 9)):
        Gauge.objects.create(span="minute", at=now - timedelta(minutes=ago), queue=queue, waiting=waiting)

    assert gauges.waiting_lately() == {
        "video": {now: 7, now - timedelta(minutes=59): 1},
        "social": {now - timedelta(minutes=3): 2},
    }


def test_old_minutes_are_forgotten_and_days_are_kept(db):
    for span in ("minute", "day"):
        Gauge.objects.create(span=span, at=clock.now() - timedelta(days=3))
    counts.forget_old()

    assert list(Gauge.objects.values_list("span", flat=True)) == ["day"]


@given(st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC)))
def test_every_span_begins_where_a_step_of_its_length_does(moment):
    lengths = {"minute": 1, "ten": 10, "hour": 60, "day": 1440}
    for span, at in counts.begins(moment).items():
        length = timedelta(minutes=lengths[span])
        assert at == counts.floor(moment, length)
        assert at <= moment < at + length
        assert stats.span_of(length) == span
