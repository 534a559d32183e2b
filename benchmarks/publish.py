"""How many posts an hour go out: many posts to five platforms of the demo network, with several social workers.

`python -m benchmarks publish [--posts 200] [--workers 4] [--megabytes 5] [--record]`. Then a burst of posts that are
due in the same moment, and one very large file. The database is SQLite; the network is the demo network on loopback.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import psutil

from benchmarks import places, publish_tables, tables

PLATFORMS = {
    "instagram": "17841400000000001",
    "twitter": "",
    "facebook": "100000000000001",
    "linkedin": "urn:li:person:demo",
    "telegram": "@demo_news",
}
BURST = 200
PLANNED_SECONDS = 60  # time to plan it in
LARGE_BYTES = 1_900_000_000
LIMIT_SECONDS = 3600
ENDED = ("completed", "failed", "cancelled")


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=publish", description=__doc__)
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--megabytes", type=float, default=5, help="the size of each video")
    parser.add_argument("--no-large", action="store_true", help="leave the large file out")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/results.md")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Measure and print."""
    wanted = options(arguments)
    with ExitStack() as stack:
        folder = stack.enter_context(places.home())
        url = stack.enter_context(network(folder))
        point_at(url)
        import django

        django.setup()
        places.migrate(f"sqlite:///{folder / 'db.sqlite3'}")
        stack.enter_context(places.queue_server())
        workers = stack.enter_context(running(wanted.workers))
        accounts = connect()
        found = storm(wanted, accounts, workers, url)
        found |= burst(accounts)
    if not wanted.no_large:
        found |= large()
    publish_tables.show(wanted, found, len(PLATFORMS))


@contextmanager
def network(folder):
    """Run the demo network; give its address."""
    from reelpress.cli import stack
    from reelpress.lib import clock, proc

    port = stack.free_port()
    command = (sys.executable, "-m", "reelpress.demo", "--port", str(port), "--data", str(folder / "network"))
    process = proc.spawn(command, log=folder / "network.log")
    url = f"http://127.0.0.1:{port}"
    try:
        if not clock.wait_until(lambda: _answers(url), seconds=30):
            raise SystemExit("The demo network did not start.")
        # Every platform's own cap on posts a day would end the measurement early.
        turn(url, daily_posts=dict.fromkeys(PLATFORMS, 1_000_000))
        yield url
    finally:
        proc.stop(process)


def turn(url, **knobs):
    """Turn knobs of the demo network."""
    request = urllib.request.Request(
        f"{url}/demo/knobs", json.dumps(knobs).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).read()


def _answers(url):
    try:
        return urllib.request.urlopen(url, timeout=1).status == 200
    except OSError:
        return False


def point_at(url):
    """Settle the environment on the demo network, without pauses between platforms."""
    names = {"twitter": "X"}
    os.environ |= {f"REELPRESS_{names.get(name, name.upper())}_URL": url for name in PLATFORMS}
    os.environ |= {"REELPRESS_STAGGER": json.dumps(dict.fromkeys(PLATFORMS, 0)), "REELPRESS_QUEUE": "celery"}


@contextmanager
def running(workers):
    """Run a worker of so many processes for the social queue, and the clock; give both."""
    from django.conf import settings

    from reelpress.jobs.models import Worker
    from reelpress.lib import clock, proc

    reelpress = (sys.executable, "-m", "reelpress", "queue")
    commands = {
        "worker": (*reelpress, "work", "--queue", "social", "-c", str(workers)),
        "clock": (*reelpress, "clock"),
    }
    started = [proc.spawn(command, log=settings.LOGS / f"{name}.log") for name, command in commands.items()]
    try:
        if not clock.wait_until(Worker.objects.exists, seconds=60):
            raise SystemExit("The worker did not start.")
        yield started
    finally:
        for process in started:
            proc.stop(process)


def connect():
    """Connect one account a platform, without a cap on its posts a day."""
    from reelpress.publishing import services
    from reelpress.publishing.models import Account

    accounts = [
        services.add_account(name, name=f"Bench {name}", token="1001:bench-token", remote_id=remote)
        for name, remote in PLATFORMS.items()
    ]
    Account.objects.update(posts_per_day=1_000_000)
    return accounts


def posts(count, megabytes, name):
    """Make so many posts, each with a ready video of that size; the videos share one file."""
    from django.conf import settings

    from reelpress.content.models import Post
    from reelpress.video.models import Video

    file = Path(settings.MEDIA_ROOT) / "videos" / f"{name}.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"\0" * int(megabytes * 1e6))
    facts = {"file": f"videos/{file.name}", "format": "tiktok", "status": "ready", "seconds": 60.0}
    size = {"width": 1080, "height": 1920}
    made = Post.objects.bulk_create(
        Post(slug=f"{name}-{number}", title=f"{name} {number}", summary="Words.", body="Words.",
             origin=f"{name}-{number}.md", digest=f"{name}-{number}"[:32])
        for number in range(count)
    )  # fmt: skip
    return Video.objects.bulk_create(Video(post=post, **facts, **size) for post in made)


def storm(wanted, accounts, processes, url):
    """Every post to every platform, as fast as it goes."""
    from reelpress.pipeline import flow
    from reelpress.publishing import services

    videos = posts(wanted.posts, wanted.megabytes, "storm")
    before = {name: _cpu(name, processes, url) for name in ("workers", "network")}
    started = time.monotonic()
    jobs = [
        flow.publish_to(services.prepare(video.post, video, account)).pk for video in videos for account in accounts
    ]
    queued = time.monotonic() - started
    wall = _until_ended(jobs, started)
    cpu = {name: _cpu(name, processes, url) - spent for name, spent in before.items()}
    return {
        "publications": len(jobs), "posts": wanted.posts, "workers": wanted.workers, "megabytes": wanted.megabytes,
        "wall": wall, "queued": queued, "cpu": cpu, **_ends(jobs, "storm"),
        "an hour": wanted.posts / wall * 3600, "publications an hour": len(jobs) / wall * 3600,
    }  # fmt: skip


def burst(accounts):
    """Many publications of one account, and of several, that are due in the same second."""
    from reelpress.lib import clock
    from reelpress.pipeline import flow
    from reelpress.publishing import services
    from reelpress.publishing.models import Publication

    videos = posts(BURST // len(accounts), 1, "burst")
    due = clock.now() + timedelta(seconds=PLANNED_SECONDS)
    jobs = [flow.plan(services.prepare(video.post, video, account), due).pk for video in videos for account in accounts]
    if clock.now() > due:
        raise SystemExit("Planning the burst took longer than its pause; nothing was measured.")
    _until_ended(jobs, time.monotonic())
    out = Publication.objects.filter(post__slug__startswith="burst", published_at__isnull=False)
    late = [(moment - due).total_seconds() for moment in out.values_list("published_at", flat=True)]
    return {"burst": len(jobs), "late": max(late), "late p50": tables.percentile(late, 0.5), **_ends(jobs, "burst")}


def large():
    """The growth of memory while one very large file goes out, in MB; measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.publish_large", str(LARGE_BYTES)]
    said = subprocess.run(command, capture_output=True, text=True)
    if said.returncode:
        raise SystemExit(f"The large file was not sent: {said.stderr[-500:]}")
    return {"large": json.loads(said.stdout)}


def _until_ended(jobs, started):
    """Wait until all jobs have ended; return the seconds since `started`."""
    from reelpress.jobs.models import Job

    while Job.objects.filter(pk__in=jobs).exclude(status__in=ENDED).exists():
        if time.monotonic() - started > LIMIT_SECONDS:
            raise SystemExit(f"Not all went out within {LIMIT_SECONDS} s.")
        time.sleep(0.5)
    return time.monotonic() - started


def _ends(jobs, name):
    """How the jobs ended, and how many tries met a locked database."""
    from reelpress.jobs.models import Attempt, Job

    ends = Counter(Job.objects.filter(pk__in=jobs).values_list("status", flat=True))
    locked = Attempt.objects.filter(job__in=jobs, error__icontains="locked").count()
    others = sum(ends.values()) - ends["completed"]
    return {f"{name} completed": ends["completed"], f"{name} others": others, f"{name} locked": locked}


def _cpu(name, processes, url):
    """CPU seconds of the workers and the clock, or of the demo network, with all below them."""
    if name == "workers":
        roots = [psutil.Process(process.pid) for process in processes]
    else:
        port = url.rpartition(":")[2]
        roots = [one for one in psutil.process_iter() if _serves(one, port)]
    total = 0.0
    for root in roots:
        for one in [root, *root.children(recursive=True)]:
            times = one.cpu_times()
            total += times.user + times.system
    return total


def _serves(process, port):
    try:
        line = process.cmdline()
    except psutil.Error:
        return False
    return "reelpress.demo" in line and port in line
