"""RQ with its default worker, which forks a process for each job."""

import os

from redis import Redis
from rq import Queue

from benchmarks.client import serve

if __name__ == "__main__":
    queue = Queue("default", connection=Redis(unix_socket_path=os.environ["BENCH_SOCKET"]))
    serve(lambda number: queue.enqueue("benchmarks.marks.mark", number))
