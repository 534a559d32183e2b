"""Jobs whose work is done outside of a worker, in a program of a person's own: the same moves, pressed by hand.

Such a program must call `update_progress` more often than every thirty seconds, or the clock takes its job for lost.
"""

from typing import TYPE_CHECKING

from django.db.models.functions import Now

from reelpress.jobs.outcomes import Verdict
from reelpress.jobs.states import Outcome, Status
from reelpress.lib.errors import BadInput
from reelpress.lib.text import storable

if TYPE_CHECKING:
    from reelpress.jobs.models import Job


class OutsideWork:
    """What `Job` offers for it. Each raises `BadInput` when the job is not in the state that the step needs."""

    def mark_started(self: "Job") -> None:  # type: ignore[misc]
        """pending -> processing, by this process."""
        from reelpress.jobs import executor

        self.__dict__.update(executor.take(self).__dict__)

    def update_progress(self: "Job", percent: float, message: str = "") -> None:  # type: ignore[misc]
        """Say how far the work is (0 to 100), and that it is still done."""
        from reelpress.jobs.transitions import mine

        shown, text = max(0, min(100, int(percent))), storable(message or self.message)[:500]
        _require(self, mine(self).update(progress=shown, message=text, heartbeat_at=Now()))
        self.progress, self.message = shown, text

    def mark_completed(self: "Job") -> None:  # type: ignore[misc]
        """processing -> completed."""
        from reelpress.jobs.transitions import complete

        _require(self, complete(self))
        self.refresh_from_db()

    def mark_failed(self: "Job", reason: str) -> None:  # type: ignore[misc]
        """processing -> failed, for good."""
        from reelpress.jobs.transitions import conclude

        _require(
            self, conclude(self, Verdict(Status.FAILED, Outcome.ERROR, error_class="Failed", error=storable(reason)))
        )
        self.refresh_from_db()


def _require(job: "Job", written: object) -> None:
    if not written:
        job.refresh_from_db()
        raise BadInput(
            f"Job {job.public_id} is {job.status}, and not at work here.",
            means="Nothing was recorded: it was cancelled, taken for lost, or never started here.",
        )
