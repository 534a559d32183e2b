"""`python -m tests.chaos.soak`: thousands of jobs while processes and servers are killed; says what it found.

Ends with 1 when a job was lost, finished twice or left behind, or when `queue doctor` finds anything.
"""

import argparse
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager

from tests.chaos import database


def main(argv=None):
    """Run one soak; return the exit code."""
    options = parse(argv)
    if options.database == "postgresql" and not database.binaries():
        print("PostgreSQL's own programs (initdb, pg_ctl) were not found on this machine; nothing was run.")
        return 0
    home = tempfile.mkdtemp(prefix="reelpress-soak-")
    try:
        with server(options.database) as cluster:
            settle(home, cluster)
            report = storm(options, cluster)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(written(options, report))
    return 1 if report.wrong else 0


def parse(argv):
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak", description=__doc__)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=600, help="by when everything must be over")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


@contextmanager
def server(kind):
    """A PostgreSQL server of the soak's own, or None."""
    if kind == "sqlite":
        yield None
        return
    with database.cluster() as cluster:
        yield cluster


def settle(home, cluster, queue="celery"):
    """Settle the environment before Django reads it, and make the tables."""
    for name in [name for name in os.environ if name.startswith("REELPRESS_") or name in ("BROKER_URL", "REDIS_URL")]:
        del os.environ[name]
    os.environ.update(REELPRESS_HOME=home, REELPRESS_QUEUE=queue, DJANGO_SETTINGS_MODULE="tests.settings")
    os.environ["DATABASE_URL"] = cluster.url if cluster else ""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def storm(options, cluster):
    """Run it; Django is settled now."""
    from tests.chaos.storm import Storm

    return Storm(jobs=options.jobs, seconds=options.seconds, seed=options.seed, cluster=cluster).run()


def written(options, report):
    """The report as rows of a table, and what is wrong."""
    rows = {
        "database": "PostgreSQL" if options.database == "postgresql" else "SQLite",
        "jobs": f"{report.jobs:,}, seed {options.seed}",
        "ended": ", ".join(f"{n:,} {status}" for status, n in report.statuses.most_common()),
        "attempts": ", ".join(f"{n:,} {outcome}" for outcome, n in report.outcomes.most_common()),
        "strikes": ", ".join(f"{n} x {name}" for name, n in report.strikes.most_common()),
        "restarts of processes": str(report.restarts),
        "jobs hit while they ran": str(len(report.recovered)),
        "from the strike to the end of the attempt, p50 / p99": _times(report.noticed),
        "from the strike to the end of the job, p50 / p99": _times(report.recovered),
        "duration": f"{report.seconds:.0f} s, {report.jobs / max(report.seconds, 1):.0f} jobs a second",
        "lost, finished twice, left behind, or found by `queue doctor`": str(len(report.wrong)),
    }
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join(
        [
            *lines,
            *(f"given up: {story}" for story in report.given_up),
            *(f"WRONG: {sentence}" for sentence in report.wrong[:20]),
        ]
    )


def _times(seconds):
    from tests.chaos.storm import share

    return f"{share(seconds, 0.5):.1f} / {share(seconds, 0.99):.1f} s"


if __name__ == "__main__":
    sys.exit(main())
