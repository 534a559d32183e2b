"""Where the time goes: the stages in the life of one of our jobs, with their statements, on each database."""

import json
from collections import defaultdict
from dataclasses import replace
from statistics import fmean, median

from benchmarks.field import CONTENDERS
from benchmarks.rounds import running

STAGES = {
    "enqueue": "enqueue: the row, its count, the commit",
    "bell": "bell: a message to the broker",
    "claim": "claim: the best row, its attempt, the commit",
    "handler": "handler, with the keeper's thread",
    "record": "record: the end, its attempt, the commit",
    "between": "between: Celery's part, from the record to the next bell",
}


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
        rows = [_row(said, [stages[name]]) for name, said in STAGES.items() if stages[name]]
        worker = [stages[name] for name in ("claim", "handler", "record", "between") if stages[name]]
        rows.append(_row("a worker's part: claim to next bell", worker))
        yield f"The life of a job on {database}; medians", ("stage", "statements", "ms in SQL", "ms in all"), rows
        head = ("stage", "statement", "a job", "ms each")
        yield f"Statements on {database}, a job's share of each", head, list(_statements(stages))


def _row(said, stages):
    statements = sum(fmean(len(one["sql"]) for one in stage) for stage in stages)
    return said, f"{statements:.1f}", f"{sum(map(_sql, stages)):.2f}", f"{sum(map(_all, stages)):.2f}"


def _sql(records):
    return median(sum(ms for _, ms in one["sql"]) for one in records)


def _all(records):
    return median(one["ms"] for one in records)


def _statements(stages):
    for name in STAGES:
        times = defaultdict(list)
        for record in stages[name]:
            for label, ms in record["sql"]:
                times[label].append(ms)
        for label, each in times.items():
            share = len(each) / len(stages[name])
            if share >= 0.05:
                yield name, label, f"{share:.1f}", f"{median(each):.2f}"
