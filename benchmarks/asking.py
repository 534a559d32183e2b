"""Asks each question some times: what it sent to the database, how long that and all of it took, what was read whole.

A page is good when a server answers it in 150 ms and 15 statements, a refresh when 95 of 100 come in 60 ms, anything
else when its statements take 50 ms.
"""

import contextlib
import io
import json
import time
from statistics import median

from benchmarks import tables

GOAL_MS, PAGE_MS, PAGE_STATEMENTS, REFRESH_MS = 50, 150, 15, 60
TIMES, REFRESHES = 7, 60
PAGE, REFRESH = "page:", "live:"


class Asked:
    """One page, command or function: what it sent and how long that took."""

    def __init__(self, name):
        self.name = name
        self.sql_ms = self.least_ms = self.all_ms = self.most_ms = self.own_ms = 0.0
        self.statements, self.problem = [], ""
        self.scans = []  # (table, sql)

    @property
    def good(self):
        """Whether it holds its goal."""
        if self.problem or self.scans:
            return False
        if self.name.startswith(PAGE):
            return self.all_ms < PAGE_MS and len(self.statements) <= PAGE_STATEMENTS
        if self.name.startswith(REFRESH):
            return self.most_ms < REFRESH_MS and len(self.statements) <= PAGE_STATEMENTS
        return self.sql_ms < GOAL_MS


def ask_all(only):
    """Ask everything whose name has one of the words of `only`, by commas; what cannot be asked says why."""
    from benchmarks.questions import questions

    words = [word.strip() for word in only.split(",") if word.strip()]
    return [asked(name, ask) for name, ask in questions() if not words or any(word in name for word in words)]


def asked(name, ask):
    """Ask once to warm up, then some times; have every SELECT of the last time explained."""
    one = Asked(name)
    try:
        _once(ask)
        runs = [_once(ask) for _ in range(REFRESHES if name.startswith(REFRESH) else TIMES)]
    except (Exception, SystemExit) as error:
        one.problem = f"{type(error).__name__}: {error}"[:200]
        return one
    sums = [sum(ms for _, _, ms in sent) for sent, _, _ in runs]
    alls = [whole for _, whole, _ in runs]
    one.sql_ms, one.least_ms, one.all_ms = median(sums), min(sums), median(alls)
    one.most_ms, one.own_ms = tables.percentile(alls, 0.95), median(own for _, _, own in runs)
    one.statements = runs[-1][0]
    one.scans = [(table, sql) for sql, params, _ in one.statements for table in scanned(sql, params)]
    return one


def _once(ask):
    """Ask; return statements, milliseconds in all and of our process. What a tick of the clock writes is taken back."""
    from django.db import connection, transaction

    sent = []
    with transaction.atomic(), connection.execute_wrapper(_noted(sent)):
        began, worked = time.perf_counter(), time.process_time()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            ask()
        took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
        transaction.set_rollback(True)
    return sent, *took


def _noted(sent):
    def note(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not str(sql).startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):  # ours
                sent.append((str(sql), params, (time.perf_counter() - began) * 1000))

    return note


def scanned(sql, params):
    """The big tables that a statement reads from end to end; only PostgreSQL says it."""
    from django.db import connection

    if connection.vendor != "postgresql" or not sql.lstrip(" (").upper().startswith(("SELECT", "WITH")):
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


def asked_table(found):
    """The table of everything that was asked."""
    rows = [
        (
            one.name, str(len(one.statements)), *(f"{ms:.1f}" for ms in (one.sql_ms, one.least_ms)),
            *(f"{ms:.0f}" for ms in (one.all_ms, one.most_ms, one.own_ms)),
            ", ".join(sorted({table for table, _ in one.scans})) or "none",
            one.problem or ("yes" if one.good else "NO"),
        )
        for one in found
    ]  # fmt: skip
    head = (
        "asked", "statements", "ms in SQL", "at least", "ms in all", "95 of 100", "ms of our process",
        "read from end to end", "holds",
    )  # fmt: skip
    about = (
        f"Warm, median of {TIMES} ({REFRESHES} for a refresh). Goals: a page {PAGE_MS} ms in all and {PAGE_STATEMENTS} "
        f"statements, a refresh {REFRESH_MS} ms for 95 of 100, anything else {GOAL_MS} ms in SQL"
    )
    return about, head, rows


def show_plans(one):
    """Print what of a question misses a goal, with its plan."""
    if one.good or one.problem:
        return
    from django.db import connection

    explain = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    scans = {sql for _, sql in one.scans}
    for sql, params, ms in one.statements:
        if sql in scans or ms > GOAL_MS / 4:
            print(f"\n== {one.name}: {ms:.1f} ms\n{sql[:1500]}\n{params}")
            with connection.cursor() as cursor:
                cursor.execute(f"{explain} {sql}", params)
                print("\n".join(str(line[-1]) for line in cursor.fetchall()))
