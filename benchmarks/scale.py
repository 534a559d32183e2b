"""What screens, commands and the clock ask of the database when there are a million jobs, and what a job costs then.

Calls the real pages, commands and functions, looks at each SELECT that they send, and has its plan explained.
PostgreSQL only.
"""

import argparse
import contextlib
import io
import json
import os
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks import machine, places, tables

GOAL_MS = 50
TIMES = 7
TURNS, WARM_UP, JOBS_A_TURN = 12, 10, 30
RESULTS = places.ROOT / "benchmarks" / "results.md"


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000_000, help="rows of the large database")
    parser.add_argument("--small", type=int, default=10_000, help="rows of the one it is compared with")
    parser.add_argument("--only", default="", help="what has one of these words in its name, by commas")
    parser.add_argument("--plans", action="store_true", help="print statement and plan of whatever misses a goal")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/results.md")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Measure and print."""
    wanted = options(arguments)
    server = places.server()
    if not server:
        raise SystemExit("No PostgreSQL server answers that lets us make databases. Set DATABASE_URL.")
    with ExitStack() as stack:
        folder = stack.enter_context(places.home())
        name = f"reelpress_bench_{os.getpid()}"
        few, url = (stack.enter_context(places.postgres_database(server, f"{name}{end}")) for end in ("_few", ""))
        os.environ |= {"DATABASE_URL": url, "REELPRESS_QUEUE": "manual", "BENCH_MARKS": str(folder / "marks")}
        places.migrate(few)
        places.migrate(url)
        _start(stack)
        small, large = costs({f"{name}_few": wanted.small, name: wanted.jobs})
        busy = machine.quiet()
        found = ask_all(wanted)
        for one in found if wanted.plans else ():
            show_plans(one)
    report = [asked_table(found), cost_table(wanted, small, large)]
    about = machine.facts(postgres=server) | {"processors used by others": f"{busy:.0f} %"}
    publish(wanted, about, report)


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
    from benchmarks.rows import fill

    for name, rows in databases.items():
        began = time.monotonic()
        _turn_to(name)
        fill(rows)
        print(f"{rows:,} rows made in {time.monotonic() - began:.0f} s", flush=True)
    took = {name: {"enqueue": [], "claim": [], "finish": []} for name in databases}
    for _ in range(TURNS):
        for name in databases:
            _turn_to(name)
            _run_jobs(took[name])
    return [{what: median(times) for what, times in one.items()} for one in took.values()]


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


# --- What is asked ----------------------------------------------------------------------------------------
class Asked:
    """One page, command or function: what it sent and how long that took."""

    def __init__(self, name):
        self.name = name
        self.all_ms, self.sql_ms, self.least_ms, self.statements, self.problem = 0.0, 0.0, 0.0, [], ""
        self.scans = []  # (table, sql)

    @property
    def good(self):
        return not self.problem and not self.scans and self.sql_ms < GOAL_MS


def ask_all(wanted):
    """Ask everything; what cannot be asked says why."""
    from benchmarks.questions import questions

    words = [word.strip() for word in wanted.only.split(",") if word.strip()]
    found = []
    for name, ask in questions():
        if not words or any(word in name for word in words):
            found.append(asked(name, ask))
    return found


def asked(name, ask):
    """Ask once to warm up, then `TIMES` times; have every SELECT of the last time explained."""
    from django.db import connection, transaction

    one = Asked(name)
    alls, sums = [], []
    try:
        for number in range(TIMES + 1):
            sent = []
            # What is asked may write (a tick of the clock does): it is taken back, so that all ask the same.
            with transaction.atomic(), connection.execute_wrapper(_noted(sent)):
                began = time.perf_counter()
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    ask()
                took = (time.perf_counter() - began) * 1000
                transaction.set_rollback(True)
            if number:
                alls.append(took)
                sums.append(sum(ms for _, _, ms in sent))
    except (Exception, SystemExit) as error:
        one.problem = f"{type(error).__name__}: {error}"[:200]
        return one
    one.all_ms, one.sql_ms, one.least_ms, one.statements = median(alls), median(sums), min(sums), sent
    one.scans = [(table, sql) for sql, params, _ in sent for table in scanned(sql, params)]
    return one


def _noted(sent):
    def note(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            sent.append((str(sql), params, (time.perf_counter() - began) * 1000))

    return note


def scanned(sql, params):
    """The big tables that a statement reads from end to end."""
    from django.db import connection

    if not sql.lstrip(" (").upper().startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return [table for table in scans(plan[0]["Plan"]) if table in big_tables()]


def scans(node, parent=""):
    """The tables that a plan reads from end to end; what a LIMIT just above stops early is none of them."""
    if node["Node Type"] == "Seq Scan" and parent != "Limit":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from scans(child, node["Node Type"])


def big_tables(_known=[]):  # noqa: B006
    """Tables of which nothing should be read from end to end."""
    from django.db import connection

    if not _known:
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 40000")
            _known.extend(name for (name,) in cursor.fetchall())
    return _known


# --- Tables -----------------------------------------------------------------------------------------------
def asked_table(found):
    """The table of everything that was asked."""
    rows = [
        (
            one.name, str(len(one.statements)), f"{one.sql_ms:.1f}", f"{one.least_ms:.1f}", f"{one.all_ms:.0f}",
            ", ".join(sorted({table for table, _ in one.scans})) or "none",
            one.problem or ("yes" if one.good else "NO"),
        )
        for one in found
    ]  # fmt: skip
    head = (
        "asked",
        "statements",
        "ms in SQL",
        "at least",
        "ms in all",
        "read from end to end",
        f"under {GOAL_MS} ms, by index",
    )
    return f"Warm, median of {TIMES}", head, rows


def cost_table(wanted, small, large):
    """The table of what a job costs, few and many."""
    small_n, large_n = f"{wanted.small:,} rows, ms", f"{wanted.jobs:,} rows, ms"
    rows = [(name, f"{small[name]:.2f}", f"{large[name]:.2f}", f"{large[name] / small[name]:.2f}") for name in small]
    both = [sum(one[name] for name in ("claim", "finish")) for one in (small, large)]
    rows.append(("claim and finish", f"{both[0]:.2f}", f"{both[1]:.2f}", f"{both[1] / both[0]:.2f}"))
    return "What a job costs; the goal is that it stays flat", ("", small_n, large_n, "ratio"), rows


def show_plans(one):
    """Print what of a question misses a goal, with its plan."""
    if one.good or one.problem:
        return
    from django.db import connection

    scans = {sql for _, sql in one.scans}
    for sql, params, ms in one.statements:
        if sql in scans or ms > GOAL_MS / 4:
            print(f"\n== {one.name}: {ms:.1f} ms\n{sql[:1500]}\n{params}")
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
                print("\n".join(line for (line,) in cursor.fetchall()))


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
        tables.put_section(RESULTS, "scale", f"## Scale: {wanted.jobs:,} jobs, {today}\n\n{text}")
