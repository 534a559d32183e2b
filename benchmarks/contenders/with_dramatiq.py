"""Dramatiq with its default middleware."""

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from benchmarks.client import serve
from benchmarks.marks import mark

dramatiq.set_broker(RedisBroker(url=f"unix://{os.environ['BENCH_SOCKET']}"))


@dramatiq.actor
def noop(number):
    """Mark the start."""
    mark(number)


if __name__ == "__main__":
    serve(noop.send)
