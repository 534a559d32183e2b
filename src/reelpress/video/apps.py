"""The Django application of this room."""

from django.apps import AppConfig


class VideoConfig(AppConfig):
    name = "reelpress.video"
    label = "video"
    default_auto_field = "django.db.models.BigAutoField"
