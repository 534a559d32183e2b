"""Listens inside our own processes: which statements each stage of a job's life sends, and how long they take.

Does nothing unless BENCH_PROFILE names a file; each record there is one line of JSON.
"""

import json
import os
import re
import time

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# The moments of reelpress.jobs.points between which a stage lies.
STAGES = {
    ("bell", "started"): "claim", ("bell", "bell"): "idle bell", ("started", "finished"): "handler",
    ("finished", "recorded"): "record", ("recorded", "started"): "next", ("recorded", "bell"): "between",
}  # fmt: skip
MOMENTS = {moment for pair in STAGES for moment in pair}
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)


class Span:
    """One stage of one job: what was sent and how long it all took."""

    def __init__(self, name):
        self.name = name
        self.begun = time.perf_counter()
        self.statements = []  # (label, milliseconds)

    def record(self):
        """What is written down of it."""
        took = (time.perf_counter() - self.begun) * 1000
        return {"stage": self.name, "ms": took, "sql": self.statements}


_open = []


def label(sql):
    """The verb and the table of a statement, which is how people speak of it."""
    verb = sql.split(None, 1)[0].upper() if sql.strip() else "?"
    found = TABLE.search(sql)
    return f"{verb} {found.group(1)}" if found else " ".join(sql.split()[:3])


def _told(name, begun):
    if _open:
        _open[-1].statements.append((name, (time.perf_counter() - begun) * 1000))


def _statement(execute, sql, params, many, context):
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        _told(label(str(sql)), begun)


def _listen(connection, **_):
    if _statement in connection.execute_wrappers:
        return
    connection.execute_wrappers.append(_statement)
    commit = connection._commit

    def timed():
        begun = time.perf_counter()
        try:
            return commit()
        finally:
            _told("COMMIT", begun)

    connection._commit = timed


def _timed_connect(connect):
    def connected(self):
        begun = time.perf_counter()
        try:
            return connect(self)
        finally:
            _told("(a new connection)", begun)

    return connected


def _write(records):
    with open(os.environ["BENCH_PROFILE"], "a", encoding="utf-8") as file:  # noqa: PTH123
        file.writelines(json.dumps(record) + "\n" for record in records)


def install():
    """Listen to every connection and to the moments of each run."""
    from reelpress.jobs import points

    connection_created.connect(_listen, dispatch_uid="bench")
    BaseDatabaseWrapper.connect = _timed_connect(BaseDatabaseWrapper.connect)
    done = []

    def passed(moment):
        if moment not in MOMENTS:
            return
        if _open:
            span = _open.pop()
            stage = STAGES.get((span.name, moment))  # none: the job failed, which no-op jobs do not
            done.extend([span.record() | {"stage": stage}] if stage else [])
        if moment == "bell":
            _write(done)
            done.clear()
        _open.append(Span(moment))

    points.listen(passed)


def around_enqueue(send):
    """Return `send`, watched: the call as the stage `enqueue`, the ringing in it as the stage `bell`."""
    from reelpress.jobs import bells

    rung = []
    ring = bells.ring

    def timed_ring(*args, **kwargs):
        _open.append(Span("bell"))
        try:
            return ring(*args, **kwargs)
        finally:
            rung.append(_open.pop().record())

    def watched(number):
        _open.append(Span("enqueue"))
        send(number)
        record = _open.pop().record()
        record["ms"] -= sum(one["ms"] for one in rung)
        _write([record, *rung])
        rung.clear()

    bells.ring = timed_ring
    return watched
