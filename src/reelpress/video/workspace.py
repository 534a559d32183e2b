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

IN_USE_SECONDS = 6 * 3600
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

    def bed(self, key: str) -> Path:
        """Return where the music `key` is, or would be, as it is laid under voices."""
        return self._place("beds", key, ".npy")

    def still(self, key: str) -> Path:
        """Return where the picture of a scene `key` is, or would be."""
        return self._place("stills", key, ".jpg")

    def thumbnail(self, key: str) -> Path:
        """Return where the thumbnail `key` is, or would be."""
        return self._place("thumbnails", key, ".jpg")

    @property
    def cores(self) -> Path:
        """The folder in which whoever paints or encodes holds a processor."""
        return self.root / "cores"

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


def prune(root: Path, *, older_than_seconds: float, most_bytes: int) -> int:
    """Remove artefacts that no run has used for that long, then the longest unused until at most `most_bytes` are left.

    What was used in the last hours is kept whatever it takes: a run may be about to join it. Returns the bytes freed.
    """
    now = clock.now().timestamp()
    known = sorted(_used(root))
    left, freed = sum(size for _, size, _ in known), 0
    for used_at, size, path in known:
        age = now - used_at
        if age > older_than_seconds or (left > most_bytes and age > IN_USE_SECONDS):
            with suppress(OSError):
                path.unlink()
                left, freed = left - size, freed + size
    return freed


def _used(root: Path) -> Iterator[tuple[float, int, Path]]:
    for path in root.glob("*/??/*"):
        with suppress(OSError):
            facts = path.stat()
            yield facts.st_mtime, facts.st_size, path
