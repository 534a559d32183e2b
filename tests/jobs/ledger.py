"""Two plain tables in the test's database in which jobs write down that they ran; no model, no migration.

`ledger_once` has one line a job, whatever runs twice; `ledger_body` one line for each run, with its lease.
"""

from collections import Counter

from django.db import connection, transaction

TABLES = {
    "ledger_once": "(job_id bigint PRIMARY KEY)",
    "ledger_body": "(job_id bigint NOT NULL, lease varchar(32) NOT NULL)",
}


def create():
    """Make the tables, empty."""
    drop()
    with connection.cursor() as cursor:
        for name, columns in TABLES.items():
            cursor.execute(f"CREATE TABLE {name} {columns}")


def drop():
    """Remove the tables."""
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def write(job):
    """Write both lines of a run, or none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_once VALUES (%s) ON CONFLICT DO NOTHING", (job.pk,))
        cursor.execute("INSERT INTO ledger_body VALUES (%s, %s)", (job.pk, job.lease))


def once():
    """The jobs that have their line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_id FROM ledger_once")
        return [row[0] for row in cursor.fetchall()]


def bodies():
    """Job and lease of every run that wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_id, lease FROM ledger_body")
        return [tuple(row) for row in cursor.fetchall()]


def complaints(jobs, attempts):
    """Say what is wrong: `jobs` are pairs of key and status, `attempts` triples of job, lease and outcome.

    Every completed job has its line and exactly one attempt that is `ok`; a body ran once in each `ok` attempt, at most
    once in any other, and never outside of one.
    """
    completed = {key for key, status in jobs if status == "completed"}
    written, runs = once(), bodies()
    outcomes = {(job, lease): outcome for job, lease, outcome in attempts}
    good = [job for (job, _), outcome in outcomes.items() if outcome == "ok"]
    ran = set(runs)
    return [
        *(f"job {key} is completed and has no line" for key in completed - set(written)),
        *(f"job {key} finished twice" for key, n in Counter(good).items() if n > 1),
        *(f"job {key} is completed without an attempt that is ok" for key in completed - set(good)),
        *(f"job {key} ran outside of its attempts" for key, lease in ran if (key, lease) not in outcomes),
        *(f"job {run[0]} is ok and did not run" for run, how in outcomes.items() if how == "ok" and run not in ran),
        *([f"{len(runs) - len(ran)} bodies ran twice in one attempt"] if len(runs) != len(ran) else []),
    ]
