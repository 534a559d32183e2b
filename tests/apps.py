"""An application that makes the job types of the tests known to a worker."""

from django.apps import AppConfig


class TestTypes(AppConfig):
    name = "tests"
    label = "reelpress_tests"

    def ready(self):
        from reelpress.jobs import points
        from tests.jobs import types

        points.listen(types.kill_when_armed)
