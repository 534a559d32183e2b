"""What a handler may ask of its run: progress, a log line, a check, a note. Knows no handler."""

from collections.abc import Callable
from typing import Any

from reelpress.jobs.models import Job, JobLog
from reelpress.jobs.outcomes import ClaimLost
from reelpress.jobs.transitions import mine
from reelpress.lib import clock
from reelpress.lib.text import storable

Listener = Callable[[float, str], None]
MAX_LOG_LINES = 2000
PROGRESS_EVERY = 1.0


class Run:
    """One run of one job, as its handler sees it."""

    def __init__(self, job: Job, *, listen: Listener | None = None) -> None:
        self.job = job
        self._listen = listen
        self._written = -PROGRESS_EVERY
        self._message = ""
        self._lines = 0

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far the work is (0 to 100) and what it does now; written at most once a second.

        Raises `ClaimLost` when the job is no longer ours.
        """
        message = storable(message or self._message)
        self.job.message = message[:500]
        if self._listen is not None:
            self._listen(percent, message)
        now = clock.monotonic()
        if now - self._written < PROGRESS_EVERY:
            return
        self._written, self._message = now, message
        shown = max(0, min(100, int(percent)))
        if not mine(self.job).update(progress=shown, message=self.job.message):
            raise ClaimLost
        self.job.progress = shown

    def log(self, line: str) -> None:
        """Keep a line with this attempt; past 2,000 lines the rest is dropped, visibly."""
        self._lines += 1
        if self._lines > MAX_LOG_LINES:
            return
        text = line if self._lines < MAX_LOG_LINES else "(further lines are dropped)"
        JobLog.objects.create(job=self.job, attempt_id=self.job.open_attempt, line=storable(text[:5000]))

    def check(self) -> None:
        """Raise `ClaimLost` when the job is no longer ours; cancelling needs no check, it arrives by itself."""
        if not mine(self.job).exists():
            raise ClaimLost

    def note(self, **facts: Any) -> None:
        """Keep facts with the job, for people: they show on its page and in `reelpress job show`."""
        known = {name: storable(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        self.job.metadata = {**self.job.metadata, **known}
        if not mine(self.job).update(metadata=self.job.metadata):
            raise ClaimLost

    def is_last(self, error: Exception) -> bool:
        """Return whether the job will not be tried again by itself when its handler raises `error`."""
        return bool(getattr(error, "permanent", False)) or self.job.attempts >= self.job.max_attempts
