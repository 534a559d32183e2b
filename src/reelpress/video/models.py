"""What is stored of a video. Written by this room's services only; knows no platform and no job."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from reelpress.content.models import Post


class Video(models.Model):
    """One post in one format. The storyboard is the source; the files follow from it."""

    class Status(models.TextChoices):
        NEW = "new", "New"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="videos")
    format = models.CharField(max_length=12, help_text="tiktok, reel, short, youtube or square")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    storyboard = models.JSONField(default=dict, blank=True)
    post_digest = models.CharField(max_length=32, default="", blank=True, help_text="The post the storyboard is of")
    digest = models.CharField(max_length=32, default="", blank=True, help_text="What the files were made from")
    narrator = models.CharField(max_length=20, default="hibari")
    file = models.CharField(max_length=300, default="", blank=True, help_text="Path below the media folder")
    srt = models.CharField(max_length=300, default="", blank=True)
    vtt = models.CharField(max_length=300, default="", blank=True)
    thumbnail = models.CharField(max_length=300, default="", blank=True)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    fps = models.IntegerField(default=0)
    frames = models.IntegerField(default=0)
    seconds = models.FloatField(default=0)
    loudness = models.FloatField(null=True, blank=True, help_text="Integrated, LUFS")
    wall_seconds = models.FloatField(default=0, help_text="How long the last making took")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["post", "format"], name="video_one_per_format")]

    def __str__(self) -> str:
        return f"{self.post} ({self.format})"

    @property
    def path(self) -> Path:
        """Where the video file lies."""
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def srt_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.srt

    @property
    def vtt_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.vtt

    @property
    def thumbnail_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.thumbnail
