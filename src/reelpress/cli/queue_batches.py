"""`reelpress queue batches` and `batch`: jobs that were started together."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import output, times
from reelpress.cli.job import show_table
from reelpress.cli.job_facts import facts
from reelpress.cli.lists import first
from reelpress.cli.options import Json, Limit
from reelpress.lib import clock

if TYPE_CHECKING:
    from reelpress.jobs.models import Batch


def batches(limit: Limit = 20, json: Json = False) -> None:
    """List the batches, the newest first.

    Example: reelpress queue batches
    """
    from reelpress.jobs.models import Batch

    found = first(Batch.objects.order_by("-pk"), limit)
    if json:
        output.show_json([_facts(one) for one in found])
        return
    now = clock.now()
    rows = [
        (one.public_id, one.name, one.total, one.completed, one.failed, one.cancelled, one.left,
         times.ago(one.created_at, now), times.ago(one.finished_at, now))
        for one in found
    ]  # fmt: skip
    headers = ("id", "name", "jobs", "completed", "failed", "cancelled", "left", "started", "ended")
    output.show_table(headers, rows, empty="No batches.")


def batch(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of the batch.")], limit: Limit = 50, json: Json = False
) -> None:
    """Show one batch: its counts and its jobs.

    Example: reelpress queue batch b4k7m2p9qx
    """
    from reelpress.jobs.control import find_batch

    found = find_batch(id)
    jobs = found.jobs.select_related("parent", "subject_type").prefetch_related("subject").order_by("-pk")
    shown = first(jobs, limit)
    if json:
        output.show_json(_facts(found) | {"jobs": [facts(job) for job in shown]})
        return
    now = clock.now()
    output.show_details(_facts(found) | {
        "created_at": times.ago(found.created_at, now), "finished_at": times.ago(found.finished_at, now),
    })  # fmt: skip
    output.say()
    show_table(shown, empty="Its jobs were deleted.")


def _facts(batch: "Batch") -> dict[str, Any]:
    return {
        "id": batch.public_id,
        "name": batch.name,
        "total": batch.total,
        "completed": batch.completed,
        "failed": batch.failed,
        "cancelled": batch.cancelled,
        "left": batch.left,
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }
