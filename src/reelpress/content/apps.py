"""The Django application of this room."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "reelpress.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"
