"""For tests: run jobs by hand, in `manual` mode. Public and documented, as the rest of the project may use it."""

from django.conf import settings

from reelpress.jobs import executor
from reelpress.jobs.models import Job


def drain(*queues: str, limit: int = 100) -> list[Job]:
    """Run what is due in `queues` (all, by default) until nothing is; return the jobs as they ended.

    Raises `AssertionError` after `limit` jobs: something enqueues itself for ever.
    """
    done: list[Job] = []
    names = queues or settings.QUEUES
    while True:
        ran = next((job for name in names if (job := executor.work_one(name))), None)
        if ran is None:
            return done
        ran.refresh_from_db()
        done.append(ran)
        if len(done) >= limit:
            raise AssertionError(f"{limit} jobs ran and more are due.")
