"""Where what a video is made of is kept: every artefact below the digest of what it was made from.

What is there under its name is whole, so it is never made again; what is being made lives in a folder of
the run and is gone with it. Knows no database.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from reelpress.lib import clock

STALE_SECONDS = 7 * 24 * 3600
DAY = 24 * 3600


class Workspace:
    """The artefacts below `root`, as one video uses them."""

    def __init__(self, root: Path, owner: str) -> None:
        self.root = root
        self.owner = owner

    def narration(self, key: str) -> Path:
        """Return where the narration `key` is, or would be; it exists when its `.json` does."""
        return self._place("narration", key, ".wav")

    def segment(self, key: str) -> Path:
        """Return where the segment `key` is, or would be."""
        return self._place("segments", key, ".mp4")

    def sound(self, key: str) -> Path:
        """Return where the sound track `key` is, or would be; it exists when its `.json` does."""
        return self._place("sound", key, ".m4a")

    def still(self, key: str) -> Path:
        """Return where the picture of a scene `key` is, or would be."""
        return self._place("stills", key, ".jpg")

    def clip(self, key: str) -> Path:
        """Return where the clip of one scene `key` is, or would be."""
        return self._place("clips", key, ".mp4")

    def _place(self, kind: str, key: str, suffix: str) -> Path:
        path = self.root / kind / key[:2] / f"{key}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @contextmanager
    def run(self) -> Iterator[Path]:
        """Yield a folder for this run; it is removed whatever happens, and so are those of dead runs."""
        self._remove_dead_runs()
        folder = self.root / "runs" / f"{self.owner}.{os.getpid()}.{uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_dead_runs(self) -> None:
        """Remove folders whose process is gone, and half-written files that nobody writes any more."""
        for folder in (self.root / "runs").glob("*.*.*"):
            owner, pid, _ = folder.name.rsplit(".", 2)
            # A run of the same video by this very process is over, too: it runs one at a time.
            if not _alive(pid) or (owner == self.owner and pid == str(os.getpid())):
                shutil.rmtree(folder, ignore_errors=True)
        for part in self.root.glob("*/??/.*.part*"):
            with suppress(OSError):
                if clock.now().timestamp() - part.stat().st_mtime > DAY:
                    part.unlink()


def _alive(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def touch(*paths: Path) -> None:
    """Note that artefacts were used, so that `prune` keeps them."""
    for path in paths:
        with suppress(OSError):
            os.utime(path)


def prune(root: Path, *, older_than_seconds: float = STALE_SECONDS) -> int:
    """Remove artefacts that no run has used for that long; return how many bytes that freed."""
    freed = 0
    limit = clock.now().timestamp() - older_than_seconds
    for path in root.glob("*/??/*"):
        with suppress(OSError):
            known = path.stat()
            if known.st_mtime < limit:
                path.unlink()
                freed += known.st_size
    return freed
