"""The Django application of this room."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "reelpress.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
