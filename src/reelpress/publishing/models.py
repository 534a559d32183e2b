"""Accounts and what was published to them. Written by this room's services only; knows no job."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from reelpress.content.models import Post
from reelpress.publishing.platforms.registry import shown
from reelpress.publishing.slots import written
from reelpress.video.models import Video


class Account(models.Model):
    """One place where posts go, and the sealed keys to it."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        NEEDS_RECONNECT = "needs_reconnect", "Needs reconnect"
        REMOVED = "removed", "Removed"

    platform = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    remote_id = models.CharField(max_length=200, default="", blank=True, help_text="Channel, page or chat id")
    access_token_sealed = models.TextField(default="", blank=True)
    refresh_token_sealed = models.TextField(default="", blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    refreshing_until = models.DateTimeField(null=True, blank=True, help_text="One worker renews the token at a time")
    scopes = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    status_reason = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="", blank=True, help_text="Of its posting slots; empty: ours")
    posts_per_day = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: what the platform allows")
    premium = models.BooleanField(default=False, help_text="Subscribed to X Premium, which takes more of a post")
    demo = models.BooleanField(default=False, help_text="Connected to the demo network; never sent to a real one")

    class Meta:
        ordering = ["platform", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "name"], name="account_one_per_name", condition=~Q(status="removed")
            ),
            models.CheckConstraint(
                condition=Q(posts_per_day__isnull=True) | Q(posts_per_day__gt=0), name="account_posts_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{shown(self.platform)}: {self.name}"


class PostingSlot(models.Model):
    """A time of the week at which an account posts, on the clock of its time zone."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posting_slots")
    weekday = models.SmallIntegerField(help_text="0 is Monday")
    time = models.TimeField()

    class Meta:
        ordering = ["weekday", "time"]
        constraints = [
            models.UniqueConstraint(fields=["account", "weekday", "time"], name="posting_slot_once"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="posting_slot_weekday"),
        ]

    def __str__(self) -> str:
        return written([(self.weekday, self.time)])


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Named reads."""

    def published(self) -> Self:
        return self.filter(status=Publication.Status.PUBLISHED)

    def unsettled(self) -> Self:
        """Neither final nor waiting for a person."""
        return self.filter(status__in=["scheduled", "publishing", "processing", "committing"])

    def planned(self) -> Self:
        """Waiting for a moment that was chosen."""
        return self.filter(status=Publication.Status.SCHEDULED, due_at__isnull=False)

    def outliving_their_token(self) -> Self:
        """Planned for a moment at which the account's token, which cannot be renewed, has ended."""
        return self.planned().filter(account__refresh_token_sealed="", due_at__gte=F("account__expires_at"))


class Publication(models.Model):
    """One video (or text) to one account: at most one post there, whatever dies."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISHING = "publishing", "Publishing"
        PROCESSING = "processing", "Processing"
        COMMITTING = "committing", "Committing"
        PUBLISHED = "published", "Published"
        FAILED = "failed", "Failed"
        UNCONFIRMED = "unconfirmed", "Unconfirmed"
        NEEDS_RECONNECT = "needs_reconnect", "Needs reconnect"
        CANCELLED = "cancelled", "Cancelled"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="publications")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="publications")
    video = models.ForeignKey(Video, null=True, blank=True, on_delete=models.PROTECT, related_name="publications")
    variant = models.CharField(max_length=40, help_text="The video's format, or text")
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    tag = models.CharField(max_length=40, unique=True, help_text="Names this publication to the platform's probe")
    title = models.CharField(max_length=300, default="", blank=True)
    text = models.TextField(default="", blank=True, help_text="Exactly what is sent")
    state = models.JSONField(default=dict, blank=True, help_text="Saved steps: session, container and media ids")
    claim = models.CharField(max_length=32, default="", blank=True, help_text="Who publishes; the newest holds it")
    remote_id = models.CharField(max_length=200, default="", blank=True)
    url = models.URLField(max_length=1000, default="", blank=True)
    error_class = models.CharField(max_length=20, default="", blank=True)
    error_happened = models.TextField(default="", blank=True)
    error_means = models.TextField(default="", blank=True)
    error_todo = models.TextField(default="", blank=True)
    error_raw = models.TextField(default="", blank=True, help_text="The platform's answer, redacted")
    due_at = models.DateTimeField(null=True, blank=True, help_text="The moment that was chosen for it, if any")
    in_slot = models.BooleanField(default=False, help_text="That moment is one of the account's posting slots")
    created_at = models.DateTimeField(db_default=Now())
    attempted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True, help_text="When it was deleted on the platform, by us")
    updated_at = models.DateTimeField(db_default=Now())

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "post", "variant"], name="publication_one_per_account"),
            models.UniqueConstraint(
                fields=["account", "due_at"], name="publication_one_per_slot", condition=Q(in_slot=True)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="publication_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["published_at"], name="publication_published", condition=Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} on {self.account}"

    @property
    def error(self) -> str:
        """The three sentences as one text; empty when nothing is wrong."""
        return " ".join(part for part in (self.error_happened, self.error_means, self.error_todo) if part)
