"""Start Django, and bring the database of this home up to date before a command needs it.

Knows no table.  Two commands that start at once on a fresh home wait for each other.
"""

import fcntl
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from reelpress.config.env import set_default

LOCK_NUMBER = 0x7265656C  # "reel": the advisory lock of this program's migrations on PostgreSQL

Given = ParamSpec("Given")
Result = TypeVar("Result")


def started(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return `command` with Django started before it runs."""

    @wraps(command)
    def prepared(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        start()
        return command(*args, **kwargs)

    return prepared


def needed(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return `command` with the database made ready before it runs."""

    @wraps(command)
    def prepared(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        ready()
        return command(*args, **kwargs)

    return prepared


def start() -> None:
    """Load settings and applications; the first moment at which a command touches the disk."""
    import django
    from django.apps import apps

    set_default("DJANGO_SETTINGS_MODULE", "reelpress.config.settings")
    if apps.ready:
        return
    gc.disable()  # nothing that is loaded is garbage, and to look for some takes a fifth of the time
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def ready() -> None:
    """Start Django and apply the migrations that the database lacks; cheap when it lacks none."""
    start()
    if not is_behind():
        return
    from django.core.management import call_command

    with _alone():
        if is_behind():
            call_command("migrate", verbosity=0, interactive=False)


def is_behind() -> bool:
    """Return whether the database lacks migrations."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
        return
    with (Path(settings.RUN) / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file closes, also by a crash
        yield
