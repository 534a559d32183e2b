"""What is stored of a job: the row is the only record of it. Knows no post and no video.

State never changes by `save()`: `transitions.py` holds every move as one guarded UPDATE.
"""

import secrets
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from reelpress.jobs.outside import OutsideWork
from reelpress.jobs.states import LIVE, Outcome, Status
from reelpress.jobs.tallies import Count as Count
from reelpress.jobs.tallies import Gauge as Gauge
from reelpress.jobs.tallies import Move as Move
from reelpress.jobs.tallies import Rollup as Rollup
from reelpress.lib.text import duration

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: people read these aloud


def new_public_id() -> str:
    """Return a short id that people can copy: "j" and nine characters."""
    return "j" + "".join(secrets.choice(ALPHABET) for _ in range(9))


def new_batch_id() -> str:
    """Return a short id that people can copy: "b" and nine characters."""
    return "b" + new_public_id()[1:]


class JobQuerySet(models.QuerySet["Job"]):
    """Named reads."""

    def pending(self) -> Self:
        return self.filter(status=Status.PENDING)

    def processing(self) -> Self:
        return self.filter(status=Status.PROCESSING)

    def completed(self) -> Self:
        return self.filter(status=Status.COMPLETED)

    def failed(self) -> Self:
        return self.filter(status=Status.FAILED)

    def cancelled(self) -> Self:
        return self.filter(status=Status.CANCELLED)

    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def for_user(self, user_id: int) -> Self:
        return self.filter(user_id=user_id)

    def of_type(self, type_: str) -> Self:
        return self.filter(type=type_)

    def recent(self, days: int) -> Self:
        return self.filter(created_at__gte=Now() - timedelta(days=days))

    def about(self, subject: models.Model) -> Self:
        """Jobs whose subject is this row."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)


def _index_of_some(name: str) -> models.Index:
    there = Q(**{f"{name}__isnull": False})
    return models.Index(models.F(name), models.F("id").desc(), name=f"job_by_{name}", condition=there)


class Job(OutsideWork, models.Model):
    """One piece of work: what to do, for what, by when, how far it is, how it ended."""

    public_id = models.CharField(max_length=12, default=new_public_id, editable=False)
    type = models.CharField(max_length=80)
    queue = models.CharField(max_length=40)
    priority = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=[(s, s.capitalize()) for s in Status], default=Status.PENDING)
    args = models.JSONField(default=dict, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs", db_index=False
    )
    subject_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")

    progress = models.SmallIntegerField(default=0)
    message = models.CharField(max_length=500, default="", blank=True)

    attempts = models.SmallIntegerField(default=0)
    snoozes = models.IntegerField(default=0)
    crashes = models.SmallIntegerField(default=0)
    max_attempts = models.SmallIntegerField()
    backoff = models.JSONField()
    timeout_seconds = models.IntegerField()

    run_after = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)

    lease = models.CharField(max_length=32, default="", blank=True)
    bell = models.CharField(max_length=64, default="", blank=True)
    worker = models.CharField(max_length=120, default="", blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_by = models.CharField(max_length=150, default="", blank=True)

    error_class = models.CharField(max_length=120, default="", blank=True)
    error_message = models.TextField(default="", blank=True)
    error_group = models.CharField(max_length=16, default="", blank=True)  # what failed for the same reason

    unique_key = models.CharField(max_length=200, null=True, blank=True)
    concurrency_key = models.CharField(max_length=200, null=True, blank=True)
    concurrency_limit = models.SmallIntegerField(default=1)
    slot = models.SmallIntegerField(default=0)  # which of the key's places it runs in
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children", db_index=False
    )
    after = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followers", db_index=False
    )
    batch = models.ForeignKey(
        "Batch", null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs", db_index=False
    )

    objects = JobQuerySet.as_manager()
    open_attempt: int  # no column; the key of the attempt, on the object with which the job was claimed

    class Meta:
        ordering = ["-id"]
        constraints = [
            # Not unique=True on the field: that would add a second index for LIKE on PostgreSQL.
            models.UniqueConstraint(fields=["public_id"], name="job_public_id"),
            models.UniqueConstraint(
                fields=["unique_key"],
                name="job_one_live_per_unique_key",
                condition=Q(unique_key__isnull=False, status__in=["waiting", "pending", "processing"]),
            ),
            models.UniqueConstraint(
                fields=["concurrency_key", "slot"],
                name="job_one_running_per_slot",
                condition=Q(concurrency_key__isnull=False, status="processing"),
            ),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="job_status_known"),
        ]
        indexes = [
            models.Index(
                "queue", models.F("priority").desc(), "run_after", "id", name="job_claim", condition=Q(status="pending")
            ),
            models.Index("run_after", name="job_due", condition=Q(status="pending", rung_at__isnull=True)),
            # Not led by the queue: SQLite would claim along it, and sort.
            models.Index("run_after", "queue", name="job_wait", condition=Q(status="pending")),
            # Not on heartbeat_at: heartbeats stay heap-only updates on PostgreSQL.
            models.Index("id", name="job_running", condition=Q(status="processing")),
            models.Index(models.F("id").desc(), "run_after", name="job_pending", condition=Q(status="pending")),
            models.Index(models.F("status"), models.F("id").desc(), name="job_by_status"),
            models.Index(models.F("type"), models.F("id").desc(), name="job_by_type"),
            models.Index(models.F("queue"), models.F("id").desc(), name="job_by_queue"),
            models.Index("error_group", "finished_at", "id", name="job_by_reason", condition=Q(status="failed")),
            models.Index(
                models.F("type"), models.F("id").desc(), name="job_failed_by_type", condition=Q(status="failed")
            ),
            models.Index(models.F("id").desc(), name="job_with_error", condition=~Q(error_message="")),
            models.Index(
                "status", "finished_at", name="job_ended", condition=Q(status__in=["completed", "failed", "cancelled"])
            ),
            # Only of jobs that have one: each index that a row is in is written at each of its steps.
            models.Index("subject_type", "subject_id", name="job_by_subject", condition=Q(subject_id__isnull=False)),
            *(_index_of_some(name) for name in ("user", "parent", "after", "batch")),
            models.Index("user", "status", "id", name="job_by_user_status", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"

    @property
    def is_final(self) -> bool:
        return self.status not in LIVE

    @property
    def duration(self) -> float | None:
        """Seconds from start to end of the last attempt; None unless both are known."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def formatted_duration(self) -> str:
        """The duration as people say it: "2m 34s"."""
        return duration(self.duration)


class Attempt(models.Model):
    """One run of a job: who ran it, when, how it ended, and why."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="history", db_index=False)
    number = models.SmallIntegerField()
    lease = models.CharField(max_length=32)
    worker = models.CharField(max_length=120)
    pid = models.IntegerField()
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, default="", blank=True, choices=[(o, o.capitalize()) for o in Outcome])
    error_class = models.CharField(max_length=120, default="", blank=True)
    error = models.TextField(default="", blank=True)
    traceback = models.TextField(default="", blank=True)
    peak_memory_mb = models.IntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "lease"], name="attempt_one_per_lease")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.job}"


class JobLog(models.Model):
    """One line that a handler wrote."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="log_lines")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="log_lines")
    at = models.DateTimeField(db_default=Now())
    line = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.line


class Queue(models.Model):
    """What a person decided about a queue; a queue without a row runs."""

    name = models.CharField(max_length=40, primary_key=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.CharField(max_length=150, default="", blank=True)
    alert_after_seconds = models.IntegerField(null=True, blank=True)  # of waiting; None: as the settings say

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process that was seen lately."""

    name = models.CharField(max_length=120, primary_key=True)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    queues = models.JSONField(default=list)
    processes = models.JSONField(default=list)  # ids of the processes that do the work
    memory_mb = models.IntegerField(default=0)
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name

    @property
    def places(self) -> int:
        """How many jobs it can run at once."""
        return max(1, len(self.processes))


class Leader(models.Model):
    """Which clock process ticks now; on SQLite and PostgreSQL alike a lease in a row."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class Schedule(models.Model):
    """When the clock last fired a repeated duty."""

    name = models.CharField(max_length=80, primary_key=True)
    fired_at = models.DateTimeField(db_default=Now())
    problem = models.TextField(default="", db_default="", blank=True)  # why it broke, until it is done again

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Jobs that were started together: how many ended how, and what follows when they did."""

    public_id = models.CharField(max_length=12, default=new_batch_id, editable=False)
    name = models.CharField(max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="batches"
    )
    total = models.IntegerField()
    completed = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    cancelled = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    then_spec = models.JSONField(null=True, blank=True)  # the job that follows when all completed
    catch_spec = models.JSONField(null=True, blank=True)  # when the first failed
    finally_spec = models.JSONField(null=True, blank=True)  # when all ended, however they did
    then_at = models.DateTimeField(null=True, blank=True)
    catch_at = models.DateTimeField(null=True, blank=True)
    finally_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "batches"
        constraints = [models.UniqueConstraint(fields=["public_id"], name="batch_public_id")]
        indexes = [models.Index(fields=["finished_at"], name="batch_ended")]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"

    @property
    def ended(self) -> int:
        """How many of its jobs are final."""
        return self.completed + self.failed + self.cancelled

    @property
    def left(self) -> int:
        """How many of its jobs are not final yet."""
        return self.total - self.ended


class Audit(models.Model):
    """Who did what to how many."""

    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=40)
    what = models.JSONField(default=dict)
    n = models.IntegerField(default=1)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action}, {self.n}"


def subject_of(subject: models.Model | None) -> dict[str, Any]:
    """Return the columns that point at `subject`."""
    if subject is None:
        return {}
    return {"subject_type": ContentType.objects.get_for_model(subject), "subject_id": subject.pk}
