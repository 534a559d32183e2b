"""Huey on Redis; with BENCH_HUEY=priority on a queue that knows priorities, as ours does."""

import os

from huey import PriorityRedisHuey, RedisHuey

from benchmarks.client import serve
from benchmarks.marks import mark

kind = PriorityRedisHuey if os.environ.get("BENCH_HUEY") == "priority" else RedisHuey
huey = kind("bench", url=f"unix://{os.environ['BENCH_SOCKET']}")


@huey.task(name="noop")
def noop(number):
    """Mark the start."""
    mark(number)


if __name__ == "__main__":
    from benchmarks.contenders import with_huey  # not as __main__: the task has one name

    serve(with_huey.noop)
