"""What is counted of jobs: steps, how many there are, what happened in a span of time, how the queues stood in it.

Tables only; `counts.py` and `gauges.py` fill them, `stats.py` reads them. Knows no job.
"""

from django.db import models
from django.db.models.functions import Now


class Move(models.Model):
    """One step of `n` jobs from `source` to `target` that is not counted yet; empty is before or after their life.

    Only ever added in the transaction of the step, so that no two steps wait for each other; the clock folds moves
    into `Count` and `Rollup`.
    """

    at = models.DateTimeField(db_default=Now())
    queue = models.CharField(max_length=40)
    type = models.CharField(max_length=80)
    source = models.CharField(max_length=10, default="")
    target = models.CharField(max_length=10, default="")
    n = models.IntegerField(default=1)
    outcome = models.CharField(max_length=12, default="")
    since = models.DateTimeField(null=True)  # of a start: when it was due; of an end: when it started

    def __str__(self) -> str:
        return f"{self.n} {self.type}: {self.source or 'new'} to {self.target or 'gone'}"


class Count(models.Model):
    """How many jobs of one queue and type have one status, without the moves not yet folded in."""

    queue = models.CharField(max_length=40)
    type = models.CharField(max_length=80)
    status = models.CharField(max_length=10)
    n = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "type", "status"], name="count_once")]

    def __str__(self) -> str:
        return f"{self.n} {self.type} {self.status}"


class Rollup(models.Model):
    """What happened in a minute, ten, an hour or a day to jobs of one queue and type; times as in histogram.py."""

    span = models.CharField(max_length=6)  # minute, ten, hour or day
    at = models.DateTimeField()  # when the span began
    queue = models.CharField(max_length=40)
    type = models.CharField(max_length=80)
    completed = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    cancelled = models.IntegerField(default=0)
    retried = models.IntegerField(default=0)
    waits = models.JSONField(default=dict)
    runs = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "at", "queue", "type"], name="rollup_once")]

    def __str__(self) -> str:
        return f"{self.span} {self.at:%Y-%m-%d %H:%M} {self.type}"


class Gauge(models.Model):
    """How a queue stood in a span of time: the most that waited and ran, the fewest that could work."""

    span = models.CharField(max_length=6)  # minute, ten, hour or day
    at = models.DateTimeField()  # when the span began
    queue = models.CharField(max_length=40, default="", blank=True)  # empty: all together
    waiting = models.IntegerField(default=0)  # due and not started
    running = models.IntegerField(default=0)
    places = models.IntegerField(default=0)  # processes of workers that were alive

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "at", "queue"], name="gauge_once")]

    def __str__(self) -> str:
        return f"{self.span} {self.at:%Y-%m-%d %H:%M} {self.queue or 'all'}"
