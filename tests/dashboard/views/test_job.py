"""The page of a job: the whole story, its refresh, and its buttons."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.jobs.models import Attempt, Audit, Job, JobLog
from reelpress.lib import clock
from tests.factories import a_job, a_post

HOSTILE = "</pre><script>alert(1)</script>"


def page_of(job):
    return reverse("admin:jobs_job_change", args=[job.pk])


def press(client, verb, job):
    return client.post(reverse(f"dashboard:job-{verb}", args=[job.pk]), follow=True)


def an_attempt(job, number=1, **fields):
    facts = {"lease": f"lease-{number}", "worker": "press-1/video", "pid": 4000, "finished_at": clock.now()}
    return Attempt.objects.create(job=job, number=number, **(facts | fields))


def test_the_page_tells_the_whole_story(boss):
    parent = a_job(type="social-media-publish", queue="social", status="completed")
    job = a_job(subject=a_post(title="Why queues lose work"), parent=parent, status="failed", attempts=2,
                error_message="The disk is full. Nothing was written. Free some space.", error_class="Failure",
                args={"video_id": 12}, metadata={"format": "tiktok"}, finished_at=clock.now(),
                started_at=clock.now() - timedelta(seconds=154))  # fmt: skip
    child = a_job(parent=job)
    follower = a_job(after=job, status="waiting")
    attempt = an_attempt(job, outcome="error", error="The disk is full.", traceback="Traceback: line 52")
    JobLog.objects.create(job=job, attempt=attempt, line="Scene 1: narrated in 0.4 s")
    html = boss.get(page_of(job)).content.decode()

    for shown in (job.public_id, "Why queues lose work", "The disk is full. Nothing was written. Free some space.",
                  "video_id", "12", "tiktok", "Traceback: line 52", "Scene 1: narrated in 0.4 s", "press-1/video",
                  page_of(parent), page_of(child), page_of(follower), "2m 34s"):  # fmt: skip
        assert shown in html, shown


def test_a_cut_log_begins_on_a_line_of_its_own(boss):
    job = a_job(status="failed", attempts=1)
    attempt = an_attempt(job, outcome="error")
    JobLog.objects.bulk_create(JobLog(job=job, attempt=attempt, line=f"frame {n}") for n in range(201))

    assert "… earlier lines are left out</span>\n<span" in boss.get(page_of(job)).content.decode()


@pytest.mark.parametrize(
    ("status", "attempts", "said"),
    [("pending", 0, "It was not tried yet."), ("cancelled", 0, "It was never tried."),
     ("completed", 1, "Nothing is kept of its attempts.")],
)  # fmt: skip
def test_a_job_without_attempts_says_why(boss, status, attempts, said):
    assert said in boss.get(page_of(a_job(status=status, attempts=attempts))).content.decode()


def test_what_looks_secret_is_not_shown(boss):
    job = a_job(args={"access_token": "ya29.secret-one"}, metadata={"deep": {"client_secret": "secret-two"}},
                status="failed", error_message="GET https://api.example/?access_token=secret-three")  # fmt: skip
    attempt = an_attempt(job, outcome="error", error="Bearer secret-four-x", traceback="Bearer secret-five-x")
    JobLog.objects.create(job=job, attempt=attempt, line="Authorization: Bearer secret-six-xx")
    html = boss.get(page_of(job)).content.decode()

    assert "secret-" not in html
    assert html.count("••••••") >= 6


def test_hostile_words_are_only_text_on_the_page_and_in_its_refresh(boss):
    job = a_job(subject=a_post(title=HOSTILE), status="failed", message=HOSTILE, error_message=HOSTILE,
                args={HOSTILE: HOSTILE})  # fmt: skip
    attempt = an_attempt(job, outcome="error", error=HOSTILE, traceback=HOSTILE, worker=HOSTILE)
    JobLog.objects.create(job=job, attempt=attempt, line=HOSTILE)
    refresh = boss.get(reverse("dashboard:job-live", args=[job.pk])).json()["cells"]

    assert HOSTILE not in boss.get(page_of(job)).content.decode()
    assert "<script" not in "".join(refresh.values())


def test_the_refresh_draws_the_same_sections_as_the_page(boss):
    job = a_job(status="processing", progress=12, message="Reading")
    html = boss.get(page_of(job)).content.decode()
    sections = boss.get(reverse("dashboard:job-live", args=[job.pk])).json()["cells"]

    assert all(f'data-live="{name}"' in html for name in sections)
    Job.objects.filter(pk=job.pk).update(progress=77, message="Drawing scene 2")
    head = boss.get(reverse("dashboard:job-live", args=[job.pk])).json()["cells"]["head"]
    assert 'aria-valuenow="77"' in head
    assert "Drawing scene 2" in head


def test_retry_puts_the_same_row_back_and_lands_on_its_page_with_a_message(boss, said):
    job = a_job(status="failed", attempts=3, error_message="It broke.")
    response = press(boss, "retry", job)
    job.refresh_from_db()

    assert response.redirect_chain[-1][0] == page_of(job)
    assert (job.status, job.max_attempts, job.error_message) == ("pending", 4, "")
    assert said(response) == [f"Job {job.public_id} is back in the queue video."]


def test_a_retry_of_what_was_planned_keeps_its_time_and_says_it(boss, said):
    job = a_job(status="cancelled", run_after=clock.now() + timedelta(days=2), error_message="Cancelled by ada.")
    when = f"{job.run_after:%Y-%m-%d %H:%M} UTC"

    assert f"for the time that it was planned for, {when}." in boss.get(page_of(job)).content.decode()
    assert said(press(boss, "retry", job)) == [
        f"Job {job.public_id} is back in the queue video; it starts as planned, at {when}."
    ]


def test_a_retry_that_cannot_be_says_why(boss, said):
    job = a_job(status="processing")

    assert "cannot be retried now" in said(press(boss, "retry", job))[0]


def test_a_retry_names_the_twin_that_already_runs(boss, said):
    old = a_job(status="failed", unique_key="video:1")
    twin = a_job(status="pending", unique_key="video:1")

    assert twin.public_id in said(press(boss, "retry", old))[0]
    old.refresh_from_db()
    assert old.status == "failed"


def test_cancelling_a_waiting_job_is_done_at_once(boss, said):
    job = a_job(status="pending")

    assert said(press(boss, "cancel", job)) == [f"Job {job.public_id} is cancelled."]
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_cancelling_a_running_job_asks_it_to_end_and_the_page_says_so(boss, said):
    job = a_job(status="processing")
    response = press(boss, "cancel", job)
    job.refresh_from_db()

    assert (job.status, job.cancel_requested_by) == ("processing", "boss")
    assert "was told to end" in said(response)[0]
    assert "cancelling" in response.content.decode()


def test_deleting_forgets_a_finished_job_and_spares_a_live_one(boss, said):
    done, live = a_job(status="completed"), a_job(status="pending")
    an_attempt(done, outcome="ok")

    assert press(boss, "forget", done).redirect_chain[-1][0] == reverse("admin:jobs_job_changelist")
    assert "is not finished" in said(press(boss, "forget", live))[0]
    assert list(Job.objects.all()) == [live]


def test_cleaning_takes_only_what_completed_more_than_a_week_ago(boss, said):
    def ended(days, status="completed"):
        return a_job(status=status, finished_at=clock.now() - timedelta(days=days))

    gone = [ended(8), ended(30)]
    kept = [ended(6), ended(8, "failed"), ended(8, "cancelled"), a_job()]
    response = boss.post(reverse("dashboard:jobs-clean"), follow=True)

    assert said(response) == ["2 jobs that completed more than 7 days ago are gone."]
    assert set(Job.objects.all()) == set(kept)
    assert not Job.objects.filter(pk__in=[job.pk for job in gone]).exists()


@pytest.mark.parametrize("status", ["pending", "processing", "failed", "completed"])
def test_a_person_who_only_looks_sees_everything_and_no_button(viewer, status):
    job = a_job(status=status, message="Narrating", finished_at=clock.now())
    html = viewer.get(page_of(job)).content.decode()

    assert job.public_id in html
    assert not [verb for verb in ("retry", "cancel", "forget") if f"/{job.pk}/{verb}/" in html]


def test_enter_in_the_field_of_the_priority_changes_the_priority(boss):
    """A browser presses the first button of the form, wherever it stands."""
    html = boss.get(page_of(a_job(run_after=clock.now() + timedelta(hours=2)))).content.decode()
    first = re.search(r'form="deed" formaction="([^"]*)"', html)

    assert first[1].endswith("/priority/") and "/run-now/" in html


def test_a_job_is_started_now_or_moved_up_from_its_page(boss):
    job = a_job(run_after=clock.now() + timedelta(hours=2))
    press(boss, "run-now", job)
    boss.post(reverse("dashboard:job-priority", args=[job.pk]), {"priority": "-7"})
    job.refresh_from_db()

    assert job.run_after <= clock.now() and job.priority == -7
    assert {row.action for row in Audit.objects.all()} == {"run now", "set priority"}


@pytest.mark.parametrize("priority", ["", "x", "101", "9" * 40])
def test_a_priority_that_is_none_changes_nothing_and_says_so(boss, priority):
    job = a_job()
    answer = boss.post(reverse("dashboard:job-priority", args=[job.pk]), {"priority": priority}, follow=True)
    job.refresh_from_db()

    assert job.priority == 0 and "priority" in str(next(iter(answer.context["messages"])))


def test_a_refresh_without_news_has_no_body_and_a_job_that_ended_is_asked_for_less_often(boss):
    job = a_job(
        status="completed", started_at=clock.now() - timedelta(days=2), finished_at=clock.now() - timedelta(days=2)
    )
    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - timedelta(days=2))
    live = reverse("dashboard:job-live", args=[job.pk])
    first = boss.get(live)

    assert boss.get(live, headers={"If-None-Match": first["ETag"]}).status_code == 304
    running = boss.get(reverse("dashboard:job-live", args=[a_job(status="processing").pk]))
    assert first.json()["every"] > running.json()["every"]


def test_every_button_of_a_job_and_the_cleaning_are_in_the_audit(boss):
    past = clock.now() - timedelta(days=9)
    old = a_job(status="completed", started_at=past, finished_at=past)
    failed, waiting = a_job(status="failed"), a_job()
    press(boss, "retry", failed)
    press(boss, "cancel", waiting)
    press(boss, "forget", waiting)
    boss.post(reverse("dashboard:jobs-clean"))

    said = [(deed.actor, deed.action, deed.n, deed.what.get("job")) for deed in Audit.objects.order_by("pk")]
    assert said == [
        ("boss", "retry", 1, failed.public_id), ("boss", "cancel", 1, waiting.public_id),
        ("boss", "forget", 1, waiting.public_id), ("boss", "clean", 1, None),
    ]  # fmt: skip
    assert not Job.objects.filter(pk=old.pk).exists()
    page = boss.get(reverse("dashboard:jobs-audit")).content.decode()
    assert f"?q=id%3A{failed.public_id}" in page and "older_than_days 7" in page
