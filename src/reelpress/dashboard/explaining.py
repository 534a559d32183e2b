"""What the end of a run means for a job, and what a person can do: the sentences beside its error.

What happened is said by the failure itself; the rest follows from how the job stands.
"""

from django.utils.timezone import localtime

from reelpress.jobs import control
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.lib.errors import Explanation
from reelpress.lib.text import duration

DIED = ("Crashed", "Lost", "CrashLoop")


def explained(job: Job, error: str, *, state: str) -> Explanation:
    """Return what happened, what it means and what to do, of a job with the sentence `error`."""
    return Explanation(error, _means(job, state), _todo(job, state))


def _means(job: Job, state: str) -> str:
    left = job.max_attempts - job.attempts
    if state == "cancelled":
        return "The job ended here; what waited for it is cancelled too. Nothing it made before is taken back."
    if state == "failed":
        if left > 0:
            return "Trying again would fail in the same way, so the job ended although attempts are left."
        tries = f"All {job.max_attempts} attempts are" if job.max_attempts != 1 else "Its only attempt is"
        return f"{tries} used up, so the job is not tried again by itself. What waited for it is cancelled."
    if state == "cancelling":
        return "That was an attempt before. The job was asked to end and is not tried again by itself."
    if state == "processing":
        return f"That was an attempt before; attempt {job.attempts} of {job.max_attempts} is under way."
    return f"It is tried again by itself; {left} of {job.max_attempts} attempts {'is' if left == 1 else 'are'} left."


def _todo(job: Job, state: str) -> str:
    if state == "cancelled":
        when = control.planned_for(job)
        kept = f" for the time that it was planned for, {localtime(when):%Y-%m-%d %H:%M %Z}" if when else ""
        return f"Press Retry to put it back into its queue{kept}."
    if state == "cancelling":
        return ""
    if job.error_class == "TimedOut":
        allowed = duration(float(job.timeout_seconds)).removesuffix(" 00s")
        more = f"If {allowed} is too short for this work, allow more with REELPRESS_JOBS and start the work anew"
        return f"{more}: a retry keeps the {allowed} that the job was made with."
    if job.error_class in DIED:
        return "See the worker's log and memory of that time; the last lines of the attempt say how far it came."
    if state == "failed":
        return "Mend what the sentence names, then press Retry. The traceback of the attempt says where it came from."
    if job.status == Status.PENDING:
        return "Nothing has to be done. Press Run now if the cause is gone and you cannot wait."
    return ""
