"""An application that makes the job types of the tests known to a worker, and has it wait as long as a test says."""

import os

from django.apps import AppConfig


class TestTypes(AppConfig):
    name = "tests"
    label = "reelpress_tests"

    def ready(self):
        from reelpress.jobs import keeper, points, warden
        from tests.jobs import types

        points.listen(types.kill_when_armed)
        if grace := float(os.environ.get("TESTS_CANCEL_GRACE", "0")):  # seconds to tidy up, on a busy machine
            keeper.CANCEL_GRACE, warden.CANCEL_SECONDS = grace, grace + 1
