"""Who did what to how many: written beside every deed of a person that touches more than one job, or a whole queue."""

from typing import Any

from reelpress.jobs.models import Audit


def record(actor: str, action: str, n: int = 1, **what: Any) -> None:
    """Write down that `actor` did `action` to `n` things, chosen by `what`."""
    Audit.objects.create(actor=(actor or "the command line")[:150], action=action, n=n, what=what)
