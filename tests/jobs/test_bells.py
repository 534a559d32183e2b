"""Ringing when nobody can hear it."""

import pytest
from django.db import transaction

from reelpress.jobs import bells, control, transitions, upkeep
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.lib import clock
from tests import processes


@pytest.mark.django_db(transaction=True)
def test_a_job_is_kept_when_no_bell_can_be_rung(settings):
    settings.QUEUE_MODE = "celery"
    started = clock.monotonic()

    job = enqueue("test-echo", {"do": "ok"})

    job.refresh_from_db()
    assert (job.status, job.rung_at) == (Status.PENDING, None)
    assert clock.monotonic() - started < processes.SECONDS  # one that tried for ever would not come back


@pytest.mark.django_db(transaction=True)
def test_nothing_is_enqueued_when_the_caller_rolls_back(settings):
    settings.QUEUE_MODE = "immediate"

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("test-echo", {"do": "ok"})
        raise ZeroDivisionError

    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_the_clock_marks_what_it_rang_for():
    job = enqueue("test-echo", {})
    later = enqueue("test-echo", {}, delay=60)

    assert upkeep.ring_due() == 1

    job.refresh_from_db()
    later.refresh_from_db()
    assert job.rung_at is not None
    assert later.rung_at is None


@pytest.mark.django_db
def test_a_missing_bell_is_rung_for_only_when_it_is_missing_twice(monkeypatch):
    rung = []
    monkeypatch.setattr(bells, "ring", lambda queue, times=1: not rung.append((queue, times)))
    enqueue("test-echo", {})
    enqueue("test-echo", {})
    upkeep.ring_due()
    rung.clear()

    once = upkeep.heal_lost_bells(upkeep.Ticker().missing, lambda queue: 1)
    assert rung == []
    upkeep.heal_lost_bells(once, lambda queue: 1)

    assert rung == [("default", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_row_is_never_written_while_its_bell_is_out(settings, monkeypatch):
    """A worker passes by a row that is locked; the bell would be answered for nothing."""
    settings.QUEUE_MODE = "celery"
    seen = []

    def ring(queue, times=1):
        seen.append(Job.objects.values_list("rung_at", flat=True).get() is not None)
        return True

    monkeypatch.setattr(bells, "ring", ring)
    job = enqueue("test-echo", {})
    Job.objects.update(rung_at=None)
    upkeep.ring_due()
    transitions.cancel_unstarted(job.pk, by="ada")
    control.retry(job)

    assert seen == [True, True, True], "it is marked with what brings it about, not after the bell"
