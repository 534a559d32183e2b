"""What is stored of a post. Knows no video and no platform; written by this room's services only."""

from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class PostQuerySet(models.QuerySet["Post"]):
    """Named reads."""

    def named(self, id_or_slug: str) -> Self:
        """The post with this id or slug; at most one."""
        if id_or_slug.isdecimal() and len(id_or_slug) <= 18:
            by_id = self.filter(pk=int(id_or_slug))
            if by_id.exists():
                return by_id
        return self.filter(slug=id_or_slug)


class Post(models.Model):
    """One blog post as it was imported."""

    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=300, default="", blank=True)
    summary = models.TextField(default="", blank=True)
    body = models.TextField(help_text="Markdown, without its front matter")
    language = models.CharField(max_length=20, default="en")
    tags = models.JSONField(default=list, blank=True)
    canonical_url = models.URLField(max_length=1000, default="", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=1000, unique=True, help_text="Where it was imported from")
    digest = models.CharField(max_length=32, db_index=True, help_text="Names all of the above; equal means unchanged")
    address_key = models.CharField(
        max_length=32, default="", blank=True, db_index=True, help_text="Names the canonical address, however spelt"
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Image(models.Model):
    """A picture that came along with a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="images")
    ref = models.CharField(max_length=1000, help_text="The address as it stands in the body")
    alt = models.CharField(max_length=1000, default="", blank=True)
    file = models.CharField(max_length=300, help_text="Path below the media folder")
    digest = models.CharField(max_length=32)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["post", "ref"], name="image_one_per_ref")]

    def __str__(self) -> str:
        return self.ref

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(settings.MEDIA_ROOT) / self.file


class Feed(models.Model):
    """A feed that posts were imported from, and what its server is asked with the next time."""

    url = models.CharField(max_length=1000, unique=True)
    title = models.CharField(max_length=300, default="", blank=True)
    etag = models.CharField(max_length=500, default="", blank=True)
    modified = models.CharField(max_length=100, default="", blank=True, help_text="Its Last-Modified, as it was sent")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.title or self.url
