"""What screens, commands and the clock ask of a large database, and what a job costs then.

Calls the real pages, commands and functions and looks at each statement that they send. On PostgreSQL each SELECT has
its plan explained, and a job is run beside a million and beside few; on SQLite the questions are asked only.
"""

import argparse
import json
import os
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks import asking, machine, places, tables

MANY = {"postgresql": 1_000_000, "sqlite": 200_000}
TURNS, WARM_UP, JOBS_A_TURN = 12, 10, 30
RESULTS = places.ROOT / "benchmarks" / "results.md"


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--database", choices=tuple(MANY), default="postgresql")
    parser.add_argument("--jobs", type=int, help="jobs of the large database: 1,000,000, on SQLite 200,000")
    parser.add_argument("--posts", type=int, default=20_000, help="posts in it, each with a video and a publication")
    parser.add_argument(
        "--small", type=int, default=10_000, help="jobs of the one it is compared with; 0: do not compare"
    )
    parser.add_argument("--only", default="", help="what has one of these words in its name, by commas")
    parser.add_argument("--plans", action="store_true", help="print statement and plan of whatever misses a goal")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/results.md")
    wanted = parser.parse_args(arguments)
    wanted.jobs = wanted.jobs or MANY[wanted.database]
    return wanted


def main(arguments=None):
    """Measure and print."""
    wanted = options(arguments)
    with ExitStack() as stack:
        folder = stack.enter_context(places.home())
        os.environ |= {"REELPRESS_QUEUE": "manual", "BENCH_MARKS": str(folder / "marks")}
        (_on_postgres if wanted.database == "postgresql" else _on_sqlite)(wanted, stack, folder)


def _on_postgres(wanted, stack, folder):
    server = places.server()
    if not server:
        raise SystemExit("No PostgreSQL server answers that lets us make databases. Set DATABASE_URL.")
    name = f"reelpress_bench_{os.getpid()}"
    few, url = (stack.enter_context(places.postgres_database(server, f"{name}{end}")) for end in ("_few", ""))
    os.environ["DATABASE_URL"] = url
    places.migrate(few)
    places.migrate(url)
    _start(stack)
    sizes = {f"{name}_few": wanted.small} if wanted.small else {}
    spent = costs(sizes | {name: wanted.jobs})
    report = [cost_table(wanted, *spent)] if wanted.small else []
    _ask(wanted, report, postgres=server)


def _on_sqlite(wanted, stack, folder):
    url = f"sqlite://{folder}/large.sqlite3"
    os.environ["DATABASE_URL"] = url
    places.migrate(url)
    _start(stack)
    _filled(wanted.jobs)
    _ask(wanted, [])


def _ask(wanted, report, *, postgres=""):
    """Add the posts, ask all, and print what came of it."""
    from benchmarks import content, dialect

    content.fill(wanted.posts)
    dialect.analyze()
    busy = machine.quiet()
    found = asking.ask_all(wanted.only)
    for one in found if wanted.plans else ():
        asking.show_plans(one)
    about = machine.facts(postgres=postgres) | {"processors used by others": f"{busy:.0f} %"}
    publish(wanted, about, [asking.asked_table(found), *report])


def _start(stack):
    import django
    from django.db import connections

    django.setup()
    stack.callback(connections.close_all)


# --- What a job costs -------------------------------------------------------------------------------------
def costs(databases):
    """Fill each database with its number of rows; return milliseconds of an enqueue, a claim and a finish in each.

    Jobs take turns between the databases, so that a noisy moment of the machine hits all alike.
    """
    for name, rows in databases.items():
        _turn_to(name)
        _filled(rows)
    took = {name: {"enqueue": [], "claim": [], "finish": []} for name in databases}
    for _ in range(TURNS):
        for name in databases:
            _turn_to(name)
            _run_jobs(took[name])
    return [{what: median(times) for what, times in one.items()} for one in took.values()]


def _filled(rows):
    from benchmarks.rows import fill

    began = time.monotonic()
    fill(rows)
    print(f"{rows:,} rows made in {time.monotonic() - began:.0f} s", flush=True)


def _turn_to(name):
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _run_jobs(took):
    """Run some jobs; those at the beginning warm a new connection up and do not count."""
    from benchmarks.rows import NOOP
    from reelpress.jobs import executor, transitions
    from reelpress.jobs.enqueue import enqueue

    for number in range(WARM_UP + JOBS_A_TURN):
        times = took if number >= WARM_UP else {name: [] for name in took}
        claimed = _timed(times["claim"], lambda: transitions.claim_best("default", worker="bench:1", pid=1))
        _timed(times["finish"], lambda job=claimed: executor.perform(job))
        _timed(times["enqueue"], lambda: enqueue(NOOP, {"number": 0}))


def _timed(times, do):
    began = time.perf_counter()
    result = do()
    times.append((time.perf_counter() - began) * 1000)
    return result


# --- Tables -----------------------------------------------------------------------------------------------
def cost_table(wanted, small, large):
    """The table of what a job costs, few and many."""
    small_n, large_n = f"{wanted.small:,} rows, ms", f"{wanted.jobs:,} rows, ms"
    rows = [(name, f"{small[name]:.2f}", f"{large[name]:.2f}", f"{large[name] / small[name]:.2f}") for name in small]
    both = [sum(one[name] for name in ("claim", "finish")) for one in (small, large)]
    rows.append(("claim and finish", f"{both[0]:.2f}", f"{both[1]:.2f}", f"{both[1] / both[0]:.2f}"))
    return "What a job costs; the goal is that it stays flat", ("", small_n, large_n, "ratio"), rows


def publish(wanted, about, report):
    """Print the tables; write them down where the command line says."""
    machine_table = ("Measured on", ("", ""), list(about.items()))
    for table in (machine_table, *report):
        tables.show(*table)
    today = time.strftime("%Y-%m-%d", time.gmtime())
    if wanted.json:
        wanted.json.write_text(json.dumps({"machine": about, "at": today, "tables": report}, indent=1), "utf-8")
    if wanted.record:
        text = "\n".join(tables.markdown(*table) for table in (*report, machine_table))
        place = "scale" if wanted.database == "postgresql" else f"scale on {wanted.database}"
        title = f"## Scale: {wanted.jobs:,} jobs, {wanted.posts:,} posts, {wanted.database}, {today}"
        tables.put_section(RESULTS, place, f"{title}\n\n{text}")
