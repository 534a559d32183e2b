"""The job type that does nothing but say when it started."""

from benchmarks.marks import mark
from reelpress.jobs.registry import job


@job("bench-noop", queue="default", max_attempts=3, backoff=(60,), timeout=600)
def noop(run, *, number):
    """Mark the start."""
    mark(number)
