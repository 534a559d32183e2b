"""Where the time goes: the stages in the life of one of our jobs, with their statements, on each database."""

import json
from collections import defaultdict
from dataclasses import replace
from statistics import fmean, median

from benchmarks.field import CONTENDERS
from benchmarks.rounds import running

ENQUEUE = {
    "enqueue": "enqueue: the row, its count, the commit",
    "bell": "bell: a message to the broker",
}
WORK = {
    "claim": "claim on a bell: the best row, its attempt, the commit",
    "handler": "handler, with its keeper",
    "record": "record: the end, its attempt, perhaps the next claim, the commit",
    "next": "from a record to the next handler without a bell",
    "between": "Celery's part: from a record to the next bell",
}
IDLE = "idle bell"  # it lasts until the next: its time says nothing, its statements do


def measure(urls, socket, folder, *, jobs, processes=1):
    """Drain `jobs` with so many worker processes on each database; return every stage's records."""
    found = {}
    for contender in (one for one in CONTENDERS if one.database in urls):
        alone = replace(contender, worker=(*contender.worker[:-1], str(processes)))
        file = folder / f"profile-{contender.database}.jsonl"
        with running(
            alone, socket=socket, folder=folder, database_url=urls[contender.database], BENCH_PROFILE=str(file)
        ) as it:
            file.unlink(missing_ok=True)
            print(f"drain on {contender.database}: {it.drain(jobs)['drain']:.0f} jobs/s", flush=True)
        stages = defaultdict(list)
        for line in file.read_text().splitlines():
            record = json.loads(line)
            stages[record["stage"]].append(record)
        found[contender.database] = stages
    return found


def report(found):
    """The tables: a stage a row, then a statement a row."""
    for database, stages in found.items():
        jobs = len(stages["handler"])
        rows = [_row(said, stages[name], len(stages["enqueue"])) for name, said in ENQUEUE.items() if stages[name]]
        work = [_row(said, stages[name], jobs) for name, said in WORK.items() if stages[name]]
        rows += work
        if stages[IDLE]:
            rows.append((*_row("a bell that found nothing to do", stages[IDLE], jobs)[:-1], ""))
        share = [float(row[1]) for row in work]
        total = (sum(s * float(row[column]) for s, row in zip(share, work, strict=True)) for column in (2, 3, 4))
        rows.append(("a worker's part of one job: its share of all stages", "", *(f"{one:.2f}" for one in total)))
        head = ("stage", "a job", "statements", "ms in SQL", "ms in all")
        yield f"The life of a job on {database}; medians", head, rows
        head = ("stage", "statement", "in one stage", "ms each")
        yield f"Statements on {database}", head, list(_statements(stages))


def _row(said, records, jobs):
    statements = fmean(len(one["sql"]) for one in records)
    return said, f"{len(records) / jobs:.2f}", f"{statements:.1f}", f"{_sql(records):.2f}", f"{_all(records):.2f}"


def _sql(records):
    return median(sum(ms for _, ms in one["sql"]) for one in records)


def _all(records):
    return median(one["ms"] for one in records)


def _statements(stages):
    for name in (*ENQUEUE, *WORK, IDLE):
        times = defaultdict(list)
        for record in stages[name]:
            for label, ms in record["sql"]:
                times[label].append(ms)
        for label, each in times.items():
            share = len(each) / len(stages[name])
            if share >= 0.05:
                yield name, label, f"{share:.1f}", f"{median(each):.2f}"
