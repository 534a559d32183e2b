"""The Django application of this room."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "reelpress.dashboard"
    label = "dashboard"
    default_auto_field = "django.db.models.BigAutoField"
