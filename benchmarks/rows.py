"""A million jobs, made by the database itself: many types, states and reasons, as after a busy month.

Fills what a model asks for by its defaults, so that a new column needs no change here. PostgreSQL only.
"""

import json

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from psycopg import sql

from benchmarks.types import noop
from reelpress.content.models import Post
from reelpress.jobs.models import Attempt, Batch, Count, Job, JobLog, Move, Rollup
from reelpress.lib.files import digest

USERS, POSTS, BATCHES, REASONS = 20, 200, 1000, 200
DAYS = 29
NOOP = "bench-noop"
KINDS = (
    ("video-generation", "video"), ("social-media-publish", "social"), ("platform-publish", "social"),
    ("telegram-publish", "social"), ("engagement-metrics", "low-priority"), (NOOP, "default"),
)  # fmt: skip
assert noop  # its type is registered by the import


def fill(n):
    """Fill an empty database with `n` jobs and what belongs to them."""
    users, posts, batches = _surroundings()
    _insert(Job, _columns(n, users, posts, batches), f"{_states(n)} AS made")
    _insert(
        Attempt,
        _attempt_columns(),
        f"(SELECT * FROM jobs_job WHERE started_at IS NOT NULL AND id > {n - n // 20}) AS j",
    )
    _told_lines()
    _counted()
    _rolled_up()
    _analyzed()


def _analyzed():
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")  # not in the middle of what is measured


def _surroundings():
    people = get_user_model()
    users = people.objects.bulk_create(people(username=f"person-{n}") for n in range(USERS))
    facts = {"title": "How the press works", "body": "The press prints reels."}
    posts = Post.objects.bulk_create(
        Post(slug=f"post-{n}", origin=f"{n}.md", digest=digest(f"{n}"), **facts) for n in range(POSTS)
    )
    batches = Batch.objects.bulk_create(Batch(name=f"batch {n}", total=100) for n in range(BATCHES))
    return users[0].pk, posts[0].pk, batches[0].pk


def _states(n):
    """The rows to come, each with its number, kind and state; what waits is among the newest."""
    part = n // 100
    return f"""(
        SELECT g, CASE
            WHEN g > {n - 15 * part} AND g % 3 <> 0 THEN 'pending'
            WHEN g > {n - 15 * part} AND g % 3000 = 0 THEN 'processing'
            WHEN g > {n - 15 * part} AND g % 3000 = 3 THEN 'waiting'
            WHEN g % 50 = 7 THEN 'failed'
            WHEN g % 100 = 9 THEN 'cancelled'
            ELSE 'completed' END AS status,
            (g * 7919 / 13) % {len(KINDS)} AS kind,
            now() - interval '{DAYS} days' * (({n} - g)::float / {n}) AS born
        FROM generate_series(1::bigint, {n}) AS g)"""


def _chosen(values, by):
    cases = " ".join(f"WHEN {number} THEN '{value}'" for number, value in enumerate(values))
    return f"CASE {by} {cases} END"


def _columns(n, users, posts, batches):
    ended = "status IN ('completed', 'failed', 'cancelled')"
    group = f"g / 50 % {REASONS}"
    return {
        "id": "g",
        "public_id": "'j' || lpad(reverse(translate(lpad(to_hex(g), 8, '0'), '01', 'xy')), 9, '2')",
        "type": _chosen([kind for kind, _ in KINDS], "kind"),
        "queue": _chosen([queue for _, queue in KINDS], "kind"),
        "priority": "(g % 5) - 2",
        "status": "status",
        "args": f"CASE kind WHEN {len(KINDS) - 1} THEN jsonb_build_object('number', g) ELSE '{{\"video_id\": 1}}' END",
        "user_id": f"CASE WHEN g % 7 < 4 THEN {users} + g / 7 % {USERS} END",
        "subject_type_id": f"CASE WHEN g % 3 = 0 THEN {ContentType.objects.get_for_model(Post).pk} END",
        "subject_id": f"CASE WHEN g % 3 = 0 THEN {posts} + g / 3 % {POSTS} END",
        "batch_id": f"CASE WHEN g > {n - n // 10} THEN {batches} + g % {BATCHES} END",
        "after_id": "CASE WHEN status = 'waiting' THEN g - 1 END",
        "max_attempts": "3",
        "backoff": "'[60, 300]'::jsonb",
        "timeout_seconds": "600",
        "attempts": "CASE WHEN status IN ('pending', 'waiting') THEN 0 ELSE 1 END",
        "progress": "CASE WHEN status = 'completed' THEN 100 ELSE 0 END",
        "created_at": "born",
        # Half of what waits is due later, up to two days.
        "run_after": "CASE WHEN status = 'pending' AND g % 2 = 0 THEN now() + interval '1 hour' "
        "+ interval '1 second' * (g % 172800) ELSE born END",
        "rung_at": "CASE WHEN status = 'pending' AND g % 2 = 1 THEN born END",
        "started_at": f"CASE WHEN {ended} OR status = 'processing' THEN born + interval '2 seconds' END",
        "finished_at": f"CASE WHEN {ended} THEN born + interval '2 seconds' + interval '0.1 second' * (g % 900) END",
        "lease": "CASE WHEN status = 'processing' THEN md5(g::text) ELSE '' END",
        "worker": f"CASE WHEN {ended} OR status = 'processing' THEN 'host:' || g % 9 ELSE '' END",
        "heartbeat_at": "CASE WHEN status = 'processing' THEN now() + interval '1 hour' END",
        "error_class": "CASE WHEN status = 'failed' THEN 'Failure' ELSE '' END",
        "error_message": f"CASE WHEN status = 'failed' THEN 'It broke in way ' || {group} ELSE '' END",
        "error_group": f"CASE WHEN status = 'failed' THEN left(md5(({group})::text), 16) ELSE '' END",
    }


def _attempt_columns():
    return {
        "job_id": "j.id", "number": "1", "lease": "md5(j.id::text)", "worker": "j.worker", "pid": "1",
        "started_at": "j.started_at", "finished_at": "j.finished_at", "error": "j.error_message",
        "outcome": "CASE j.status WHEN 'completed' THEN 'ok' WHEN 'failed' THEN 'error' WHEN 'processing' THEN '' "
        "ELSE 'cancelled' END",
    }  # fmt: skip


def _insert(model, columns, source):
    """INSERT ... SELECT, with the defaults of the model for every column that is not named."""
    filled = dict(columns)
    for field in model._meta.concrete_fields:
        if field.column in filled or field.null or field.primary_key or field.has_db_default():
            continue
        value = field.get_default()
        plain = json.dumps(value) if field.get_internal_type() == "JSONField" else value
        filled[field.column] = sql.Literal(plain).as_string()
    names = ", ".join(f'"{name}"' for name in filled)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {", ".join(filled.values())} FROM {source}')
        if "id" in filled:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _told_lines():
    attempt = Attempt.objects.exclude(outcome="").latest("pk")
    JobLog.objects.bulk_create(JobLog(job_id=attempt.job_id, attempt=attempt, line=f"line {n}") for n in range(1500))


def _counted():
    """Counts of all, and moves of a busy second that are not folded in yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Count._meta.db_table} (queue, type, status, n) "
            "SELECT queue, type, status, count(*) FROM jobs_job GROUP BY 1, 2, 3"
        )
    Move.objects.bulk_create(Move(queue="default", type=NOOP, source="", target="pending") for _ in range(1000))


def _rolled_up():
    """Two days of minutes and of tens, and a month of hours, for every type."""
    kinds = ", ".join(f"('{kind}', '{queue}')" for kind, queue in KINDS)
    times = """'{"0": 5, "20": 40, "31": 12, "44": 3}'::jsonb"""
    spans = (("minute", "48 hours", "1 minute"), ("ten", "48 hours", "10 minutes"), ("hour", f"{DAYS} days", "1 hour"))
    for span, since, step in spans:
        columns = {
            "span": f"'{span}'", "at": f"date_bin('{step}', at, timestamptz 'epoch')",
            "queue": "kinds.queue", "type": "kinds.type",
            "completed": "60", "failed": "2", "waits": times, "runs": times,
        }  # fmt: skip
        series = f"generate_series(now() - interval '{since}', now(), interval '{step}') AS at"
        _insert(Rollup, columns, f"{series}, (VALUES {kinds}) AS kinds (type, queue)")
