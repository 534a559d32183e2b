"""The Django application of this room."""

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "reelpress.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"
