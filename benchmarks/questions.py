"""What is asked of a large database: the pages, commands and functions that read jobs, by name."""

import json
from datetime import timedelta

from typer.testing import CliRunner

from benchmarks.pages import pages
from reelpress.cli.app import app
from reelpress.jobs import counts, estimate, stats, upkeep
from reelpress.jobs.models import Batch, Job


def questions():
    """Every question as (name, what asks it)."""
    yield from _functions()
    yield from pages()
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
    yield "time left of a running job", lambda: estimate.seconds_left(running)


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
