"""`reelpress social`, `publication` and `metrics`: what goes out, what went out, what came back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reelpress.cli.job import warn_if_nobody_works
from reelpress.jobs.models import Job
from reelpress.jobs.workers import seen
from reelpress.lib import clock
from reelpress.pipeline import flow
from tests.cli import rows
from tests.factories import a_publication, a_reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_auto_publish_queues_a_job_for_every_post_that_is_ready(run):
    ready, sent, bare = rows.post("ready"), rows.post("sent"), rows.post("bare")
    account = rows.account()
    rows.video(ready)
    rows.video(sent)
    rows.publication(sent, account)
    assert run("social", "auto-publish").out == "Posts processed: 1\nJobs queued: 1\n"
    job = Job.objects.get()
    assert (job.type, job.subject) == ("social-media-publish", ready)
    assert bare.videos.count() == 0


def test_auto_publish_names_its_jobs_in_json(run):
    rows.video(rows.post())
    rows.account("telegram")
    shown = run("social", "auto-publish", "--platforms", "telegram", "--json").data
    assert shown == {"posts": 1, "jobs": 1, "job_ids": [Job.objects.get().public_id]}
    assert Job.objects.get().args["platforms"] == ["telegram"]


def test_auto_publish_with_nothing_ready_is_no_failure(run):
    said = run("social", "auto-publish")
    assert (said.code, said.out) == (0, "Posts processed: 0\nJobs queued: 0\n")


def test_publish_queues_one_job_and_says_where_to_watch_it(run):
    post = rows.post()
    rows.video(post)
    said = run("social", "publish", post.slug, "--platforms", "youtube, Telegram,youtube", "--json")
    job = Job.objects.get()
    assert said.data["job_id"] == job.public_id
    assert str(job.pk) in said.data["url"]
    assert job.args["platforms"] == ["youtube", "telegram"]
    assert job.public_id in run("job", "list").out


def test_publish_at_a_time_waits_until_then(run):
    post = rows.post()
    rows.video(post)
    before = clock.now()
    said = run("social", "publish", post.pk, "--at", "+2h")
    assert said.code == 0
    assert "“A post” goes out at " in said.out
    due = Job.objects.get().run_after
    assert before + timedelta(hours=2) <= due <= clock.now() + timedelta(hours=2)


@pytest.mark.parametrize(
    "options", [("--platforms", "myspace"), ("--platforms", ","), ("--at", "yesterday"), ("--at", "2001-01-01")]
)
def test_what_cannot_be_meant_is_wrong_usage_and_queues_nothing(run, options):
    post = rows.post()
    rows.video(post)
    said = run("social", "publish", post.slug, *options)
    assert (said.code, said.out) == (2, "")
    assert not Job.objects.exists()


def test_a_form_that_no_account_takes_is_refused_at_once_and_without_accounts_the_person_is_told(run):
    post = rows.post()
    rows.account("youtube")
    refused = run("social", "publish", post.slug, "--only", "text")
    assert refused.code == 2 and "no posts that are only a text on youtube" in refused.err
    assert not Job.objects.exists()
    rows.account("telegram")
    assert run("social", "publish", post.slug, "--only", "text").err == ""
    nobody = run("social", "publish", post.slug, "--only", "text", "--platforms", "linkedin")
    assert nobody.code == 0 and "No account is connected there" in nobody.err


def test_publishing_a_post_that_does_not_exist_is_wrong_usage(run):
    assert run("social", "publish", "nonsense").code == 2


def test_a_note_on_stderr_says_when_no_worker_serves_the_queue(settings, capsys):
    settings.QUEUE_MODE = "celery"
    seen(["video", "default"])
    warn_if_nobody_works({"video", "social"})
    captured = capsys.readouterr()
    assert captured.err.startswith("No worker serves the queue social now. Start one with `reelpress up`")
    assert captured.out == ""
    seen(["video", "social"])
    warn_if_nobody_works({"video", "social"})
    assert capsys.readouterr().err == ""


def test_publications_are_listed_with_exactly_the_promised_keys(run):
    post = rows.post()
    rows.publication(post, rows.account(), remote_id="abc", url="https://example.com/v/abc")
    rows.publication(
        post,
        rows.account("telegram", "News"),
        status="failed",
        error_happened="It was refused.",
        error_todo="Reconnect.",
    )
    second, first = run("publication", "list", "--json").data
    assert list(first) == ["id", "post", "account", "platform", "status", "remote_id", "url", "error", "due_at"]
    assert (first["post"], first["account"], first["platform"]) == ("a-post", "Channel", "youtube")
    assert (first["status"], first["remote_id"], first["url"]) == ("published", "abc", "https://example.com/v/abc")
    assert (second["status"], second["error"]) == ("failed", "It was refused. Reconnect.")
    gone = rows.publication(
        rows.post("gone"), rows.account(name="Other"), taken_down_at=clock.now() - timedelta(hours=3)
    )
    planned = a_publication(video=gone.video, status="scheduled", due_at=clock.now() + timedelta(hours=5, minutes=1))
    text = run("publication", "list").out
    lines = {int(line.split()[0]): line for line in text.splitlines()[1:]}
    assert "taken down" in lines[gone.pk] and "3h ago" in lines[gone.pk] and "in 5h" in lines[planned.pk]
    assert "was taken down already" in run("publication", "take-down", gone.pk).err
    assert "https://example.com/v/abc" in text
    assert "It was refused." in text


def test_what_waits_for_its_turn_is_planned_and_says_when(run, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    turn = (clock.now() + timedelta(minutes=45, seconds=30)).replace(microsecond=0)
    waits = rows.publication(rows.post("one"), rows.account("twitter"), status="draft")
    waits.__class__.objects.update(published_at=None)
    flow.publish_to(waits, at=turn)
    idle = a_publication(video=waits.video, status="draft")
    lines = {int(line.split()[0]): line for line in run("publication", "list").out.splitlines()[1:]}
    local = f"{turn.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%d %H:%M}"
    assert f" planned  in 45m, {local}" in lines[waits.pk] and " x " in lines[waits.pk]
    assert lines[idle.pk].endswith(" draft") and "planned" not in lines[idle.pk]
    newest, oldest = run("publication", "list", "--json").data
    assert (oldest["status"], oldest["platform"], newest["due_at"]) == ("draft", "twitter", None)
    assert datetime.fromisoformat(oldest["due_at"]) == turn


def test_a_post_that_is_to_go_out_at_a_time_is_listed_before_anything_went_out(run):
    rows.account(), rows.account("twitter", "News"), rows.video(rows.post())
    assert run("social", "publish", "a-post", "--at", "+5h").code == 0
    assert run("social", "publish", "a-post", "--at", "+3h", "--platforms", "x").code == 0
    assert run("social", "publish", "a-post").code == 0
    later, soon = run("publication", "list").out.splitlines()[1:][::-1]
    assert soon.split()[:4] == ["a-post", "x", "planned", "in"] and later.split()[:3] == ["a-post", "all", "planned"]
    order = soon.split()[-1]
    assert f"reelpress queue cancel {order}" in soon and run("queue", "cancel", order).code == 0
    assert order not in run("publication", "list").out


@pytest.mark.parametrize(("verdict", "status"), [("--there", "published"), ("--not-there", "draft")])
def test_a_person_decides_about_an_unconfirmed_publication(run, verdict, status):
    publication = rows.publication(rows.post(), rows.account(), status="unconfirmed")
    said = run("publication", "confirm", publication.pk, verdict, "--json")
    assert (said.code, said.data["status"]) == (0, status)
    publication.refresh_from_db()
    assert publication.status == status


def test_what_is_not_there_can_be_sent_again_and_the_command_says_how(run):
    publication = rows.publication(rows.post(), rows.account(), status="unconfirmed")
    said = run("publication", "confirm", publication.pk, "--not-there")
    assert "reelpress social publish a-post --platforms youtube" in said.out


def test_a_verdict_needs_a_side_and_an_unconfirmed_publication(run):
    publication = rows.publication(rows.post(), rows.account())
    assert run("publication", "confirm", publication.pk).code == 2
    assert run("publication", "confirm", publication.pk, "--not-there").code == 2
    assert run("publication", "confirm", publication.pk, "--not-there", "--url", "https://example.com").code == 2
    assert run("publication", "confirm", 999, "--there").code == 2
    publication.refresh_from_db()
    assert publication.status == "published"


def test_metrics_are_read_of_what_was_published_lately(run):
    post = rows.post()
    fresh = rows.publication(post, rows.account())
    old = rows.publication(post, rows.account(name="Old"))
    type(old).objects.filter(pk=old.pk).update(published_at=clock.now() - timedelta(days=40))
    shown = run("metrics", "update", "--json").data
    job = Job.objects.get()
    assert shown == {"jobs": 1, "job_ids": [job.public_id]}
    assert job.subject == fresh
    assert run("metrics", "update", "--days", 60).out == "Jobs queued: 2\n"


def test_metrics_without_publications_say_so(run):
    assert run("metrics", "update", "--days", 3).out == "Nothing was published in the last 3 days.\n"
    assert run("metrics", "update", "--days", 0).code == 2


def test_metrics_show_says_why_a_platform_tells_nothing(run):
    sent = rows.publication(rows.post("one"), rows.account("tiktok"))
    a_reading(of=sent, views=None, raw={"note": "TikTok tells numbers of public videos only."})
    shown = run("metrics", "show")
    assert "tiktok" in shown.out and "tiktok: TikTok tells numbers of public videos only." in shown.err


def test_metrics_show_what_was_read_last_by_platform(run):
    sent = rows.publication(rows.post("one"), rows.account(), status="published")
    a_reading(of=sent, views=12, likes=None)
    assert run("metrics", "show", "one", "--json").data == [
        {"platform": "youtube", "published": 1, "read": 1, "views": 12, "likes": None, "comments": None, "shares": None}
    ]
    assert run("metrics", "show").out.splitlines()[-1].split()[:5] == ["youtube", "1", "1", "12", "-"]


def test_metrics_of_nothing_say_how_to_begin(run):
    assert "Nothing was published yet" in run("metrics", "show").out


def test_publishing_in_the_next_slots_is_told_to_the_job(run):
    rows.video(rows.post("one"))
    rows.account()
    run("social", "publish", "one", "--slots")
    assert Job.objects.get().args["in_slots"] is True
    assert run("social", "publish", "one", "--slots", "--at", "+2h").code == 2


def test_a_token_that_ends_before_the_time_is_said_today(run):
    rows.video(rows.post("one"))
    account = rows.account()
    type(account).objects.update(expires_at=clock.now() + timedelta(days=1), refresh_token_sealed="")
    assert "Connect the account again before then" in run("social", "publish", "one", "--at", "+3d").err


def test_a_post_goes_out_as_a_text_when_that_is_asked_for(run):
    rows.post("one")
    rows.account("telegram")
    run("social", "publish", "one", "--only", "text")
    assert Job.objects.get().args["variant"] == "text"
    assert run("social", "publish", "one", "--only", "film").code == 2


def test_a_preview_shows_what_would_be_sent_and_fails_when_it_would_not_go_out(run):
    video = rows.video(rows.post("one"))
    account = rows.account("twitter")
    shown = run("social", "preview", "one", "--json")
    type(video).objects.update(seconds=500)
    stopped = run("social", "preview", "one")
    assert shown.code == 0 and shown.data[0]["account"] == str(account) and shown.data[0]["text"]
    assert stopped.code == 1 and "[stop] Media: The video runs 500 s" in stopped.out


def test_what_is_not_out_is_not_taken_down(run):
    draft = rows.publication(rows.post("one"), rows.account(), status="draft")
    failed = run("publication", "take-down", draft.pk)
    assert failed.code == 2 and "is not out" in failed.err and run("publication", "take-down", 999).code == 2
