"""The few words in which PostgreSQL and SQLite differ when a benchmark has them make its rows."""

import hashlib

from django.db import connection

LOOK_ALIKES = str.maketrans("01", "xy")


def prepare():
    """Teach SQLite the functions that the rows need and only PostgreSQL has."""
    if is_postgres():
        return
    connection.ensure_connection()
    connection.connection.create_function("md5", 1, _md5, deterministic=True)
    connection.connection.create_function("id_of", 1, _id_of, deterministic=True)


def is_postgres():
    return connection.vendor == "postgresql"


def _md5(text):
    return hashlib.md5(str(text).encode(), usedforsecurity=False).hexdigest()


def _id_of(number):
    return "j" + f"{number:08x}".translate(LOOK_ALIKES)[::-1].rjust(9, "2")


def id_of(number):
    """A public id for a number: no two alike, spread over the alphabet."""
    if not is_postgres():
        return f"id_of({number})"
    return f"'j' || lpad(reverse(translate(lpad(to_hex({number}), 8, '0'), '01', 'xy')), 9, '2')"


def series(most):
    """A source of the numbers from 1 to `most`, each as g."""
    if is_postgres():
        return f"generate_series(1::bigint, {most}) AS g"
    return (
        "(WITH RECURSIVE numbers(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM numbers "
        f"WHERE g < {most}) SELECT g FROM numbers) AS numbers"
    )


def ago(seconds):
    """The moment that many seconds ago; later than now for a negative number."""
    if is_postgres():
        return f"(now() - interval '1 second' * ({seconds}))"
    return f"strftime('%Y-%m-%d %H:%M:%f', 'now', (-1.0 * ({seconds})) || ' seconds')"


def json(text):
    """A text as JSON."""
    return f"CAST({text} AS jsonb)" if is_postgres() else text


def analyze():
    """Have the database look at what it holds and settle, so that it does neither while it is measured."""
    with connection.cursor() as cursor:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT") if is_postgres() else ("ANALYZE",):
            cursor.execute(statement)
