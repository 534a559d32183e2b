"""Plain Celery, with its defaults or (BENCH_CELERY=late) acknowledging late and fetching one job at a time."""

import os

from celery import Celery

from benchmarks.client import serve
from benchmarks.marks import mark

app = Celery("bench", broker=f"redis+socket://{os.environ['BENCH_SOCKET']}")
app.conf.update(broker_connection_retry_on_startup=True, task_serializer="json", accept_content=["json"])
if os.environ.get("BENCH_CELERY") == "late":
    app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True)


@app.task(name="noop")
def noop(number):
    """Mark the start."""
    mark(number)


if __name__ == "__main__":
    from benchmarks.contenders import with_celery  # not as __main__: the task has one name

    serve(with_celery.noop.delay)
