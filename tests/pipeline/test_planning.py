"""Planned publications: the job waits for the chosen moment, moves with it, and goes when it is taken back."""

from datetime import timedelta

import pytest

from reelpress.jobs import executor
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.pipeline import flow
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Publication
from tests.factories import a_publication, a_video, an_account

pytestmark = pytest.mark.django_db


def in_hours(hours):
    return clock.now() + timedelta(hours=hours)


def test_a_publication_is_planned_and_moved_with_one_job():
    publication, first, later = a_publication(), in_hours(2), in_hours(5)
    job = flow.plan(publication, first)
    assert job.run_after == first
    moved = flow.plan(publication, later)
    publication.refresh_from_db()
    assert (moved.pk, moved.run_after, publication.due_at, publication.status) == (job.pk, later, later, "scheduled")


def test_what_is_taken_back_is_never_sent():
    publication = a_publication()
    job = flow.plan(publication, in_hours(2))
    flow.take_back(publication)
    job.refresh_from_db()
    assert (job.status, publication.status, publication.due_at) == ("cancelled", "cancelled", None)


def test_a_planned_publication_is_not_taken_for_a_stranded_one():
    publication = a_publication()
    flow.plan(publication, in_hours(2))
    assert flow.settle_stranded() == 0 and Publication.objects.get().status == "scheduled"


def test_publishing_in_slots_gives_each_account_its_own_moment_and_the_others_none():
    video = a_video()
    slotted, plain = an_account(), an_account("telegram")
    publishing.set_slots(slotted, "daily 09:00")
    flow.publish_post(video.post, video=video, in_slots=True)
    executor.work_one("social")
    planned = Publication.objects.get(account=slotted)
    jobs = {job.metadata["platform"]: job for job in Job.objects.exclude(type=flow.SOCIAL)}
    assert planned.in_slot and jobs["youtube"].run_after == planned.due_at
    assert jobs["telegram"].run_after <= clock.now() and Publication.objects.get(account=plain).due_at is None


def test_a_job_that_runs_cannot_be_moved():
    publication = a_publication()
    job = flow.plan(publication, in_hours(2))
    Job.objects.filter(pk=job.pk).update(status="processing")
    with pytest.raises(BadInput, match="cannot be moved"):
        flow.plan(publication, in_hours(3))
