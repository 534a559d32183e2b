"""Reelpress, by its public door."""

import os

import django

from benchmarks.client import serve

if __name__ == "__main__":
    django.setup()
    from benchmarks import probe
    from reelpress.jobs.enqueue import enqueue

    def send(number):
        """Enqueue one job."""
        enqueue("bench-noop", {"number": number})

    serve(probe.around_enqueue(send) if os.environ.get("BENCH_PROFILE") else send)
