"""Where a moment lies among the jobs: their numbers grow with the time at which they were made.

So a moment is found by halving, one probe of the primary key a step, and no index of times is kept. Those who enqueue
at the same moment, or a clock that was set back, may swap neighbours: readers allow for `SLACK` numbers.
"""

from datetime import datetime

from django.db import connection

SLACK = 2_000
# Each row is a span of numbers and when the first job of its later half was made.
HALVE = """
    WITH RECURSIVE place (low, high, made) AS (
        SELECT low, high, (SELECT created_at FROM jobs_job WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1) FROM (
            SELECT (SELECT COALESCE(MIN(id), 0) FROM jobs_job) AS low,
                (SELECT COALESCE(MAX(id), 0) + 1 FROM jobs_job) AS high
        ) AS whole
        UNION ALL
        SELECT CASE WHEN made < %s THEN (low + high) / 2 + 1 ELSE low END,
            CASE WHEN made < %s THEN high ELSE (low + high) / 2 END,
            (SELECT created_at FROM jobs_job WHERE id >= CASE WHEN place.made < %s
                THEN ((place.low + place.high) / 2 + 1 + place.high) / 2
                ELSE (place.low + (place.low + place.high) / 2) / 2 END ORDER BY id LIMIT 1)
        FROM place WHERE low < high
    )
    SELECT MAX(low) FROM place"""


def first_since(moment: datetime) -> int:
    """Return a number that jobs made before `moment` are below and later ones are not, but for `SLACK`."""
    at = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(HALVE, [at, at, at])
        return int(cursor.fetchone()[0])
