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
    language = models.CharField(max_length=20, default="", blank=True, help_text="Empty: the language of the post")
    template = models.CharField(max_length=60, default="", blank=True, help_text="Empty: the template of the blog")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    storyboard = models.JSONField(default=dict, blank=True)
    post_digest = models.CharField(max_length=32, default="", blank=True, help_text="The post the storyboard is of")
    edited = models.BooleanField(
        default=False, help_text="A person changed the storyboard: it is never written anew unasked"
    )
    digest = models.CharField(max_length=32, default="", blank=True, help_text="What the files were made from")
    made_at = models.DateTimeField(null=True, blank=True, help_text="When the files were made")
    made_version = models.CharField(
        max_length=32, default="", blank=True, help_text="What a person saw of the storyboard when they were made"
    )
    narrator = models.CharField(
        max_length=80, default="", blank=True, help_text="A narrator, or narrator:voice; empty: the first that can"
    )
    music = models.CharField(
        max_length=255,
        default="",
        blank=True,
        help_text="calm, a file of the music folder, or none; empty: as the template",
    )
    token = models.CharField(max_length=32, default="", blank=True, help_text="Names the making that holds the row")
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
        constraints = [models.UniqueConstraint(fields=["post", "format", "language"], name="video_one_per_format")]

    def __str__(self) -> str:
        return f"{self.post} ({self.format}{f', {self.language}' if self.language else ''})"

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


class Revision(models.Model):
    """What a person could change of a video, as it was before a change; the newest is what undo goes back to.

    A change that was undone is kept with what it had made, for redo, until there is another change.
    """

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="revisions")
    storyboard = models.JSONField(default=dict)
    narrator = models.CharField(max_length=80, default="", blank=True)
    template = models.CharField(max_length=60, default="", blank=True)
    music = models.CharField(max_length=255, default="", blank=True)
    post_digest = models.CharField(max_length=32, default="", blank=True)
    edited = models.BooleanField(default=False)
    undone = models.BooleanField(default=False, help_text="It holds what came after its change: what redo goes back to")
    change = models.CharField(max_length=200, default="", help_text="What was changed after this, in words")
    by = models.CharField(max_length=150, default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.video} before {self.change}"


class Template(models.Model):
    """A template that somebody made here; the shipped ones are data of the program (`templates.py`)."""

    name = models.SlugField(max_length=60, unique=True)
    data = models.JSONField(default=dict, help_text="Colours, fonts, logo, captions, intro, outro and music")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Pronunciation(models.Model):
    """How a word of this blog is said."""

    word = models.CharField(max_length=100)
    spoken = models.CharField(max_length=200, help_text="Written as it sounds")
    language = models.CharField(max_length=20, default="", blank=True, help_text="Empty: in every language")

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="pronunciation_once")]

    def __str__(self) -> str:
        return f"{self.word} -> {self.spoken}"


class Right(models.Model):
    """The rights ledger: who made a picture that is not the blog's own, and under which licence it is used."""

    file = models.CharField(max_length=300, unique=True, help_text="Path below the media folder")
    provider = models.CharField(max_length=40)
    creator = models.CharField(max_length=300, default="", blank=True)
    creator_url = models.CharField(max_length=1000, default="", blank=True)
    page_url = models.CharField(max_length=1000, default="", blank=True)
    licence = models.CharField(max_length=300)
    licence_url = models.CharField(max_length=1000, default="", blank=True)
    fetched_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file} by {self.creator}"
