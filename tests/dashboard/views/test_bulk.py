"""What is done to all jobs that a search finds: counted first, by those who may, and to no other job."""

import pytest
from django.urls import reverse

from reelpress.jobs.models import Audit, Job
from reelpress.pipeline import bulk
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job

HOSTILE = "<script>alert(1)</script>"


def preview(client, verb="retry", **query):
    return client.get(reverse("dashboard:jobs-all"), {"verb": verb, **query})


def press(client, response, **changes):
    """Press the button of a preview."""
    shown = response.context
    asked = {"verb": shown["verb"], "tab": shown["tab"].name, "q": shown["line"], "upto": shown["upto"], **changes}
    return client.post(reverse("dashboard:jobs-all-start"), asked)


def test_the_preview_counts_exactly_what_the_search_and_the_tab_find(boss):
    for status, queue in (("failed", "video"), ("failed", "social"), ("completed", "video")):
        a_job(status=status, queue=queue)
    response = preview(boss, tab="failed", q="queue:video")

    assert response.context["count"] == 1
    assert "1 matching job<" in response.content.decode()
    assert not Audit.objects.exists()


def test_a_preview_of_very_many_reads_no_more_than_it_must_and_says_so(boss, monkeypatch):
    monkeypatch.setattr(bulk, "COUNTED", 2)
    for status, error in (("failed", "full"), ("failed", "full"), ("failed", "full"), ("completed", "")):
        a_job(status=status, error_message=error, queue="video")
    a_job(type="jobs-bulk", status="failed", queue="video")

    assert "3 matching jobs<" in preview(boss, tab="failed", q="queue:video").content.decode()  # the kept counts know
    for query in ({"q": "error:full"}, {"q": "status:failed after:7d"}):
        html = preview(boss, tab="failed", **query).content.decode()
        assert "More than 2 matching jobs<" in html and "Retry · more than 2 jobs" in html
    assert "1 matching job<" in preview(boss, tab="completed").content.decode()


def test_the_button_starts_one_job_that_knows_what_was_counted(boss):
    jobs = [a_job(status="failed") for _ in range(3)]
    response = preview(boss, tab="failed", q="type:video-generation")
    a_job(status="failed")
    answer = press(boss, response)
    bulk = Job.objects.get(type="jobs-bulk")

    assert answer.url == reverse("admin:jobs_job_change", args=[bulk.pk])
    assert bulk.args["lines"] == ["status:failed", "type:video-generation"]
    assert (bulk.args["upto"], bulk.args["by"]) == (jobs[-1].pk, "boss")
    assert Audit.objects.get().n == 3


@pytest.mark.parametrize("changes", [{"upto": "x"}, {"priority": "high"}, {"priority": "101"}, {"q": "status:faild"}])
def test_what_makes_no_sense_starts_nothing_and_says_why(boss, said, changes):
    a_job(status="failed")
    answer = press(boss, preview(boss, verb="priority"), **changes)

    assert not Job.objects.filter(type="jobs-bulk").exists()
    assert said(boss.get(answer.url))


@pytest.mark.parametrize("verb", ["retry", "cancel", "run-now", "priority", "delete", "nothing", ""])
def test_a_person_who_may_only_look_is_refused_and_offered_nothing(viewer, verb):
    assert preview(viewer, verb).status_code == 403
    assert viewer.post(reverse("dashboard:jobs-all-start"), {"verb": verb, "upto": "1"}).status_code == 403
    assert "All matching" not in viewer.get("/admin/jobs/job/").content.decode()


def test_changing_and_deleting_are_two_permissions(db):
    changes, deletes = (somebody("view_job", f"{verb}_job", username=verb) for verb in ("change", "delete"))

    assert [preview(signed_in(changes), verb).status_code for verb in ("retry", "delete")] == [200, 403]
    assert [preview(signed_in(deletes), verb).status_code for verb in ("retry", "delete")] == [403, 200]


def test_hostile_searches_and_errors_are_only_text(boss):
    a_job(status="failed", message=HOSTILE)

    assert HOSTILE not in preview(boss, q=f'"{HOSTILE}"').content.decode()
