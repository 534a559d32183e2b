"""`reelpress job`: one job whole, and the newest."""

import pytest

from reelpress.content.models import Post
from reelpress.jobs.batches import Spec, start_batch
from reelpress.jobs.chains import chain
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, JobLog
from reelpress.jobs.testing import drain
from reelpress.jobs.transitions import ago
from reelpress.pipeline import flow
from tests.factories import a_job, a_user
from tests.jobs import types  # noqa: F401  (makes the job types known)

pytestmark = pytest.mark.django_db
KEYS = (
    "id type queue status priority progress message attempts max_attempts error_message reason "
    "run_after created_at started_at finished_at subject metadata parent seconds_left family history"
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
    assert list(attempt) == [
        "number",
        "worker",
        "pid",
        "started_at",
        "finished_at",
        "outcome",
        "error",
        "peak_memory_mb",
    ]
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


def test_all_lines_come_with_their_times_when_asked_for(run):
    job = enqueue("test-echo", {})
    drain()
    for number in range(30):
        JobLog.objects.create(job=job, attempt=job.history.get(), line=f"line {number}")
    short = run("job", "show", job.public_id)
    assert short.err == "11 earlier lines; --logs shows them.\n"
    assert "a line" not in short.out
    assert "  1  a line\n" in run("job", "show", job.public_id, "--logs").out
    assert "log" not in run("job", "show", job.public_id, "--json").data
    told = run("job", "show", job.public_id, "--json", "--logs").data["log"]
    assert (len(told), told[0]["line"], told[0]["attempt"]) == (31, "a line", 1)


def test_the_family_of_a_job_is_named(run):
    first, second = chain(Spec("test-echo"), Spec("test-echo"))
    child = enqueue("test-echo", {}, parent=first)
    batch = start_batch("many", [Spec("test-echo")])
    of_batch = batch.jobs.get()
    family = run("job", "show", first.public_id, "--json").data["family"]
    assert family == {
        "parent": None, "children": [child.public_id], "after": None, "followers": [second.public_id], "batch": None,
    }  # fmt: skip
    assert run("job", "show", second.public_id, "--json").data["family"]["after"] == first.public_id
    assert run("job", "show", of_batch.public_id, "--json").data["family"]["batch"] == batch.public_id
    said = run("job", "show", second.public_id).out
    assert f"waits for  {first.public_id}" in said
    assert second.public_id in run("job", "show", first.public_id).out


def test_a_running_job_says_how_long_it_still_takes(run):
    job = a_job()
    Job.objects.filter(pk=job.pk).update(status="processing", progress=50, started_at=ago(60))
    assert 50 < run("job", "show", job.public_id, "--json").data["seconds_left"] < 70
    assert "about 1m" in run("job", "show", job.public_id).out


def test_the_list_is_narrowed_by_each_option(run):
    ada = a_user(username="ada")
    mine = enqueue("test-echo", {}, user=ada)
    batch = start_batch("many", [Spec("test-social")])
    [of_batch] = batch.jobs.all()
    old, new = (a_job(status="failed", finished_at=ago(days * 86_400)) for days in (3, 1))

    def listed(*options):
        return [row["id"] for row in run("job", "list", "--json", *options).data]

    assert listed("--user", "ada") == [mine.public_id]
    assert listed("--batch", batch.public_id) == [of_batch.public_id]
    assert listed("--queue", "social") == [of_batch.public_id]
    assert listed("--failed-since", "2d") == [new.public_id]
    assert listed("--failed-since", "7d") == [new.public_id, old.public_id]


@pytest.mark.parametrize(
    "options",
    [("--user", "nobody"), ("--batch", "bnone"), ("--queue", "vidoe"), ("--failed-since", "soon"),
     ("--failed-since", "2100-01-01")],
)  # fmt: skip
def test_a_name_that_does_not_exist_is_refused(run, options):
    assert run("job", "list", *options).code == 2


def test_a_list_that_is_cut_says_so(run):
    for _ in range(5):
        enqueue("test-echo", {})
    cut = run("job", "list", "--limit", 2, "--json")
    assert (len(cut.data), cut.err) == (2, "3 more; raise --limit to see them.\n")
    assert run("job", "list", "--limit", 5, "--json").err == ""


def test_a_failed_import_is_about_the_address(run):
    address = "http://127.0.0.1:9/feed.xml"
    job = flow.import_address(address)
    assert address in run("job", "list").out and run("job", "list", "--json").data[0]["subject"] is None
    assert f"about     {address}" in run("job", "show", job.public_id).out.replace("       ", "     ")
