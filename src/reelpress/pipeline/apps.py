"""The Django application of this room."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "reelpress.pipeline"
    label = "pipeline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the steps, so that every job type is known wherever Django runs."""
        from reelpress.pipeline import notices, schedule, steps  # noqa: F401
