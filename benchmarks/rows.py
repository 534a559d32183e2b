"""A million jobs, made by the database itself: many types, states and reasons, as after a busy month.

Fills what a model asks for by its defaults, so that a new column needs no change here.
"""

import json
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from psycopg import sql

from benchmarks import dialect
from benchmarks.types import noop
from reelpress.content.models import Post
from reelpress.jobs.models import Attempt, Audit, Batch, Count, Gauge, Job, JobLog, Move, Rollup
from reelpress.lib import clock
from reelpress.lib.files import digest
from reelpress.publishing.models import Publication
from reelpress.video.models import Video

USERS, POSTS, BATCHES, REASONS = 20, 200, 1000, 200
DAYS, MINUTES = 29, 48 * 60
NOOP = "bench-noop"
KINDS = (
    ("video-generation", "video"), ("social-media-publish", "social"), ("platform-publish", "social"),
    ("telegram-publish", "social"), ("engagement-metrics", "low-priority"), (NOOP, "default"),
)  # fmt: skip
assert noop  # its type is registered by the import


def fill(n):
    """Fill an empty database with `n` jobs and what belongs to them."""
    dialect.prepare()
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
    _audited()
    dialect.analyze()


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
            {DAYS * 86_400.0} * ({n} - g) / {n} AS age
        FROM {dialect.series(n)})"""


def _chosen(values, by):
    cases = " ".join(f"WHEN {number} THEN {value!r}" for number, value in enumerate(values))
    return f"CASE {by} {cases} END"


def _columns(n, users, posts, batches):
    ended = "status IN ('completed', 'failed', 'cancelled')"
    group = f"g / 50 % {REASONS}"
    born = dialect.ago("age")
    return {
        "id": "g",
        "public_id": dialect.id_of("g"),
        "type": _chosen([kind for kind, _ in KINDS], "kind"),
        "queue": _chosen([queue for _, queue in KINDS], "kind"),
        "priority": "(g % 5) - 2",
        "status": "status",
        "args": dialect.json(
            f"CASE kind WHEN {len(KINDS) - 1} THEN '{{\"number\": ' || g || '}}' ELSE '{{\"video_id\": 1}}' END"
        ),
        "user_id": f"CASE WHEN g % 7 < 4 THEN {users} + g / 7 % {USERS} END",
        "subject_type_id": f"CASE WHEN g % 3 = 0 THEN {_chosen(_subject_types(), 'g / 3 % 3')} END",
        "subject_id": f"CASE WHEN g % 3 = 0 THEN {posts} + g / 9 % {POSTS} END",
        "batch_id": f"CASE WHEN g > {n - n // 10} THEN {batches} + g % {BATCHES} END",
        "after_id": "CASE WHEN status = 'waiting' THEN g - 1 END",
        "parent_id": "CASE WHEN g > 11 AND g % 11 = 5 THEN g - g % 11 END",
        "max_attempts": "3",
        "backoff": dialect.json("'[60, 300]'"),
        "timeout_seconds": "600",
        "attempts": "CASE WHEN status IN ('pending', 'waiting') THEN 0 ELSE 1 END",
        "progress": "CASE WHEN status = 'completed' THEN 100 ELSE 0 END",
        "created_at": born,
        # Half of what waits is due later, up to two days.
        "run_after": f"CASE WHEN status = 'pending' AND g % 2 = 0 THEN {dialect.ago('-3600 - g % 172800')} "
        f"ELSE {born} END",
        "rung_at": f"CASE WHEN status = 'pending' AND g % 2 = 1 THEN {born} END",
        "started_at": f"CASE WHEN {ended} OR status = 'processing' THEN {dialect.ago('age - 2')} END",
        "finished_at": f"CASE WHEN {ended} THEN {dialect.ago('age - 2 - 0.1 * (g % 900)')} END",
        "lease": "CASE WHEN status = 'processing' THEN md5(CAST(g AS text)) ELSE '' END",
        "worker": f"CASE WHEN {ended} OR status = 'processing' THEN 'host:' || (g % 9) ELSE '' END",
        "heartbeat_at": f"CASE WHEN status = 'processing' THEN {dialect.ago('-3600')} END",
        "error_class": "CASE WHEN status = 'failed' THEN 'Failure' ELSE '' END",
        "error_message": f"CASE WHEN status = 'failed' THEN 'It broke in way ' || ({group}) ELSE '' END",
        "error_group": f"CASE WHEN status = 'failed' THEN substr(md5(CAST({group} AS text)), 1, 16) ELSE '' END",
        "message": "CASE WHEN status = 'completed' THEN 'Narrated ' || (g % 9) || ' scenes' ELSE '' END",
    }


def _subject_types():
    return [ContentType.objects.get_for_model(kind).pk for kind in (Post, Video, Publication)]


def _attempt_columns():
    return {
        "job_id": "j.id", "number": "1", "lease": "md5(CAST(j.id AS text))", "worker": "j.worker", "pid": "1",
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
        if "id" in filled and dialect.is_postgres():
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
    """Two days of minutes and of tens, a month of hours and a quarter of days, for every type; how the queues stood."""
    times = {"0": 5, "20": 40, "31": 12, "44": 3}
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    at_night = now.replace(hour=0)
    spans = (("minute", MINUTES, 1), ("ten", MINUTES // 10, 10), ("hour", DAYS * 24, 60), ("day", 91, 1440))
    made = (
        Rollup(
            span=span, at=(at_night if span == "day" else now) - timedelta(minutes=minutes * number), queue=queue,
            type=kind, completed=60, failed=2, waits=times, runs=times,
        )
        for span, most, minutes in spans for number in range(most) for kind, queue in KINDS
    )  # fmt: skip
    Rollup.objects.bulk_create(made, batch_size=2000)
    stood = (
        Gauge(
            span=span, at=(at_night if span == "day" else now) - timedelta(minutes=minutes * number), queue=queue,
            waiting=number % 50, running=4, places=8,
        )
        for span, most, minutes in spans for number in range(most) for queue in ("", *{queue for _, queue in KINDS})
    )  # fmt: skip
    Gauge.objects.bulk_create(stood, batch_size=2000)


def _audited():
    """What people did in the month."""
    Audit.objects.bulk_create(
        Audit(
            actor=f"person-{number % USERS}", action="retry selection", n=number % 50, what={"lines": ["queue:video"]}
        )
        for number in range(5000)
    )
