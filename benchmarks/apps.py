"""An application that makes the job type of the benchmarks known to a worker."""

import os

from django.apps import AppConfig


class Benchmarks(AppConfig):
    name = "benchmarks"
    label = "reelpress_benchmarks"

    def ready(self):
        from benchmarks import probe, types  # noqa: F401

        if os.environ.get("BENCH_PROFILE"):
            probe.install()
