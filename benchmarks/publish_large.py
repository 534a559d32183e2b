"""Publish one very large file to the demo network in this process, and tell how much memory that took."""

import json
import sys
import tempfile
import threading
from pathlib import Path

import psutil

from reelpress.lib.http import Client
from reelpress.publishing.platforms.base import Credentials, Media, Tuning, Upload
from reelpress.publishing.platforms.youtube import YouTube

LOOK_EVERY = 0.05


def main():
    """Send it, watching the memory of this process; the network runs in another."""
    from benchmarks import publish

    size = int(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, publish.network(Path(folder)) as url:
        film = Path(folder) / "large.mp4"
        with film.open("wb") as file:
            file.truncate(size)
        media = Media(film, 3600.0, 1080, 1920, size)
        upload = Upload("Large", "Words.", (), "tag-large", media, {"privacy": "private"}, None)
        platform, keys = YouTube(Client(url), Tuning()), Credentials("bench-token")
        before, watch = psutil.Process().memory_info().rss, Watch()
        steps = list(platform.publish(upload, {}, keys, lambda percent: None))
        grown = watch.stop() - before
        if steps[-1].status != "published":
            raise SystemExit("It was not published.")
    print(json.dumps({"bytes": size, "megabytes": grown / 1e6}))


class Watch:
    """Remembers the most memory that this process had."""

    def __init__(self):
        self.most, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self):
        while not self._over.wait(LOOK_EVERY):
            self.most = max(self.most, psutil.Process().memory_info().rss)

    def stop(self):
        """Stop; return it, in bytes."""
        self._over.set()
        self._thread.join()
        return max(self.most, psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()
