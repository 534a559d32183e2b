"""The statements that every job runs, written by hand: to make them costs Django more than the database takes.

The same on SQLite and PostgreSQL but for the word for now. Rarer moves are Django's, in transitions.py. Knows no rule.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from reelpress.jobs.models import Job

NOW = {"sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')", "postgresql": "STATEMENT_TIMESTAMP()"}
START = """
    UPDATE jobs_job SET status = 'processing', attempts = %s, lease = %s, bell = %s, worker = %s, started_at = %s,
        finished_at = NULL, heartbeat_at = %s, progress = 0, message = '', slot = %s, max_attempts = %s,
        timeout_seconds = %s
    WHERE id = %s AND status = 'pending'"""
OPEN_ATTEMPT = """
    INSERT INTO jobs_attempt (job_id, number, lease, worker, pid, started_at, outcome, error_class, error, traceback)
    VALUES (%s, %s, %s, %s, %s, %s, '', '', '', '') RETURNING id"""
COMPLETE = """
    UPDATE jobs_job SET status = 'completed', finished_at = {now}, progress = 100, message = %s, lease = '', bell = '',
        heartbeat_at = NULL, crashes = 0, error_class = '', error_message = '', error_group = '',
        cancel_requested_at = NULL, cancel_requested_by = ''
    WHERE id = %s AND status = 'processing' AND lease = %s"""
# Who waits is asked here and not by COMPLETE, which may have waited for the lock of one who enqueues a follower and
# would answer as things stood before.
CLOSE_ATTEMPT = """
    UPDATE jobs_attempt SET outcome = 'ok', finished_at = {now}, peak_memory_mb = %s
    WHERE job_id = %s AND lease = %s AND outcome = ''
    RETURNING EXISTS(SELECT 1 FROM jobs_job WHERE after_id = jobs_attempt.job_id AND status = 'waiting')"""
MOVES = "INSERT INTO jobs_move (queue, type, source, target, n, outcome, since) VALUES "
MOVE = "(%s, %s, %s, %s, 1, %s, %s)"
Step = tuple[str, str, str, str, str, datetime | None]  # queue, type, from, to, outcome, since


def start(job: Job) -> bool:
    """pending -> processing, with what `job` now says; return whether it was still pending."""
    at = _adapted(job.started_at)
    said = (job.attempts, job.lease, job.bell, job.worker, at, at, job.slot, job.max_attempts, job.timeout_seconds)
    return _run(START, *said, job.pk) == 1


def open_attempt(job: Job, pid: int) -> int:
    """Write the attempt that begins; return its number in the table."""
    return int(_row(OPEN_ATTEMPT, job.pk, job.attempts, job.lease, job.worker, pid, _adapted(job.started_at))[0])


def complete(job: Job, peak_memory_mb: int | None) -> bool | None:
    """processing -> completed, the attempt too; return whether others wait for it, or None when the claim is lost."""
    if not _run(COMPLETE, job.message, job.pk, job.lease):
        return None
    row = _row(CLOSE_ATTEMPT, peak_memory_mb, job.pk, job.lease)
    return row is None or bool(row[0])


def write_moves(steps: Sequence[Step]) -> None:
    """Write steps down; nothing for none."""
    if not steps:
        return
    parameters = [part for step in steps for part in (*step[:-1], _adapted(step[-1]))]
    _run(MOVES + ", ".join([MOVE] * len(steps)), *parameters)


def _run(statement: str, *parameters: Any) -> int:
    """Run it; return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(now=NOW[connection.vendor]), parameters)
        return int(cursor.rowcount)


def _row(statement: str, *parameters: Any) -> Any:
    """Run it; return the row that it returns, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(now=NOW[connection.vendor]), parameters)
        return cursor.fetchone()


def _adapted(at: datetime | None) -> Any:
    return None if at is None else connection.ops.adapt_datetimefield_value(at)
