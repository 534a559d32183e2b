"""The dashboard with a large database, live workers and a real browser: looked at, pressed, timed and drawn.

`python -m benchmarks screens [--only pages,acts,times,shots] [--jobs N] [--posts N] [--out DIR]`.
On SQLite. Exits with 1 when a page has a fault, an action does not do what it says, or a goal is missed.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import services

from benchmarks import machine, places, tables

PARTS = ("pages", "acts", "times", "shots")
PASSWORD = "reels-of-the-bench"
RESULTS = places.ROOT / "benchmarks" / "results.md"


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks screens", description=__doc__)
    parser.add_argument("--jobs", type=int, default=200_000, help="rows of the large database")
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, by commas: " + ", ".join(PARTS))
    parser.add_argument("--page", default="", help="only pages with one of these words in their name, by commas")
    parser.add_argument("--out", type=Path, help="where the pictures go; without it none are drawn")
    parser.add_argument("--everything", action="store_true", help="draw every page at both widths, light and dark")
    parser.add_argument("--home", type=Path, help="keep the database here, or use the one that is here")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/results.md")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Fill, start everything, look; print the tables."""
    wanted = options(arguments)
    if not services.chromium():
        raise SystemExit("There is no Chromium. On Debian: apt install chromium")
    with ExitStack() as stack:
        home = stack.enter_context(kept_home(wanted.home) if wanted.home else places.home())
        web = settle(home)
        prepare(home, wanted)
        stack.enter_context(everything(web))
        report, wrong = look(wanted, f"http://127.0.0.1:{web}")
        about = machine.facts(asked=()) | {"waiting for a processor, on average": f"{os.getloadavg()[1]:.0f} processes"}
    publish(wanted, about, report, wrong)


@contextmanager
def kept_home(folder):
    """Settle the environment on a home that stays."""
    with places.home() as new:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["REELPRESS_HOME"] = str(folder.absolute())
        shutil.rmtree(new, ignore_errors=True)
        yield folder.absolute()


def settle(home):
    """Point this process and its children at a demo network; return the port of the dashboard."""
    from reelpress.cli.stack import free_port, is_listening

    web = free_port()
    while is_listening(web + 1):
        web = free_port()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "reelpress.config.settings", "REELPRESS_QUEUE": "celery"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    for name in ("YOUTUBE", "LINKEDIN", "TIKTOK", "TWITTER", "TELEGRAM", "FACEBOOK", "INSTAGRAM"):
        os.environ[f"REELPRESS_{name}_URL"] = f"http://127.0.0.1:{web + 1}"
    from reelpress.cli.demo import ACCOUNTS

    os.environ["REELPRESS_STAGGER"] = json.dumps(dict.fromkeys(ACCOUNTS, 0))
    return web


def prepare(home, wanted):
    """Make the tables and fill them, unless that was done in a home that was kept."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from benchmarks import screens_rows, screens_story

    if (home / "filled").exists():
        return
    began = time.monotonic()
    files = screens_story.first_video()
    screens_rows.fill(wanted.jobs, wanted.posts, files)
    screens_story.person(PASSWORD)
    (home / "filled").touch()
    print(f"{wanted.jobs:,} jobs and {wanted.posts:,} posts made in {time.monotonic() - began:.0f} s", flush=True)


@contextmanager
def everything(web):
    """Run web, workers, clock, queue server and demo network while the block runs."""
    from django.conf import settings

    from reelpress.cli.stack import is_listening
    from reelpress.lib import clock

    command = [sys.executable, "-m", "reelpress", "up", "--port", str(web), "--demo-network"]
    with (settings.LOGS / "up.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=places.ROOT)
    try:
        if not clock.wait_until(lambda: is_listening(web) or process.poll() is not None, seconds=90):
            raise SystemExit(f"The dashboard did not start: see {settings.LOGS}")
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def look(wanted, url):
    """Do the parts that were asked for, in one browser; return tables and what is wrong."""
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import FLAGS

    from benchmarks import screens_acts, screens_pages, screens_shots, screens_times

    report, wrong = [], []
    parts = wanted.only.split(",")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=services.chromium(), args=list(FLAGS))
        if "shots" in parts and wanted.out:
            screens_shots.draw(chromium, url, wanted.out, everything=wanted.everything)
        for name, part in (("pages", screens_pages), ("times", screens_times), ("acts", screens_acts)):
            if name in parts:
                table, faults = part.look(chromium, url, wanted)
                report.append(table)
                wrong += faults
        chromium.close()
    return report, wrong


def publish(wanted, about, report, wrong):
    """Print the tables and every fault; write them down where the command line says."""
    for table in (("Measured on", ("", ""), list(about.items())), *report):
        tables.show(*table)
    print("\n".join(wrong))
    if wanted.record and report:
        today = time.strftime("%Y-%m-%d", time.gmtime())
        text = "\n".join(tables.markdown(*table) for table in (*report, ("Measured on", ("", ""), list(about.items()))))
        head = f"## Dashboard: {wanted.jobs:,} jobs, {wanted.posts:,} posts, SQLite, {today}"
        tables.put_section(RESULTS, f"screens {wanted.only}", f"{head}\n\n{text}")
    if wrong:
        raise SystemExit(f"{len(wrong)} faults.")
