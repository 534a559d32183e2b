"""An application that makes the job types of the tests known to a worker."""

from django.apps import AppConfig


class TestTypes(AppConfig):
    name = "tests"
    label = "reelpress_tests"

    def ready(self):
        from tests.jobs import types  # noqa: F401
