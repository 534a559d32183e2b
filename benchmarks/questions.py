"""What is asked of a large database: the pages, commands and functions that read jobs, by name."""

import json
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from reelpress.cli.app import app
from reelpress.dashboard.tabs import TABS
from reelpress.jobs import counts, stats, upkeep
from reelpress.jobs.models import Batch, Job

JOBS = "/admin/jobs/job/"


def questions():
    """Every question as (name, what asks it)."""
    yield from _functions()
    yield from _pages()
    yield from _commands()
    yield from _clock()


def _functions():
    running = Job.objects.processing().latest("pk")
    yield "badges", stats.badges
    yield "queue rows", stats.queue_rows
    yield "counts of all", counts.current
    yield "chart: a day by the hour", lambda: stats.history(timedelta(hours=24), timedelta(hours=1))
    yield "chart: two days by the half hour", lambda: stats.history(timedelta(hours=48), timedelta(minutes=30))
    yield (
        "chart: a month by the day, one queue",
        lambda: stats.history(timedelta(days=30), timedelta(days=1), queue="video"),
    )
    yield "total of a day", lambda: stats.total(timedelta(hours=24))
    yield "reasons of failure", stats.reasons
    yield "time left of a running job", lambda: stats.seconds_left(running)


def _pages():
    people = get_user_model()
    person = people.objects.create_user("bench-admin", is_staff=True, is_superuser=True)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)

    def get(path, **query):
        def ask():
            answer = browser.get(path, query)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return ask

    deep = Job.objects.order_by("pk").values_list("pk", flat=True)[0] + Job.objects.count() // 10
    newest = Job.objects.order_by("-pk").values_list("pk", flat=True)[:50]
    failed = Job.objects.failed().latest("pk")
    told = Job.objects.filter(log_lines__isnull=False).latest("pk")
    user = people.objects.exclude(pk=person.pk).latest("pk").pk
    for tab in TABS:
        yield f"page: jobs, tab {tab.name}", get(JOBS, tab=tab.name)
        yield f"page: jobs, tab {tab.name}, deep", get(JOBS, tab=tab.name, before=deep)
    yield "page: jobs, search by id", get(JOBS, q=failed.public_id)
    yield "page: jobs, search by beginning", get(JOBS, q=failed.public_id[:4])
    yield "page: jobs, failed of a type", get(JOBS, status="failed", type="platform-publish")
    yield "page: jobs, of a queue", get(JOBS, queue="low-priority")
    yield "page: jobs, of a queue, pending", get(JOBS, queue="default", tab="pending")
    yield "page: jobs, cancelled of a queue", get(JOBS, queue="video", tab="cancelled")
    yield "page: jobs, of a user", get(JOBS, user=user)
    yield "page: jobs, failed of a user", get(JOBS, user=user, tab="failed")
    ids = ",".join(map(str, newest))
    yield "live: an open job list", get(reverse("dashboard:jobs-live"), ids=ids, newest=newest[0])
    yield "page: a job that failed", get(f"{JOBS}{failed.pk}/change/")
    yield "page: a job with 1,500 lines", get(f"{JOBS}{told.pk}/change/")
    post = Job.objects.filter(subject_id__isnull=False).latest("pk").subject_id
    yield "page: a post with thousands of jobs", get(f"/admin/content/post/{post}/change/")
    yield "page: home", get("/admin/")


def _commands():
    runner = CliRunner()

    def run(*words):
        def ask():
            answer = runner.invoke(app, [*words, "--json"])
            if answer.exit_code != 0:
                raise RuntimeError(f"`{' '.join(words)}` ended with {answer.exit_code}: {answer.output[-120:]}")
            json.loads(answer.stdout)

        return f"reelpress {' '.join(words)}", ask

    failed = Job.objects.failed().latest("pk")
    batch = Batch.objects.latest("pk")
    yield run("job", "list")
    for name, value in (("status", "failed"), ("status", "pending"), ("type", "platform-publish"), ("queue", "social")):
        yield run("job", "list", f"--{name}", value)
    yield run("job", "list", "--user", "person-3")
    yield run("job", "list", "--batch", batch.public_id)
    yield run("job", "list", "--failed-since", "2d")
    yield run("job", "list", "--status", "cancelled", "--queue", "video")
    yield run("job", "show", failed.public_id)
    yield run("queue", "monitor")
    yield run("queue", "failed")
    yield run("queue", "failed", "--reason", failed.error_group)
    yield run("queue", "stats", "--hours", "48")
    yield run("queue", "reasons")
    yield run("queue", "workers")
    yield run("queue", "batches")
    yield run("queue", "batch", batch.public_id)


def _clock():
    yield "clock: fold the moves", counts.fold
    yield "clock: ring for what is due", upkeep.ring_due
    yield "clock: heal lost bells", lambda: upkeep.heal_lost_bells(counts.Counter(), lambda queue: 0)
    yield "clock: bury the lost", upkeep.bury_lost
    yield "clock: release the stranded", upkeep.release_stranded
