"""`python -m benchmarks.render_once VIDEO`: make one video here and now, and say as JSON what came of it.

A program of its own, so that all it uses can be counted; it says each message of its progress.  The time begins when
the program is up, as a worker is that waits for jobs, and ends when the video is recorded.
"""

import json
import resource
import signal
import sys
import time

import django


def main():
    """Make the video whose row is named; print progress and, at the end, the facts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also when it was started in the background
    django.setup()
    from reelpress.video import services
    from reelpress.video.models import Video

    bar = Bar()
    started, before = time.monotonic(), spent()
    video = services.produce(Video.objects.get(pk=int(sys.argv[1])), progress=bar.tell, log=lambda line: None)
    facts = {"wall": time.monotonic() - started, "cpu": spent() - before, "still": bar.still}
    print(json.dumps(facts | {"frames": video.frames, "seconds": video.seconds}), flush=True)


class Bar:
    """The progress bar: prints each message, and knows for how many seconds it stood still at most."""

    def __init__(self):
        self.percent, self.moved_at, self.still = 0.0, time.monotonic(), 0.0

    def tell(self, percent, message):
        print(json.dumps({"percent": percent, "message": message}), flush=True)
        if percent > self.percent:
            now = time.monotonic()
            self.still, self.percent, self.moved_at = max(self.still, now - self.moved_at), percent, now


def spent():
    """Processor seconds of this process and of all that it started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
