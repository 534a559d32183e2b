"""What the end of a run means, and what to do: by how the job stands."""

import pytest

from reelpress.dashboard.explaining import explained
from reelpress.jobs.models import Job

CASES = {
    "used up": ("failed", 3, "Failure", "All 3 attempts are used up", "press Retry"),
    "permanent": ("failed", 1, "BadInput", "Trying again would fail in the same way", "press Retry"),
    "too slow": ("failed", 3, "TimedOut", "All 3 attempts", "start the work anew: a retry keeps the 10m"),
    "crashed": ("failed", 2, "CrashLoop", "Trying again", "log"),
    "retries": ("scheduled", 2, "Failure", "tried again by itself; 1 of 3 attempts is left", "Run now"),
    "runs again": ("processing", 2, "Failure", "attempt 2 of 3 is under way", ""),
    "ends": ("cancelling", 2, "Failure", "is not tried again by itself", ""),
    "cancelled": ("cancelled", 1, "", "ended here", "Retry"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_sentences_follow_from_how_the_job_stands(case):
    state, attempts, error_class, means, todo = CASES[case]
    status = {"scheduled": "pending", "cancelling": "processing"}.get(state, state)
    job = Job(status=status, attempts=attempts, max_attempts=3, timeout_seconds=600, error_class=error_class)
    found = explained(job, "It broke.", state=state)

    assert found.happened == "It broke."
    assert means in found.means and todo in found.todo
