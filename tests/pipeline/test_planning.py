"""Planned publications: the job waits for the chosen moment, moves with it, and goes when it is taken back."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from reelpress.jobs import control, executor
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


@pytest.mark.parametrize("status", ["failed", "needs_reconnect", "publishing", "processing", "committing"])
def test_one_that_failed_or_is_under_way_keeps_no_other_account_from_its_post(status):
    video = a_video()
    slotted, plain = an_account(), an_account("telegram")
    publishing.set_slots(slotted, "daily 09:00")
    before = publishing.prepare(video.post, video, slotted)
    Publication.objects.filter(pk=before.pk).update(status=status, error_happened="It failed.")
    flow.publish_post(video.post, video=video, in_slots=True)
    assert executor.work_one("social").type == flow.SOCIAL
    assert Job.objects.get(type=flow.SOCIAL).status == "completed"
    assert flow.job_about(Publication.objects.get(account=plain))
    before.refresh_from_db()
    planned = before.status == "scheduled" and before.in_slot and not before.error
    assert planned == (status in ("failed", "needs_reconnect")) and flow.job_about(before)


def test_what_is_planned_by_hand_keeps_its_moment_when_the_post_is_published_in_slots():
    account, moment = an_account(), in_hours(2)
    publishing.set_slots(account, "daily 09:00")
    publication = a_publication(to=account)
    job = flow.plan(publication, moment)
    flow.publish_post(publication.post, video=publication.video, in_slots=True)
    executor.work_one("social")
    publication.refresh_from_db()
    job.refresh_from_db()
    assert (publication.due_at, job.run_after, publication.in_slot) == (moment, moment, False)


@pytest.mark.parametrize("by_itself", [False, True], ids=["asked", "by-itself"])
def test_publishing_a_post_now_moves_what_is_planned_only_when_a_person_asks_and_says_when_it_goes(by_itself):
    publication, moment = a_publication(), in_hours(20)
    job = flow.plan(publication, moment)
    order = flow.publish_post(publication.post, video=publication.video, by_itself=by_itself)
    executor.work_one("social")
    publication.refresh_from_db()
    job.refresh_from_db()
    said, planned = order.log_lines.get().line, f"{localtime(moment):%Y-%m-%d %H:%M}"
    assert publication.due_at == job.run_after
    if by_itself:
        assert job.run_after == moment and "when it was planned" in said and planned in said
    else:
        assert job.run_after <= clock.now() and "at once instead of" in said and planned in said


def test_a_slot_that_has_passed_is_not_kept():
    account = an_account()
    publishing.set_slots(account, "daily 09:00")
    publication = a_publication(to=account, status="scheduled", due_at=in_hours(-30), in_slot=True)
    assert publishing.take_slot(publication) > clock.now()


def test_what_waits_for_its_slot_goes_out_now_when_a_person_says_so_and_leaves_the_slot():
    account = an_account()
    publishing.set_slots(account, "daily 09:00")
    publication = a_publication(to=account)
    slot = publishing.take_slot(publication)
    job = flow.publish_to(publication, at=slot)
    assert flow.publish_now(publication).pk == job.pk
    job.refresh_from_db()
    assert job.run_after <= clock.now() and publishing.take_slot(a_publication(to=account)) == slot


def test_a_job_cancelled_by_hand_leaves_its_slot_to_the_next():
    account = an_account()
    publishing.set_slots(account, "daily 09:00")
    publication = a_publication(to=account)
    slot = publishing.take_slot(publication)
    control.cancel(flow.publish_to(publication, at=slot))
    flow.settle_stranded()
    publication.refresh_from_db()
    assert publication.status == "failed" and publishing.take_slot(a_publication(to=account)) == slot
