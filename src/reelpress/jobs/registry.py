"""Which job types there are and how each runs. Plain Python; knows no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reelpress.jobs.outcomes import Snooze

Handler = Callable[..., Snooze | None]
OPTIONS = ("queue", "max_attempts", "backoff", "timeout")


@dataclass(frozen=True)
class JobType:
    """One kind of job: its handler and the defaults that are copied into each row."""

    name: str
    handler: Handler
    queue: str
    max_attempts: int
    backoff: tuple[int, ...]
    timeout: int


class UnknownJobType(LookupError):
    """No handler is registered under this name in this process."""


_types: dict[str, JobType] = {}


def job(name: str, **options: Any) -> Callable[[Handler], Handler]:
    """Register a handler as the job type `name`.

    Options: `queue`, `max_attempts`, `backoff` (seconds, the last repeats), `timeout` (seconds).
    An unknown or missing option and a name used twice are refused at import.
    """
    missing = [option for option in OPTIONS if option not in options]
    if missing:
        raise ValueError(f"Job type {name!r} lacks {', '.join(missing)}.")

    def register(handler: Handler) -> Handler:
        if name in _types and _types[name].handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"Two handlers are named {name!r}.")
        kind = JobType(name, handler, queue="", max_attempts=1, backoff=(), timeout=1)
        _types[name] = with_options(kind, options)
        return handler

    return register


def job_type(name: str) -> JobType:
    """Return the job type `name`; raise `UnknownJobType`."""
    try:
        return _types[name]
    except KeyError:
        raise UnknownJobType(f"No job type is named {name!r}.") from None


def job_types() -> list[JobType]:
    """Return all job types in the order in which they were registered."""
    return list(_types.values())


def with_options(kind: JobType, options: Mapping[str, Any]) -> JobType:
    """Return `kind` with some options replaced; raise `ValueError` for an unknown or senseless one."""
    unknown = [option for option in options if option not in OPTIONS]
    if unknown:
        raise ValueError(f"Job type {kind.name!r} has no option {unknown[0]!r}; it has {', '.join(OPTIONS)}.")
    given: dict[str, Any] = {key: tuple(value) if key == "backoff" else value for key, value in options.items()}
    changed = replace(kind, **given)
    if not isinstance(changed.queue, str) or not changed.queue:
        raise ValueError(f"The queue of {kind.name!r} must be a name.")
    for option in ("max_attempts", "timeout"):
        value = getattr(changed, option)
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{option} of {kind.name!r} must be a whole number, 1 or more.")
    if not all(isinstance(wait, int) and wait >= 0 for wait in changed.backoff):
        raise ValueError(f"The backoff of {kind.name!r} must be a list of seconds.")
    return changed
