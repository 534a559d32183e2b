"""`reelpress job`: one job whole, and the newest."""

import pytest

from reelpress.content.models import Post
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.testing import drain
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db
KEYS = (
    "id type queue status priority progress message attempts max_attempts error_message run_after created_at "
    "started_at finished_at subject metadata parent history"
)


def test_the_json_of_a_job_is_whole(run):
    post = Post.objects.create(slug="a-post", title="A post", body="x", origin="a.md", digest="0")
    parent = enqueue("test-echo", {})
    job = enqueue("test-social", {"value": 1}, subject=post, parent=parent, priority=3, metadata={"format": "reel"})
    drain()
    shown = run("job", "show", job.public_id, "--json").data
    assert list(shown) == KEYS.split()
    assert shown["subject"] == {"type": "post", "id": post.pk, "name": "A post"}
    assert (shown["parent"], shown["priority"], shown["metadata"]) == (parent.public_id, 3, {"format": "reel"})
    assert (shown["status"], shown["attempts"], shown["max_attempts"]) == ("completed", 1, 2)
    [attempt] = shown["history"]
    assert list(attempt) == ["number", "worker", "pid", "started_at", "finished_at", "outcome", "error"]
    assert (attempt["number"], attempt["outcome"], attempt["error"]) == (1, "ok", "")


def test_a_failed_job_shows_its_sentences_attempts_and_log(run):
    job = enqueue("test-echo", {"do": "fail"})
    drain()
    said = run("job", "show", job.pk).out
    assert "It broke. Nothing was done. Try again." in said
    assert "1 of 3" in said
    assert "error" in said


def test_the_lines_that_a_handler_wrote_are_shown(run):
    job = enqueue("test-echo", {})
    drain()
    assert "\n  a line\n" in run("job", "show", job.public_id).out


@pytest.mark.parametrize("typed", ["jnonsense", "999999999", "", "²", "9" * 40])
def test_a_job_that_does_not_exist_is_refused(run, typed):
    said = run("job", "show", typed)
    assert said.code == 2
    assert said.err.startswith("There is no job")


def test_a_job_whose_subject_is_gone_is_still_shown(run):
    post = Post.objects.create(slug="a-post", title="A post", body="x", origin="a.md", digest="0")
    job = enqueue("test-echo", {}, subject=post)
    post.delete()
    assert run("job", "show", job.public_id, "--json").data["subject"]["name"] == ""
    assert run("job", "list").code == 0


def test_the_newest_jobs_come_first_and_can_be_narrowed(run):
    first, second, third = enqueue("test-echo", {}), enqueue("test-social", {}), enqueue("test-echo", {"do": "refuse"})
    drain()

    def ids(*options):
        return [row["id"] for row in run("job", "list", "--json", *options).data]

    assert ids() == [third.public_id, second.public_id, first.public_id]
    assert ids("--limit", 1) == [third.public_id]
    assert ids("--status", "failed") == [third.public_id]
    assert ids("--type", "test-echo", "--status", "completed") == [first.public_id]


def test_the_plain_list_shows_id_type_status_and_message(run):
    job = enqueue("test-echo", {"do": "refuse"})
    drain()
    header, line = run("job", "list").out.splitlines()
    assert header.split()[:4] == ["ID", "TYPE", "ABOUT", "STATUS"]
    for word in (job.public_id, "test-echo", "failed", "It will never work."):
        assert word in line


@pytest.mark.parametrize("options", [("--status", "dead"), ("--type", "nonsense"), ("--limit", "0")])
def test_a_filter_that_fits_nothing_by_design_is_wrong_usage(run, options):
    assert run("job", "list", *options).code == 2


def test_a_list_costs_the_same_few_queries_for_many_jobs(run, django_assert_max_num_queries):
    for number in range(20):
        post = Post.objects.create(slug=f"p{number}", title="P", body="x", origin=f"{number}.md", digest="0")
        enqueue("test-echo", {}, subject=post)
    assert Job.objects.count() == 20
    with django_assert_max_num_queries(8):
        run("job", "list", "--json")
