"""What commands tell of a job, as data for JSON: the job, its attempts, its family, its lines. Prints nothing."""

from typing import TYPE_CHECKING, Any

from reelpress.lib.errors import BadInput

if TYPE_CHECKING:
    from datetime import datetime

    from reelpress.jobs.models import Attempt, Job, JobQuerySet

FAMILY_SHOWN = 50


def facts(job: "Job") -> dict[str, Any]:
    """Return what the JSON of a job holds, except its history."""
    return {
        "id": job.public_id,
        "type": job.type,
        "queue": job.queue,
        "status": job.status,
        "priority": job.priority,
        "progress": job.progress,
        "message": job.message,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "error_message": job.error_message,
        "reason": job.error_group,
        "run_after": job.run_after,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "subject": _subject(job),
        "metadata": job.metadata,
        "parent": job.parent.public_id if job.parent else None,
    }


def _subject(job: "Job") -> dict[str, Any] | None:
    kind = job.subject_type
    if kind is None:
        return None
    return {"type": kind.model, "id": job.subject_id, "name": subject_name(job)}


def subject_name(job: "Job") -> str:
    """Return what `job` is about, in words: its subject, or the address that is imported; "" when that is gone."""
    return str(job.subject) if job.subject is not None else str(job.metadata.get("url") or "")


def whole(job: "Job", *, logs: bool) -> dict[str, Any]:
    """Return all that is known of `job`; its lines only with `logs`."""
    from reelpress.jobs.estimate import seconds_left

    told = facts(job) | {
        "seconds_left": seconds_left(job),
        "family": family(job),
        "history": [_attempt(attempt) for attempt in job.history.all()],
    }
    if logs:
        told["log"] = [
            {"attempt": line.attempt.number, "at": line.at, "line": line.line}
            for line in job.log_lines.select_related("attempt").order_by("id")
        ]
    return told


def _attempt(attempt: "Attempt") -> dict[str, Any]:
    return {
        "number": attempt.number,
        "worker": attempt.worker,
        "pid": attempt.pid,
        "started_at": attempt.started_at,
        "finished_at": attempt.finished_at,
        "outcome": attempt.outcome,
        "error": attempt.error,
        "peak_memory_mb": attempt.peak_memory_mb,
    }


def family(job: "Job") -> dict[str, Any]:
    """Return the ids of the jobs that `job` came from, waits for, started and is waited for by, and of its batch."""
    return {
        "parent": job.parent.public_id if job.parent else None,
        "children": _ids(job.children.all()),
        "after": job.after.public_id if job.after else None,
        "followers": _ids(job.followers.all()),
        "batch": job.batch.public_id if job.batch else None,
    }


def _ids(jobs: Any) -> list[str]:
    return list(jobs.order_by("pk").values_list("public_id", flat=True)[:FAMILY_SHOWN])


def chosen(
    *, status: str, type: str, queue: str, user: str, batch: str, failed_since: "datetime | None"
) -> "JobQuerySet":
    """Return the jobs that the options of `job list` name; raise `BadInput` for a name that does not exist."""
    from django.conf import settings

    from reelpress.jobs.control import find_batch
    from reelpress.jobs.models import Job
    from reelpress.jobs.registry import job_types
    from reelpress.jobs.states import Status

    _refuse_other("status", status, [known.value for known in Status])
    _refuse_other("type", type, [kind.name for kind in job_types()])
    _refuse_other("queue", queue, list(settings.QUEUES))
    jobs = Job.objects.all()
    for column, value in (("status", status), ("type", type), ("queue", queue)):
        jobs = jobs.filter(**{column: value}) if value else jobs
    if user:
        jobs = jobs.for_user(_user_id(user))
    if batch:
        jobs = jobs.filter(batch=find_batch(batch))
    if failed_since is not None:
        jobs = jobs.failed().filter(finished_at__gte=failed_since)
    return jobs


def _refuse_other(option: str, value: str, known: list[str]) -> None:
    if value and value not in known:
        raise BadInput(f"There is no job {option} {value!r}.", todo=f"Choose from {', '.join(known)}.")


def _user_id(name: str) -> int:
    from django.contrib.auth import get_user_model

    found = get_user_model().objects.filter(username=name).values_list("pk", flat=True).first()
    if found is None:
        raise BadInput(f"There is no user {name!r}.", todo="Users are in the dashboard, under People.")
    return int(found)
