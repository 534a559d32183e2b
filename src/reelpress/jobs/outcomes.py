"""How a run ends and what follows from it: pure decisions, no database, no clock."""

import hashlib
import random
import re
import traceback
from dataclasses import dataclass

from reelpress.jobs.states import Outcome, Status
from reelpress.lib.text import storable

MAX_CRASHES = 3
_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{8,}\b|\bj[2-9a-z]{9}\b|\d+(?:[.,:]\d+)*", re.I)
TRACEBACK_LIMIT = 20_000


@dataclass(frozen=True)
class Snooze:
    """Returned by a handler: not yet; come back in `seconds`. Costs no attempt."""

    seconds: float
    reason: str = ""


class Stop(BaseException):
    """Ends a handler from outside. A BaseException, so that `except Exception` cannot swallow it."""


class Cancelled(Stop):
    """A person cancelled the job."""


class TimedOut(Stop):
    """The job ran longer than it may."""


class ShuttingDown(Stop):
    """The worker stops; the job goes back to its queue and no attempt is spent."""


class ClaimLost(Stop):
    """The row is no longer ours: another worker has it, or a person ended it. Write nothing."""


@dataclass(frozen=True)
class Verdict:
    """What to write: the next status, how the attempt ended, and when to try again."""

    status: Status
    outcome: Outcome
    retry_in: float = 0.0
    spends_attempt: bool = True
    error_class: str = ""
    error: str = ""
    traceback: str = ""


@dataclass(frozen=True)
class Standing:
    """What a verdict depends on besides the exception."""

    attempts: int
    max_attempts: int
    backoff: tuple[int, ...]
    timeout_seconds: int
    crashes: int = 0
    cancelled_by: str = ""


def backoff_seconds(backoff: tuple[int, ...], attempts: int, *, jitter: float = 0.0) -> float:
    """Return the wait after attempt number `attempts` (from 1); the last entry repeats; `jitter` in -1..1 is 10 %."""
    if not backoff:
        return 0.0
    base = backoff[min(attempts, len(backoff)) - 1]
    return max(0.0, base * (1 + 0.1 * jitter))


def judge(error: BaseException, standing: Standing) -> Verdict:
    """Decide what an exception that left the handler means for the job."""
    if isinstance(error, Cancelled):
        return cancelled(standing.cancelled_by)
    if isinstance(error, ShuttingDown):
        return Verdict(
            Status.PENDING,
            Outcome.INTERRUPTED,
            spends_attempt=False,
            error="The worker was stopped; the job goes on later.",
        )
    if isinstance(error, TimedOut):
        text = f"It ran longer than its limit of {standing.timeout_seconds} s and was stopped."
        return _again(standing, Outcome.TIMEOUT, "TimedOut", text, trace(error))
    name = str(getattr(error, "error_class", "")) or type(error).__name__
    text = storable(str(error)) or f"{name} without a message; the traceback of the attempt says where."
    permanent = bool(getattr(error, "permanent", False))
    retry_after = getattr(error, "retry_after", None)
    return _again(standing, Outcome.ERROR, name, text, trace(error), permanent=permanent, retry_after=retry_after)


def cancelled(by: str) -> Verdict:
    """Return the verdict for work that a person ended."""
    return Verdict(Status.CANCELLED, Outcome.CANCELLED, error=f"Cancelled by {by or 'a person'}.")


def died(standing: Standing, *, outcome: Outcome, how: str) -> Verdict:
    """Decide about a run whose process is gone (`crashed`) or whose heartbeat stopped (`lost`)."""
    crashes = standing.crashes + 1
    if crashes >= MAX_CRASHES:
        text = f"{how} That was the {crashes}rd time in a row, so the job is not tried again by itself."
        return Verdict(Status.FAILED, outcome, error_class="CrashLoop", error=text)
    # A crash says nothing of the work, so the first retry need not wait out the backoff.
    return _again(standing, outcome, outcome.capitalize(), how, "", retry_after=5.0 * standing.crashes)


def _again(
    standing: Standing,
    outcome: Outcome,
    name: str,
    text: str,
    trace_text: str,
    *,
    permanent: bool = False,
    retry_after: float | None = None,
) -> Verdict:
    if permanent or standing.attempts >= standing.max_attempts:
        return Verdict(Status.FAILED, outcome, error_class=name, error=text, traceback=trace_text)
    wait = retry_after
    if wait is None:
        wait = backoff_seconds(standing.backoff, standing.attempts, jitter=random.uniform(-1, 1))
    return Verdict(Status.PENDING, outcome, retry_in=wait, error_class=name, error=text, traceback=trace_text)


def trace(error: BaseException) -> str:
    """Return the traceback of `error`, its middle cut out when it is long."""
    text = storable("".join(traceback.format_exception(error)))
    if len(text) <= TRACEBACK_LIMIT:
        return text
    half = TRACEBACK_LIMIT // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters cut ...\n{text[-half:]}"


def error_group(error_class: str, error: str) -> str:
    """Return a short name for the reason of a failure: the same when only numbers, ids and quoted words differ."""
    if not error:
        return ""
    reason = f"{error_class}: {_VARYING.sub('*', error[:2000])}"
    return hashlib.sha256(reason.encode("utf-8", "replace")).hexdigest()[:12]
