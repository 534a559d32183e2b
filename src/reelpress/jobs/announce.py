"""Who is told when a job failed for good or a batch is done. Knows no listener by name.

Listeners are called in the transaction of the end, so they may only write rows.
"""

from collections.abc import Callable

from reelpress.jobs.models import Batch, Job

_failed: dict[str, Callable[[Job], None]] = {}
_batch_done: dict[str, Callable[[Batch], None]] = {}


def on_failed(tell: Callable[[Job], None]) -> None:
    """Have `tell` called with every job that failed for good; the same function is told once."""
    _failed[f"{tell.__module__}.{tell.__qualname__}"] = tell


def on_batch_done(tell: Callable[[Batch], None]) -> None:
    """Have `tell` called with every batch whose jobs have all ended."""
    _batch_done[f"{tell.__module__}.{tell.__qualname__}"] = tell


def failed(job: Job) -> None:
    """Tell everybody that `job` failed for good."""
    for tell in _failed.values():
        tell(job)


def batch_done(batch: Batch) -> None:
    """Tell everybody that all jobs of `batch` have ended."""
    for tell in _batch_done.values():
        tell(batch)
