"""The side that enqueues: a program that sends jobs when told to, and says how long each call took.

Plain Python; each contender runs it with its own `send`. One JSON object a line comes in, one goes out.
"""

import json
import os
import random
import sys
import time

from benchmarks.marks import Marks

PICK_UP_SECONDS = 60
PAUSE = (0.03, 0.07)  # between two jobs for an idle worker


def serve(send):
    """Do what the lines on stdin ask for, until they end."""
    client = _Client(send)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        print(json.dumps(getattr(client, wanted.pop("do"))(**wanted)), flush=True)


class _Client:
    def __init__(self, send):
        self._send = send
        self._marks = Marks(os.environ["BENCH_MARKS"])
        self._number = 0

    def _one(self):
        begun = time.monotonic_ns()
        self._send(self._number)
        ended = time.monotonic_ns()
        self._number += 1
        return begun, ended

    def send(self, n):
        """Enqueue `n` jobs; answer when it began and how many nanoseconds each call took."""
        calls = [self._one() for _ in range(n)]
        return {"began": calls[0][0], "calls": [ended - begun for begun, ended in calls]}

    def pick_up(self, n):
        """Enqueue `n` jobs, each when the one before has started; answer the nanoseconds from call to start."""
        waits = []
        for _ in range(n):
            time.sleep(random.uniform(*PAUSE))
            before = self._marks.count()
            begun, _ = self._one()
            if not self._marks.wait(before + 1, PICK_UP_SECONDS, every=0.0003):
                return {"waits": waits, "lost": True}
            waits.append(self._marks.since(before)[0][1] - begun)
        return {"waits": waits, "lost": False}
